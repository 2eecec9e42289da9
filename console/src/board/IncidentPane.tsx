/** Everything about one incident, in the order it is needed: what and where, who can go, who has it, what is known. */
import { acts, done, setFocus, useAgencyName, useDispositions, useMay, useTypeName, useTypes } from '@/acts';
import type { IncidentDetail } from '@/api';
import { useWords } from '@/i18n';
import { useKeys } from '@/keys';
import { type Incident, PRIORITIES, type Priority, useIncident, useUnit } from '@/live';
import { momentOf, timeOf } from '@/live/clock';
import { Elapsed, Failure, IncidentStatusMark, Loading, PriorityMark } from '@/ui';
import { Popover } from 'antd';
import { Fragment, useState } from 'react';
import { Actions } from './Actions';
import { Assigned } from './Assigned';
import { cardOf, useDetail } from './detail';
import { Remarks, Reports } from './Notes';
import { Overview } from './Overview';
import './pane.css';
import { Proposals } from './Proposals';
import { Recommended } from './Recommended';
import { run } from './run';

export function IncidentPane({ id, leave, choose }: { id: string | null; leave: () => void; choose: (id: string) => void }) {
  if (id === null) return <Overview />;
  return <Open key={id} id={id} leave={leave} choose={choose} />;
}

function Open({ id, leave, choose }: { id: string; leave: () => void; choose: (id: string) => void }) {
  const { t } = useWords();
  const live = useIncident(id);
  const detail = useDetail(id);
  const card = cardOf(id, live, detail.data);
  const may = useMay();
  useKeys([{ combo: 'Escape', label: 'board.leave', group: 'incident', run: leave }]);
  if (!card) return <aside className="pane">{detail.error ? <Failure error={detail.error} retry={() => void detail.refetch()} /> : <Loading />}</aside>;
  const sendable = card.status !== 'closed' && may('dispatch');
  return (
    <aside className="pane" aria-label={`${t('terms.incident')} ${card.number}`}>
      <Head incident={card} leave={leave} />
      <div className="pane-scroll">
        <Facts incident={card} detail={detail.data} />
        <Actions incident={card} />
        <Proposals incident={card} proposals={card.proposals} joined={choose} />
        <Assigned incident={card} />
        {sendable && <Recommended incident={card} />}
        <Remarks incident={card} detail={detail.data} />
        <Reports incident={card} detail={detail.data} />
      </div>
    </aside>
  );
}

function Head({ incident, leave }: { incident: Incident; leave: () => void }) {
  const { t } = useWords();
  const typeName = useTypeName();
  return (
    <header className={`pane-head edge-${incident.priority}`}>
      <Prioritise incident={incident} />
      <div className="pane-name">
        <div className="pane-number"><b className="mono">{incident.number}</b><IncidentStatusMark status={incident.status} /></div>
        <b className="clip">{typeName(incident.type)}</b>
      </div>
      <Elapsed since={incident.opened_at} />
      <button type="button" className="plain-button is-quiet" onClick={leave} aria-label={t('board.leave')} title={`${t('board.leave')} Esc`}>✕</button>
    </header>
  );
}

/** The priority, and where it may be changed, the way to change it with a reason. */
function Prioritise({ incident }: { incident: Incident }) {
  const { t, word } = useWords();
  const may = useMay()('incident.change');
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState<Priority>(incident.priority);
  const [reason, setReason] = useState('');
  const mark = <PriorityMark priority={incident.priority} size={34} />;
  if (!may || incident.status === 'closed') return mark;
  const form = (
    <form className="prioritise" onSubmit={(event) => {
      event.preventDefault();
      void run(() => acts.priority(incident.id, incident.revision, chosen, reason.trim()), () => done('command.didPriority', { number: incident.number, priority: chosen }))
        .then((ok) => { if (ok) { setOpen(false); setReason(''); } });
    }}>
      <div className="status-grid">
        {PRIORITIES.map((each) => (
          <button key={each} type="button" className={`plain-button${chosen === each ? ' is-open' : ''}`} aria-pressed={chosen === each} onClick={() => setChosen(each)}>
            <PriorityMark priority={each} size={16} /> {word(`terms.${each}`)}
          </button>
        ))}
      </div>
      <input className="field" value={reason} onChange={(event) => setReason(event.target.value)} placeholder={t('board.reasonField')} aria-label={t('board.reasonField')} />
      <button type="submit" className="plain-button is-main" disabled={reason.trim() === '' || chosen === incident.priority}>{t('app.save')}</button>
    </form>
  );
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomLeft" content={form} destroyOnHidden>
      <button type="button" className="mark-button" aria-label={`${t('terms.priority')} ${incident.priority}`}>{mark}</button>
    </Popover>
  );
}

function Facts({ incident, detail }: { incident: Incident; detail: IncidentDetail | undefined }) {
  const { t, pick, word } = useWords();
  const agencyName = useAgencyName();
  const reason = pick(detail?.priority_reason, detail?.priority_reason_en);
  const codes = useDispositions();
  const { data: types } = useTypes();
  const asked = (types?.items.find((type) => type.id === incident.type)?.questions ?? []).flatMap((question) => {
    const answer = question.answers.find((each) => each.id === detail?.answers?.[question.id]);
    return answer ? [{ question, answer }] : [];
  });
  const stackedOn = useUnit(incident.stacked_on);
  return (
    <section className="pane-facts">
      <div className="pane-place">
        <b>{incident.place ?? incident.public_place ?? '–'}</b>
        {incident.location && (
          <button type="button" className="plain-button is-quiet" onClick={() => setFocus({ look: [...(incident.location ?? [0, 0])] })}>{t('map.zoomTo')}</button>
        )}
      </div>
      {incident.hold && <p className="pane-note">‖ {t('board.heldFor', { reason: incident.hold.reason ?? '' })} {incident.hold.until && t('board.until', { time: timeOf(incident.hold.until, false) })}</p>}
      {stackedOn && <p className="pane-note">☰ {t('board.stackedOn', { unit: stackedOn.call_sign })}</p>}
      {incident.call_back_due !== null && <p className="pane-note">{t('board.callBackDue', { time: timeOf(incident.call_back_due, false) })}</p>}
      <dl className="facts">
        <dt>{incident.priority}</dt><dd>{word(`terms.${incident.priority}`)}{reason !== '' && <span className="soft"> · {reason}</span>}</dd>
        {asked.map(({ question, answer }) => <Fragment key={question.id}><dt className="facts-question">{pick(question.text, question.text_en)}</dt><dd><b>{pick(answer.text, answer.text_en)}</b></dd></Fragment>)}
        <dt>{t('board.agency')}</dt><dd>{agencyName(incident.agency_id) || '–'}</dd>
        <dt>{t('board.occurred')}</dt><dd className="mono">{momentOf(incident.occurred_at)}</dd>
        <dt>{t('board.opened')}</dt><dd className="mono">{momentOf(incident.opened_at)}</dd>
        {incident.disposition && <><dt>{t('board.disposition')}</dt><dd>{codes.find((each) => each.id === incident.disposition)?.label ?? incident.disposition}{detail?.note && <span className="soft"> · {detail.note}</span>}</dd></>}
        {detail?.because && <><dt>{t('board.because')}</dt><dd className="dim">{pick(detail.because.text, detail.because.text_en)}</dd></>}
      </dl>
    </section>
  );
}

import { useQuery } from '@tanstack/react-query';
import { App, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { acts } from '@/acts/acts';
import { useTypeName } from '@/acts/names';
import { describe, get, type IncidentDetail, newKey } from '@/api';
import { useWords } from '@/i18n';
import { useUnit } from '@/live';
import type { Assignment, Incident } from '@/live/cards';
import { timeOf } from '@/live/clock';
import { useSession } from '@/session';
import { Empty, Failure, IncidentStatusMark, Loading, PriorityMark, UnitStatusMark } from '@/ui';
import { Author } from '@/ui/Author';

export function Detail({ incident }: { incident: Incident | undefined }) {
  const { t } = useWords();
  if (!incident) return <section className="st-detail"><Empty text={t('station.choose')} /></section>;
  return <Known incident={incident} />;
}

function Known({ incident }: { incident: Incident }) {
  const words = useWords();
  const { t } = words;
  const { modal, message } = App.useApp();
  const { acts: may } = useSession();
  const typeName = useTypeName();
  const detail = useQuery({
    queryKey: ['station-detail', incident.id, incident.revision, incident.remarks],
    queryFn: () => get<IncidentDetail>(`/incidents/${encodeURIComponent(incident.id)}`),
    placeholderData: (held) => (held?.id === incident.id ? held : undefined),
    gcTime: 60_000,
  });
  const backup = () => modal.confirm({
    title: t('station.backup'), content: t('station.backupAsk'), okText: t('station.backup'), okButtonProps: { danger: true },
    onOk: () => acts.backup(incident.id).then(() => message.success(t('station.backupDone')), (error: unknown) => message.error(describe(error, words))),
  });
  return (
    <section className="st-detail" aria-label={incident.number}>
      <header className="st-detail-head">
        <h2><PriorityMark priority={incident.priority} size={24} /> {typeName(incident.type)} <span className="mono soft">{incident.number}</span></h2>
        <p><IncidentStatusMark status={incident.status} /> <b>{incident.place ?? incident.public_place}</b></p>
        <span className="st-detail-acts">
          <Link href={`/review/${incident.id}`} className="plain-button">{t('station.course')}</Link>
          {may.includes('incident.backup') && <button type="button" className="plain-button is-danger" onClick={backup}>{t('station.backup')}</button>}
        </span>
      </header>
      <div className="st-columns">
        <div>
          <h3>{t('station.remarks')}</h3>
          {detail.isPending ? <Loading /> : !detail.data ? <Failure error={detail.error} retry={() => void detail.refetch()} /> : (
            <ul className="st-remarks" aria-live="polite">
              {detail.data.remarks.length === 0 && <li className="dim">{t('station.remarksNone')}</li>}
              {[...detail.data.remarks].reverse().map((remark) => (
                <li key={remark.id}><span>{remark.text}</span><span className="dim"><Author remark={remark} /> · {timeOf(remark.at)}</span></li>
              ))}
            </ul>
          )}
          {may.includes('remark.add') && <Add incident={incident.id} />}
        </div>
        <div>
          <h3>{t('station.onIt')}</h3>
          {incident.assignments.length === 0 && <p className="dim">{t('station.onItNone')}</p>}
          <ul className="st-remarks">{incident.assignments.map((each) => <OnIt key={each.unit_id} assignment={each} />)}</ul>
        </div>
      </div>
    </section>
  );
}

function OnIt({ assignment }: { assignment: Assignment }) {
  const unit = useUnit(assignment.unit_id);
  return <li><b>{unit?.call_sign ?? '–'}</b><span><UnitStatusMark status={assignment.status} /> <span className="dim">{timeOf(assignment.since, false)}</span></span></li>;
}

/** A remark is appended, never overwritten; what was typed stays until it is kept. */
function Add({ incident }: { incident: string }) {
  const words = useWords();
  const { t } = words;
  const { message } = App.useApp();
  const [typed, setTyped] = useState({ text: '', key: newKey() });
  const [busy, setBusy] = useState(false);
  const send = () => {
    const text = typed.text.trim();
    if (text === '' || busy) return;
    setBusy(true);
    acts.remark(incident, text, typed.key)
      .then(() => setTyped({ text: '', key: newKey() }), (error: unknown) => message.error(describe(error, words)))
      .finally(() => setBusy(false));
  };
  return (
    <Input.Search className="st-add" value={typed.text} maxLength={2000} placeholder={t('station.add')} aria-label={t('station.add')} enterButton={t('station.addSend')} loading={busy}
      onChange={(event) => setTyped({ text: event.target.value, key: newKey() })} onSearch={send} />
  );
}

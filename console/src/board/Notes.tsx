/** Remarks (appended, never overwritten), reports with their personal fields closed until opened, pictures. */
import { memo, useRef, useState } from 'react';
import { acts, done, refused, useMay } from '@/acts';
import { address, newKey, type IncidentDetail, type Report } from '@/api';
import { useWords } from '@/i18n';
import type { Incident } from '@/live';
import { atSignOut } from '@/session';
import { momentOf, timeOf } from '@/live/clock';
import { Failure } from '@/ui';
import { useOpened } from './detail';

export function Remarks({ incident, detail }: { incident: Incident; detail: IncidentDetail | undefined }) {
  const { t } = useWords();
  const may = useMay()('remark.add');
  const remarks = detail?.remarks ?? [];
  return (
    <section className="pane-section" aria-label={t('board.remarks')}>
      <header className="pane-title"><h3>{t('board.remarks')}</h3></header>
      {may && <AddRemark incident={incident} />}
      {detail && remarks.length === 0 && <p className="pane-none">{t('board.noRemarks')}</p>}
      <ol className="remarks" aria-live="polite">
        {[...remarks].reverse().map((remark) => (
          <li key={remark.id}>
            <time className="mono dim" title={momentOf(remark.at)}>{timeOf(remark.at, false)}</time>
            <span>{remark.text ?? '…'} <span className="dim">{remark.by_name ?? ''}</span></span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Drafts of remarks by incident: kept in memory while a desk looks elsewhere, or the line is down. */
const drafts = new Map<string, string>();
atSignOut(() => drafts.clear());

function AddRemark({ incident }: { incident: Incident }) {
  const { t } = useWords();
  const [text, setText] = useState(() => drafts.get(incident.id) ?? '');
  const [busy, setBusy] = useState(false);
  // The key stays with the words until they are kept, so that sending them again cannot write them twice.
  const key = useRef(newKey());
  const type = (next: string) => {
    setText(next);
    drafts.set(incident.id, next);
  };
  const send = async () => {
    const words = text.trim();
    if (words === '' || busy) return;
    setBusy(true);
    try {
      await acts.remark(incident.id, words, key.current);
      key.current = newKey();
      type('');
      done('command.didRemark', { number: incident.number });
    } catch (error) {
      refused(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <textarea
      className="field remark-field"
      rows={1}
      value={text}
      aria-label={t('board.addRemark')}
      placeholder={t('board.addRemark')}
      onChange={(event) => {
        if (text !== event.target.value) key.current = newKey();
        type(event.target.value);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
        event.preventDefault();
        void send();
      }}
    />
  );
}

export function Reports({ incident, detail }: { incident: Incident; detail: IncidentDetail | undefined }) {
  const { t } = useWords();
  const may = useMay()('incident.open');
  const [asked, setAsked] = useState(false);
  const opened = useOpened(incident.id, asked);
  const reports = (asked ? opened.data : detail)?.reports ?? detail?.reports ?? [];
  return (
    <section className="pane-section" aria-label={t('board.reports')}>
      <header className="pane-title">
        <h3>{t('board.reports')} <span className="mono dim">{incident.reports}</span></h3>
        <span className="shell-space" />
        {may && !asked && <button type="button" className="plain-button" title={t('board.openNote')} onClick={() => setAsked(true)}>{t('board.openPersonal')}</button>}
        {opened.data && <span className="pane-note">{t('board.personalOpen')}</span>}
      </header>
      {opened.error && <Failure error={opened.error} retry={() => void opened.refetch()} />}
      <ul className="reports">{reports.map((report) => <ReportRow key={report.id} report={report} open={opened.data !== undefined} />)}</ul>
      <Pictures detail={detail} />
    </section>
  );
}

const ReportRow = memo(function ReportRow({ report, open }: { report: Report; open: boolean }) {
  const { t, word } = useWords();
  const { caller } = report;
  return (
    <li>
      <div className="reports-head">
        <span className="tag">{word(`terms.channel.${report.channel}`)}</span>
        <time className="mono soft">{momentOf(report.taken_at)}</time>
        <span className="dim clip">{report.taken_by_name ?? ''}</span>
        {!open && <span className="dim">{t('board.sealed')}</span>}
      </div>
      {open && (
        <dl className="facts">
          {caller?.name && <><dt>{t('board.callerName')}</dt><dd>{caller.name}</dd></>}
          {caller?.number && <><dt>{t('board.callerNumber')}</dt><dd className="mono">{caller.number}</dd></>}
          {caller?.address && <><dt>{t('board.callerAddress')}</dt><dd>{caller.address}</dd></>}
          {report.text && <><dt>{t('board.said')}</dt><dd>{report.text}</dd></>}
        </dl>
      )}
    </li>
  );
});

function Pictures({ detail }: { detail: IncidentDetail | undefined }) {
  const { t } = useWords();
  const may = useMay()('incident.open');
  const [open, setOpen] = useState(false);
  const pictures = detail?.pictures ?? [];
  if (pictures.length === 0) return null;
  return (
    <div className="pictures">
      {!open && <button type="button" className="plain-button" disabled={!may} onClick={() => setOpen(true)}>{t('board.pictures')} {pictures.length}</button>}
      {open && pictures.map((picture) => (
        <a key={picture.id} href={address(`/pictures/${encodeURIComponent(picture.id)}`)} target="_blank" rel="noreferrer">
          <img src={address(`/pictures/${encodeURIComponent(picture.id)}`)} alt={t('board.picture', { time: timeOf(picture.at) })} loading="lazy" />
        </a>
      ))}
    </div>
  );
}

/** What became of the report: its number to say on the radio, how urgent and why, who is on the way, what may be the same. */
import { memo, useMemo } from 'react';
import { useTypeName } from '@/acts';
import { Link } from 'wouter';
import { useDetail } from '@/board/detail';
import { Proposals } from '@/board/Proposals';
import '@/board/pane.css';
import { useWords } from '@/i18n';
import { type Assignment, type Board, type Incident, sameMembers, useBoard, useIncident, useUnit } from '@/live';
import type { LonLat } from '@/live/cards';
import { Elapsed, IncidentStatusMark, Loading, PriorityMark, UnitStatusMark } from '@/ui';
import { taking, useTaking } from './taken';

export function Result() {
  const { t } = useWords();
  const { draft, last } = useTaking();
  const id = draft.joined ?? draft.incident;
  const before = useIncident(last);
  return (
    <div className="result">
      {id !== null ? <Live key={id} id={id} /> : (
        <div className="result-none">
          <span className="dim">{t('intake.notYet')}</span>
          {before && <Link href={`/board/${encodeURIComponent(before.id)}`} className="link-button">{t('intake.ended', { number: before.number })}</Link>}
        </div>
      )}
      {draft.place && <Near location={draft.place.location} except={id} />}
    </div>
  );
}

function Live({ id }: { id: string }) {
  const { t, pick, word } = useWords();
  const incident = useIncident(id);
  const { draft } = useTaking();
  const detail = useDetail(id);
  const typeName = useTypeName();
  if (!incident) return <Loading />;
  const reason = pick(detail.data?.priority_reason, detail.data?.priority_reason_en);
  const proposals = incident.proposals.length > 0 || draft.joined !== null ? incident.proposals : draft.proposals;
  return (
    <>
      <section className={`result-card edge-${incident.priority}`} aria-live="polite">
        <div className="result-number">
          <PriorityMark priority={incident.priority} size={40} />
          <b className="mono">{incident.number}</b>
          <span className="result-state"><IncidentStatusMark status={incident.status} /><Elapsed since={incident.opened_at} /></span>
        </div>
        <p><b>{typeName(incident.type)}</b> · {incident.place ?? incident.public_place}</p>
        <p className="soft">{incident.priority} {word(`terms.${incident.priority}`)}{reason !== '' && ` · ${reason}`}</p>
        {draft.joined !== null && <p className="pane-note">{t('intake.joined', { number: incident.number })}</p>}
        <div className="result-units">
          <span className="dim">{t('intake.units')}</span>
          {incident.assignments.length === 0 && <span>{t('intake.nobody')}</span>}
          {incident.assignments.map((each) => <Sent key={each.unit_id} assignment={each} />)}
          <span className="shell-space" />
          <Link href={`/board/${encodeURIComponent(id)}`} className="link-button">{t('intake.openOnBoard')}</Link>
        </div>
      </section>
      <Proposals incident={incident} proposals={proposals} joined={(other) => taking.update({ joined: other })} />
    </>
  );
}

const Sent = memo(function Sent({ assignment }: { assignment: Assignment }) {
  const unit = useUnit(assignment.unit_id);
  return <span className="result-unit"><b className="mono">{unit?.call_sign ?? '…'}</b> <UnitStatusMark status={assignment.status} /></span>;
});

/** Metres between two places of one town; a plane is good enough for "is it the same?". */
function metres(a: LonLat, b: LonLat): number {
  const north = (a[1] - b[1]) * 111_320;
  const east = (a[0] - b[0]) * 111_320 * Math.cos((a[1] * Math.PI) / 180);
  return Math.hypot(north, east);
}

const NEAR = 500;

function Near({ location, except }: { location: LonLat; except: string | null }) {
  const { t } = useWords();
  const typeName = useTypeName();
  const select = useMemo(() => (board: Board): readonly Incident[] =>
    [...board.incidents.values()]
      .filter((each) => each.id !== except && each.status !== 'closed' && each.location !== undefined && metres(each.location, location) <= NEAR)
      .sort((a, b) => metres(a.location ?? location, location) - metres(b.location ?? location, location))
      .slice(0, 5), [location, except]);
  const near = useBoard(select, sameMembers);
  if (near.length === 0) return null;
  return (
    <section className="pane-section">
      <header className="pane-title"><h3>{t('intake.near')}</h3></header>
      <ul className="near">
        {near.map((each) => (
          <li key={each.id}>
            <PriorityMark priority={each.priority} size={16} />
            <b className="mono">{each.number}</b>
            <span className="clip">{typeName(each.type)} · {each.place ?? each.public_place}</span>
            <span className="soft mono">{t('intake.metres', { n: Math.round(metres(each.location ?? location, location) / 10) * 10 })}</span>
            <IncidentStatusMark status={each.status} />
          </li>
        ))}
      </ul>
    </section>
  );
}

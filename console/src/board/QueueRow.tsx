import { memo, useRef } from 'react';
import { useWords } from '@/i18n';
import { type Incident, type Priority, useIncident, useUnit } from '@/live';
import { Countdown, Elapsed, IncidentStatusMark, PriorityMark } from '@/ui';
import { sectionOf } from './order';

/** Seconds without a unit after which a row says so; the alarm itself is the server's. */
const LATE: Record<Priority, [late: number, tooLate: number]> = { P1: [30, 60], P2: [60, 120], P3: [180, 300], P4: [600, 900] };

interface Props {
  id: string;
  top: number;
  position: number;
  count: number;
  chosen: boolean;
  reachable: boolean;
  typeName: (id: string) => string;
  agencyName: (id: string | null) => string;
  choose: (id: string) => void;
}

export const QueueRow = memo(function QueueRow({ id, top, position, count, chosen, reachable, typeName, agencyName, choose }: Props) {
  const { t, word } = useWords();
  const now = useIncident(id);
  const last = useRef(now);
  if (now) last.current = now;
  const incident = now ?? last.current;
  if (!incident) return null;
  const waiting = sectionOf(incident) === 'waiting';
  const place = incident.place ?? incident.public_place ?? '';
  const label = `${incident.number} ${incident.priority} ${word(`terms.${incident.priority}`)} ${typeName(incident.type)} ${place} ${word(`terms.incident.${incident.status}`)}`;
  return (
    <div
      id={`queue-${id}`}
      role="option"
      aria-selected={chosen}
      aria-label={label}
      aria-posinset={position}
      aria-setsize={count}
      tabIndex={reachable ? 0 : -1}
      data-id={id}
      className={`queue-row edge-${incident.priority}${chosen ? ' is-chosen' : ''}${now ? '' : ' is-gone'}${waiting ? ' is-waiting' : ''}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => choose(id)}
    >
      <PriorityMark priority={incident.priority} size={24} />
      <div className="queue-body">
        <div className="queue-line">
          <b className="queue-number mono">{incident.number.slice(incident.number.lastIndexOf('-') + 1)}</b>
          <b className="clip queue-type">{typeName(incident.type)}</b>
          <span className="queue-state">{now ? <IncidentStatusMark status={incident.status} /> : t('board.gone')}</span>
          <Waited incident={incident} waiting={waiting} />
        </div>
        <div className="queue-line is-second">
          <span className="clip queue-place">{place || agencyName(incident.agency_id)}</span>
          <Tags incident={incident} />
        </div>
      </div>
    </div>
  );
});

function Waited({ incident, waiting }: { incident: Incident; waiting: boolean }) {
  const [offer] = incident.offers;
  if (incident.status === 'offered' && offer?.expires_at) return <Countdown until={offer.expires_at} />;
  if (incident.hold?.until) return <Countdown until={incident.hold.until} />;
  if (!waiting) return <Elapsed since={incident.opened_at} />;
  const [late, tooLate] = LATE[incident.priority];
  return <Elapsed since={incident.opened_at} late={late} tooLate={tooLate} />;
}

function Tags({ incident }: { incident: Incident }) {
  const { t } = useWords();
  const shown = incident.assignments.slice(0, 3);
  return (
    <span className="queue-tags">
      {incident.live && <span className="tag is-live">{t('board.talking')}</span>}
      {incident.backup_wanted && <span className="tag is-bad">{t('board.backupWanted')}</span>}
      {incident.escalation > 0 && <span className="tag is-bad" title={t('board.escalated')}>▲{incident.escalation}</span>}
      {incident.proposals.length > 0 && <span className="tag is-warn" title={t('board.maybeSame')}>≈{incident.proposals.length}</span>}
      {incident.reports > 1 && <span className="tag" title={t('board.reportCount', { n: incident.reports })}>×{incident.reports}</span>}
      {incident.call_back_due !== null && <span className="tag is-warn">{t('board.callBack')}</span>}
      {shown.map((each) => <Sign key={each.unit_id} id={each.unit_id} />)}
      {incident.assignments.length > shown.length && <span className="tag">+{incident.assignments.length - shown.length}</span>}
      {incident.stacked_on !== null && <Sign id={incident.stacked_on} />}
    </span>
  );
}

function Sign({ id }: { id: string }) {
  const unit = useUnit(id);
  return <span className="tag is-unit mono">{unit?.call_sign ?? '…'}</span>;
}

/** Incidents that may be this one: a person joins, or says that they are not; both can be undone. */
import { memo } from 'react';
import { acts, done, setFocus, useMay, useTypeName } from '@/acts';
import type { Proposal } from '@/api';
import { useWords } from '@/i18n';
import { type Incident, useIncident } from '@/live';
import { Elapsed, PriorityMark } from '@/ui';
import { run } from './run';

interface Props {
  incident: Incident;
  proposals: readonly Proposal[];
  /** Called with the incident that is left after joining. */
  joined?: (id: string) => void;
}

export function Proposals({ incident, proposals, joined }: Props) {
  const { t } = useWords();
  if (proposals.length === 0) return null;
  return (
    <section className="pane-section proposals" aria-label={t('board.same')}>
      <header className="pane-title"><h3>≈ {t('board.same')}</h3></header>
      <ul>{proposals.map((each) => <Row key={each.incident_id} incident={incident} proposal={each} joined={joined} />)}</ul>
    </section>
  );
}

const Row = memo(function Row({ incident, proposal, joined }: { incident: Incident; proposal: Proposal; joined: ((id: string) => void) | undefined }) {
  const { t, pick } = useWords();
  const may = useMay()('incident.merge');
  const typeName = useTypeName();
  const other = useIncident(proposal.incident_id);
  if (!other) return null;
  const reasons = proposal.reasons.map((each) => (typeof each === 'string' ? each : pick(each.text, each.text_en))).join(' · ');
  const join = () => void run(() => acts.merge(incident.id, other.id), () => {
    done('command.didMerge', { number: incident.number, other: other.number }, `um ${other.number} ${incident.number}`);
    (joined ?? ((id: string) => setFocus({ incident: id })))(other.id);
  });
  const dismiss = () => void run(() => acts.dismiss(incident.id, other.id), () => done('command.didDismiss', { number: incident.number, other: other.number }));
  return (
    <li>
      <div className="proposal-line">
        <PriorityMark priority={other.priority} size={18} />
        <b className="mono">{other.number}</b>
        <span className="clip">{typeName(other.type)} {other.place ?? other.public_place}</span>
        <Elapsed since={other.opened_at} />
      </div>
      <div className="proposal-line">
        <span className="soft proposal-why">{reasons}</span>
        {may && <button type="button" className="plain-button" title={t('board.joinInto', { number: other.number })} onClick={join}>{t('board.join')}</button>}
        {may && <button type="button" className="plain-button is-quiet" onClick={dismiss}>{t('board.separate')}</button>}
      </div>
    </li>
  );
});

/** The incident in hand: read above, act below. */
import { useWords } from '@/i18n';
import type { Incident, Unit } from '@/live/cards';
import { useSettings } from '@/reference';
import type { Who } from './acts';
import { ActionBar } from './ActionBar';
import { Bar } from './Bar';
import { Countdown } from './Countdown';
import { useDetail, useRoute } from './detail';
import type { Expected } from './expected';
import { Head } from './Head';
import type { Waiting } from './outbox';
import { Persons } from './Persons';
import { Progress } from './Progress';
import { Remarks } from './Remarks';
import { Stack } from './Stack';
import type { Tap } from './tap';
import { Way, wayLeft } from './Way';

interface AssignmentProps {
  who: Who;
  unit: Unit;
  incident: Incident;
  state: Expected;
  waiting: Waiting;
  tap: Tap;
  correct: () => void;
}

export function Assignment({ who, unit, incident, state, waiting, tap, correct }: AssignmentProps) {
  const words = useWords();
  const { t, pick } = words;
  const detail = useDetail(incident);
  const travelling = ['assigned', 'acknowledged', 'enroute'].includes(state.status);
  const route = useRoute(unit.id, incident.id, travelling);
  const due = useAcknowledgeDue(incident, state);
  const mine = waiting.acts.filter((act) => act.incidentId === incident.id);
  const way = travelling ? route.data : undefined;
  return (
    <>
      <div className="of-body">
        <Head incident={incident} kind={t('officer.order')} way={way && wayLeft(words, way)}
          why={pick(detail.data?.priority_reason, detail.data?.priority_reason_en)} />
        <Progress status={state.status} since={state.since} />
        <Remarks remarks={detail.data?.remarks} unsent={mine.filter((act) => act.kind === 'remark')} count={incident.remarks} account={who.account} />
        <Way incident={incident} route={way} />
        <Persons key={incident.id} incidentId={incident.id} />
        {incident.pictures > 0 && <p className="of-hint">{t('officer.pictures', { n: incident.pictures })}</p>}
        <Stack ids={unit.stack} />
      </div>
      <Bar tap={tap} correct={correct}>
        {due !== null && <Countdown from={state.since} until={due} late="overdue" />}
        <ActionBar who={who} incident={incident} state={state} tap={tap} correct={correct} />
      </Bar>
    </>
  );
}

/** Until when a direct assignment wants to be acknowledged; null once it is. */
function useAcknowledgeDue(incident: Incident, { status, since }: Expected): string | null {
  const settings = useSettings();
  const seconds = settings.data?.priorities[incident.priority].acknowledge_seconds;
  if (status !== 'assigned' || seconds === undefined) return null;
  return new Date(Date.parse(since) + seconds * 1000).toISOString();
}

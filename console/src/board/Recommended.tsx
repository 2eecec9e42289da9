/** Who can be there first, and why; one key sends. */
import { useQuery } from '@tanstack/react-query';
import { memo } from 'react';
import { acts, done, refused, setFocus, useAgencyName, useFocus, useMay } from '@/acts';
import { ApiError, get, type Reason, type Recommendation, type Recommended as Item } from '@/api';
import { useWords } from '@/i18n';
import { useKeys } from '@/keys';
import { type Incident, useUnit } from '@/live';
import { now, spanOf, timeOf } from '@/live/clock';
import { Failure, KindMark, Loading, UnitStatusMark } from '@/ui';

/** A recommendation older than this was made for another force. */
const OLD_MS = 45_000;
const KEYS = 9;

async function latest(id: string, anew: boolean): Promise<Recommendation> {
  if (!anew) {
    try {
      const held = await get<Recommendation>(`/incidents/${encodeURIComponent(id)}/recommendation`, { background: true });
      if (now() - Date.parse(held.made_at) < OLD_MS) return held;
    } catch (error) {
      // None was made yet, or this one cannot be read: make one.
      if (!(error instanceof ApiError) || error.unreachable) throw error;
    }
  }
  return acts.recommend(id);
}

async function send(incident: Incident, item: Item): Promise<void> {
  try {
    const answer = await acts.assign(incident.id, item.unit_id);
    const offered = answer.status === 'offered';
    done(offered ? 'command.didOffer' : 'command.didAssign', { units: item.call_sign, number: incident.number },
      `wd ${incident.number} ${item.call_sign}`);
  } catch (error) {
    refused(error);
  }
}

export function Recommended({ incident }: { incident: Incident }) {
  const { t } = useWords();
  const asked = useFocus((focus) => focus.recommend);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['recommendation', incident.id, incident.type, incident.location?.join(), asked],
    queryFn: () => latest(incident.id, asked > 0),
    staleTime: OLD_MS,
    gcTime: 60_000,
  });
  const items = data?.items.slice(0, KEYS) ?? [];
  const sendNth = (index: number) => {
    const item = items[index];
    if (item) void send(incident, item);
  };
  useKeys([
    ...Array.from({ length: KEYS }, (_each, index) => ({
      combo: String(index + 1), label: 'board.send' as const, group: 'incident' as const, run: () => sendNth(index), quiet: index > 0, shown: '1 … 9',
    })),
    { combo: 'g', label: 'board.refresh', group: 'incident', run: () => setFocus({ recommend: asked + 1 }) },
  ]);
  const best = items[0]?.unit_id ?? null;
  return (
    <section className="pane-section" aria-label={t('board.recommended')}>
      <header className="pane-title">
        <h3>{t('board.recommended')}</h3>
        {data && <span className="dim">{t('board.recommendedAt', { time: timeOf(data.made_at) })}</span>}
        <span className="shell-space" />
        <button type="button" className="plain-button is-quiet" disabled={isFetching} onClick={() => setFocus({ recommend: asked + 1 })}>{t('board.refresh')} <kbd>g</kbd></button>
      </header>
      {error ? <Failure error={error} retry={() => void refetch()} />
        : !data ? <Loading />
          : items.length === 0 ? <p className="pane-none">{t('board.noRecommendation')}</p>
            : <ol className="rec">{items.map((item, index) => <Row key={item.unit_id} item={item} index={index} best={item.unit_id === best} incident={incident} />)}</ol>}
    </section>
  );
}

function say(reason: Reason, pick: (zh: string, en: string | null | undefined) => string): string {
  return typeof reason === 'string' ? reason : pick(reason.text, reason.text_en);
}

const Row = memo(function Row({ item, index, best, incident }: { item: Item; index: number; best: boolean; incident: Incident }) {
  const { t, pick, list } = useWords();
  const agencyName = useAgencyName();
  const unit = useUnit(item.unit_id);
  const may = useMay()('dispatch');
  const free = unit === undefined || unit.status === 'available' || unit.status === 'returning';
  const mine = incident.assignments.some((each) => each.unit_id === item.unit_id) || incident.offers.some((each) => each.unit_id === item.unit_id);
  const reasons = item.reasons.map((reason) => say(reason, pick)).join(' · ');
  const uncovered = list((item.uncovered ?? []).map((agency) => agencyName(agency)));
  return (
    <li className={`rec-row${best ? ' is-best' : ''}${free || mine ? '' : ' is-taken'}`}>
      <kbd>{index + 1}</kbd>
      <span className="rec-who">
        {unit && <KindMark kind={unit.kind} />}
        <b className="mono">{item.call_sign}</b>
        {unit && unit.status !== 'available' && <UnitStatusMark status={unit.status} onDuty={unit.on_duty} />}
      </span>
      <span className="rec-eta">
        <b className="mono">{spanOf(item.eta_seconds)}</b>
        <span className="dim mono">{t('board.range', { low: spanOf(item.eta_low), high: spanOf(item.eta_high) })}</span>
      </span>
      {may && (
        <button type="button" className={`plain-button${best && free ? ' is-main' : ''}`} disabled={mine} onClick={() => void send(incident, item)} aria-label={`${t('board.sendOne')} ${item.call_sign}`}>
          {mine ? '✓' : t('board.sendOne')}
        </button>
      )}
      <span className="rec-why soft">{free ? reasons : t('board.notFree')}{uncovered !== '' && <span className="rec-bare"> {t('board.uncovered', { list: uncovered })}</span>}</span>
    </li>
  );
});

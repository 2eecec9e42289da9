/** What the pane shows while no incident is open: how the board stands, by urgency and by station. */
import { memo, useMemo } from 'react';
import { useAgencyName } from '@/acts';
import { useWords } from '@/i18n';
import { type Board, PRIORITIES, useBoard } from '@/live';
import { Elapsed, PriorityMark } from '@/ui';
import { sectionOf } from './order';

interface Waiting {
  count: number;
  oldest: string | null;
}

/** Written as text, so that an unchanged standing does not draw again. */
function waitingOf(board: Board): string {
  const found = PRIORITIES.map((): Waiting => ({ count: 0, oldest: null }));
  for (const incident of board.incidents.values()) {
    const place = found[PRIORITIES.indexOf(incident.priority)];
    if (!place || sectionOf(incident) !== 'waiting') continue;
    place.count += 1;
    if (place.oldest === null || incident.opened_at < place.oldest) place.oldest = incident.opened_at;
  }
  return JSON.stringify(found);
}

function stationsOf(board: Board): string {
  const found = new Map<string, [free: number, on: number, open: number]>();
  const of = (agency: string | null) => {
    const row = found.get(agency ?? '') ?? [0, 0, 0];
    found.set(agency ?? '', row);
    return row;
  };
  for (const unit of board.units.values()) {
    if (!unit.on_duty) continue;
    const row = of(unit.agency_id);
    row[1] += 1;
    if (unit.status === 'available') row[0] += 1;
  }
  for (const incident of board.incidents.values()) if (incident.status !== 'closed') of(incident.agency_id)[2] += 1;
  return JSON.stringify([...found].sort((a, b) => b[1][2] - a[1][2] || (a[0] < b[0] ? -1 : 1)));
}

export const Overview = memo(function Overview() {
  const { t, word } = useWords();
  const agencyName = useAgencyName();
  const waiting = useBoard(waitingOf);
  const stations = useBoard(stationsOf);
  const byPriority = useMemo(() => JSON.parse(waiting) as Waiting[], [waiting]);
  const rows = useMemo(() => JSON.parse(stations) as [string, [number, number, number]][], [stations]);
  return (
    <aside className="pane overview" aria-label={t('board.overview')}>
      <header className="overview-head"><h2>{t('board.overview')}</h2><span className="dim">{t('board.pickHint')}</span></header>
      <div className="overview-waiting">
        {PRIORITIES.map((priority, index) => {
          const { count, oldest } = byPriority[index] ?? { count: 0, oldest: null };
          return (
            <div key={priority} className={`overview-tile${count > 0 ? ` edge-${priority}` : ''}`}>
              <PriorityMark priority={priority} size={22} />
              <b className="mono">{count}</b>
              <span className="soft">{word(`terms.${priority}`)}</span>
              <span className="overview-oldest">{oldest !== null ? <>{t('board.longest')} <Elapsed since={oldest} /></> : <span className="dim">{t('board.noneWaits')}</span>}</span>
            </div>
          );
        })}
      </div>
      <table className="overview-table">
        <thead><tr><th scope="col">{t('terms.station')}</th><th scope="col">{t('board.openHere')}</th><th scope="col">{t('board.freeHere')}</th></tr></thead>
        <tbody>
          {rows.map(([agency, [free, on, open]]) => (
            <tr key={agency}>
              <th scope="row" className="clip">{agencyName(agency) || '–'}</th>
              <td className="mono">{open}</td>
              <td><span className="overview-bar" aria-hidden="true"><i style={{ width: on > 0 ? `${(free / on) * 100}%` : 0 }} className={on > 0 && free / on < 0.34 ? 'is-low' : ''} /></span><span className="mono">{free}/{on}</span></td>
            </tr>
          ))}
        </tbody>
      </table>
    </aside>
  );
});

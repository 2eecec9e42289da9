import { useTypeName } from '@/acts/names';
import { useWords } from '@/i18n';
import { sameMembers, useBoard } from '@/live';
import type { Board } from '@/live/board';
import type { Incident } from '@/live/cards';
import { spanOf, useNow } from '@/live/clock';
import { shortNumber } from '@/map';
import { Empty, IncidentStatusMark, PriorityMark } from '@/ui';

function byUrgency(board: Board): Incident[] {
  return [...board.incidents.values()].filter(({ status }) => status !== 'closed')
    .sort((a, b) => (a.priority < b.priority ? -1 : a.priority > b.priority ? 1 : a.opened_at < b.opened_at ? -1 : 1));
}

export function Incidents({ chosen, choose }: { chosen: string | null; choose: (id: string) => void }) {
  const { t } = useWords();
  const typeName = useTypeName();
  const rows = useBoard(byUrgency, sameMembers);
  const now = useNow();
  return (
    <section className="st-incidents" aria-label={t('station.incidents')}>
      <h2>{t('station.incidents')} <span className="dim">{rows.length}</span></h2>
      {rows.length === 0 ? <Empty text={t('station.incidentsNone')} /> : (
        <ul>
          {rows.map((row) => (
            <li key={row.id}>
              <button type="button" className={`st-row${row.id === chosen ? ' is-chosen' : ''}`} aria-current={row.id === chosen || undefined} onClick={() => choose(row.id)}>
                <PriorityMark priority={row.priority} size={22} />
                <span className="st-row-main">
                  <span><b className="clip">{typeName(row.type)}</b><IncidentStatusMark status={row.status} /></span>
                  <span className="soft"><span className="clip">{row.place ?? row.public_place ?? '–'}</span><span className="mono">{shortNumber(row.number)} · {spanOf((now - Date.parse(row.opened_at)) / 1000)}</span></span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

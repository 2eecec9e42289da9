/** Every unit by station, as a dense board of signs: who is free, who is doing what. */
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { setFocus, useAgencyName, useFocus } from '@/acts';
import { plain } from '@/commandline/scene';
import { useWords } from '@/i18n';
import { type Board, sameMembers, useBoard, useUnit } from '@/live';
import { Empty, KindMark, UnitStatusMark } from '@/ui';
import { UNIT_GLYPH } from '@/ui/shapes';
import './units.css';

interface Filter {
  text: string;
  free: boolean;
  off: boolean;
}

const RANK: Record<string, number> = { idle: 2, waiting: 0, going: 0, there: 0, off: 3 };

/** `agency|id` in order: stations together, those at work first, then by call sign. The order follows statuses only. */
function arranged(board: Board, filter: Filter): string[] {
  const word = plain(filter.text);
  return [...board.units.values()]
    .filter((unit) => (filter.off || unit.on_duty) && (!filter.free || (unit.on_duty && unit.status === 'available')) && plain(unit.call_sign).includes(word))
    .map((unit) => [`${unit.agency_id ?? ''}|${unit.on_duty ? RANK[UNIT_GLYPH[unit.status].tone] ?? 3 : 4}|${unit.call_sign}`, `${unit.agency_id ?? ''}|${unit.id}`] as const)
    .sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
    .map(([, id]) => id);
}

const freeOf = (board: Board) => {
  let free = 0;
  let on = 0;
  for (const unit of board.units.values()) {
    if (!unit.on_duty) continue;
    on += 1;
    if (unit.status === 'available') free += 1;
  }
  return `${free}/${on}`;
};

export function UnitsBoard() {
  const { t } = useWords();
  const [filter, setFilter] = useState<Filter>({ text: '', free: false, off: false });
  const rows = useBoard(useCallback((board: Board) => arranged(board, filter), [filter]), sameMembers);
  const [free, on] = useBoard(freeOf).split('/');
  const groups = useMemo(() => {
    const found = new Map<string, string[]>();
    for (const row of rows) {
      const bar = row.indexOf('|');
      const agency = row.slice(0, bar);
      const group = found.get(agency) ?? [];
      group.push(row.slice(bar + 1));
      found.set(agency, group);
    }
    return [...found];
  }, [rows]);
  return (
    <section className="units" aria-label={t('board.units')}>
      <header className="units-bar">
        <b>{t('board.units')}</b>
        <span className="soft mono">{t('board.unitsFree', { free: free ?? '', on: on ?? '' })}</span>
        <span className="shell-space" />
        <input className="field units-filter" value={filter.text} placeholder={t('board.filterUnits')} aria-label={t('board.filterUnits')} onChange={(event) => setFilter({ ...filter, text: event.target.value })} />
        <label className="check"><input type="checkbox" checked={filter.free} onChange={(event) => setFilter({ ...filter, free: event.target.checked })} />{t('board.onlyFree')}</label>
        <label className="check"><input type="checkbox" checked={filter.off} onChange={(event) => setFilter({ ...filter, off: event.target.checked })} />{t('board.showOff')}</label>
      </header>
      <div className="units-scroll">
        {groups.length === 0 ? <Empty text={t('board.noUnits')} /> : groups.map(([agency, ids]) => <Group key={agency} agency={agency} ids={ids.join(' ')} />)}
      </div>
    </section>
  );
}

const CHIP = 28;

/** A station's units; drawn only when it is near the view, with the room it needs kept free until then. */
const Group = memo(function Group({ agency, ids }: { agency: string; ids: string }) {
  const agencyName = useAgencyName();
  const box = useRef<HTMLElement>(null);
  const [near, setNear] = useState(false);
  const list = useMemo(() => ids.split(' '), [ids]);
  useEffect(() => {
    if (!box.current) return;
    const observer = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting ?? false), { rootMargin: '200px' });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return (
    <section ref={box} className="units-group" style={near ? undefined : { minHeight: 22 + Math.ceil(list.length / 4) * CHIP }}>
      <h4 className="dim">{agencyName(agency) || '–'} <span className="mono">{list.length}</span></h4>
      {near && <div className="units-grid">{list.map((id) => <Chip key={id} id={id} />)}</div>}
    </section>
  );
});

const Chip = memo(function Chip({ id }: { id: string }) {
  const unit = useUnit(id);
  const chosen = useFocus((focus) => focus.unit === id);
  if (!unit) return null;
  const tone = unit.on_duty ? UNIT_GLYPH[unit.status].tone : 'off';
  return (
    <button type="button" className={`chip is-${tone}${chosen ? ' is-chosen' : ''}`} aria-pressed={chosen} onClick={() => setFocus({ unit: chosen ? null : id })}>
      <KindMark kind={unit.kind} />
      <b className="mono clip">{unit.call_sign}</b>
      <UnitStatusMark status={unit.status} onDuty={unit.on_duty} />
    </button>
  );
});

/** The incidents of this board. It stays still under a hand: see `order.ts`. */
import { type KeyboardEvent, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useAgencyName, useTypeName } from '@/acts';
import { useWords } from '@/i18n';
import { useKeys } from '@/keys';
import { type Board, sameMembers, useBoard, useLineState } from '@/live';
import { Empty, Loading } from '@/ui';
import { ordered, type Section, SECTIONS, sectionOf, shift, standing } from './order';
import { QueueRow } from './QueueRow';
import './queue.css';

const ROW = 54;
const OVERSCAN = 6;
/** A hand that has not moved for this long has left the list. */
const HAND_MS = 2500;

type Show = Section | 'all';

function useHand(): { held: boolean; touch: () => void; leave: () => void } {
  const [held, setHeld] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const leave = useCallback(() => {
    clearTimeout(timer.current);
    setHeld(false);
  }, []);
  const touch = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setHeld(false), HAND_MS);
    setHeld(true);
  }, []);
  return { held, touch, leave };
}

const countsOf = (board: Board): readonly number[] => {
  const counts = SECTIONS.map(() => 0);
  for (const incident of board.incidents.values()) {
    const index = SECTIONS.indexOf(sectionOf(incident));
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
};
const isThere = (board: Board) => board.position >= 0;

export function Queue({ chosen, choose }: { chosen: string | null; choose: (id: string) => void }) {
  const { t } = useWords();
  const typeName = useTypeName();
  const agencyName = useAgencyName();
  const line = useLineState();
  const [show, setShow] = useState<Show>('all');
  const wanted = useBoard(useCallback((board: Board) => ordered(board.incidents.values(), show), [show]), sameMembers);
  const counts = useBoard(countsOf, sameMembers);
  const there = useBoard(isThere);
  const hand = useHand();
  const [drawn, setDrawn] = useState(wanted);
  const { ids, fresh } = standing(drawn, wanted, hand.held);
  if (!sameMembers(ids, drawn)) setDrawn(ids as string[]);

  const step = useCallback((by: number) => {
    const waiting = ids.length;
    if (waiting === 0) return;
    const at = chosen === null ? -1 : ids.indexOf(chosen);
    const next = ids[Math.max(0, Math.min(waiting - 1, at + by))];
    if (next !== undefined) choose(next);
  }, [ids, chosen, choose]);
  useKeys([
    { combo: 'j', label: 'board.nextIncident', group: 'board', run: () => step(1), shown: 'j k' },
    { combo: 'k', label: 'board.nextIncident', group: 'board', run: () => step(-1), quiet: true },
    { combo: 'n', label: 'board.firstWaiting', group: 'board', run: () => { const [first] = ids; if (first !== undefined) choose(first); } },
  ]);

  const tabs: [Show, number][] = [['all', counts.reduce((a, b) => a + b, 0)], ...SECTIONS.map((section, index) => [section, counts[index] ?? 0] as [Show, number])];
  return (
    <section className="queue" aria-label={t('board.queue')}>
      <div className="queue-tabs" role="tablist">
        {tabs.map(([name, n]) => (
          <button key={name} type="button" role="tab" aria-selected={show === name} className={show === name ? 'is-here' : ''} onClick={() => { hand.leave(); setShow(name); }}>
            {t(`board.show.${name}`)} <b className="mono">{n}</b>
          </button>
        ))}
      </div>
      {fresh.length > 0 && (
        <button type="button" className="queue-fresh" onClick={hand.leave} aria-live="polite">↑ {t('board.fresh', { n: fresh.length })}</button>
      )}
      {!there ? <Loading text={line === 'lost' ? t('app.lost') : t('app.loading')} />
        : ids.length === 0 ? <Empty text={t('board.noIncidents')} hint={t('board.noIncidentsHint')} />
          : <Rows ids={ids} chosen={chosen} choose={choose} touch={hand.touch} leave={hand.leave} typeName={typeName} agencyName={agencyName} step={step} />}
    </section>
  );
}

interface RowsProps {
  ids: readonly string[];
  chosen: string | null;
  choose: (id: string) => void;
  touch: () => void;
  leave: () => void;
  typeName: (id: string) => string;
  agencyName: (id: string | null) => string;
  step: (by: number) => void;
}

function Rows({ ids, chosen, choose, touch, leave, typeName, agencyName, step }: RowsProps) {
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const before = useRef(ids);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // Rows that come or go above must not move what is being looked at: the focused row, else the first one in view.
  useLayoutEffect(() => {
    const element = box.current;
    const old = before.current;
    before.current = ids;
    if (!element || old === ids) return;
    const focused = document.activeElement instanceof HTMLElement && element.contains(document.activeElement) ? document.activeElement.dataset.id : undefined;
    const anchor = focused ?? (element.scrollTop > 0 ? old[Math.floor(element.scrollTop / ROW)] : undefined);
    const by = shift(old, ids, anchor ?? null, ROW);
    if (by !== 0) element.scrollTop += by;
  }, [ids]);

  useLayoutEffect(() => {
    const element = box.current;
    const index = chosen === null ? -1 : before.current.indexOf(chosen);
    if (!element || index < 0) return;
    if (index * ROW < element.scrollTop) element.scrollTop = index * ROW;
    else if ((index + 1) * ROW > element.scrollTop + element.clientHeight) element.scrollTop = (index + 1) * ROW - element.clientHeight;
  }, [chosen]);

  const first = Math.max(0, Math.floor(view.top / ROW) - OVERSCAN);
  const last = Math.min(ids.length, Math.ceil((view.top + view.height) / ROW) + OVERSCAN);
  const shown = useMemo(() => ids.slice(first, last), [ids, first, last]);
  const reachable = chosen !== null && shown.includes(chosen) ? chosen : shown[0];

  const key = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      touch();
      step(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.dataset.id !== undefined) {
      choose(event.target.dataset.id);
    }
  };
  return (
    <div
      ref={box}
      className="queue-rows"
      role="listbox"
      tabIndex={-1}
      aria-label={t('board.queue')}
      onScroll={(event) => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
      onPointerMove={touch}
      onPointerDown={touch}
      onWheel={touch}
      onPointerLeave={leave}
      onKeyDown={key}
    >
      <div style={{ height: ids.length * ROW, position: 'relative' }}>
        {shown.map((id, index) => (
          <QueueRow
            key={id} id={id} top={(first + index) * ROW} position={first + index + 1} count={ids.length} chosen={id === chosen}
            reachable={id === reachable} typeName={typeName} agencyName={agencyName} choose={choose}
          />
        ))}
      </div>
    </div>
  );
}

/**
 * The board as screens see it. One store for the live board, another of the same class for a replayed one.
 * Messages are gathered and applied together once a frame; React hears of a change once, after that.
 */
import { useCallback, useRef, useSyncExternalStore } from 'react';
import { applyDeltas, type Board, type Delta, EMPTY, fromSnapshot, type Snapshot } from './board';
import type { Alarm, Desk, Incident, LonLat, Unit } from './cards';
import { now } from './clock';
import { Positions } from './positions';

export type PositionRow = [unitId: string, lon: number, lat: number, at: string];

export class BoardStore {
  readonly positions = new Positions();
  /** The moment this board shows, platform ms: the present, or where a replay stands. */
  clock: () => number = () => now();
  private board: Board = EMPTY;
  private waiting: Delta[] = [];
  private scheduled = false;
  private readonly listeners = new Set<() => void>();
  private readonly watchers = new Set<(before: Board, after: Board) => void>();
  private readonly frame: (run: () => void) => void;

  /** `frame` defers a flush: an animation frame, or a timer where the page is hidden and has no frames. */
  constructor(frame: (run: () => void) => void = nextFrame) {
    this.frame = frame;
  }

  readonly get = (): Board => this.board;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Hear of each applied batch with the board before and after it (sounds, announcements). */
  watch(watcher: (before: Board, after: Board) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  snapshot(message: Snapshot): void {
    this.waiting = [];
    this.replace(fromSnapshot(message));
  }

  delta(message: Delta): void {
    this.waiting.push(message);
    if (this.scheduled) return;
    this.scheduled = true;
    this.frame(() => {
      this.scheduled = false;
      this.flush();
    });
  }

  /** Apply what waits now; also used by tests and by a replay that jumps. */
  flush(): void {
    const deltas = this.waiting;
    this.waiting = [];
    if (deltas.length > 0) this.replace(applyDeltas(this.board, deltas));
  }

  moved(rows: readonly PositionRow[]): void {
    this.positions.receive(rows);
  }

  clear(): void {
    this.waiting = [];
    this.positions.clear();
    this.replace(EMPTY);
  }

  /** Position that the next connection should ask from, or undefined before the first snapshot. */
  get after(): number | undefined {
    const last = this.waiting.at(-1)?.position ?? this.board.position;
    return last < 0 ? undefined : last;
  }

  private replace(next: Board): void {
    const before = this.board;
    if (before === next) return;
    this.board = next;
    this.listeners.forEach((listener) => listener());
    this.watchers.forEach((watcher) => watcher(before, next));
  }
}

function nextFrame(run: () => void): void {
  if (document.hidden) setTimeout(run, 100);
  else requestAnimationFrame(run);
}

/** The board of this signed-in session. */
export const liveBoard = new BoardStore();

type Equal<T> = (a: T, b: T) => boolean;

/** Equal when both have the same members in the same order: for selectors that build a list. */
export function sameMembers<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((member, index) => Object.is(member, b[index]));
}

/** Part of the board; the component is drawn again only when that part is another. */
export function useBoard<T>(select: (board: Board) => T, equal: Equal<T> = Object.is, store: BoardStore = liveBoard): T {
  const last = useRef<{ board: Board; select: unknown; value: T } | null>(null);
  const read = useCallback(() => {
    const board = store.get();
    const held = last.current;
    if (held?.board === board && held.select === select) return held.value;
    const value = select(board);
    const kept = held && equal(held.value, value) ? held.value : value;
    last.current = { board, select, value: kept };
    return kept;
  }, [select, equal, store]);
  return useSyncExternalStore(store.subscribe, read);
}

export function useIncident(id: string | null | undefined, store: BoardStore = liveBoard): Incident | undefined {
  return useBoard(useCallback((board: Board) => (id ? board.incidents.get(id) : undefined), [id]), Object.is, store);
}

export function useUnit(id: string | null | undefined, store: BoardStore = liveBoard): Unit | undefined {
  return useBoard(useCallback((board: Board) => (id ? board.units.get(id) : undefined), [id]), Object.is, store);
}

export function useDesk(id: string | null | undefined, store: BoardStore = liveBoard): Desk | undefined {
  return useBoard(useCallback((board: Board) => (id ? board.desks.get(id) : undefined), [id]), Object.is, store);
}

const allAlarms = (board: Board): readonly Alarm[] => [...board.alarms.values()];

export function useAlarms(store: BoardStore = liveBoard): readonly Alarm[] {
  return useBoard(allAlarms, sameMembers, store);
}

export type { LonLat };

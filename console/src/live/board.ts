/**
 * The board machine: a snapshot, then each delta in order. Pure: nothing given to it is ever changed, and cards
 * that a delta does not touch keep their identity, so that a row is drawn again only when its own card changed.
 * The server has the same machine; both are held to the files in `tests/golden/board`.
 */
import type { Alarm, Desk, Incident, Unit } from './cards';

export interface Cards {
  incident: Incident;
  unit: Unit;
  desk: Desk;
  alarm: Alarm;
}
export type What = keyof Cards;

export interface Board {
  /** Journal position up to which everything is applied; -1 before the first snapshot. */
  readonly position: number;
  readonly at: string | null;
  readonly incidents: ReadonlyMap<string, Incident>;
  readonly units: ReadonlyMap<string, Unit>;
  readonly desks: ReadonlyMap<string, Desk>;
  readonly alarms: ReadonlyMap<string, Alarm>;
}

export interface BoardLists {
  incidents: Incident[];
  units: Unit[];
  desks: Desk[];
  alarms: Alarm[];
}

export interface Snapshot {
  kind: 'snapshot';
  position: number;
  at?: string;
  board: BoardLists;
}

export type Change =
  | { op: 'appear'; what: What; id: string; card: Cards[What] }
  | { op: 'change'; what: What; id: string; set?: Record<string, unknown>; unset?: string[] }
  | { op: 'disappear'; what: What; id: string; reason?: string };

export interface Delta {
  kind: 'delta';
  position: number;
  at?: string;
  changes: Change[];
}

export const EMPTY: Board = {
  position: -1, at: null, incidents: new Map(), units: new Map(), desks: new Map(), alarms: new Map(),
};

const SHELF = { incident: 'incidents', unit: 'units', desk: 'desks', alarm: 'alarms' } as const;
type Shelves = Record<What, Map<string, Cards[What]>>;

function byId<C extends { id: string }>(cards: readonly C[] | undefined): Map<string, C> {
  return new Map((cards ?? []).map((card) => [card.id, card]));
}

export function fromSnapshot(snapshot: Snapshot): Board {
  const { board } = snapshot;
  return {
    position: snapshot.position,
    at: snapshot.at ?? null,
    incidents: byId(board.incidents),
    units: byId(board.units),
    desks: byId(board.desks),
    alarms: byId(board.alarms),
  };
}

function altered(card: Cards[What], set: Record<string, unknown> | undefined, unset: readonly string[] | undefined): Cards[What] {
  const next: Record<string, unknown> = { ...card, ...set };
  const gone = new Set(unset);
  return Object.fromEntries(Object.entries(next).filter(([field]) => !gone.has(field))) as unknown as Cards[What];
}

function applyChange(shelf: Map<string, Cards[What]>, change: Change): void {
  if (change.op === 'appear') shelf.set(change.id, change.card);
  else if (change.op === 'disappear') shelf.delete(change.id);
  else {
    const card = shelf.get(change.id);
    // A change of what this viewer does not have is not theirs to see.
    if (card) shelf.set(change.id, altered(card, change.set, change.unset));
  }
}

/**
 * Apply deltas in order; those at or before the board's position were applied already and are passed over.
 * Each shelf is copied at most once however many deltas come together.
 */
export function applyDeltas(board: Board, deltas: readonly Delta[]): Board {
  const copied: Partial<Shelves> = {};
  let { position, at } = board;
  for (const delta of deltas) {
    if (delta.position <= position) continue;
    for (const change of delta.changes) {
      const shelf = (copied[change.what] ??= new Map<string, Cards[What]>(board[SHELF[change.what]]));
      applyChange(shelf, change);
    }
    position = delta.position;
    at = delta.at ?? at;
  }
  if (position === board.position) return board;
  return {
    position,
    at,
    incidents: (copied.incident as Map<string, Incident> | undefined) ?? board.incidents,
    units: (copied.unit as Map<string, Unit> | undefined) ?? board.units,
    desks: (copied.desk as Map<string, Desk> | undefined) ?? board.desks,
    alarms: (copied.alarm as Map<string, Alarm> | undefined) ?? board.alarms,
  };
}

export function toLists(board: Board): BoardLists {
  return {
    incidents: [...board.incidents.values()],
    units: [...board.units.values()],
    desks: [...board.desks.values()],
    alarms: [...board.alarms.values()],
  };
}

/**
 * A stretch of the past: the board and positions at its beginning, and everything that came after, in order. Any
 * moment within it is reached by the live board's own machine. Pure.
 */
import { applyDeltas, type Board, type Delta, fromSnapshot } from '@/live/board';
import type { PositionRow } from '@/live/store';
import type { Alarm, Desk, Incident, Unit } from '@/live/cards';

export interface BoardAt {
  at: string;
  position: number;
  incidents: Incident[];
  units: Unit[];
  desks?: Desk[];
  alarms?: Alarm[];
  positions?: PositionRow[];
}

export interface ChangesBetween {
  position: number;
  items: Delta[];
  positions: PositionRow[];
  /** Where to go on from, when it was too much for one answer. */
  next?: string | null;
}

export type Places = ReadonlyMap<string, PositionRow>;

export interface Chunk {
  readonly from: number;
  /** Up to which moment it is known; behind its end while that is still to come. */
  readonly until: number;
  readonly board: Board;
  readonly places: Places;
  readonly deltas: readonly Delta[];
  /** Time of each delta, ms, never going back. */
  readonly times: readonly number[];
  readonly moves: readonly PositionRow[];
  readonly moveTimes: readonly number[];
}

export function boardOf(answer: BoardAt): { board: Board; places: Places } {
  const { incidents, units, desks = [], alarms = [], positions = [] } = answer;
  return {
    board: fromSnapshot({ kind: 'snapshot', position: answer.position, at: answer.at, board: { incidents, units, desks, alarms } }),
    places: new Map(positions.map((row) => [row[0], row])),
  };
}

export function chunkOf(from: number, until: number, board: Board, places: Places, changes: readonly ChangesBetween[]): Chunk {
  const deltas = changes.flatMap(({ items }) => items).filter(({ position }) => position > board.position);
  const moves = changes.flatMap(({ positions }) => positions).sort((a, b) => (a[3] < b[3] ? -1 : a[3] > b[3] ? 1 : 0));
  const times: number[] = [];
  for (const { at } of deltas) times.push(Math.max(at === undefined ? from : Date.parse(at), times.at(-1) ?? from));
  return { from, until, board, places, deltas, times, moves, moveTimes: moves.map((row) => Date.parse(row[3])) };
}

/** How many of the sorted times are not after `at`. */
export function countUntil(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The board as it was known at a moment of this chunk. */
export function boardAt(chunk: Chunk, at: number): Board {
  return applyDeltas(chunk.board, chunk.deltas.slice(0, countUntil(chunk.times, at)));
}

/** The last known place of each unit at a moment of this chunk. */
export function placesAt(chunk: Chunk, at: number): Places {
  const places = new Map(chunk.places);
  for (const row of chunk.moves.slice(0, countUntil(chunk.moveTimes, at))) places.set(row[0], row);
  return places;
}

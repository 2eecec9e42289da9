/**
 * Plays the past onto a board of its own. The past comes in chunks of a few minutes, fetched ahead of the play
 * head; what a chunk ends with, the next begins with, so that only a jump asks for a whole board.
 */
import type { BoardStore } from '@/live/store';
import { toLists } from '@/live/board';
import { boardAt, type BoardAt, boardOf, type ChangesBetween, type Chunk, chunkOf, countUntil, placesAt } from './chunk';
import { MINUTE, type Span } from './moment';

export const CHUNK_MS = 5 * MINUTE;
const TICK_MS = 100;
/** Kept in memory: five hours of chunks. */
const MOST_CHUNKS = 60;
/** Fetch so far ahead of the head, in ms of this machine's time. */
const AHEAD_MS = 6000;

export interface Source {
  board: (at: number) => Promise<BoardAt>;
  changes: (from: number, to: number) => Promise<ChangesBetween>;
  /** Platform time now: beyond it there is nothing to play. */
  now: () => number;
}

export interface PlayState {
  readonly span: Span;
  readonly at: number;
  readonly playing: boolean;
  readonly speed: number;
  /** The past at the head is on its way. */
  readonly loading: boolean;
  readonly error: unknown;
}

export class Playback {
  readonly store: BoardStore;
  private readonly source: Source;
  private state: PlayState;
  private readonly chunks = new Map<number, Chunk>();
  private readonly coming = new Map<number, Promise<Chunk>>();
  private shown: { chunk: Chunk; deltas: number; moves: number } | null = null;
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setInterval> | undefined;
  private jump = 0;

  constructor(store: BoardStore, source: Source, span: Span, at: number) {
    this.store = store;
    this.source = source;
    this.state = { span, at, playing: false, speed: 1, loading: false, error: null };
    store.clock = () => this.state.at;
  }

  readonly get = (): PlayState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Another stretch of time to move in; the head stays if it lies in it. */
  reframe(span: Span, at: number = this.state.at): Promise<void> {
    this.become({ span });
    return this.seek(at);
  }

  /** Show the board as it was known at a moment of the window. */
  async seek(wanted: number): Promise<void> {
    const { span } = this.state;
    const at = Math.min(Math.max(wanted, span.from), Math.min(span.to, this.source.now()));
    this.jump += 1;
    const { jump } = this;
    this.become({ at, error: null });
    const ready = this.ready(at);
    if (ready) {
      this.show(ready, at);
      return;
    }
    this.become({ loading: true });
    try {
      const chunk = await this.chunk(at);
      if (jump === this.jump) this.show(chunk, at);
    } catch (error) {
      if (jump === this.jump) {
        this.pause();
        this.become({ error });
      }
    } finally {
      if (jump === this.jump) this.become({ loading: false });
    }
  }

  play(): void {
    if (this.state.playing) return;
    const { at, span } = this.state;
    this.become({ playing: true });
    if (at >= span.to) void this.seek(span.from);
    let last = Date.now();
    this.timer = setInterval(() => {
      const tick = Date.now();
      this.advance(tick - last);
      last = tick;
    }, TICK_MS);
  }

  pause(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    if (this.state.playing) this.become({ playing: false });
  }

  faster(speed: number): void {
    this.become({ speed });
  }

  /** To the next or the previous thing that happened on the board, or to one of the given moments. */
  async step(direction: 1 | -1, moments?: readonly number[]): Promise<void> {
    this.pause();
    const target = moments ? beside(moments, this.state.at, direction) : await this.neighbour(direction);
    if (target !== undefined) await this.seek(target);
  }

  stop(): void {
    this.pause();
    this.jump += 1;
  }

  private advance(elapsed: number): void {
    if (this.state.loading) return;
    const { at, span, speed } = this.state;
    const end = Math.min(span.to, this.source.now());
    const next = Math.min(at + elapsed * speed, end);
    const chunk = this.ready(next);
    if (!chunk) {
      void this.seek(next);
      return;
    }
    this.show(chunk, next);
    this.become({ at: next });
    this.fetchAhead(next, speed, end);
    if (next >= end) this.pause();
  }

  private fetchAhead(at: number, speed: number, end: number): void {
    const reach = Math.min(at + AHEAD_MS * speed, end);
    for (let start = startOf(at) + CHUNK_MS; start <= reach; start += CHUNK_MS) {
      if (this.chunks.has(start) || this.coming.has(start)) continue;
      // A failure shows when the head comes there and asks again.
      this.load(start).catch(() => undefined);
      return;
    }
  }

  private show(chunk: Chunk, at: number): void {
    const deltas = countUntil(chunk.times, at);
    const moves = countUntil(chunk.moveTimes, at);
    const { shown, store } = this;
    if (shown?.chunk === chunk && deltas >= shown.deltas && moves >= shown.moves) {
      chunk.deltas.slice(shown.deltas, deltas).forEach((delta) => store.delta(delta));
      store.flush();
      if (moves > shown.moves) store.moved(chunk.moves.slice(shown.moves, moves));
    } else if (shown && follows(shown, chunk)) {
      // Straight on from the end of one chunk into the next: the board goes on, nothing is put down and taken up.
      shown.chunk.deltas.slice(shown.deltas).concat(chunk.deltas.slice(0, deltas)).forEach((delta) => store.delta(delta));
      store.flush();
      store.moved([...shown.chunk.moves.slice(shown.moves), ...chunk.moves.slice(0, moves)]);
    } else {
      const board = boardAt(chunk, at);
      store.positions.clear();
      store.snapshot({ kind: 'snapshot', position: board.position, board: toLists(board) });
      store.moved([...placesAt(chunk, at).values()]);
    }
    this.shown = { chunk, deltas, moves };
  }

  private ready(at: number): Chunk | undefined {
    const chunk = this.chunks.get(startOf(at));
    return chunk && at <= chunk.until ? chunk : undefined;
  }

  private chunk(at: number): Promise<Chunk> {
    const start = startOf(at);
    return this.coming.get(start) ?? this.load(start);
  }

  private load(start: number): Promise<Chunk> {
    const loading = this.fetchChunk(start).finally(() => this.coming.delete(start));
    this.coming.set(start, loading);
    return loading;
  }

  private async fetchChunk(start: number): Promise<Chunk> {
    const until = Math.min(start + CHUNK_MS, this.source.now());
    const before = this.chunks.get(start - CHUNK_MS) ?? (await this.coming.get(start - CHUNK_MS)?.catch(() => undefined));
    const beginning = before && before.until >= start
      ? { board: boardAt(before, start), places: placesAt(before, start) }
      : boardOf(await this.source.board(start));
    const changes: ChangesBetween[] = [];
    let from: number | undefined = start;
    while (from !== undefined) {
      const answer: ChangesBetween = await this.source.changes(from, until);
      changes.push(answer);
      const next: number = answer.next ? Date.parse(answer.next) : NaN;
      from = next > from && next < until ? next : undefined;
    }
    const chunk = chunkOf(start, until, beginning.board, beginning.places, changes);
    this.chunks.delete(start);
    this.chunks.set(start, chunk);
    for (const oldest of this.chunks.keys()) {
      if (this.chunks.size <= MOST_CHUNKS) break;
      this.chunks.delete(oldest);
    }
    return chunk;
  }

  private async neighbour(direction: 1 | -1): Promise<number | undefined> {
    const { at, span } = this.state;
    const end = Math.min(span.to, this.source.now());
    this.become({ loading: true });
    try {
      for (let start = startOf(at); start + CHUNK_MS > span.from && start <= end; start += direction * CHUNK_MS) {
        const chunk = this.ready(Math.min(start + CHUNK_MS - 1, end)) ?? (await this.chunk(start));
        const found = beside(chunk.times, at, direction);
        if (found !== undefined && found >= span.from && found <= end) return found;
      }
      return undefined;
    } catch (error) {
      this.become({ error });
      return undefined;
    } finally {
      this.become({ loading: false });
    }
  }

  private become(change: Partial<PlayState>): void {
    this.state = { ...this.state, ...change };
    this.listeners.forEach((listener) => listener());
  }
}

function startOf(at: number): number {
  return Math.floor(at / CHUNK_MS) * CHUNK_MS;
}

function follows(shown: { chunk: Chunk }, chunk: Chunk): boolean {
  return chunk.from === shown.chunk.from + CHUNK_MS && chunk.board.position >= shown.chunk.board.position && shown.chunk.until >= chunk.from;
}

/** The nearest of the sorted moments after or before `at`. */
export function beside(moments: readonly number[], at: number, direction: 1 | -1): number | undefined {
  return direction === 1 ? moments[countUntil(moments, at)] : moments[countUntil(moments, at - 1) - 1];
}

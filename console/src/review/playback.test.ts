import { describe, expect, it, vi } from 'vitest';
import { toLists } from '@/live/board';
import type { Delta } from '@/live/board';
import { BoardStore, type PositionRow } from '@/live/store';
import type { BoardAt, ChangesBetween } from './chunk';
import { CHUNK_MS, Playback, type Source } from './playback';

const T0 = Date.parse('2026-04-12T06:00:00Z');
const at = (seconds: number) => new Date(T0 + seconds * 1000).toISOString();
const unit = (status: string) => ({ id: 'u', call_sign: 'A31', status, on_duty: true }) as never;

/** A past of one unit whose status changes every 100 seconds, and that moves every 60. */
const deltas: Delta[] = Array.from({ length: 20 }, (_, n) => ({
  kind: 'delta' as const, position: n + 2, at: at((n + 1) * 100), changes: [{ op: 'change' as const, what: 'unit' as const, id: 'u', set: { status: `s${n + 1}` } }],
}));
const moves: PositionRow[] = Array.from({ length: 30 }, (_, n) => ['u', 121 + n / 1000, 29, at((n + 1) * 60)]);

function source(now = T0 + 4 * 3_600_000) {
  const board = vi.fn((moment: number): Promise<BoardAt> => {
    const past = deltas.filter((each) => Date.parse(each.at ?? '') <= moment);
    const place = moves.filter((each) => Date.parse(each[3]) <= moment).at(-1);
    return Promise.resolve({
      at: new Date(moment).toISOString(), position: past.at(-1)?.position ?? 1, incidents: [], units: [unit(past.length === 0 ? 's0' : `s${past.length}`)],
      positions: place ? [place] : [],
    });
  });
  const changes = vi.fn((from: number, to: number): Promise<ChangesBetween> => {
    const within = (time: string | undefined) => Date.parse(time ?? '') > from && Date.parse(time ?? '') <= to;
    return Promise.resolve({ position: 0, items: deltas.filter((each) => within(each.at)), positions: moves.filter((each) => within(each[3])) });
  });
  const made: Source = { board, changes, now: () => now };
  return { made, board, changes };
}

const span = { from: T0, to: T0 + 3_600_000 };
const bench = () => {
  const world = source();
  const playback = new Playback(new BoardStore(() => undefined), world.made, span, T0);
  const status = () => toLists(playback.store.get()).units[0]?.status;
  return { ...world, playback, status };
};

describe('the past', () => {
  it('is shown as it was known, forwards and backwards, from one whole board a chunk', async () => {
    const { playback, status, board } = bench();
    await playback.seek(T0 + 50_000);
    expect(status()).toBe('s0');
    await playback.seek(T0 + 250_000);
    expect(status()).toBe('s2');
    await playback.seek(T0 + 100_000);
    expect(status()).toBe('s1');
    expect(playback.store.positions.of('u')).toEqual([121, 29]);
    expect(board).toHaveBeenCalledTimes(1);
    await playback.seek(T0 + CHUNK_MS + 100_000);
    expect(status()).toBe('s4');
    // The next chunk begins with what the one before ended with.
    expect(board).toHaveBeenCalledTimes(1);
  });

  it('is the same however one comes to a moment', async () => {
    const forward = bench();
    for (let s = 0; s <= 1500; s += 70) await forward.playback.seek(T0 + s * 1000);
    await forward.playback.seek(T0 + 1_555_000);
    const jumped = bench();
    await jumped.playback.seek(T0 + 1_555_000);
    expect(forward.status()).toBe(jumped.status());
    expect(forward.playback.store.positions.of('u')).toEqual(jumped.playback.store.positions.of('u'));
  });

  it('goes on where an answer was cut short', async () => {
    const { playback, status, changes } = bench();
    changes.mockImplementationOnce(() => Promise.resolve({ position: 2, items: deltas.slice(0, 1), positions: [], next: at(100) }));
    await playback.seek(T0 + 250_000);
    expect(status()).toBe('s2');
    expect(changes).toHaveBeenCalledTimes(2);
  });

  it('steps from event to event over chunks, and between given moments', async () => {
    const { playback } = bench();
    await playback.seek(T0 + 200_000);
    await playback.step(1);
    expect(playback.get().at).toBe(T0 + 300_000);
    await playback.step(1);
    expect(playback.get().at).toBe(T0 + 400_000);
    await playback.step(-1);
    await playback.step(-1);
    expect(playback.get().at).toBe(T0 + 200_000);
    await playback.step(1, [T0 + 1000, T0 + 900_000]);
    expect(playback.get().at).toBe(T0 + 900_000);
  });

  it('is played at a speed, waits for what it has not got, and ends with the window', async () => {
    vi.useFakeTimers();
    try {
      const { playback, status } = bench();
      await playback.seek(T0);
      playback.faster(60);
      playback.play();
      await vi.advanceTimersByTimeAsync(5200);
      expect(playback.get().at).toBeGreaterThan(T0 + 290_000);
      expect(status()).toMatch(/^s[23]$/);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(playback.get()).toMatchObject({ at: span.to, playing: false });
      expect(status()).toBe('s20');
    } finally {
      vi.useRealTimers();
    }
  });

  it('says what failed and can be asked again', async () => {
    const { playback, board, status } = bench();
    board.mockRejectedValueOnce(new Error('away'));
    await playback.seek(T0 + 1000);
    expect(playback.get().error).toBeInstanceOf(Error);
    await playback.seek(T0 + 1000);
    expect(playback.get().error).toBeNull();
    expect(status()).toBe('s0');
  });
});

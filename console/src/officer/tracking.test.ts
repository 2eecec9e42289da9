import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '@/api';
import { type Fix, Tracker } from './tracking';

function bench() {
  let told: ((position: GeolocationPosition) => void) | undefined;
  let refused: ((error: GeolocationPositionError) => void) | undefined;
  let clock = 0;
  let tick: (() => void) | undefined;
  const clearWatch = vi.fn(() => { told = undefined; });
  const watchPosition = vi.fn((success: PositionCallback, failure?: PositionErrorCallback | null) => {
    told = success;
    refused = failure ?? undefined;
    return 5;
  });
  const getCurrentPosition = vi.fn((success: PositionCallback) => success({ coords: { longitude: 115, latitude: 22.5, speed: null, heading: null, accuracy: 8 }, timestamp: clock } as unknown as GeolocationPosition));
  const batches: Fix[][] = [];
  const send = vi.fn((_unit: string, items: readonly Fix[]) => {
    batches.push([...items]);
    return Promise.resolve();
  });
  const tracker = new Tracker({
    geolocation: { watchPosition, clearWatch, getCurrentPosition }, send, stamp: (ms) => new Date(ms).toISOString(), now: () => clock,
    every: (run) => { tick = run; return 1; }, stop: () => { tick = undefined; },
  });
  const fix = (lon: number) =>
    told?.({ coords: { longitude: lon, latitude: 22.5, speed: null, heading: NaN, accuracy: 8 }, timestamp: clock } as unknown as GeolocationPosition);
  const settle = async () => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return {
    tracker, watchPosition, clearWatch, send, batches, fix, settle,
    deny: () => refused?.({ code: 1, PERMISSION_DENIED: 1 } as GeolocationPositionError),
    pass: async (ms: number) => { clock += ms; tick?.(); await settle(); },
  };
}

describe('positions', () => {
  it('are not read off duty, and not kept after it', async () => {
    const { tracker, watchPosition, clearWatch, send, fix, pass } = bench();
    expect(watchPosition).not.toHaveBeenCalled();
    expect(tracker.get().reading).toBe('off');
    tracker.start('u');
    send.mockRejectedValue(new ApiError(0, 'offline', ''));
    fix(114);
    await pass(5000);
    expect(tracker.get().queued).toBe(1);
    tracker.stop();
    expect(clearWatch).toHaveBeenCalledWith(5);
    expect(tracker.get()).toMatchObject({ reading: 'off', queued: 0, last: null });
  });

  it('go in batches, the first at once, and wait without a line', async () => {
    const { tracker, send, batches, fix, pass, settle } = bench();
    tracker.start('u');
    fix(114);
    await settle();
    expect(batches).toEqual([[{ at: '1970-01-01T00:00:00.000Z', location: [114, 22.5], accuracy: 8 }]]);
    send.mockRejectedValueOnce(new ApiError(503, '', ''));
    await pass(3000);
    fix(114.001);
    fix(114.002);
    await pass(3000);
    fix(114.003);
    expect(tracker.get().queued).toBe(2);
    await pass(5000);
    expect(batches.at(-1)?.map((each) => each.location[0])).toEqual([114.001, 114.003]);
    expect(tracker.get().queued).toBe(0);
  });

  it('are asked for while the unit stands still and the browser is silent', async () => {
    const { tracker, batches, fix, pass, settle } = bench();
    tracker.start('u');
    fix(114);
    await settle();
    await pass(20_000);
    expect(batches).toHaveLength(1);
    await pass(15_000);
    expect(batches.at(-1)?.[0]?.location[0]).toBe(115);
  });

  it('are thrown away when the platform refuses them', async () => {
    const { tracker, send, fix, settle } = bench();
    tracker.start('u');
    send.mockRejectedValue(new ApiError(409, 'positions.off_duty', ''));
    fix(114);
    await settle();
    expect(tracker.get().queued).toBe(0);
  });

  it('say so when the person does not allow them', () => {
    const { tracker, deny } = bench();
    tracker.start('u');
    deny();
    expect(tracker.get().reading).toBe('denied');
  });
});

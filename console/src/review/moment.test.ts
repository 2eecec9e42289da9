import { describe, expect, it } from 'vitest';
import { fromWall, readAddress, spanAround, startOfDay, toWall, writeAddress } from './moment';

const ms = (text: string) => Date.parse(text);

describe('times on the wall of the platform', () => {
  it('are of its zone, whatever zone this machine is in', () => {
    expect(fromWall('2026-04-12T14:03', 'Asia/Shanghai')).toBe(ms('2026-04-12T06:03:00Z'));
    expect(toWall(ms('2026-04-12T18:00:00Z'), 'Asia/Shanghai')).toBe('2026-04-13T02:00:00');
    expect(startOfDay(ms('2026-04-12T18:00:00Z'), 'Asia/Shanghai')).toBe(ms('2026-04-12T16:00:00Z'));
    expect(fromWall('12.4.', 'Asia/Shanghai')).toBeUndefined();
  });

  it('survive the change of the clocks', () => {
    for (const wall of ['2017-11-05T00:30', '2017-11-05T03:30', '2017-03-12T04:00']) {
      expect(toWall(fromWall(wall, 'America/Los_Angeles') ?? 0, 'America/Los_Angeles').slice(0, 16)).toBe(wall);
    }
  });
});

describe('the address of a moment', () => {
  it('comes back as it was written', () => {
    const span = { from: ms('2026-04-12T06:00:00Z'), to: ms('2026-04-12T07:00:00Z') };
    const search = writeAddress(span.from + 61_000, span);
    expect(search).toBe('?at=2026-04-12T06:01:01Z&from=2026-04-12T06:00:00Z&to=2026-04-12T07:00:00Z');
    expect(readAddress(search)).toEqual({ at: span.from + 61_000, span });
    expect(readAddress('?at=x&from=2026-04-12T06:00:00Z')).toEqual({});
  });

  it('has a window that does not reach into the future', () => {
    expect(spanAround(1000_000, 60_000, 1010_000)).toEqual({ from: 950_000, to: 1010_000 });
    expect(spanAround(1000_000, 60_000, 9000_000)).toEqual({ from: 970_000, to: 1030_000 });
  });
});

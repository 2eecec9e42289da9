import { describe, expect, it } from 'vitest';
import { now, setClock, setTimeZone, spanOf, timeOf, typedTime } from './clock';

describe('the platform\'s clock', () => {
  it('keeps its offset and its speed', () => {
    setClock('2026-04-12T06:00:00Z', 10, 1000);
    expect(new Date(now(3000)).toISOString()).toBe('2026-04-12T06:00:20.000Z');
  });
  it('shows the platform\'s zone', () => {
    setTimeZone('Asia/Shanghai');
    expect(timeOf('2026-04-12T06:03:09Z')).toBe('14:03:09');
    expect(timeOf(null)).toBe('–');
  });
  it('counts in minutes, then hours', () => {
    expect([spanOf(9), spanOf(75), spanOf(3700), spanOf(-4)]).toEqual(['0:09', '1:15', '1:01:40', '0:00']);
  });
});

describe('a typed time', () => {
  const noon = Date.parse('2026-04-12T06:03:30Z'); // 14:03:30 in Shanghai
  it.each([
    ['1403', '2026-04-12T06:03:00.000Z'], ['14:03', '2026-04-12T06:03:00.000Z'], ['140320', '2026-04-12T06:03:20.000Z'],
    ['-5', '2026-04-12T05:58:30.000Z'], ['2350', '2026-04-11T15:50:00.000Z'],
  ])('%s is the latest such moment', (text, expected) => {
    expect(typedTime(text, noon)).toBe(expected);
  });
  it.each(['', '25:00', '14:61', 'soon'])('%s is none', (text) => {
    expect(typedTime(text, noon)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { Positions } from './positions';

const at = (second: number) => `2026-04-12T06:00:${String(second).padStart(2, '0')}Z`;

describe('places of units', () => {
  it('glide from one to the next and end there', () => {
    const positions = new Positions();
    positions.receive([['a', 121.5, 29.9, at(0)]], 0);
    positions.receive([['a', 121.502, 29.9, at(2)]], 2000);
    expect(positions.shown('a', 2000)).toEqual([121.5, 29.9]);
    expect(positions.shown('a', 3000)?.[0]).toBeCloseTo(121.501);
    expect(positions.shown('a', 9000)).toEqual([121.502, 29.9]);
    expect(positions.gliding(3000)).toBe(true);
    expect(positions.gliding(4001)).toBe(false);
  });
  it('are the latest, whatever order they come in', () => {
    const positions = new Positions();
    positions.receive([['a', 1, 1, at(5)]], 0);
    positions.receive([['a', 2, 2, at(4)]], 10);
    expect(positions.of('a')).toEqual([1, 1]);
  });
  it('jump when the unit cannot have driven there', () => {
    const positions = new Positions();
    positions.receive([['a', 121.5, 29.9, at(0)]], 0);
    positions.receive([['a', 121.9, 29.9, at(2)]], 2000);
    expect(positions.shown('a', 2000)).toEqual([121.9, 29.9]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Incident, IncidentStatus, Priority } from '@/live/cards';
import { ordered, shift, standing } from './order';

const incident = (id: string, priority: Priority, status: IncidentStatus, opened: string) =>
  ({ id, priority, status, opened_at: `2026-04-12T06:${opened}:00Z`, call_back_due: id === 'g' ? '2026-04-12T07:00:00Z' : null }) as Incident;

describe('the queue', () => {
  const all = [
    incident('a', 'P3', 'pending', '01'), incident('b', 'P1', 'onscene', '00'), incident('c', 'P1', 'pending', '05'),
    incident('d', 'P3', 'offered', '00'), incident('e', 'P2', 'held', '00'), incident('f', 'P1', 'closed', '00'), incident('g', 'P4', 'closed', '00'),
  ];
  it('shows who waits first, by priority and then by time', () => {
    expect(ordered(all, 'all')).toEqual(['c', 'd', 'a', 'b', 'e', 'g']);
    expect(ordered(all, 'kept')).toEqual(['e', 'g']);
  });
});

describe('live data and a hand on the list', () => {
  it('moves nothing while it is held, and counts what has come', () => {
    expect(standing(['a', 'b'], ['x', 'a'], true)).toEqual({ ids: ['a', 'b'], fresh: ['x'] });
    expect(standing(['a', 'b'], ['x', 'a'], false)).toEqual({ ids: ['x', 'a'], fresh: [] });
  });
  it('scrolls by as much as rows came above', () => {
    expect(shift(['a', 'b'], ['x', 'y', 'a', 'b'], 'b', 52)).toBe(104);
    expect(shift(['a', 'b'], ['b'], 'a', 52)).toBe(0);
  });
});

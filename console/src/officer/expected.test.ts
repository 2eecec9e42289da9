import { describe, expect, it } from 'vitest';
import type { Incident, Unit } from '@/live/cards';
import { dutyAct, offerAct, statusAct } from './acts';
import { type Expected, expected } from './expected';
import { lost } from './notice';
import type { Waiting } from './outbox';
import { nextSteps, reached } from './steps';

const who = { account: 'me', unit: 'u' };
const unit = (more: Partial<Unit>): Unit => ({
  id: 'u', call_sign: 'A31', kind: 'car', agency_id: 's', status: 'available', since: '2026-01-01T00:00:00Z', on_duty: true,
  incident_id: null, stack: [], skills: [], equipment: [], home: null, revision: 1, ...more,
});
const incident = { id: 'i', offers: [{ id: 'o', unit_id: 'u', expires_at: null }] } as unknown as Incident;
const waiting = (...acts: Waiting['acts']): Waiting => ({ acts, sending: new Set(), settling: [], refused: [], lost: true, sentAt: null });

describe('the unit as its officer told it', () => {
  it('runs ahead of the board by what was tapped', () => {
    const assigned = unit({ status: 'assigned', incident_id: 'i' });
    const acts = [statusAct(who, { status: 'acknowledged', incidentId: 'i' }), statusAct(who, { status: 'enroute', incidentId: 'i' })];
    expect(expected(assigned, [], waiting(...acts)).status).toBe('enroute');
    const clear = statusAct(who, { status: 'available', incidentId: 'i' });
    expect(expected(assigned, [], waiting(clear))).toMatchObject({ status: 'available', incidentId: null });
  });

  it('takes an offer in, and forgets one it declined', () => {
    expect(expected(unit({}), [incident], waiting())).toMatchObject({ offerId: 'o', offerIncidentId: 'i' });
    expect(expected(unit({ status: 'offered' }), [incident], waiting(offerAct(who, 'accept', 'o', 'i'))))
      .toMatchObject({ status: 'acknowledged', incidentId: 'i', offerId: null });
    expect(expected(unit({ status: 'offered' }), [incident], waiting(offerAct(who, 'decline', 'o', 'i', 'far'))))
      .toMatchObject({ status: 'available', incidentId: null, offerId: null });
  });

  it('gives way to the desk: a step for an incident that was given to others changes nothing', () => {
    const step = statusAct(who, { status: 'onscene', incidentId: 'i' });
    expect(expected(unit({ status: 'available' }), [], waiting(step)).status).toBe('available');
  });

  it('goes on and off duty', () => {
    expect(expected(unit({ on_duty: false, status: 'out' }), [], waiting(dutyAct(who, true)))).toMatchObject({ onDuty: true, status: 'available' });
    expect(expected(unit({}), [], waiting(dutyAct(who, false))).onDuty).toBe(false);
  });
});

describe('the way of an assignment', () => {
  it('has one step for the thumb until it is clear', () => {
    const way = ['assigned', 'acknowledged', 'enroute', 'onscene'] as const;
    expect(way.map((status) => nextSteps(status)?.main.status)).toEqual(['acknowledged', 'enroute', 'onscene', 'available']);
    expect(nextSteps('available')).toBeNull();
    expect(reached('transporting')).toBe(2);
    expect(reached('assigned')).toBe(-1);
  });
});

describe('what the desk ends', () => {
  const state = (more: Partial<Expected>): Expected => ({ onDuty: true, status: 'available', since: '', incidentId: null, offerId: null, offerIncidentId: null, expiresAt: null, ...more });

  it('is told, and what the officer ended is not', () => {
    expect(lost({ assigned: 'i', offered: null }, state({}), new Set())).toEqual({ key: 'officer.takenBack', incidentId: 'i' });
    expect(lost({ assigned: 'i', offered: null }, state({}), new Set(['i']))).toBeNull();
    expect(lost({ assigned: 'i', offered: null }, state({ incidentId: 'i' }), new Set())).toBeNull();
    expect(lost({ assigned: null, offered: 'i' }, state({}), new Set())).toEqual({ key: 'officer.offerGone', incidentId: 'i' });
    expect(lost({ assigned: null, offered: 'i' }, state({ incidentId: 'i' }), new Set())).toBeNull();
  });
});

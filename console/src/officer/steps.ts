/** What comes next on the way of an assignment, and what a wrong tap goes back to. Pure. */
import type { Key } from '@/i18n';
import type { UnitStatus } from '@/live/cards';

export interface Step {
  status: UnitStatus;
  label: Key;
  /** A step that ends the work on the incident is held back a moment, so that it can be taken back. */
  ends?: boolean;
}

const ACKNOWLEDGE: Step = { status: 'acknowledged', label: 'officer.acknowledge' };
const ENROUTE: Step = { status: 'enroute', label: 'officer.enroute' };
const ONSCENE: Step = { status: 'onscene', label: 'officer.onscene' };
const TRANSPORT: Step = { status: 'transporting', label: 'officer.transporting' };
const CLEAR: Step = { status: 'available', label: 'officer.clear', ends: true };

const WAY: Partial<Record<UnitStatus, { main: Step; beside: readonly Step[] }>> = {
  assigned: { main: ACKNOWLEDGE, beside: [] },
  acknowledged: { main: ENROUTE, beside: [ONSCENE] },
  enroute: { main: ONSCENE, beside: [] },
  onscene: { main: CLEAR, beside: [TRANSPORT] },
  transporting: { main: CLEAR, beside: [] },
};

/** The one step for the thumb, and the rarer ones beside it; null when the unit has no assignment. */
export function nextSteps(status: UnitStatus): { main: Step; beside: readonly Step[] } | null {
  return WAY[status] ?? null;
}

export const MARKS: readonly Step[] = [ACKNOWLEDGE, ENROUTE, ONSCENE, CLEAR];

/** How far along: -1 before the first mark. Transporting lies between on scene and clear. */
export function reached(status: UnitStatus): number {
  if (status === 'transporting') return 2;
  return MARKS.findIndex((mark) => mark.status === status && mark.status !== 'available');
}

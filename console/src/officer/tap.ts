/** The step tapped last, and the way back from it. */
import { useEffect, useState } from 'react';
import type { UnitStatus } from '@/live/cards';
import { statusAct, type Who } from './acts';
import type { Expected } from './expected';
import { outbox } from './line';
import type { Step } from './steps';

/** A tap that ends the work is held back for so long before it is told. */
export const HOLD_MS = 5000;
/** A step that was told can be put back by one tap for so long. */
const UNDO_MS = 15_000;

/** Statuses that a unit may tell; "assigned" is only ever told by the desk. */
const TOLD: readonly UnitStatus[] = ['acknowledged', 'enroute', 'onscene', 'transporting'];

export interface Tapped {
  key: string;
  step: Step;
  incidentId: string;
  before: Expected;
  /** True time, by the platform's clock. */
  at: string;
  /** ms of this machine's clock. */
  until: number;
}

export function useTap(who: Who) {
  const [tapped, setTapped] = useState<Tapped | null>(null);
  useEffect(() => {
    if (!tapped) return;
    const timer = setTimeout(() => setTapped(null), tapped.until - Date.now());
    return () => clearTimeout(timer);
  }, [tapped]);
  return {
    tapped,
    /** Whether the last tap can still be taken back, or put right by telling the status before it. */
    undoable: tapped !== null && (tapped.step.ends === true || TOLD.includes(tapped.before.status)),
    take: (step: Step, incidentId: string, before: Expected) => {
      const ends = step.ends === true;
      const now = Date.now();
      const act = statusAct(who, { status: step.status, incidentId, ...(ends ? { notBefore: now + HOLD_MS } : {}) });
      outbox.add(act);
      setTapped({ key: act.key, step, incidentId, before, at: act.at, until: now + (ends ? HOLD_MS : UNDO_MS) });
    },
    /** Not sent yet: as if it had not been. Sent: the status before, told again. */
    undo: () => {
      if (!tapped) return;
      const { key, incidentId, before } = tapped;
      if (!outbox.takeBack(key)) outbox.add(statusAct(who, { status: before.status, incidentId }));
      setTapped(null);
    },
    forget: () => setTapped(null),
  };
}

export type Tap = ReturnType<typeof useTap>;

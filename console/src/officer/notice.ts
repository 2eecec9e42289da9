/** What the desk ended without this officer: it must not just be gone from the screen. */
import { useEffect, useRef, useState } from 'react';
import type { Board } from '@/live/board';
import { liveBoard } from '@/live';
import type { Expected } from './expected';
import { outbox } from './line';
import { shake } from './ring';

export interface Notice {
  key: 'officer.takenBack' | 'officer.offerGone';
  incidentId: string;
  number: string;
}

interface Had {
  assigned: string | null;
  offered: string | null;
}

/** What was lost between two states, other than by the officer's own acts. Pure. */
export function lost(had: Had, { incidentId, offerIncidentId }: Expected, own: ReadonlySet<string>): Omit<Notice, 'number'> | null {
  if (had.assigned !== null && had.assigned !== incidentId && !own.has(had.assigned)) return { key: 'officer.takenBack', incidentId: had.assigned };
  if (had.offered !== null && had.offered !== offerIncidentId && had.offered !== incidentId && !own.has(had.offered)) {
    return { key: 'officer.offerGone', incidentId: had.offered };
  }
  return null;
}

export function useNotice(state: Expected): { notice: Notice | null; read: () => void } {
  const [notice, setNotice] = useState<Notice | null>(null);
  const had = useRef<Had>({ assigned: null, offered: null });
  const numbers = useRef(new Map<string, string>());
  const own = useRef(new Set<string>());
  useEffect(() => {
    // Numbers are taken while the incident is there: once it is closed, the board knows it no more.
    const note = (board: Board) => board.incidents.forEach(({ id, number }) => numbers.current.set(id, number));
    note(liveBoard.get());
    return liveBoard.watch((_before, after) => note(after));
  }, []);
  useEffect(() => {
    const mark = () => {
      for (const act of outbox.get().acts) {
        if (act.incidentId !== undefined && (act.kind === 'decline' || act.status === 'available')) own.current.add(act.incidentId);
      }
    };
    mark();
    return outbox.subscribe(mark);
  }, []);
  useEffect(() => {
    const gone = lost(had.current, state, own.current);
    had.current = { assigned: state.incidentId, offered: state.offerIncidentId };
    if (state.incidentId !== null) own.current.delete(state.incidentId);
    if (!gone) return;
    setNotice({ ...gone, number: numbers.current.get(gone.incidentId) ?? '' });
    shake([200, 100, 200]);
  }, [state]);
  return { notice, read: () => setNotice(null) };
}

/**
 * What this desk is looking at: one incident, one unit, one place. Outside React's tree, because the command line,
 * the lists and the map all set it and only few parts draw again for each.
 */
import { useSyncExternalStore } from 'react';
import type { LonLat } from '@/live/cards';
import { atSignOut } from '@/session/leaving';

export interface Focus {
  incident: string | null;
  unit: string | null;
  place: { location: LonLat; name: string } | null;
  /** Where the map should go; a new array each time. */
  look: LonLat | null;
  /** Raised to ask for a fresh recommendation. */
  recommend: number;
}

const NOTHING: Focus = { incident: null, unit: null, place: null, look: null, recommend: 0 };
let focus = NOTHING;
atSignOut(() => setFocus(NOTHING));
const listeners = new Set<() => void>();

export function getFocus(): Focus {
  return focus;
}

export function setFocus(part: Partial<Focus>): void {
  focus = { ...focus, ...part };
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useFocus<T>(select: (focus: Focus) => T): T {
  return useSyncExternalStore(subscribe, () => select(focus));
}

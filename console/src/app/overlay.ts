/** Whether the table of keys is shown; any part of a screen may ask for it. */
import { useSyncExternalStore } from 'react';

let shown = false;
const listeners = new Set<() => void>();

function set(next: boolean): void {
  shown = next;
  listeners.forEach((listener) => listener());
}

export const showKeys = () => set(true);
export const hideKeys = () => set(false);

export function useKeysShown(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}

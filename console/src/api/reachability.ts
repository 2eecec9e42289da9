/** Whether the last request found the server; screens say so instead of failing in silence. */
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let reachable = true;

function set(next: boolean): void {
  if (next === reachable) return;
  reachable = next;
  listeners.forEach((listener) => listener());
}

export const reachability = {
  reached: () => set(true),
  failed: () => set(false),
  now: () => reachable,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function useReachable(): boolean {
  return useSyncExternalStore((listener) => reachability.subscribe(listener), () => reachability.now());
}

/** Day or night: one choice for this screen, remembered here; components read the colours as CSS variables. */
import { useSyncExternalStore } from 'react';

export type Theme = 'night' | 'day';
const KEY = 'anlan.theme';
const listeners = new Set<() => void>();
let current: Theme = remembered();

function remembered(): Theme {
  try {
    return localStorage.getItem(KEY) === 'day' ? 'day' : 'night';
  } catch {
    return 'night';
  }
}

function show(): void {
  document.documentElement.dataset.theme = current;
}
if (typeof document !== 'undefined') show();

export function setTheme(next: Theme): void {
  current = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Without storage the choice lasts until the page is closed.
  }
  show();
  listeners.forEach((listener) => listener());
}

export function theme(): Theme {
  return current;
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, theme);
}

/** The language of this screen: one choice, switched live, remembered on this machine (it is no personal data). */
import { useSyncExternalStore } from 'react';

export type Language = 'zh-CN' | 'en';

const KEY = 'anlan.language';
const listeners = new Set<() => void>();
let current: Language = remembered();

function remembered(): Language {
  try {
    return localStorage.getItem(KEY) === 'en' ? 'en' : 'zh-CN';
  } catch {
    return 'zh-CN';
  }
}

export function language(): Language {
  return current;
}

export function setLanguage(next: Language): void {
  if (next === current) return;
  current = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // A browser without storage still switches; it only forgets.
  }
  document.documentElement.lang = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLanguageCode(): Language {
  return useSyncExternalStore(subscribe, language);
}

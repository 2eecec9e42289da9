/**
 * Keys of the screen at hand. A component registers its keys while it is shown; the newest registration of a key
 * wins, and the overlay lists exactly what would work at this moment.
 */
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { Key } from '@/i18n';

export interface Binding {
  /** As `nameOf` writes it: `F2`, `/`, `?`, `1`, `Alt+q`, `Escape`. */
  combo: string;
  label: Key;
  group: 'app' | 'board' | 'intake' | 'incident' | 'alarms' | 'review';
  run: () => void;
  /** Works while something is being typed, too. */
  whileTyping?: boolean;
  /** How the overlay writes it, when one line stands for several (`1 … 9`). */
  shown?: string;
  /** Not listed by itself. */
  quiet?: boolean;
}

let bindings: readonly Binding[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Binding[]): void {
  bindings = next;
  listeners.forEach((listener) => listener());
}

export function nameOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey'>): string {
  const modifiers = `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}`;
  // With Alt, some systems type another letter: the key's place tells which one was meant.
  const letter = event.altKey ? /^(?:Key|Digit)(.)$/.exec(event.code)?.[1]?.toLowerCase() : undefined;
  return modifiers + (letter ?? (event.key === '？' ? '?' : event.key === '、' ? '/' : event.key));
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || (target.matches('input, textarea, select') && !target.matches('[type=checkbox], [type=radio], [type=range]'));
}

export function press(event: KeyboardEvent): void {
  if (event.isComposing || event.defaultPrevented) return;
  const combo = nameOf(event);
  const typing = isTyping(event.target);
  const found = bindings.findLast((binding) => binding.combo === combo && (!typing || binding.whileTyping === true));
  if (!found) return;
  event.preventDefault();
  found.run();
}

if (typeof window !== 'undefined') window.addEventListener('keydown', press);

/** Register keys while the component is mounted and `on` is true. The list may be made anew at each render. */
export function useKeys(list: readonly Binding[], on = true): void {
  const run = useEffectEvent((index: number) => list[index]?.run());
  const signature = list.map((each) => `${each.combo}|${each.label}|${each.group}|${each.shown ?? ''}|${each.whileTyping ?? ''}|${each.quiet ?? ''}`).join('\n');
  const registered = useEffectEvent(() => list.map((each, index) => ({ ...each, run: () => run(index) })));
  useEffect(() => {
    if (!on) return;
    const mine = registered();
    change([...bindings, ...mine]);
    return () => change(bindings.filter((each) => !mine.includes(each)));
  }, [signature, on]);
}

export function useBindings(): readonly Binding[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => bindings,
  );
}

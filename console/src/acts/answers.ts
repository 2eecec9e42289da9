/**
 * What the last acts led to, in words, in one calm place of the screen (the foot of the desk), whether they came
 * from a key, a button or the command line. Texts are kept as keys, so that they follow a switch of language.
 */
import { useSyncExternalStore } from 'react';
import { describe } from '@/api';
import { type Key, type Params, type Words } from '@/i18n';
import { now } from '@/live/clock';
import { atSignOut } from '@/session/leaving';

export interface Answer {
  id: number;
  at: number;
  tone: 'done' | 'told' | 'refused';
  text: (words: Words) => string;
  /** Command that takes it back. */
  undo?: string;
}

const KEPT = 30;
let answers: readonly Answer[] = [];
let next = 1;
const listeners = new Set<() => void>();

function put(answer: Omit<Answer, 'id' | 'at'>): void {
  answers = [{ ...answer, id: next++, at: now() }, ...answers].slice(0, KEPT);
  listeners.forEach((listener) => listener());
}

type ParamsOf = Params | ((words: Words) => Params);

/** Say what was done; `undo` is the command that takes it back. */
export function done(key: Key, params?: ParamsOf, undo?: string): void {
  const text = (words: Words) => words.t(key, typeof params === 'function' ? params(words) : params);
  put({ tone: 'done', text, ...(undo === undefined ? {} : { undo }) });
}

export function told(key: Key, params?: ParamsOf): void {
  put({ tone: 'told', text: (words) => words.t(key, typeof params === 'function' ? params(words) : params) });
}

export function wrong(key: Key, params?: Params): void {
  put({ tone: 'refused', text: (words) => words.t(key, params) });
}

/** Say why it was refused, or that the server cannot be reached. */
export function refused(error: unknown): void {
  put({ tone: 'refused', text: (words) => describe(error, words) });
}

/** The last act that can be taken back. It is handed out once. */
export function takeUndo(): string | undefined {
  const found = answers.find((answer) => answer.undo !== undefined);
  if (!found) return undefined;
  const { id, at, tone, text } = found;
  answers = answers.map((answer) => (answer === found ? { id, at, tone, text } : answer));
  listeners.forEach((listener) => listener());
  return found.undo;
}

atSignOut(() => {
  answers = [];
  listeners.forEach((listener) => listener());
});

export function useAnswers(): readonly Answer[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => answers,
  );
}

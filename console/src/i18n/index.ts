/** Words of the screens. `t('intake.title')` is typed: a key that is in no dictionary does not compile. */
import { useMemo } from 'react';
import { dictionary, type Dictionary } from './dictionary';
import { type Language, language as currentLanguage, useLanguageCode } from './language';
import { fill, type Params, type Text } from './texts';

export type { Params } from './texts';
export { type Language, language, setLanguage, useLanguageCode } from './language';

export type Key = { [M in keyof Dictionary]: `${M}.${keyof Dictionary[M] & string}` }[keyof Dictionary];

function find(key: string): Text | undefined {
  const dot = key.indexOf('.');
  const module = (dictionary as Record<string, Record<string, Text>>)[key.slice(0, dot)];
  return module?.[key.slice(dot + 1)];
}

export function translate(language: Language, key: Key, params?: Params): string {
  const text = find(key);
  if (!text) return key;
  return fill(language === 'en' ? text[1] : text[0], params);
}

/** For keys made from data (`status.` + a status): the text, or undefined when no dictionary has it. */
export function translateIfKnown(language: Language, key: string): string | undefined {
  const text = find(key);
  return text && (language === 'en' ? text[1] : text[0]);
}

/** Of a pair the server sent (`name` 中文, `name_en`), the one to show. */
export function pick(language: Language, zh: string | null | undefined, en: string | null | undefined): string {
  return (language === 'en' ? en ?? zh : zh ?? en) ?? '';
}

export interface Words {
  language: Language;
  t: (key: Key, params?: Params) => string;
  /** Text of a key made from data; the fallback (by default the last part of the key) when there is none. */
  word: (key: string, fallback?: string) => string;
  pick: (zh: string | null | undefined, en: string | null | undefined) => string;
  /** Several things after one another, as the language separates them. */
  list: (items: readonly string[]) => string;
}

export function wordsIn(language: Language): Words {
  return {
    language,
    t: (key, params) => translate(language, key, params),
    word: (key, fallback) => translateIfKnown(language, key) ?? fallback ?? key.slice(key.lastIndexOf('.') + 1),
    pick: (zh, en) => pick(language, zh, en),
    list: (items) => items.filter((item) => item !== '').join(language === 'en' ? ', ' : '、'),
  };
}

/** The words of the present language; the component renders again when it is switched. */
export function useWords(): Words {
  const code = useLanguageCode();
  return useMemo(() => wordsIn(code), [code]);
}

/** The words of the present language outside React (audible texts, answers of the command line). */
export function words(): Words {
  return wordsIn(currentLanguage());
}

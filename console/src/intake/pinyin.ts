/** Finding a type by what hands type fastest: characters, pinyin, its initials, English, or the code. */
import { useEffect, useState } from 'react';
import type { IncidentType } from '@/api';

export interface Searchable {
  type: IncidentType;
  /** Everything it answers to, lower case: code, names, pinyin, initials. */
  words: readonly string[];
  initials: string;
}

type Sound = (text: string) => { full: string; initials: string };
const silent: Sound = () => ({ full: '', initials: '' });

export function searchable(types: readonly IncidentType[], sound: Sound = silent): Searchable[] {
  return types.map((type) => {
    const { full, initials } = sound(type.name);
    return { type, initials, words: [type.id, type.name, type.name_en, full].map((word) => word.toLowerCase()).filter((word) => word !== '') };
  });
}

/** Lower is better; undefined when it does not fit. */
function score(each: Searchable, typed: string): number | undefined {
  if (each.words.includes(typed)) return 0;
  if (each.initials !== '' && each.initials === typed) return 1;
  if (each.words.some((word) => word.startsWith(typed))) return 2;
  if (each.initials.startsWith(typed)) return 3;
  if (each.words.some((word) => word.split(/[\s./-]+/).some((part) => part.startsWith(typed)))) return 4;
  return each.words.some((word) => word.includes(typed)) ? 5 : undefined;
}

export function findTypes(all: readonly Searchable[], text: string, most = 12): IncidentType[] {
  const typed = text.trim().toLowerCase().replace(/\s+/g, ' ');
  if (typed === '') return [];
  const packed = typed.replace(/ /g, '');
  return all
    .map((each) => ({ each, rank: Math.min(score(each, typed) ?? 9, score(each, packed) ?? 9) }))
    .filter(({ rank }) => rank < 9)
    // A leaf says more than the group it is in.
    .sort((a, b) => a.rank - b.rank || Number(a.each.type.parent_id === null) - Number(b.each.type.parent_id === null) || (a.each.type.priority < b.each.type.priority ? -1 : 1))
    .slice(0, most)
    .map(({ each }) => each.type);
}

/** The dictionary of sounds is large: it comes after the form, which works by characters and English until then. */
export function useSearchable(types: readonly IncidentType[] | undefined): Searchable[] {
  const [found, setFound] = useState<{ types: readonly IncidentType[] | undefined; list: Searchable[] }>({ types: undefined, list: [] });
  useEffect(() => {
    if (!types) return;
    let current = true;
    setFound({ types, list: searchable(types) });
    import('pinyin-pro').then(({ pinyin }) => {
      if (!current) return;
      const sound: Sound = (text) => ({
        full: pinyin(text, { toneType: 'none', type: 'array' }).join(''),
        initials: pinyin(text, { pattern: 'first', toneType: 'none', type: 'array' }).join(''),
      });
      setFound({ types, list: searchable(types, sound) });
    }, () => undefined);
    return () => {
      current = false;
    };
  }, [types]);
  return found.list;
}

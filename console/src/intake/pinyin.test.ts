import { pinyin } from 'pinyin-pro';
import { describe, expect, it } from 'vitest';
import type { IncidentType } from '@/api';
import { findTypes, searchable } from './pinyin';

const type = (id: string, name: string, name_en: string, parent_id: string | null = 'police'): IncidentType => ({ id, name, name_en, parent_id, priority: 'P3', skills: [], kinds: [], questions: [] });
const all = searchable(
  [type('police', '治安', 'Police', null), type('police.fight', '打架斗殴', 'Fight'), type('police.robbery', '抢劫', 'Robbery'), type('traffic.crash', '交通事故', 'Road crash', 'traffic')],
  (text) => ({ full: pinyin(text, { toneType: 'none', type: 'array' }).join(''), initials: pinyin(text, { pattern: 'first', toneType: 'none', type: 'array' }).join('') }),
);

describe('finding a type', () => {
  it.each([
    ['打架', 'police.fight'], ['dj', 'police.fight'], ['djdo', 'police.fight'], ['dajia', 'police.fight'], ['da jia', 'police.fight'],
    ['jtsg', 'traffic.crash'], ['crash', 'traffic.crash'], ['police.r', 'police.robbery'], ['qj', 'police.robbery'],
  ])('%s', (typed, expected) => {
    expect(findTypes(all, typed)[0]?.id).toBe(expected);
  });
  it('finds nothing for nothing', () => {
    expect(findTypes(all, ' ')).toEqual([]);
    expect(findTypes(all, 'zzzz')).toEqual([]);
  });
});

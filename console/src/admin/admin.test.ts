import { describe, expect, it } from 'vitest';
import type { IncidentType } from '@/api';
import { treeOf } from './Agencies';
import { loudest } from './AlarmBudget';
import { difference } from './Settings';
import type { AgencyRow } from './source';
import { ownOf } from './Types';
import { placeOf } from './Units';

const agency = (id: string, parent: string | null): AgencyRow => ({ id, name: id, name_en: '', kind: 'station', parent_id: parent, jurisdiction: null, revision: 1 });

describe('what administration sends', () => {
  it('is only what was changed', () => {
    const before = { a: 1, priorities: { P1: { direct: true, offer_seconds: 30 }, P2: { direct: true, offer_seconds: 45 } } };
    expect(difference(before, { a: 1, priorities: { P1: { direct: true, offer_seconds: 20 }, P2: { direct: true, offer_seconds: 45 } } }))
      .toEqual({ priorities: { P1: { offer_seconds: 20 } } });
    expect(difference(before, structuredClone(before))).toEqual({});
  });

  it('reads a post as people type it', () => {
    expect(placeOf('121.5, 29.9')).toEqual([121.5, 29.9]);
    expect(placeOf('121.5，29.9')).toEqual([121.5, 29.9]);
    expect(placeOf('')).toBeNull();
    expect(placeOf('29.9')).toBeUndefined();
    expect(placeOf('29.9, 121.5')).toBeUndefined();
  });
});

describe('the tree of agencies', () => {
  it('hangs each under its parent, and loses none whose parent is not there', () => {
    const tree = treeOf([agency('city', null), agency('s1', 'city'), agency('lost', 'nowhere')]);
    expect(tree.map(({ id }) => id)).toEqual(['city', 'lost']);
    expect(tree[0]?.children?.map(({ id }) => id)).toEqual(['s1']);
  });
});

describe('a type of the tree', () => {
  const question = (id: string) => ({ id, text: id, text_en: id, answers: [] });
  const type = (more: Partial<IncidentType>): IncidentType => ({ id: 'x', parent_id: null, name: 'x', name_en: 'x', priority: 'P3', skills: [], kinds: [], questions: [], ...more });

  it('says itself only what is not said above', () => {
    const above = type({ id: 'a', kinds: ['car'], skills: ['swim'], questions: [question('hurt')] });
    const own = ownOf(type({ parent_id: 'a', kinds: ['car'], skills: ['climb'], questions: [question('knife'), question('hurt')] }), above);
    expect(own).toMatchObject({ kinds: [], skills: ['climb'] });
    expect(own.questions.map(({ id }) => id)).toEqual(['knife']);
  });
});

describe('the alarm budget', () => {
  it('is held against the desk that heard most', () => {
    expect(loudest({ hour: '', raised: 9, per_desk: { d1: 2, d2: 7 } })).toEqual(['d2', 7]);
    expect(loudest({ hour: '', raised: 1, per_desk: {} })).toEqual([null, 0]);
  });
});

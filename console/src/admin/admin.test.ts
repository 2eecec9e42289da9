import { describe, expect, it } from 'vitest';
import { treeOf } from './Agencies';
import { difference } from './Settings';
import type { AgencyRow } from './source';
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

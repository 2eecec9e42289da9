import { describe, expect, it } from 'vitest';
import { dictionary } from './dictionary';
import { translate } from './index';
import { fill } from './texts';

const names = (text: string) => [...text.matchAll(/\{(\w+)/g)].map((found) => found[1]).sort();

describe('the dictionaries', () => {
  const all = Object.entries(dictionary).flatMap(([module, table]) =>
    Object.entries(table as Record<string, readonly [string, string]>).map(([key, pair]) => [`${module}.${key}`, pair] as const),
  );

  it.each(all)('%s has both languages with the same parameters', (_key, [zh, en]) => {
    expect(zh).not.toBe('');
    expect(en).not.toBe('');
    expect([...new Set(names(zh))]).toEqual([...new Set(names(en))]);
  });
});

describe('filling', () => {
  it('agrees in number', () => {
    expect(fill('{n:unit|units} free', { n: 1 })).toBe('1 unit free');
    expect(fill('{n:unit|units} free', { n: 3 })).toBe('3 units free');
  });
  it('speaks the language asked for', () => {
    expect(translate('zh-CN', 'terms.incident.enroute')).toBe('出警中');
    expect(translate('en', 'terms.incident.enroute')).toBe('En route');
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyDeltas, type BoardLists, type Delta, fromSnapshot, type Snapshot, toLists } from './board';

interface Golden {
  start: Snapshot;
  deltas: Delta[];
  end: BoardLists;
}

const folder = join(__dirname, '../../../tests/golden/board');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

function sorted(lists: BoardLists): Record<string, unknown[]> {
  const order = <C extends { id: string }>(cards: C[]) => [...cards].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { incidents: order(lists.incidents), units: order(lists.units), desks: order(lists.desks), alarms: order(lists.alarms) };
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

describe('the golden files that the server is held to as well', () => {
  it('are there', () => {
    expect(files.length).toBeGreaterThan(0);
  });
  it.each(files)('%s ends as it should, one delta at a time and all at once', (name) => {
    const golden = frozen(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Golden);
    const start = fromSnapshot(golden.start);
    const stepwise = golden.deltas.reduce((board, delta) => applyDeltas(board, [delta]), start);
    const together = applyDeltas(start, golden.deltas);
    expect(sorted(toLists(stepwise))).toEqual(sorted(golden.end));
    expect(sorted(toLists(together))).toEqual(sorted(golden.end));
  });
});

const unit = (id: string, status: string) => ({ id, call_sign: id, status, revision: 1 }) as never;
const start = () =>
  fromSnapshot({ kind: 'snapshot', position: 10, board: { incidents: [], units: [unit('a', 'available'), unit('b', 'busy')], desks: [], alarms: [] } });

describe('the board machine', () => {
  it('keeps the identity of what a delta does not touch', () => {
    const before = start();
    const after = applyDeltas(before, [
      { kind: 'delta', position: 11, changes: [{ op: 'change', what: 'unit', id: 'a', set: { status: 'enroute' } }] },
    ]);
    expect(after.units.get('a')?.status).toBe('enroute');
    expect(after.units.get('b')).toBe(before.units.get('b'));
    expect(after.incidents).toBe(before.incidents);
    expect(before.units.get('a')?.status).toBe('available');
  });

  it('passes over what it has applied already', () => {
    const before = start();
    const again = applyDeltas(before, [
      { kind: 'delta', position: 10, changes: [{ op: 'disappear', what: 'unit', id: 'a', reason: 'scope' }] },
    ]);
    expect(again).toBe(before);
  });

  it('unsets fields, and ignores a change of what it does not have', () => {
    const after = applyDeltas(start(), [
      {
        kind: 'delta', position: 12, changes: [
          { op: 'change', what: 'unit', id: 'a', set: {}, unset: ['call_sign'] },
          { op: 'change', what: 'unit', id: 'nobody', set: { status: 'out' } },
        ],
      },
    ]);
    expect(after.units.get('a')).not.toHaveProperty('call_sign');
    expect(after.units.has('nobody')).toBe(false);
    expect(after.position).toBe(12);
  });
});

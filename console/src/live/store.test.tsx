import { act, render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Delta } from './board';
import { BoardStore, useUnit } from './store';

const unit = (id: string) => ({ id, call_sign: id, status: 'available' }) as never;

function filled(frame: (run: () => void) => void): BoardStore {
  const store = new BoardStore(frame);
  store.snapshot({ kind: 'snapshot', position: 1, board: { incidents: [], units: [unit('a'), unit('b')], desks: [], alarms: [] } });
  return store;
}
const changed = (position: number, id: string, status: string): Delta => ({
  kind: 'delta', position, changes: [{ op: 'change', what: 'unit', id, set: { status } }],
});

describe('the store', () => {
  it('applies what came within one frame together, and asks again from the last of it', () => {
    let frame: (() => void) | undefined;
    const store = filled((run) => {
      frame = run;
    });
    let heard = 0;
    store.subscribe(() => {
      heard += 1;
    });
    store.delta(changed(2, 'a', 'enroute'));
    store.delta(changed(3, 'a', 'onscene'));
    expect(store.after).toBe(3);
    expect(heard).toBe(0);
    frame?.();
    expect(heard).toBe(1);
    expect(store.get().units.get('a')?.status).toBe('onscene');
  });

  it('draws only the row whose card changed', () => {
    const store = filled((run) => run());
    const drawn: string[] = [];
    function Row({ id }: { id: string }) {
      const card = useUnit(id, store);
      drawn.push(`${id}:${card?.status ?? ''}`);
      return null;
    }
    render(<><Row id="a" /><Row id="b" /></>);
    drawn.length = 0;
    act(() => store.delta(changed(2, 'b', 'busy')));
    expect(drawn).toEqual(['b:busy']);
  });

  it('forgets a broken history when a fresh snapshot comes', () => {
    const store = filled((run) => run());
    store.delta(changed(2, 'a', 'out'));
    store.snapshot({ kind: 'snapshot', position: 9, board: { incidents: [], units: [unit('c')], desks: [], alarms: [] } });
    expect([...store.get().units.keys()]).toEqual(['c']);
    expect(store.after).toBe(9);
  });
});

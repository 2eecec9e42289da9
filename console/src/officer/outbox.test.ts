import { describe, expect, it } from 'vitest';
import { ApiError } from '@/api';
import type { Act } from './acts';
import { Outbox } from './outbox';

function act(key: string, more: Partial<Act> = {}): Act {
  return { key, account: 'me', kind: 'status', method: 'PUT', path: '/x', body: {}, at: '2026-01-01T00:00:00Z', label: 'officer.actStatus', ...more };
}

type Outcome = 'kept' | 'away' | ApiError;

/** A server of a test: answers as told, one promise at a time, and a clock that the test moves. */
function bench(account: string | null = 'me') {
  const sent: string[] = [];
  let answers: Outcome[] = [];
  let clock = 0;
  let timers: { run: () => void; at: number }[] = [];
  const who = { account, seen: 0 };
  const outbox = new Outbox({
    send: (each) => {
      sent.push(each.key);
      const outcome = answers.shift() ?? 'kept';
      if (outcome === 'kept') return Promise.resolve({ position: 7 });
      return Promise.reject(outcome === 'away' ? new ApiError(0, 'offline', '') : outcome);
    },
    now: () => clock,
    later: (run, ms) => {
      const timer = { run, at: clock + ms };
      timers.push(timer);
      return timer;
    },
    cancel: (timer) => {
      timers = timers.filter((each) => each !== timer);
    },
    account: () => who.account,
    seen: () => who.seen,
  });
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  const pass = async (ms: number) => {
    clock += ms;
    const due = timers.filter((each) => each.at <= clock);
    timers = timers.filter((each) => each.at > clock);
    due.forEach((each) => each.run());
    await settle();
  };
  return { outbox, sent, settle, pass, who, answer: (...next: Outcome[]) => { answers = next; } };
}

describe('what was tapped', () => {
  it('goes out in the order it was tapped, again with the same key until the line is back', async () => {
    const { outbox, sent, settle, pass, answer } = bench();
    answer('away', 'away', 'kept', 'kept');
    outbox.add(act('a'));
    outbox.add(act('b'));
    await settle();
    expect(sent).toEqual(['a']);
    expect(outbox.get()).toMatchObject({ lost: true });
    expect(outbox.get().acts).toHaveLength(2);
    await pass(1000);
    await pass(2000);
    expect(sent).toEqual(['a', 'a', 'a', 'b']);
    expect(outbox.get()).toMatchObject({ acts: [], lost: false });
  });

  it('is hurried when the network comes back', async () => {
    const { outbox, sent, settle, answer } = bench();
    answer('away');
    outbox.add(act('a'));
    await settle();
    outbox.hurry();
    await settle();
    expect(sent).toEqual(['a', 'a']);
    expect(outbox.get().acts).toEqual([]);
  });

  it('is told when it is refused, and does not hold up what comes after', async () => {
    const { outbox, settle, answer } = bench();
    answer(new ApiError(409, 'response.not_yours', 'no'));
    outbox.add(act('a'));
    outbox.add(act('b'));
    await settle();
    expect(outbox.get().refused.map(({ act: { key } }) => key)).toEqual(['a']);
    expect(outbox.get().acts).toEqual([]);
    outbox.dismiss('a');
    expect(outbox.get().refused).toEqual([]);
  });

  it('waits for its own person: neither sent while signed out nor in the name of another', async () => {
    const { outbox, sent, settle, who, answer } = bench();
    answer(new ApiError(401, 'session.ended', ''));
    outbox.add(act('a'));
    await settle();
    expect(sent).toEqual(['a']);
    who.account = 'other';
    outbox.add(act('b', { account: 'other' }));
    outbox.hurry();
    await settle();
    expect(sent).toEqual(['a', 'b']);
    who.account = 'me';
    outbox.hurry();
    await settle();
    expect(sent).toEqual(['a', 'b', 'a']);
  });

  it('is shown as done until the live board tells it', async () => {
    const { outbox, settle } = bench();
    outbox.add(act('a'));
    await settle();
    expect(outbox.get().settling).toHaveLength(1);
    outbox.settle(6);
    expect(outbox.get().settling).toHaveLength(1);
    outbox.settle(7);
    expect(outbox.get().settling).toEqual([]);
  });

  it('is shown by the board alone when the board was quicker than the answer', async () => {
    const { outbox, settle, who } = bench();
    who.seen = 7;
    outbox.add(act('a'));
    await settle();
    expect(outbox.get()).toMatchObject({ acts: [], settling: [] });
  });
});

describe('a tap that ends the work', () => {
  it('is held back for a moment and can be taken back, but not once it may have been sent', async () => {
    const { outbox, sent, settle, pass, answer } = bench();
    outbox.add(act('clear', { status: 'available', incidentId: 'i', notBefore: 5000 }));
    await settle();
    expect(sent).toEqual([]);
    expect(outbox.takeBack('clear')).toBe(true);
    await pass(6000);
    expect(sent).toEqual([]);
    answer('away');
    outbox.add(act('again', { status: 'available', incidentId: 'i', notBefore: 7000 }));
    await pass(1000);
    expect(sent).toEqual(['again']);
    expect(outbox.takeBack('again')).toBe(false);
  });

  it('goes at once when the page is about to go', async () => {
    const { outbox, sent, settle } = bench();
    outbox.add(act('clear', { notBefore: 5000 }));
    outbox.release();
    await settle();
    expect(sent).toEqual(['clear']);
  });

  it('waits for the pictures of its incident, which no other act waits for', async () => {
    const { outbox, sent, settle, pass, answer } = bench();
    answer('away', 'kept');
    outbox.add(act('picture', { kind: 'picture', incidentId: 'i' }));
    outbox.add(act('onscene', { status: 'onscene', incidentId: 'i' }));
    outbox.add(act('clear', { status: 'available', incidentId: 'i' }));
    await settle();
    expect(sent).toEqual(['picture', 'onscene']);
    await pass(1000);
    expect(sent).toEqual(['picture', 'onscene', 'picture', 'clear']);
  });
});

/** The outbox of this page, wired to the server, the session and the live board. */
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { request } from '@/api';
import { liveBoard, liveLine } from '@/live';
import type { Act } from './acts';
import { Outbox, type Waiting } from './outbox';

/** A picture of 2 MB over a line of 200 kbit/s. */
const PICTURE_TIMEOUT_MS = 90_000;

let account: string | null = null;

export const outbox = new Outbox({
  send: (act: Act) =>
    request(act.method, act.path, act.body, { key: act.key, retries: 0, ...(act.kind === 'picture' ? { timeoutMs: PICTURE_TIMEOUT_MS } : {}) }),
  now: () => Date.now(),
  later: (run, ms) => setTimeout(run, ms),
  cancel: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
  account: () => account,
  seen: () => liveBoard.get().position,
});

/** What waits for this account; another person's acts on the same phone are not shown to it. */
export function useWaiting(accountId: string): Waiting {
  const all = useSyncExternalStore(outbox.subscribe, outbox.get);
  return useMemo(() => {
    const mine = ({ account: whose }: Act) => whose === accountId;
    return { ...all, acts: all.acts.filter(mine), settling: all.settling.filter(({ act }) => mine(act)), refused: all.refused.filter(({ act }) => mine(act)) };
  }, [all, accountId]);
}

/** Keep the outbox going while the page shows this account's work, and do not let the page go with acts unsent. */
export function useOutbox(accountId: string): void {
  useEffect(() => {
    account = accountId;
    outbox.hurry();
    const hurry = () => outbox.hurry();
    const board = liveBoard.watch((_before, after) => outbox.settle(after.position));
    const line = liveLine.subscribe(() => {
      if (liveLine.get() === 'connected') outbox.hurry();
    });
    const leaving = (event: BeforeUnloadEvent) => {
      if (outbox.get().acts.length > 0) event.preventDefault();
    };
    const hidden = () => {
      if (document.hidden) outbox.release();
      else outbox.hurry();
    };
    window.addEventListener('online', hurry);
    window.addEventListener('beforeunload', leaving);
    document.addEventListener('visibilitychange', hidden);
    return () => {
      account = null;
      board();
      line();
      window.removeEventListener('online', hurry);
      window.removeEventListener('beforeunload', leaving);
      document.removeEventListener('visibilitychange', hidden);
    };
  }, [accountId]);
}

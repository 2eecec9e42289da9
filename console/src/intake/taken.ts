/** The one report this desk is taking: it outlives the screen, so that a look at the board loses nothing. */
import { useSyncExternalStore } from 'react';
import { acts } from '@/acts';
import { type ReportAnswer, send } from '@/api';
import { liveBoard } from '@/live';
import { atSignOut } from '@/session';
import { Taking } from './taking';

export const taking = new Taking({
  report: (body, key) => send<ReportAnswer>('POST', '/reports', body, { key, retries: 1 }),
  change: (incident, changes) => acts.change(incident, undefined, changes),
  caller: (report, caller) => send('PATCH', `/reports/${encodeURIComponent(report)}`, { caller }),
  remark: (incident, text, key) => acts.remark(incident, text, key),
  end: (report) => acts.endCall(report),
});

atSignOut(() => taking.reset());

// A join that was taken back: our own incident is on the board again, and what follows belongs to it.
let gone = false;
liveBoard.watch((_before, after) => {
  const { joined, incident } = taking.draft;
  if (joined === null || incident === null) gone = false;
  else if (!after.incidents.has(incident)) gone = true;
  else if (gone) taking.update({ joined: null });
});

export function useTaking() {
  return useSyncExternalStore(taking.subscribe, taking.get);
}

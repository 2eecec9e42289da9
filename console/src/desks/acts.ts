import { send } from '@/api';

const path = (id: string, act: string) => `/desks/${encodeURIComponent(id)}/${act}`;

export const deskActs = {
  logOn: (id: string, takeOver: boolean) => send('POST', path(id, 'log-on'), takeOver ? { take_over: true } : {}),
  logOff: (id: string) => send('POST', path(id, 'log-off'), {}),
  split: (id: string, into: string, ground: readonly string[]) => send('POST', path(id, 'split'), { into, ground }),
  merge: (id: string, into: string) => send('POST', path(id, 'merge'), { into }),
  handOver: (id: string, note: string) => send('POST', path(id, 'hand-over'), note === '' ? {} : { note }),
};

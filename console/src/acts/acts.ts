/**
 * What a desk can do, one function an act; buttons, keys and the command line all end here. Each is sent with a
 * key of its own and repeated safely by the client when its outcome is unknown.
 */
import { type OfferAnswer, type Place, type PlaceAt, type Recommendation, get, type Items, type Route, send } from '@/api';
import type { LonLat, Priority, UnitStatus } from '@/live/cards';

const path = (...parts: string[]) => `/${parts.map(encodeURIComponent).join('/')}`;

export interface Assigning {
  /** Take the unit from what it is doing. */
  preempt?: boolean;
  direct?: boolean;
}

export const acts = {
  assign: (incident: string, unit: string, how: Assigning = {}) =>
    send<OfferAnswer>('POST', path('incidents', incident, 'offers'), { unit_id: unit, ...how }),
  withdraw: (offer: string, reason?: string) => send('POST', path('offers', offer, 'withdraw'), reason === undefined ? {} : { reason }),
  accept: (offer: string) => send('POST', path('offers', offer, 'accept'), {}),
  decline: (offer: string, reason?: string) => send('POST', path('offers', offer, 'decline'), reason === undefined ? {} : { reason }),
  reassign: (incident: string, from: string, to: string) =>
    send('POST', path('incidents', incident, 'reassign'), { from_unit: from, to_unit: to }),
  status: (unit: string, status: UnitStatus, told: { incident?: string; occurredAt?: string } = {}) =>
    send('PUT', path('units', unit, 'status'), {
      status,
      ...(told.incident === undefined ? {} : { incident_id: told.incident }),
      ...(told.occurredAt === undefined ? {} : { occurred_at: told.occurredAt }),
    }),
  duty: (unit: string, on: boolean) => send('POST', path('units', unit, 'duty'), { on }),
  remark: (incident: string, text: string, key?: string) =>
    send('POST', path('incidents', incident, 'remarks'), { text }, key === undefined ? {} : { key }),
  change: (incident: string, revision: number | undefined, changes: Record<string, unknown>) =>
    send('PATCH', path('incidents', incident), changes, revision === undefined ? {} : { ifMatch: revision }),
  priority: (incident: string, revision: number, priority: Priority, reason: string) =>
    send('PATCH', path('incidents', incident), { priority, priority_reason: reason }, { ifMatch: revision }),
  hold: (incident: string, reason: string, until?: string) =>
    send('POST', path('incidents', incident, 'hold'), until === undefined ? { reason } : { reason, until }),
  release: (incident: string) => send('POST', path('incidents', incident, 'release'), {}),
  stack: (incident: string, unit: string) => send('POST', path('incidents', incident, 'stack'), { unit_id: unit }),
  backup: (incident: string, note?: string) => send('POST', path('incidents', incident, 'backup'), note === undefined ? {} : { note }),
  close: (incident: string, disposition: string, note?: string) =>
    send('POST', path('incidents', incident, 'close'), note === undefined ? { disposition } : { disposition, note }),
  reopen: (incident: string, reason: string) => send('POST', path('incidents', incident, 'reopen'), { reason }),
  merge: (incident: string, into: string) => send('POST', path('incidents', incident, 'merge'), { into }),
  unmerge: (incident: string, what: { incident_id: string } | { report_id: string }) =>
    send('POST', path('incidents', incident, 'unmerge'), what),
  dismiss: (incident: string, other: string) => send('POST', path('incidents', incident, 'proposals', other, 'dismiss'), {}),
  callBack: (incident: string) => send('POST', path('incidents', incident, 'call-back'), {}),
  acknowledge: (alarm: string) => send('POST', path('alarms', alarm, 'acknowledge'), {}),
  recommend: (incident: string) => send<Recommendation>('POST', path('incidents', incident, 'recommendation'), {}),
  endCall: (report: string) => send('POST', path('reports', report, 'end'), {}),
};

export const asks = {
  places: (q: string, near: LonLat | null, signal?: AbortSignal) =>
    get<Items<Place>>('/places', { query: { q, limit: 8, near: near ? near.join(',') : undefined }, ...(signal ? { signal } : {}) }),
  placeAt: (location: LonLat) => get<PlaceAt>('/places/at', { query: { location: location.join(',') } }),
  route: (unit: string) => get<Route>(path('units', unit, 'route'), { retries: 0 }),
};

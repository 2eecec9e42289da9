/** What a call-taker has so far of one report. Kept in memory only: it holds what a caller said about themselves. */
import { newKey, type Caller, type Proposal } from '@/api';
import type { LonLat } from '@/live/cards';
import { nowIso } from '@/live/clock';

export interface FoundPlace {
  location: LonLat;
  name: string;
  agencyId: string | null;
}

/** A line that was told: sent once, with a key of its own. */
export interface ToldLine {
  key: string;
  text: string;
  sent: boolean;
}

/** What the server has been told; the rest is still to be sent. */
export interface Told {
  type: string | null;
  place: FoundPlace | null;
  answers: Readonly<Record<string, string>>;
  caller: Caller;
}

export interface Draft {
  /** Key of the report: every try to send it is the same act. */
  key: string;
  started: string;
  channel: string;
  type: string | null;
  typeText: string;
  place: FoundPlace | null;
  placeText: string;
  answers: Readonly<Record<string, string>>;
  caller: Caller;
  box: string;
  lines: readonly ToldLine[];
  /** Sent although type or place is not known. */
  forced: boolean;
  report: string | null;
  incident: string | null;
  /** The incident of another report that this one was joined to. */
  joined: string | null;
  proposals: readonly Proposal[];
  told: Told | null;
  ending: boolean;
}

export function emptyDraft(channel = 'voice'): Draft {
  return {
    key: newKey(), started: nowIso(), channel, type: null, typeText: '', place: null, placeText: '', answers: {}, caller: {}, box: '', lines: [],
    forced: false, report: null, incident: null, joined: null, proposals: [], told: null, ending: false,
  };
}

export function isUntouched(draft: Draft): boolean {
  return draft.report === null && draft.type === null && draft.place === null && draft.typeText === '' && draft.placeText === '' && draft.box === ''
    && draft.lines.length === 0 && Object.values(draft.caller).every((value) => !value);
}

const filled = (caller: Caller): Caller => Object.fromEntries(Object.entries(caller).filter(([, value]) => typeof value === 'string' && value.trim() !== ''));

/** True once the report can open an incident while the caller still talks. */
export function isReady(draft: Draft): boolean {
  return draft.report === null && (draft.forced || (draft.type !== null && draft.place !== null));
}

export function reportBody(draft: Draft): Record<string, unknown> {
  const caller = filled(draft.caller);
  const text = draft.lines.filter((line) => !line.sent).map((line) => line.text).join('\n');
  // A place that was typed but not found is still what the caller said: it goes along in words.
  const place = draft.place?.name ?? draft.placeText.trim();
  return {
    channel: draft.channel,
    live: !draft.ending,
    ...(draft.type === null ? {} : { type: draft.type }),
    ...(draft.place ? { location: draft.place.location } : {}),
    ...(place === '' ? {} : { place }),
    ...(Object.keys(caller).length > 0 ? { caller } : {}),
    ...(Object.keys(draft.answers).length > 0 ? { answers: draft.answers } : {}),
    ...(text === '' ? {} : { text }),
  };
}

export const toldOf = (draft: Draft): Told => ({ type: draft.type, place: draft.place, answers: draft.answers, caller: filled(draft.caller) });

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Facts of the incident that changed since the server was told. */
export function incidentChanges(draft: Draft): Record<string, unknown> {
  const { told } = draft;
  if (!told) return {};
  return {
    ...(draft.type !== null && draft.type !== told.type ? { type: draft.type } : {}),
    ...(draft.place && !same(draft.place, told.place) ? { location: draft.place.location, place: draft.place.name } : {}),
    ...(same(draft.answers, told.answers) ? {} : { answers: draft.answers }),
  };
}

export function callerChange(draft: Draft): Caller | null {
  const caller = filled(draft.caller);
  return draft.told && !same(caller, draft.told.caller) ? caller : null;
}

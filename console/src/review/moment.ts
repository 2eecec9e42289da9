/** Days and times of the platform's zone, whatever zone this machine is in; and the moment an address names. Pure. */

function offsetMs(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(ms);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value ?? 0);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(ms / 1000) * 1000;
}

/** `2026-04-12T14:03` as it stands on the zone's wall, in ms. Undefined when it is no time. */
export function fromWall(text: string, zone: string): number | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (!found) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1).map((each) => Number((each as string | undefined) ?? 0));
  const asUtc = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  if (Number.isNaN(asUtc)) return undefined;
  // Twice, for a guess that fell on the other side of a change of the clocks.
  const guess = asUtc - offsetMs(asUtc, zone);
  return asUtc - offsetMs(guess, zone);
}

/** The zone's wall clock at a moment: `2026-04-12T14:03:22`. */
export function toWall(ms: number, zone: string): string {
  return new Date(Math.floor(ms / 1000) * 1000 + offsetMs(ms, zone)).toISOString().slice(0, 19);
}

export function startOfDay(ms: number, zone: string): number {
  return fromWall(`${toWall(ms, zone).slice(0, 10)}T00:00`, zone) ?? ms;
}

export interface Span {
  from: number;
  to: number;
}

export const MINUTE = 60_000;
export const SPANS: readonly number[] = [30, 60, 120, 240, 480, 1440].map((minutes) => minutes * MINUTE);

/** The moment and window of an address; undefined where it names none. */
export function readAddress(search: string): { at?: number; span?: Span } {
  const query = new URLSearchParams(search);
  const time = (name: string) => {
    const ms = Date.parse(query.get(name) ?? '');
    return Number.isNaN(ms) ? undefined : ms;
  };
  const at = time('at');
  const from = time('from');
  const to = time('to');
  return { ...(at === undefined ? {} : { at }), ...(from === undefined || to === undefined || to <= from ? {} : { span: { from, to } }) };
}

const iso = (ms: number) => new Date(Math.round(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');

export function writeAddress(at: number, { from, to }: Span): string {
  return `?at=${iso(at)}&from=${iso(from)}&to=${iso(to)}`;
}

/** A window around a moment, of the given length, that does not reach into the future. */
export function spanAround(at: number, length: number, now: number): Span {
  const to = Math.min(at + length / 2, now);
  return { from: Math.min(to - length, at), to: Math.max(to, at + 1000) };
}

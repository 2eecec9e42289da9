/**
 * The platform's clock as this screen knows it: an offset from this machine's, and a speed (a replayed or
 * hastened day runs faster). All times on screen are of this clock, in the platform's time zone.
 */
import { useSyncExternalStore } from 'react';
import { language } from '@/i18n';

interface Base {
  serverMs: number;
  localMs: number;
  speed: number;
}

let base: Base = { serverMs: Date.now(), localMs: Date.now(), speed: 1 };
let zone = 'Asia/Shanghai';
const listeners = new Set<() => void>();
let ticker: ReturnType<typeof setInterval> | undefined;
let tick = 0;

/** Set from `/me`, and again from each live message that tells the server's time. */
export function setClock(serverNow: string, speed: number, localMs: number = Date.now()): void {
  const serverMs = Date.parse(serverNow);
  if (Number.isFinite(serverMs)) base = { serverMs, localMs, speed };
}

export function setTimeZone(name: string): void {
  zone = name;
  formats.clear();
}

/** Platform time, ms since the epoch. */
export function now(localMs: number = Date.now()): number {
  return base.serverMs + (localMs - base.localMs) * base.speed;
}

export function nowIso(): string {
  return new Date(now()).toISOString();
}

export function clockSpeed(): number {
  return base.speed;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticker ??= setInterval(() => {
    tick += 1;
    listeners.forEach((hear) => hear());
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && ticker !== undefined) {
      clearInterval(ticker);
      ticker = undefined;
    }
  };
}

/** Draw again every second; answers platform time in ms. One timer for the whole page. */
export function useNow(): number {
  useSyncExternalStore(subscribe, () => tick);
  return now();
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language()} ${name}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(language(), { timeZone: zone, hourCycle: 'h23', ...options });
    formats.set(key, found);
  }
  return found;
}

type When = string | number | Date | null | undefined;

function date(when: When): Date | undefined {
  if (when === null || when === undefined) return undefined;
  const value = new Date(when);
  return Number.isNaN(value.getTime()) ? undefined : value;
}

/** 14:03:22 */
export function timeOf(when: When, seconds = true): string {
  const value = date(when);
  if (!value) return '–';
  const options: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };
  return format(seconds ? 'hms' : 'hm', seconds ? { ...options, second: '2-digit' } : options).format(value);
}

/** 4月12日 周二 / Tue 12 Apr */
export function dayOf(when: When): string {
  const value = date(when);
  return value ? format('day', { month: 'short', day: 'numeric', weekday: 'short' }).format(value) : '–';
}

/** Day and time, for what did not happen today. */
export function momentOf(when: When): string {
  const value = date(when);
  if (!value) return '–';
  return dayOf(value) === dayOf(now()) ? timeOf(value) : `${dayOf(value)} ${timeOf(value, false)}`;
}

/** Seconds as m:ss, or h:mm:ss from an hour on: what a dispatcher reads at a glance. */
export function spanOf(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const s = String(whole % 60).padStart(2, '0');
  const m = Math.floor(whole / 60) % 60;
  const h = Math.floor(whole / 3600);
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${s}` : `${m}:${s}`;
}

/**
 * What a person typed as a time of day (`1403`, `14:03`, `14:03:20`, `-5` = five minutes ago) as an ISO time of
 * the platform's day; the latest such moment that is not in the future. Undefined when it is no time.
 */
export function typedTime(text: string, nowMs: number = now()): string | undefined {
  const trimmed = text.trim();
  const ago = /^-(\d{1,3})$/.exec(trimmed);
  if (ago) return new Date(nowMs - Number(ago[1]) * 60_000).toISOString();
  const found = /^(\d{1,2}):?(\d{2})(?::?(\d{2}))?$/.exec(trimmed);
  if (!found) return undefined;
  const [h, m, s] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
  if (h > 23 || m > 59 || s > 59) return undefined;
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, hourCycle: 'h23', hour: 'numeric', minute: 'numeric', second: 'numeric' })
    .formatToParts(nowMs);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value ?? 0);
  const since = (part('hour') - h) * 3600 + (part('minute') - m) * 60 + (part('second') - s);
  const seconds = since < 0 ? since + 86_400 : since;
  return new Date(Math.floor(nowMs / 1000) * 1000 - seconds * 1000).toISOString();
}

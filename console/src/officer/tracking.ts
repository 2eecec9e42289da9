/**
 * Where this unit is, told to the platform while it is on duty and never otherwise: off duty the position is not
 * even read, and what was read but not sent is thrown away. Fixes go in batches; without a line they wait in memory.
 */
import { ApiError } from '@/api';
import type { LonLat } from '@/live/cards';

/** Between two kept fixes, and between two batches. */
const EVERY_MS = 3000;
const BATCH_MS = 5000;
/** A browser is silent while nothing moves; a unit that stands still is asked for so often all the same. */
const SILENT_MS = 30_000;
const MOST_AT_ONCE = 500;
const MOST_KEPT = 3000;

export interface Fix {
  at: string;
  location: LonLat;
  speed?: number;
  heading?: number;
  accuracy?: number;
}

/** `off`: not on duty. `asking`: the person has not allowed it yet. */
export type Reading = 'off' | 'asking' | 'reading' | 'denied' | 'unavailable';

export interface Tracking {
  readonly reading: Reading;
  readonly queued: number;
  readonly last: Fix | null;
  /** When the newest fix that reached the server was taken. */
  readonly sentAt: string | null;
}

export interface TrackerWiring {
  /** Undefined where the page may not read positions at all. */
  geolocation: Pick<Geolocation, 'watchPosition' | 'clearWatch' | 'getCurrentPosition'> | undefined;
  send: (unit: string, items: readonly Fix[]) => Promise<unknown>;
  /** Platform time of a moment of this machine's clock. */
  stamp: (localMs: number) => string;
  now: () => number;
  every: (run: () => void, ms: number) => unknown;
  stop: (timer: unknown) => void;
}

const OFF: Tracking = { reading: 'off', queued: 0, last: null, sentAt: null };

export class Tracker {
  private state: Tracking = OFF;
  private readonly wiring: TrackerWiring;
  private readonly listeners = new Set<() => void>();
  private unit: string | null = null;
  private watch: number | undefined;
  private timer: unknown;
  private fixes: Fix[] = [];
  private keptAt = -Infinity;
  private sending = false;

  constructor(wiring: TrackerWiring) {
    this.wiring = wiring;
  }

  readonly get = (): Tracking => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  start(unit: string): void {
    if (this.unit === unit) return;
    this.stop();
    const { geolocation } = this.wiring;
    this.unit = unit;
    if (!geolocation) {
      this.become({ reading: 'unavailable' });
      return;
    }
    this.become({ reading: 'asking' });
    this.watch = geolocation.watchPosition(
      (position) => this.read(position),
      (error) => {
        // A fix that failed or took too long is followed by others; only a refusal is final.
        if (error.code === error.PERMISSION_DENIED) this.become({ reading: 'denied' });
        else if (this.state.reading === 'asking') this.become({ reading: 'unavailable' });
      },
      { enableHighAccuracy: true, maximumAge: 2000, timeout: 20_000 },
    );
    this.timer = this.wiring.every(() => {
      if (this.wiring.now() - this.keptAt > SILENT_MS && this.state.reading === 'reading') this.ask();
      void this.flush();
    }, BATCH_MS);
  }

  stop(): void {
    if (this.watch !== undefined) this.wiring.geolocation?.clearWatch(this.watch);
    if (this.timer !== undefined) this.wiring.stop(this.timer);
    this.watch = this.timer = undefined;
    this.unit = null;
    this.fixes = [];
    this.keptAt = -Infinity;
    if (this.state !== OFF) {
      this.state = OFF;
      this.tell();
    }
  }

  private ask(): void {
    this.wiring.geolocation?.getCurrentPosition((position) => this.read(position), () => undefined, { maximumAge: 0, timeout: 10_000 });
  }

  private read({ coords, timestamp }: GeolocationPosition): void {
    if (this.unit === null) return;
    const now = this.wiring.now();
    if (now - this.keptAt < EVERY_MS) return;
    const first = this.keptAt === -Infinity;
    this.keptAt = now;
    const fix: Fix = { at: this.wiring.stamp(Math.min(timestamp, now)), location: [round(coords.longitude), round(coords.latitude)] };
    if (finite(coords.speed)) fix.speed = coords.speed;
    if (finite(coords.heading)) fix.heading = coords.heading;
    if (finite(coords.accuracy)) fix.accuracy = coords.accuracy;
    this.fixes.push(fix);
    // The newest say more than the oldest when the line has been away for hours.
    if (this.fixes.length > MOST_KEPT) this.fixes.splice(0, this.fixes.length - MOST_KEPT);
    this.become({ reading: 'reading', last: fix, queued: this.fixes.length });
    if (first) void this.flush();
  }

  private async flush(): Promise<void> {
    const { unit } = this;
    if (unit === null || this.sending || this.fixes.length === 0) return;
    const batch = this.fixes.slice(0, MOST_AT_ONCE);
    this.sending = true;
    try {
      await this.wiring.send(unit, batch);
      this.drop(unit, batch);
      if (this.unit === unit) this.become({ sentAt: batch.at(-1)?.at ?? null });
    } catch (error) {
      // Refused: the unit is off duty by now, or the fixes are not good. Kept only when nothing is known.
      if (error instanceof ApiError && !error.unreachable && error.status !== 429 && error.status !== 401 && error.status !== 423) this.drop(unit, batch);
    } finally {
      this.sending = false;
    }
  }

  private drop(unit: string, batch: readonly Fix[]): void {
    if (this.unit !== unit) return;
    const gone = new Set(batch);
    this.fixes = this.fixes.filter((fix) => !gone.has(fix));
    this.become({ queued: this.fixes.length });
  }

  private become(change: Partial<Tracking>): void {
    this.state = { ...this.state, ...change };
    this.tell();
  }

  private tell(): void {
    this.listeners.forEach((listener) => listener());
  }
}

/** A fifth of a metre is more than a phone knows. */
function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}

function finite(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}

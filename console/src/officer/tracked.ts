/** Position and screen while on duty, wired to this browser. */
import { useEffect, useSyncExternalStore } from 'react';
import { get, send } from '@/api';
import { now } from '@/live/clock';
import { Tracker, type Tracking } from './tracking';

const tracker = new Tracker({
  geolocation: typeof navigator === 'undefined' || !('geolocation' in navigator) ? undefined : navigator.geolocation,
  send: (unit, items) => send('POST', `/units/${encodeURIComponent(unit)}/positions`, { items }, { retries: 0 }),
  stamp: (localMs) => new Date(now(localMs)).toISOString(),
  now: () => Date.now(),
  every: (run, ms) => setInterval(run, ms),
  stop: (timer) => clearInterval(timer as ReturnType<typeof setInterval>),
});

/** Reads and sends the position of this unit; null reads nothing. */
export function useTracking(unit: string | null): Tracking {
  useEffect(() => {
    if (unit === null) return;
    tracker.start(unit);
    return () => tracker.stop();
  }, [unit]);
  return useSyncExternalStore(tracker.subscribe, tracker.get);
}

/** A phone that falls asleep hears no order: keep its screen on while on duty, where the browser lets us. */
export function useAwake(wanted: boolean): void {
  useEffect(() => {
    if (!wanted || !('wakeLock' in navigator)) return;
    let held: WakeLockSentinel | undefined;
    let over = false;
    const hold = () => {
      if (document.hidden) return;
      navigator.wakeLock.request('screen').then(
        (lock) => {
          if (over) void lock.release();
          else held = lock;
        },
        // Refused on a low battery: the page works on, the phone may sleep.
        () => undefined,
      );
    };
    hold();
    document.addEventListener('visibilitychange', hold);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', hold);
      void held?.release();
    };
  }, [wanted]);
}

/** Well within the time after which a session that nobody touches is locked. */
const STAY_MS = 4 * 60_000;

/**
 * A locked page hears no order. While the unit is on duty its page stays open by itself, also where the position
 * may not be read; the phone's own lock guards it.
 */
export function useStay(onDuty: boolean): void {
  useEffect(() => {
    if (!onDuty) return;
    const timer = setInterval(() => {
      get('/me', { retries: 0 }).catch(() => undefined);
    }, STAY_MS);
    return () => clearInterval(timer);
  }, [onDuty]);
}

import { spanOf, useNow } from '@/live/clock';

interface Props {
  since: string;
  /** Seconds from which it is shown as late, and as very late. */
  late?: number;
  tooLate?: number;
}

/** Time since a moment, counting. */
export function Elapsed({ since, late, tooLate }: Props) {
  const seconds = (useNow() - Date.parse(since)) / 1000;
  const tone = tooLate !== undefined && seconds >= tooLate ? ' is-too-late' : late !== undefined && seconds >= late ? ' is-late' : '';
  return <time className={`elapsed mono${tone}`} dateTime={since}>{spanOf(seconds)}</time>;
}

/** Time until a moment, counting down; never below zero. */
export function Countdown({ until }: { until: string }) {
  const seconds = (Date.parse(until) - useNow()) / 1000;
  return <time className={`elapsed mono${seconds < 15 ? ' is-late' : ''}`} dateTime={until}>{spanOf(Math.ceil(seconds))}</time>;
}

import { useWords } from '@/i18n';
import { spanOf, useNow } from '@/live/clock';

/** Time left to answer, in words and as a bar that shrinks; after it, how long it is overdue. */
export function Countdown({ from, until, late }: { from: string | null; until: string; late: 'expired' | 'overdue' }) {
  const { t } = useWords();
  const now = useNow();
  const end = Date.parse(until);
  const start = from === null ? end - 60_000 : Date.parse(from);
  const left = (end - now) / 1000;
  const part = Math.max(0, Math.min(1, (end - now) / Math.max(1000, end - start)));
  const text = left >= 0 ? t('officer.answerWithin', { time: spanOf(left) })
    : late === 'expired' ? t('officer.expired') : t('officer.overdue', { time: spanOf(-left) });
  return (
    <div className={`of-countdown${left < 10 ? ' is-short' : ''}`} role="timer">
      <span>{text}</span>
      <i aria-hidden="true"><b style={{ width: `${part * 100}%` }} /></i>
    </div>
  );
}

import { type Key, useWords } from '@/i18n';
import type { UnitStatus } from '@/live/cards';
import { timeOf } from '@/live/clock';
import { MARKS, reached } from './steps';

const SHORT: Partial<Record<UnitStatus, Key>> = {
  acknowledged: 'officer.stepAcknowledged', enroute: 'officer.stepEnroute', onscene: 'officer.stepOnscene', available: 'officer.stepAvailable',
};

/** How far along, by position and word, not by colour alone. */
export function Progress({ status, since }: { status: UnitStatus; since: string }) {
  const { t, word } = useWords();
  const at = reached(status);
  return (
    <div className="of-progress">
      <ol aria-label={t('officer.progress')}>
        {MARKS.map((mark, index) => (
          <li key={mark.status} className={index <= at ? 'is-done' : ''} aria-current={index === at ? 'step' : undefined}>
            <i aria-hidden="true">{index <= at ? '✓' : index + 1}</i>
            {t(SHORT[mark.status] ?? mark.label)}
          </li>
        ))}
      </ol>
      <p><b>{word(`terms.unit.${status}`)}</b> <span className="soft">{t('officer.since', { time: timeOf(since) })}</span></p>
    </div>
  );
}

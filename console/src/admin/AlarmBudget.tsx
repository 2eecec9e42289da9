import { useWords } from '@/i18n';
import { dayOf, timeOf } from '@/live/clock';
import { Section } from './Section';
import { type BudgetHour, useBudget } from './source';

/** Alarms of each hour beside what a person at a desk can hear: bars to see it, words and numbers to read it. */
export function AlarmBudget() {
  const { t } = useWords();
  const budget = useBudget();
  const most = budget.data?.per_hour_budget ?? 0;
  const hours = [...(budget.data?.items ?? [])].sort((a, b) => (a.hour < b.hour ? 1 : -1));
  const over = hours.filter(({ per_desk: each }) => each > most).length;
  const longest = Math.max(most, 1, ...hours.map(({ per_desk: each }) => each));
  const rows = { ...budget, data: budget.data && hours };
  return (
    <Section<BudgetHour> title={t('admin.alarms')} rows={rows as never}
      hint={budget.data && <>{t('admin.budgetOf', { n: most })} {t('admin.budgetWhy')} {over > 0 && <b className="ad-over">{t('admin.overHours', { n: over })}</b>}</>}>
      {(shown) => (
        <table className="ad-grid is-wide">
          <thead><tr><th scope="col">{t('admin.hour')}</th><th scope="col">{t('admin.raised')}</th><th scope="col">{t('admin.perDesk')}</th><th scope="col" className="ad-bars"><span className="only-read">{t('admin.perDesk')}</span></th><th scope="col">{t('admin.state')}</th></tr></thead>
          <tbody>
            {shown.map(({ hour, raised, per_desk: each }) => (
              <tr key={hour} className={each > most ? 'is-over' : ''}>
                <th scope="row">{dayOf(hour)} <span className="mono">{timeOf(hour, false)}</span></th>
                <td className="mono">{raised}</td>
                <td className="mono">{Math.round(each * 10) / 10}</td>
                <td className="ad-bars" aria-hidden="true"><i style={{ width: `${(100 * each) / longest}%` }} /><b style={{ left: `${(100 * most) / longest}%` }} /></td>
                <td>{each > most ? <b className="ad-over">▲ {t('admin.overBudget')}</b> : <span className="soft">{t('admin.inBudget')}</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

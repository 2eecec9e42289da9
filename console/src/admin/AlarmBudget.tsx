import { useQuery } from '@tanstack/react-query';
import { get, type Items } from '@/api';
import { useWords } from '@/i18n';
import type { Desk } from '@/live/cards';
import { dayOf, timeOf } from '@/live/clock';
import { Section } from './Section';
import { type BudgetHour, useBudget } from './source';

/** The desk that heard most in an hour: the budget is each desk's. */
export function loudest({ per_desk: desks }: BudgetHour): [desk: string | null, heard: number] {
  return Object.entries(desks).reduce<[string | null, number]>((most, [desk, heard]) => (heard > most[1] ? [desk, heard] : most), [null, 0]);
}

/** Alarms of each hour beside what a person at a desk can hear: bars to see it, words and numbers to read it. */
export function AlarmBudget() {
  const { t } = useWords();
  const budget = useBudget();
  const desks = useQuery({ queryKey: ['desks'], queryFn: () => get<Items<Desk>>('/desks'), retry: false });
  const nameOf = (id: string | null) => desks.data?.items.find((desk) => desk.id === id)?.name ?? '–';
  const allowed = budget.data?.per_hour_budget ?? 0;
  const hours = [...(budget.data?.items ?? [])].sort((a, b) => (a.hour < b.hour ? 1 : -1));
  const over = hours.filter((hour) => loudest(hour)[1] > allowed).length;
  const longest = Math.max(allowed, 1, ...hours.map((hour) => loudest(hour)[1]));
  return (
    <Section<BudgetHour> title={t('admin.alarms')} rows={{ ...budget, data: budget.data && hours } as never} empty={t('admin.alarmsNone')}
      hint={budget.data && <>{t('admin.budgetOf', { n: allowed })} {t('admin.budgetWhy')} {over > 0 && <b className="ad-over">{t('admin.overHours', { n: over })}</b>}</>}>
      {(shown) => (
        <div className="ad-scroll">
          <table className="ad-grid is-wide">
            <thead>
              <tr>
                <th scope="col">{t('admin.hour')}</th><th scope="col">{t('admin.raised')}</th><th scope="col">{t('admin.loudest')}</th>
                <th scope="col" className="ad-bars"><span className="only-read">{t('admin.perDesk')}</span></th><th scope="col">{t('admin.state')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((hour) => {
                const [desk, heard] = loudest(hour);
                return (
                  <tr key={hour.hour} className={heard > allowed ? 'is-over' : ''}>
                    <th scope="row">{dayOf(hour.hour)} <span className="mono">{timeOf(hour.hour, false)}</span></th>
                    <td className="mono">{hour.raised}</td>
                    <td>{nameOf(desk)} <span className="mono">{heard}</span></td>
                    <td className="ad-bars" aria-hidden="true"><i style={{ width: `${(100 * heard) / longest}%` }} /><b style={{ left: `${(100 * allowed) / longest}%` }} /></td>
                    <td>{heard > allowed ? <b className="ad-over">▲ {t('admin.overBudget')}</b> : <span className="soft">{t('admin.inBudget')}</span>}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

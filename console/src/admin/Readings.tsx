import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { Link } from 'wouter';
import { get, type Items } from '@/api';
import { useWords } from '@/i18n';
import type { Incident } from '@/live/cards';
import { dayOf, timeOf } from '@/live/clock';
import { useSession } from '@/session';
import { Empty, Failure, Loading } from '@/ui';
import { type ReadingRow, useAccounts } from './source';

/** Who opened whose data. The log is read here and changed nowhere. */
export function Readings() {
  const { t, pick, word } = useWords();
  const { acts } = useSession();
  const all = acts.includes('reading.read');
  const accounts = useAccounts(all && acts.includes('account.read'));
  const [account, setAccount] = useState<string | undefined>(undefined);
  const [incident, setIncident] = useState('');
  const wanted = useIncidentId(useDeferredValue(incident.trim()));
  const readings = useInfiniteQuery({
    queryKey: ['admin', 'readings', account, wanted],
    queryFn: ({ pageParam }) => get<Items<ReadingRow>>('/readings', { query: { account_id: account, incident_id: wanted || undefined, cursor: pageParam, limit: 100 } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = readings.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section className="ad-section" aria-label={t('admin.readings')}>
      <header className="ad-head">
        <h2>{t('admin.readings')}</h2>
        <span className="ad-space" />
        {all && (
          <Select allowClear className="ad-find" aria-label={t('admin.byAccount')} placeholder={t('admin.byAccount')} value={account} onChange={setAccount} showSearch={{ optionFilterProp: 'label' }}
            options={(accounts.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
        )}
        <Input allowClear className="ad-find" aria-label={t('admin.byIncident')} placeholder={t('admin.byIncident')} value={incident} onChange={(event) => setIncident(event.target.value)} />
      </header>
      <p className="soft ad-hint">{t('admin.readingsHint')} {!all && t('admin.readingsOwn')}</p>
      {readings.isPending ? <Loading /> : readings.error && rows.length === 0 ? <Failure error={readings.error} retry={() => void readings.refetch()} />
        : rows.length === 0 ? <Empty text={t('admin.readingsNone')} /> : (
          <div className="ad-scroll">
            <table className="ad-grid is-wide">
              <thead><tr><th scope="col">{t('admin.when')}</th><th scope="col">{t('admin.who')}</th><th scope="col">{t('admin.incident')}</th><th scope="col">{t('admin.view')}</th><th scope="col">{t('admin.because')}</th></tr></thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <th scope="row">{dayOf(row.at)} <span className="mono">{timeOf(row.at)}</span></th>
                    <td>{row.account_name || <span className="mono dim">{row.account_id.slice(0, 8)}</span>}</td>
                    <td className="mono"><Link href={`/review/${row.incident_id}`}><Numbered id={row.incident_id} /></Link></td>
                    <td>{word(`admin.view.${row.view}`, row.view)}</td>
                    <td>{pick(row.because, row.because_en)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      {readings.hasNextPage && <button type="button" className="plain-button ad-more" disabled={readings.isFetchingNextPage} onClick={() => void readings.fetchNextPage()}>{t('review.more')}</button>}
    </section>
  );
}

/** People say an incident by its number; the log knows it by its id. */
function useIncidentId(said: string): string {
  const isNumber = /^\d{4}-\d+$/.test(said);
  const found = useQuery({
    queryKey: ['admin', 'incident-number', said],
    queryFn: () => get<Items<Incident>>('/incidents', { query: { q: said, limit: 5 } }),
    enabled: isNumber,
  });
  if (!isNumber) return said;
  return found.data?.items.find(({ number }) => number === said)?.id ?? said;
}

function Numbered({ id }: { id: string }) {
  const card = useQuery({ queryKey: ['admin', 'incident', id], queryFn: () => get<{ number: string }>(`/incidents/${encodeURIComponent(id)}`), staleTime: Infinity, retry: false });
  return <span title={id}>{card.data?.number ?? `${id.slice(0, 8)}…`}</span>;
}

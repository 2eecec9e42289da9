/** Incidents by number, type, public place, status, agency and day; never by person. */
import { Input, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useWords } from '@/i18n';
import type { Incident, IncidentStatus } from '@/live/cards';
import { dayOf, now, timeOf } from '@/live/clock';
import { useAgencies, useAgencyName, useTypeName } from '@/acts/names';
import { useSession } from '@/session';
import { Empty, Failure, IncidentStatusMark, Loading, PriorityMark } from '@/ui';
import { DateField } from './DateField';
import { toWall } from './moment';
import { type Asked, useFound } from './source';

const STATUSES: readonly IncidentStatus[] = ['pending', 'held', 'stacked', 'offered', 'assigned', 'enroute', 'onscene', 'closed'];
const DAY_MS = 86_400_000;

interface FoundProps {
  chosen: string | undefined;
  choose: (id: string) => void;
}

export function Found({ chosen, choose }: FoundProps) {
  const { t, word } = useWords();
  const { time_zone: zone } = useSession();
  const [asked, setAsked] = useState<Asked>({ q: '', status: '', agency: '', day: null });
  const settled = useDeferredValue(asked);
  const agencies = useAgencies();
  const agencyName = useAgencyName();
  const { day } = settled;
  const found = useFound(settled, day === null ? null : `${toWall(day, zone).slice(5, 10).replace('-', '')}-`);
  const within = (row: Incident) => day === null || (Date.parse(row.opened_at) >= day && Date.parse(row.opened_at) < day + DAY_MS);
  const rows = found.data?.pages.flatMap(({ items }) => items.filter(within)) ?? [];
  const change = (part: Partial<Asked>) => setAsked({ ...asked, ...part });

  return (
    <>
      <form className="rv-search" role="search" onSubmit={(event) => event.preventDefault()}>
        <Input.Search allowClear value={asked.q} onChange={(event) => change({ q: event.target.value })} aria-label={t('review.search')}
          placeholder={t('review.searchHint')} title={t('review.searchNoPerson')} />
        <div className="rv-filters">
          <Select aria-label={t('terms.status')} value={asked.status} onChange={(status) => change({ status })}
            options={[{ value: '', label: t('review.anyStatus') }, ...STATUSES.map((value) => ({ value, label: word(`terms.incident.${value}`) }))]} />
          <Select aria-label={t('terms.agency')} value={asked.agency} onChange={(agency) => change({ agency })} showSearch={{ optionFilterProp: 'label' }}
            popupMatchSelectWidth={false} options={[{ value: '', label: t('review.anyAgency') }, ...(agencies.data?.items ?? []).map(({ id }) => ({ value: id, label: agencyName(id) }))]} />
          <DateField label={t('review.day')} zone={zone} most={now()} value={asked.day} change={(day) => change({ day })} />
        </div>
      </form>
      <div className="rv-found">
        {found.isPending ? <Loading /> : found.error && rows.length === 0 ? <Failure error={found.error} retry={() => void found.refetch()} />
          : rows.length === 0 ? <Empty text={t('review.none')} hint={t('review.noneHint')} />
            : <ul>{rows.map((row) => <Row key={row.id} row={row} chosen={row.id === chosen} choose={choose} />)}</ul>}
        {found.hasNextPage && (
          <button type="button" className="plain-button rv-more" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t('review.more')}</button>
        )}
      </div>
    </>
  );
}

function Row({ row, chosen, choose }: { row: Incident; chosen: boolean; choose: (id: string) => void }) {
  const typeName = useTypeName();
  const agencyName = useAgencyName();
  useWords();
  return (
    <li>
      <button type="button" className={`rv-row${chosen ? ' is-chosen' : ''}`} aria-current={chosen || undefined} onClick={() => choose(row.id)}>
        <PriorityMark priority={row.priority} />
        <span className="rv-row-main">
          <span><b className="clip">{typeName(row.type)}</b><IncidentStatusMark status={row.status} /></span>
          <span className="soft"><span className="clip">{row.public_place ?? '–'}</span><span className="mono">{row.number}</span></span>
          <span className="dim"><span className="clip">{agencyName(row.agency_id)}</span><span>{dayOf(row.opened_at)} {timeOf(row.opened_at, false)}</span></span>
        </span>
      </button>
    </li>
  );
}

import type { UseQueryResult } from '@tanstack/react-query';
import { Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { useWords } from '@/i18n';
import { Empty, Failure, Loading } from '@/ui';

interface SectionProps<T> {
  title: string;
  hint?: ReactNode;
  rows: Pick<UseQueryResult<T[]>, 'data' | 'error' | 'isPending' | 'refetch'>;
  /** What of a row is searched; without it there is no filter. */
  text?: (row: T) => string;
  acts?: ReactNode;
  empty?: string;
  children: (rows: T[]) => ReactNode;
}

/** A list with its filter and its empty, loading and error states. */
export function Section<T>({ title, hint, rows, text, acts, empty, children }: SectionProps<T>) {
  const { t } = useWords();
  const [wanted, setWanted] = useState('');
  const all = rows.data ?? [];
  const needle = wanted.trim().toLowerCase();
  const shown = text && needle !== '' ? all.filter((row) => text(row).toLowerCase().includes(needle)) : all;
  return (
    <section className="ad-section" aria-label={title}>
      <header className="ad-head">
        <h2>{title}</h2>
        {rows.data && <span className="dim">{t('admin.count', { n: shown.length })}</span>}
        <span className="ad-space" />
        {text && <Input.Search allowClear className="ad-find" placeholder={t('admin.find')} aria-label={t('admin.find')} value={wanted} onChange={(event) => setWanted(event.target.value)} />}
        {acts}
      </header>
      {hint !== undefined && <p className="soft ad-hint">{hint}</p>}
      {rows.isPending ? <Loading /> : rows.error && !rows.data ? <Failure error={rows.error} retry={() => void rows.refetch()} />
        : shown.length === 0 ? <Empty text={empty ?? t('admin.empty')} /> : children(shown)}
    </section>
  );
}

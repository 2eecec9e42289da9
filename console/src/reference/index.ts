/** Tables that rarely change and that every screen names things by: agencies, incident types, settings. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Agency, get, type IncidentType, type Items, type PlatformSettings } from '@/api';
import { useWords } from '@/i18n';

const STALE_MS = 5 * 60_000;

export function useAgencies() {
  return useQuery({ queryKey: ['agencies'], queryFn: () => get<Items<Agency>>('/agencies'), select: (page) => page.items, staleTime: STALE_MS });
}

export function useIncidentTypes() {
  return useQuery({ queryKey: ['incident-types'], queryFn: () => get<Items<IncidentType>>('/incident-types'), select: (page) => page.items, staleTime: STALE_MS });
}

export function useSettings() {
  return useQuery({ queryKey: ['settings'], queryFn: () => get<PlatformSettings>('/settings'), staleTime: STALE_MS });
}

interface Named {
  id: string;
  name: string;
  name_en?: string | null;
}

/** Names by id in the present language; the id itself until the table is here. */
export function useNames(rows: readonly Named[] | undefined): (id: string | null | undefined) => string {
  const { pick } = useWords();
  return useMemo(() => {
    const names = new Map((rows ?? []).map((row) => [row.id, pick(row.name, row.name_en || null)]));
    return (id) => (id === null || id === undefined ? '–' : names.get(id) ?? id);
  }, [rows, pick]);
}

export function useTypeName(): (id: string | null | undefined) => string {
  return useNames(useIncidentTypes().data);
}

export function useAgencyName(): (id: string | null | undefined) => string {
  return useNames(useAgencies().data);
}

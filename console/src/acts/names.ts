/** Names of types and agencies: asked once, in both languages. */
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { type Agency, get, type IncidentType, type Items } from '@/api';
import { useWords } from '@/i18n';

export function useTypes() {
  return useQuery({ queryKey: ['incident-types'], queryFn: () => get<Items<IncidentType>>('/incident-types'), staleTime: 300_000 });
}

export function useAgencies() {
  return useQuery({ queryKey: ['agencies'], queryFn: () => get<Items<Agency>>('/agencies'), staleTime: Infinity });
}

export function useTypeName(): (id: string | null | undefined) => string {
  const { pick } = useWords();
  const { data } = useTypes();
  const byId = useMemo(() => new Map(data?.items.map((type) => [type.id, type])), [data]);
  return useCallback((id) => {
    const type = byId.get(id ?? '');
    return type ? pick(type.name, type.name_en) : id ?? '';
  }, [byId, pick]);
}

export function useAgencyName(): (id: string | null | undefined) => string {
  const { pick } = useWords();
  const { data } = useAgencies();
  const byId = useMemo(() => new Map(data?.items.map((agency) => [agency.id, agency])), [data]);
  return useCallback((id) => {
    const agency = byId.get(id ?? '');
    return agency ? pick(agency.name, agency.name_en) : '';
  }, [byId, pick]);
}

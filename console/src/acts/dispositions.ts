/** Ways an incident can be closed, as the platform's settings say. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { get } from '@/api';
import { useWords } from '@/i18n';

interface Disposition {
  id: string;
  name: string;
  name_en: string;
}

/** A server that does not tell its settings to this role still knows these. */
const COMMON: Disposition[] = [
  { id: 'handled', name: '已处置', name_en: 'Handled on scene' },
  { id: 'false_alarm', name: '误报', name_en: 'False alarm' },
  { id: 'cancelled', name: '报警人撤销', name_en: 'Cancelled by the caller' },
  { id: 'other', name: '其他', name_en: 'Other' },
];

export function useDispositions(): readonly { id: string; label: string }[] {
  const { pick } = useWords();
  const { data } = useQuery({
    queryKey: ['settings'],
    queryFn: () => get<{ dispositions?: Disposition[] }>('/settings'),
    staleTime: 300_000,
  });
  return useMemo(
    () => (data?.dispositions ?? COMMON).map((each) => ({ id: each.id, label: pick(each.name, each.name_en) })),
    [data, pick],
  );
}

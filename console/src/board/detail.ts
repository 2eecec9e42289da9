/** What is behind a card: remarks, reports, pictures. Asked again when the card says that they changed. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { get, type IncidentDetail } from '@/api';
import { type Incident, useIncident } from '@/live';

const path = (id: string) => `/incidents/${encodeURIComponent(id)}`;

export function useDetail(id: string) {
  const card = useIncident(id);
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['incident', id, 'detail'], queryFn: () => get<IncidentDetail>(path(id)), staleTime: Infinity });
  const stamp = card ? `${card.changed_at} ${card.remarks} ${card.reports} ${card.pictures} ${card.revision}` : 'gone';
  useEffect(() => {
    void client.invalidateQueries({ queryKey: ['incident', id, 'detail'] });
  }, [client, id, stamp]);
  return query;
}

/** Personal fields: only when asked, each opening is recorded, and they are forgotten when the pane is left. */
export function useOpened(id: string, asked: boolean) {
  return useQuery({
    queryKey: ['incident', id, 'opened'],
    queryFn: () => get<IncidentDetail>(path(id), { query: { open: true } }),
    enabled: asked,
    staleTime: Infinity,
    gcTime: 0,
  });
}

/** The live card; for an incident that left the board (closed), what the server still knows of it. */
export function cardOf(id: string, live: Incident | undefined, detail: IncidentDetail | undefined): Incident | undefined {
  if (live) return live;
  if (detail?.id !== id) return undefined;
  const { remarks, reports, pictures, ...rest } = detail;
  return { ...rest, remarks: remarks.length, reports: reports.length, pictures: pictures.length };
}

/** What the officer reads of an incident: its detail with the remarks, and the way to it. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { get, type IncidentDetail, type Route } from '@/api';
import type { Incident, LonLat } from '@/live/cards';

const ROUTE_EVERY_MS = 20_000;

/** Read again whenever the card says that something changed; the old stays on screen meanwhile. */
export function useDetail(card: Incident | undefined) {
  const id = card?.id;
  const version = `${card?.revision ?? ''}.${card?.remarks ?? ''}.${card?.pictures ?? ''}`;
  return useQuery({
    queryKey: ['officer-detail', id, version],
    queryFn: () => get<IncidentDetail>(`/incidents/${encodeURIComponent(id ?? '')}`),
    enabled: id !== undefined,
    placeholderData: (held) => (held?.id === id ? held : undefined),
    // Operational text leaves the page's memory soon after the work on it has ended.
    gcTime: 60_000,
    retry: true,
    retryDelay: 3000,
  });
}

/** From the unit's present place; asked again while it travels. */
export function useRoute(unitId: string, incidentId: string | undefined, travelling: boolean) {
  return useQuery({
    queryKey: ['officer-route', unitId, incidentId],
    queryFn: () => get<Route>(`/units/${encodeURIComponent(unitId)}/route`, { query: { incident_id: incidentId } }),
    enabled: incidentId !== undefined && travelling,
    refetchInterval: travelling ? ROUTE_EVERY_MS : false,
    gcTime: 60_000,
  });
}

/** What the map shows together: the way, or the place alone. */
export function useFrame(route: Route | undefined, place: LonLat | undefined): LonLat[] | null {
  const known = route !== undefined;
  return useMemo(() => {
    const points = route ? [...route.geometry] : [];
    if (place) points.push(place);
    return points.length > 0 ? points : null;
    // The picture is framed anew for another way, not for each fresh answer about the same one.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [known, place?.[0], place?.[1]]);
}

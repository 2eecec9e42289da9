/** What review asks the server. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { get, type Recommendation } from '@/api';
import type { Incident } from '@/live/cards';
import { now } from '@/live/clock';
import type { BoardAt, ChangesBetween } from './chunk';
import type { Source } from './playback';

export interface TimelineItem {
  position: number;
  occurred_at: string;
  known_at: string;
  kind: string;
  actor: string;
  actor_name: string | null;
  text: string;
  text_en: string;
}

export interface Stage {
  name: string;
  text: string;
  text_en: string;
  seconds: number | null;
  /** Its beginning and end were told with times that contradict each other. */
  contradicts?: boolean;
  /** Seconds it should take, by the standard that was chosen; null where there is none. */
  standard: number | null;
  standard_text: string | null;
  standard_text_en: string | null;
}

export interface Timeline {
  items: TimelineItem[];
  stages: Stage[];
}

const iso = (ms: number) => new Date(ms).toISOString();

export const past: Source = {
  board: (at) => get<BoardAt>('/board', { query: { at: iso(at) } }),
  changes: (from, to) => get<ChangesBetween>('/board/changes', { query: { from: iso(from), to: iso(to) } }),
  now: () => now(),
};

export interface Asked {
  q: string;
  status: string;
  agency: string;
  /** Beginning of a day of the platform's zone, ms; null for any. */
  day: number | null;
}

interface Page {
  items: Incident[];
  next?: string | null;
}

/** `day` is the day as numbers begin with it (`0412-`): the way to a day's incidents that the server has. */
export function useFound(asked: Asked, day: string | null) {
  return useInfiniteQuery({
    queryKey: ['review-incidents', asked],
    queryFn: ({ pageParam, signal }) =>
      get<Page>('/incidents', {
        signal,
        query: {
          q: asked.q === '' ? day ?? undefined : asked.q, status: asked.status || undefined, agency: asked.agency || undefined, cursor: pageParam, limit: 50,
        },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (held) => held,
    staleTime: 10_000,
  });
}

export function useTimeline(id: string | undefined) {
  return useQuery({
    queryKey: ['timeline', id],
    queryFn: () => get<Timeline>(`/incidents/${encodeURIComponent(id ?? '')}/timeline`),
    enabled: id !== undefined,
    staleTime: 5000,
  });
}

export function useCard(id: string | undefined) {
  return useQuery({
    queryKey: ['review-incident', id],
    queryFn: () => get<Omit<Incident, 'remarks' | 'reports' | 'pictures'>>(`/incidents/${encodeURIComponent(id ?? '')}`),
    enabled: id !== undefined,
    staleTime: 5000,
  });
}

export function useRecommendation(id: string | undefined) {
  return useQuery({
    queryKey: ['review-recommendation', id],
    queryFn: () => get<Recommendation>(`/incidents/${encodeURIComponent(id ?? '')}/recommendation`),
    enabled: id !== undefined,
    retry: false,
  });
}

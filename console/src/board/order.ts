/** In which order incidents stand in the queue, and how it stays still under a person's hand. Pure. */
import type { Incident, IncidentStatus } from '@/live/cards';

export type Section = 'waiting' | 'kept' | 'underway';

const SECTION: Record<IncidentStatus, Section> = {
  pending: 'waiting', offered: 'waiting', held: 'kept', stacked: 'kept', assigned: 'underway', enroute: 'underway', onscene: 'underway', closed: 'kept',
};
export const SECTIONS: readonly Section[] = ['waiting', 'underway', 'kept'];

export function sectionOf(incident: Incident): Section {
  return SECTION[incident.status];
}

function key(incident: Incident): string {
  return `${SECTIONS.indexOf(sectionOf(incident))}${incident.priority}${incident.opened_at}${incident.id}`;
}

/** Ids in the order of need: who waits first, by priority, then by how long. A closed one is there while a call is owed. */
export function ordered(incidents: Iterable<Incident>, show: Section | 'all'): string[] {
  return [...incidents]
    .filter((incident) => (incident.status !== 'closed' || incident.call_back_due !== null) && (show === 'all' || sectionOf(incident) === show))
    .map((incident) => [key(incident), incident.id] as const)
    .sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
    .map(([, id]) => id);
}

export interface Standing {
  /** What is drawn, in its place. */
  ids: readonly string[];
  /** What has come meanwhile and is not drawn yet. */
  fresh: readonly string[];
}

/** While a hand is on the list nothing in it moves: what is gone stays as a shadow, what is new is only counted. */
export function standing(drawn: readonly string[], wanted: readonly string[], held: boolean): Standing {
  if (!held) return { ids: wanted, fresh: [] };
  const there = new Set(drawn);
  return { ids: drawn, fresh: wanted.filter((id) => !there.has(id)) };
}

/** How far to scroll so that the row `anchor` stays where it is, when the order changes. */
export function shift(before: readonly string[], after: readonly string[], anchor: string | null, row: number): number {
  if (anchor === null) return 0;
  const from = before.indexOf(anchor);
  const to = after.indexOf(anchor);
  return from < 0 || to < 0 ? 0 : (to - from) * row;
}

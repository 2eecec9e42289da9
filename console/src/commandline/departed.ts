/**
 * Incidents that left this board while we looked (closed, merged): they can still be named, to open, reopen or
 * separate them. Older ones are asked of the server by their whole number.
 */
import { get, type Items } from '@/api';
import { liveBoard } from '@/live';
import type { Incident } from '@/live/cards';
import { plain } from './scene';

const KEPT = 300;
const departed = new Map<string, Incident>();

liveBoard.watch((before, after) => {
  if (before.incidents === after.incidents) return;
  if (after.position < 0) departed.clear();
  for (const [id, incident] of before.incidents) {
    if (after.position >= 0 && !after.incidents.has(id)) departed.set(id, { ...incident, status: 'closed' });
  }
  for (const id of departed.keys()) if (after.incidents.has(id) || departed.size > KEPT) departed.delete(id);
});

export function departedIncidents(): Iterable<Incident> {
  return departed.values();
}

/** Ask the server for an incident by its whole number; true when it can now be named. */
export async function fetchByNumber(typed: string): Promise<boolean> {
  if (!/^\d{4}-?\d{3,}$/.test(typed)) return false;
  const q = typed.includes('-') ? typed : `${typed.slice(0, 4)}-${typed.slice(4)}`;
  const { items } = await get<Items<Incident>>('/incidents', { query: { q, limit: 5 } });
  const found = items.filter((each) => plain(each.number) === plain(q));
  found.forEach((each) => departed.set(each.id, each));
  return found.length > 0;
}

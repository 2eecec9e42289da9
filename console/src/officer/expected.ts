/** The unit as its officer has told it: the live card with the acts laid over it that the board does not show yet. */
import type { Incident, Unit, UnitStatus } from '@/live/cards';
import type { Act } from './acts';
import type { Waiting } from './outbox';

export interface Expected {
  onDuty: boolean;
  status: UnitStatus;
  /** When the status became true. */
  since: string;
  incidentId: string | null;
  offerId: string | null;
  offerIncidentId: string | null;
  expiresAt: string | null;
}

/** The offer to a unit among the incidents of the board. */
export function offerTo(unitId: string, incidents: Iterable<Incident>): { incident: Incident; id: string; expiresAt: string | null } | null {
  for (const incident of incidents) {
    const offer = incident.offers.find((each) => each.unit_id === unitId);
    if (offer) return { incident, id: offer.id, expiresAt: offer.expires_at };
  }
  return null;
}

function after(state: Expected, act: Act): Expected {
  if (act.onDuty !== undefined) return { ...state, onDuty: act.onDuty, status: act.onDuty ? 'available' : 'out', since: act.at };
  if (act.kind === 'accept' || act.kind === 'decline') {
    if (state.offerId !== act.offerId) return state;
    const answered = { ...state, offerId: null, offerIncidentId: null, expiresAt: null, since: act.at };
    return act.kind === 'accept'
      ? { ...answered, status: 'acknowledged', incidentId: act.incidentId ?? null }
      : { ...answered, status: 'available' };
  }
  if (act.status === undefined) return state;
  // What the desk did meanwhile is the truth: a status told for an incident that is ours no more changes nothing.
  if (act.incidentId !== undefined && act.incidentId !== state.incidentId) return state;
  return { ...state, status: act.status, since: act.at, incidentId: act.status === 'available' ? null : state.incidentId };
}

export function expected(unit: Unit, incidents: Iterable<Incident>, waiting: Waiting): Expected {
  const offer = offerTo(unit.id, incidents);
  const told: Expected = {
    onDuty: unit.on_duty, status: unit.status, since: unit.since, incidentId: unit.incident_id,
    offerId: offer?.id ?? null, offerIncidentId: offer?.incident.id ?? null, expiresAt: offer?.expiresAt ?? null,
  };
  const acts = [...waiting.settling.map(({ act }) => act), ...waiting.acts];
  return acts.reduce(after, told);
}

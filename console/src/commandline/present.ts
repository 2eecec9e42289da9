/** The board of this moment as the parser wants it. */
import { liveBoard } from '@/live';
import { departedIncidents } from './departed';
import type { Scene } from './scene';

export function presentScene(typeName: (id: string) => string, codes: Scene['codes'], chosen: string | null): Scene {
  const board = liveBoard.get();
  return {
    incidents: [...board.incidents.values(), ...departedIncidents()].map((incident) => ({
      ...(board.incidents.has(incident.id) ? {} : { departed: true as const }),
      id: incident.id, number: incident.number, status: incident.status, priority: incident.priority,
      label: `${typeName(incident.type)} ${incident.place ?? incident.public_place ?? ''}`.trim(),
    })),
    units: [...board.units.values()].map((unit) => ({
      id: unit.id, callSign: unit.call_sign, status: unit.status, onDuty: unit.on_duty, incidentId: unit.incident_id,
    })),
    chosen,
    codes,
  };
}

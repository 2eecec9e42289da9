/** The board of this moment as the parser wants it. */
import { DISPOSITIONS } from '@/acts/dispositions';
import type { Words } from '@/i18n';
import { liveBoard } from '@/live';
import type { Scene } from './scene';

export function presentScene(words: Words, typeName: (id: string) => string, chosen: string | null): Scene {
  const board = liveBoard.get();
  return {
    incidents: [...board.incidents.values()].map((incident) => ({
      id: incident.id, number: incident.number, status: incident.status, priority: incident.priority,
      label: `${typeName(incident.type)} ${incident.place ?? incident.public_place ?? ''}`.trim(),
    })),
    units: [...board.units.values()].map((unit) => ({
      id: unit.id, callSign: unit.call_sign, status: unit.status, onDuty: unit.on_duty, incidentId: unit.incident_id,
    })),
    chosen,
    codes: DISPOSITIONS.map((id) => ({ id, label: words.word(`terms.disposition.${id}`) })),
  };
}

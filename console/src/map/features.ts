/** From the board to what the map draws. Pure, so that it can be measured and tested without a map. */
import type { Feature, FeatureCollection, Point } from 'geojson';
import type { Board } from '@/live/board';
import type { IncidentStatus, LonLat } from '@/live/cards';
import type { Positions } from '@/live/positions';
import { UNIT_GLYPH } from '@/ui/shapes';
import { cellCentre } from './cells';
import { incidentIcon, unitIcon } from './symbols';

/** A unit not heard of for this long is drawn faint: its place is a guess by now. */
const STALE_MS = 120_000;

const ORDER = { waiting: 3, going: 4, there: 5, idle: 2, off: 1 } as const;
const WAITING: ReadonlySet<IncidentStatus> = new Set(['pending', 'offered', 'held', 'stacked']);

function point(id: string, at: LonLat, properties: Record<string, string | number | boolean>): Feature<Point> {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: at }, properties: { id, ...properties } };
}

export function unitFeatures(board: Board, positions: Positions, frame: number, nowMs: number): FeatureCollection<Point> {
  const features: Feature<Point>[] = [];
  const staleBefore = new Date(nowMs - STALE_MS).toISOString();
  for (const unit of board.units.values()) {
    const at = unit.on_duty ? positions.shown(unit.id, frame) : undefined;
    if (!at) continue;
    const { tone } = UNIT_GLYPH[unit.status];
    features.push(
      point(unit.id, at, {
        icon: unitIcon(unit.kind, tone), name: unit.call_sign, order: ORDER[tone], stale: (positions.at(unit.id) ?? '') < staleBefore,
      }),
    );
  }
  return { type: 'FeatureCollection', features };
}

/** `12` of `0412-012`: what people say for it. */
export function shortNumber(number: string): string {
  return number.slice(number.lastIndexOf('-') + 1).replace(/^0+(?=\d)/, '');
}

export function incidentFeatures(board: Board, chosen: string | null): FeatureCollection<Point> {
  const features: Feature<Point>[] = [];
  for (const incident of board.incidents.values()) {
    const at = incident.location ?? cellCentre(incident.cell);
    if (!at || incident.status === 'closed') continue;
    features.push(
      point(incident.id, at, {
        icon: incidentIcon(incident.priority, WAITING.has(incident.status)),
        name: shortNumber(incident.number),
        order: 10 - Number(incident.priority.slice(1)) + (incident.id === chosen ? 10 : 0),
        chosen: incident.id === chosen,
        rough: incident.location === undefined,
      }),
    );
  }
  return { type: 'FeatureCollection', features };
}

/** What the parser may know of the board: numbers and call signs. Plain data, so that the parser stays pure. */
import type { IncidentStatus, Priority, UnitStatus } from '@/live/cards';

export interface SceneIncident {
  id: string;
  number: string;
  status: IncidentStatus;
  priority: Priority;
  /** No longer on the board; it is meant only when no open one fits. */
  departed?: true;
  /** For the list of candidates: type and place in words. */
  label: string;
}

export interface SceneUnit {
  id: string;
  callSign: string;
  status: UnitStatus;
  onDuty: boolean;
  incidentId: string | null;
}

export interface Scene {
  incidents: readonly SceneIncident[];
  units: readonly SceneUnit[];
  /** The open incident: stands for a number that was left out. */
  chosen: string | null;
  /** Dispositions an incident can be closed with. */
  codes: readonly { id: string; label: string }[];
}

export const plain = (word: string) => word.normalize('NFKC').toLowerCase().replace(/[\s\-_#.]/g, '');

/** Sequence part of a number, without leading zeros: `0412-037` -> `37`. */
export function sequence(number: string): string {
  return number.slice(number.lastIndexOf('-') + 1).replace(/^0+(?=\d)/, '');
}

const newestFirst = (a: SceneIncident, b: SceneIncident) => (a.number < b.number ? 1 : -1);

/**
 * Incidents that a typed number can mean, best first. A full number means itself; a short one the incidents whose
 * sequence it is; failing those, the ones that end with it. Two days can share a sequence: the caller lists them.
 */
export function findIncidents(typed: string, scene: Scene): SceneIncident[] {
  const digits = plain(typed);
  if (!/^\d+$/.test(digits)) return [];
  const full = scene.incidents.filter((each) => plain(each.number) === digits);
  if (full.length > 0) return full;
  const open = among(digits, scene.incidents.filter((each) => !each.departed));
  return open.length > 0 ? open : among(digits, scene.incidents.filter((each) => each.departed));
}

function among(digits: string, incidents: readonly SceneIncident[]): SceneIncident[] {
  const short = digits.replace(/^0+(?=\d)/, '');
  const same = incidents.filter((each) => sequence(each.number) === short);
  const found = same.length > 0 ? same : incidents.filter((each) => plain(each.number).endsWith(digits));
  return [...found].sort(newestFirst);
}

/** Units that a typed call sign can mean: itself, else those that begin with it, else those that contain it. */
export function findUnits(typed: string, scene: Scene): SceneUnit[] {
  const word = plain(typed);
  if (word === '') return [];
  const by = (fits: (sign: string) => boolean) => scene.units.filter((unit) => fits(plain(unit.callSign)));
  const exact = by((sign) => sign === word);
  if (exact.length > 0) return exact;
  const first = by((sign) => sign.startsWith(word));
  return first.length > 0 ? first : by((sign) => sign.includes(word));
}

/** What could come next on the line: verbs, then numbers, call signs and codes in their places. Pure. */
import { openUp, wordsOf } from './parse';
import { plain, type Scene, type SceneIncident, type SceneUnit, sequence } from './scene';
import { findVerb, type Slot, type Verb, VERBS } from './verbs';

export interface Completion {
  /** The whole line with this choice in it. */
  line: string;
  kind: 'verb' | 'incident' | 'unit' | 'code' | 'place';
  label: string;
  verb?: Verb;
  incident?: SceneIncident;
  unit?: SceneUnit;
  hint?: string;
}

const MOST = 8;

function slotAt(verb: Verb, index: number, scene: Scene, typed: string): Slot | undefined {
  const slot = verb.slots[index];
  // With an incident open its number may be left out: letters there begin what comes after it.
  if (slot === 'incident' && scene.chosen !== null && typed !== '' && !/^#?\d/.test(typed)) return verb.slots[index + 1];
  if (slot !== undefined) return slot;
  return verb.slots.at(-1) === 'units' ? 'units' : undefined;
}

function incidentsFor(typed: string, scene: Scene): SceneIncident[] {
  const digits = plain(typed);
  const fits = (each: SceneIncident) => digits === '' || sequence(each.number).startsWith(digits.replace(/^0+(?=\d)/, '')) || plain(each.number).startsWith(digits);
  const exact = (each: SceneIncident) => (sequence(each.number) === digits ? 0 : 1);
  return scene.incidents.filter((each) => !each.departed && fits(each)).sort((a, b) => exact(a) - exact(b) || (a.priority < b.priority ? -1 : a.priority > b.priority ? 1 : a.number < b.number ? 1 : -1));
}

const FREE: Record<string, number> = { available: 0, returning: 1 };

function unitsFor(typed: string, scene: Scene, freeFirst: boolean): SceneUnit[] {
  const word = plain(typed.replace(/!$/, ''));
  const found = scene.units.filter((unit) => unit.onDuty && plain(unit.callSign).includes(word));
  const rank = (unit: SceneUnit) =>
    (plain(unit.callSign).startsWith(word) ? 0 : 10) + (freeFirst ? FREE[unit.status] ?? 5 : unit.incidentId === null ? 5 : 0);
  return found.sort((a, b) => rank(a) - rank(b) || (a.callSign < b.callSign ? -1 : 1));
}

export function complete(typed: string, scene: Scene): Completion[] {
  const line = openUp(typed);
  const words = wordsOf(line);
  const open = line === '' || /[\s\u3000]$/.test(line);
  const current = open ? '' : words.at(-1)?.text ?? '';
  const index = (open ? words.length : words.length - 1) - 1;
  const head = open ? line : line.slice(0, words.at(-1)?.start ?? 0);
  if (index < 0) {
    const word = current.toLowerCase();
    return VERBS.filter((verb) => word !== '' && (verb.name.startsWith(word) || verb.zh === word))
      .sort((a, b) => Number(b.name === word) - Number(a.name === word))
      .map((verb) => ({ line: `${head}${verb.name}${verb.slots.length > 0 ? ' ' : ''}`, kind: 'verb' as const, label: verb.name, verb }))
      .slice(0, MOST);
  }
  const verb = findVerb(words[0]?.text ?? '');
  if (!verb) return [];
  const slot = slotAt(verb, index, scene, current);
  const more = (last: boolean) => (last ? '' : ' ');
  const isLast = index >= verb.slots.length - 1;
  if (slot === 'incident' || slot === 'other') {
    return incidentsFor(current, scene).slice(0, MOST)
      .map((incident) => ({ line: `${head}${incident.number}${more(isLast)}`, kind: 'incident' as const, label: incident.number, incident, hint: incident.label }));
  }
  if (slot === 'unit' || slot === 'units') {
    return unitsFor(current, scene, verb.name === 'd' || verb.name === 'st').slice(0, MOST)
      .map((unit) => ({ line: `${head}${unit.callSign}`, kind: 'unit' as const, label: unit.callSign, unit }));
  }
  if (slot === 'code') {
    return scene.codes.filter((code) => code.id.startsWith(current.toLowerCase()) || code.label.includes(current))
      .map((code) => ({ line: `${head}${code.id} `, kind: 'code' as const, label: code.id, hint: code.label }));
  }
  return [];
}

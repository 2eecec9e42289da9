/** From a typed line to an order, or to a question that can be answered, or to what is wrong. Pure. */
import type { Key, Params } from '@/i18n';
import type { Priority, UnitStatus } from '@/live/cards';
import { findIncidents, findUnits, type Scene, type SceneIncident, type SceneUnit } from './scene';
import { findVerb, type Slot, type Verb, type VerbName, VERBS } from './verbs';

export interface Order {
  kind: 'order';
  verb: VerbName;
  incident?: SceneIncident;
  other?: SceneIncident;
  units: SceneUnit[];
  /** `!` after a call sign: take it from what it is doing. */
  preempt: boolean;
  text: string;
  when?: string;
  code?: string;
  priority?: Priority;
  status?: UnitStatus;
}

/** Several things fit a word: the line with each of them in its place. */
export interface Choice {
  kind: 'choice';
  what: 'incident' | 'unit';
  typed: string;
  options: { line: string; incident?: SceneIncident; unit?: SceneUnit }[];
}

export interface Wrong {
  kind: 'wrong';
  key: Key;
  params: Params;
}

export type Parsed = { kind: 'empty' } | Order | Choice | Wrong;

interface Word {
  text: string;
  start: number;
  end: number;
}

/** Words with their places; full-width letters, digits and spaces of a Chinese input method count as the plain ones. */
export function wordsOf(line: string): Word[] {
  return [...line.matchAll(/[^\s\u3000]+/g)].map((found) => ({
    text: found[0].normalize('NFKC'), start: found.index, end: found.index + found[0].length,
  }));
}

const INCIDENT_FIRST = new Set<VerbName>(VERBS.filter((verb) => verb.slots[0] === 'incident').map((verb) => verb.name));

/** `d12 a31` is `d 12 a31`: one key less, all shift long. */
export function openUp(line: string): string {
  const found = /^[\s\u3000]*([a-z]+|[\u4e00-\u9fff])(\d[\d-]*)(?=$|[\s\u3000])/i.exec(line.normalize('NFKC'));
  const verb = found?.[1] === undefined ? undefined : findVerb(found[1]);
  if (!found || !verb || !INCIDENT_FIRST.has(verb.name)) return line;
  return `${found[1]} ${found[2]}${line.slice(found[0].length)}`;
}

class Reader {
  readonly order: Order;
  private readonly line: string;
  private readonly verb: Verb;
  private readonly scene: Scene;
  private readonly words: Word[];
  private at = 1;

  constructor(line: string, verb: Verb, words: Word[], scene: Scene) {
    this.line = line;
    this.verb = verb;
    this.words = words;
    this.scene = scene;
    this.order = { kind: 'order', verb: verb.name, units: [], preempt: false, text: '' };
    if (verb.status) this.order.status = verb.status;
  }

  read(): Order | Choice | Wrong {
    for (const slot of this.verb.slots) {
      const stop = this.slot(slot);
      if (stop) return stop;
    }
    const extra = this.words[this.at];
    return extra ? this.wrong('command.extra', { word: extra.text }) : this.order;
  }

  private slot(slot: Slot): Choice | Wrong | undefined {
    switch (slot) {
      case 'incident': return this.incident();
      case 'other': return this.other();
      case 'unit': return this.unit();
      case 'units': return this.units();
      case 'when': return this.when();
      case 'code': return this.code();
      case 'priority': return this.priority();
      case 'text': return this.rest(true);
      case 'words': return this.rest(false);
    }
  }

  private wrong(key: Key, params: Params = {}): Wrong {
    return { kind: 'wrong', key, params: { example: this.verb.example, ...params } };
  }

  private replaced(word: Word, by: string): string {
    return this.line.slice(0, word.start) + by + this.line.slice(word.end);
  }

  private oneIncident(word: Word): SceneIncident | Choice | Wrong {
    const found = findIncidents(word.text, this.scene);
    const [only] = found;
    if (!only) return this.wrong('command.noIncident', { word: word.text });
    if (found.length === 1) return only;
    return {
      kind: 'choice', what: 'incident', typed: word.text,
      options: found.map((incident) => ({ line: this.replaced(word, incident.number), incident })),
    };
  }

  private incident(): Choice | Wrong | undefined {
    const word = this.words[this.at];
    const chosen = this.scene.incidents.find((each) => each.id === this.scene.chosen);
    const looksLikeNumber = word !== undefined && /^#?\d[\d-]*$/.test(word.text) && !this.isUnitHere(word);
    if (!looksLikeNumber) {
      if (!chosen) return this.wrong(word ? 'command.notNumber' : 'command.needIncident', { word: word?.text ?? '' });
      this.order.incident = chosen;
      return undefined;
    }
    const found = this.oneIncident(word);
    if ('kind' in found) return found;
    this.at += 1;
    this.order.incident = found;
    return undefined;
  }

  /** A call sign may be digits only: `d 31` with an incident open sends unit 31 when no incident 31 is there. */
  private isUnitHere(word: Word): boolean {
    const next = this.verb.slots[1];
    if (this.scene.chosen === null || (next !== 'unit' && next !== 'units') || this.words[this.at + 1]) return false;
    return findIncidents(word.text, this.scene).length === 0 && findUnits(word.text, this.scene).length > 0;
  }

  private other(): Choice | Wrong | undefined {
    const word = this.words[this.at];
    if (!word) return this.wrong('command.needOther');
    const found = this.oneIncident(word);
    if ('kind' in found) return found;
    if (found.id === this.order.incident?.id) return this.wrong('command.sameIncident', { word: word.text });
    this.at += 1;
    this.order.other = found;
    return undefined;
  }

  private unit(): Choice | Wrong | undefined {
    const word = this.words[this.at];
    if (!word) return this.wrong('command.needUnit');
    const typed = word.text.replace(/!$/, '');
    const found = findUnits(typed, this.scene);
    const [only] = found;
    if (!only) return this.wrong('command.noUnit', { word: typed });
    if (found.length > 1) {
      return {
        kind: 'choice', what: 'unit', typed,
        options: found.map((unit) => ({ line: this.replaced(word, unit.callSign + (word.text.endsWith('!') ? '!' : '')), unit })),
      };
    }
    if (word.text.endsWith('!')) this.order.preempt = true;
    this.at += 1;
    this.order.units.push(only);
    return undefined;
  }

  private units(): Choice | Wrong | undefined {
    do {
      const stop = this.unit();
      if (stop) return stop;
    } while (this.words[this.at]);
    return undefined;
  }

  private when(): Wrong | undefined {
    const word = this.words[this.at];
    if (!word) return undefined;
    if (!/^(-\d{1,3}|\d{1,2}:?\d{2}(:?\d{2})?)$/.test(word.text)) return this.wrong('command.badTime', { word: word.text });
    this.at += 1;
    this.order.when = word.text;
    return undefined;
  }

  private code(): Wrong | undefined {
    const word = this.words[this.at];
    const { codes } = this.scene;
    const list = codes.map((code) => `${code.id} ${code.label}`).join(' · ');
    if (!word) return this.wrong('command.needCode', { list });
    const typed = word.text.toLowerCase();
    const found = codes.find((code) => code.id === typed || code.label === word.text)
      ?? (codes.filter((code) => code.id.startsWith(typed)).length === 1 ? codes.find((code) => code.id.startsWith(typed)) : undefined);
    if (!found) return this.wrong('command.badCode', { word: word.text, list });
    this.at += 1;
    this.order.code = found.id;
    return undefined;
  }

  private priority(): Wrong | undefined {
    const word = this.words[this.at];
    const level = /^p?([1-4])$/i.exec(word?.text ?? '')?.[1];
    if (level === undefined) return this.wrong('command.badPriority', { word: word?.text ?? '' });
    this.at += 1;
    this.order.priority = `P${level}` as Priority;
    return undefined;
  }

  private rest(needed: boolean): Wrong | undefined {
    const word = this.words[this.at];
    this.at = this.words.length;
    this.order.text = word ? this.line.slice(word.start).trim() : '';
    return needed && this.order.text === '' ? this.wrong('command.needText') : undefined;
  }
}

export function parse(typed: string, scene: Scene): Parsed {
  const line = openUp(typed);
  const words = wordsOf(line);
  const [first] = words;
  if (!first) return { kind: 'empty' };
  const verb = findVerb(first.text);
  if (!verb) return { kind: 'wrong', key: 'command.noVerb', params: { word: first.text } };
  return new Reader(line, verb, words, scene).read();
}

/** Every word the command line knows. One table: the parser, the completion and the key overlay read it. */
import type { UnitStatus } from '@/live/cards';

/**
 * What follows a verb, in order. `incident` may be left out when one is open; `units` takes several;
 * `when` is the true time of a status (`1403`, `-5`); `text` runs to the end of the line.
 */
export type Slot = 'incident' | 'other' | 'unit' | 'units' | 'when' | 'text' | 'words' | 'code' | 'priority';

export type VerbName =
  | 'd' | 'ak' | 'er' | 'os' | 'tr' | 'rt' | 'av' | 'bz' | 'ou' | 'r' | 'o' | 'f' | 'w' | 'rec' | 'c' | 'ro'
  | 'h' | 'rl' | 'b' | 'st' | 'm' | 'um' | 'p' | 'wd' | 'cb' | 'k' | 'u' | 'x' | '?';

export interface Verb {
  name: VerbName;
  /** The same in one Chinese character, for who does not switch the input method. */
  zh: string;
  slots: readonly Slot[];
  example: string;
  status?: UnitStatus;
  /** Set on the six acts done all shift. */
  often?: true;
}

export const VERBS: readonly Verb[] = [
  { name: 'd', zh: '派', slots: ['incident', 'units'], example: 'd 12 a31', often: true },
  { name: 'ak', zh: '签', slots: ['unit', 'when'], example: 'ak a31', status: 'acknowledged', often: true },
  { name: 'er', zh: '出', slots: ['unit', 'when'], example: 'er a31', status: 'enroute', often: true },
  { name: 'os', zh: '到', slots: ['unit', 'when'], example: 'os a31 1403', status: 'onscene', often: true },
  { name: 'av', zh: '清', slots: ['unit', 'when'], example: 'av a31', status: 'available', often: true },
  { name: 'r', zh: '备', slots: ['incident', 'text'], example: 'r 12 knife seen', often: true },
  { name: 'o', zh: '开', slots: ['incident'], example: 'o 12', often: true },
  { name: 'f', zh: '找', slots: ['text'], example: 'f 中山路', often: true },
  { name: 'w', zh: '在', slots: ['unit'], example: 'w a31', often: true },
  { name: 'rec', zh: '荐', slots: ['incident'], example: 'rec 12' },
  { name: 'tr', zh: '送', slots: ['unit', 'when'], example: 'tr a31', status: 'transporting' },
  { name: 'rt', zh: '返', slots: ['unit', 'when'], example: 'rt a31', status: 'returning' },
  { name: 'bz', zh: '忙', slots: ['unit', 'when'], example: 'bz a31', status: 'busy' },
  { name: 'ou', zh: '停', slots: ['unit', 'when'], example: 'ou a31', status: 'out' },
  { name: 'b', zh: '援', slots: ['incident', 'words'], example: 'b 12' },
  { name: 'h', zh: '缓', slots: ['incident', 'text'], example: 'h 12 no key yet' },
  { name: 'rl', zh: '放', slots: ['incident'], example: 'rl 12' },
  { name: 'st', zh: '排', slots: ['incident', 'unit'], example: 'st 12 a31' },
  { name: 'p', zh: '级', slots: ['incident', 'priority', 'text'], example: 'p 12 1 knife' },
  { name: 'c', zh: '结', slots: ['incident', 'code', 'words'], example: 'c 12 handled' },
  { name: 'ro', zh: '重', slots: ['incident', 'text'], example: 'ro 12 rang again' },
  { name: 'm', zh: '并', slots: ['incident', 'other'], example: 'm 12 15' },
  { name: 'um', zh: '拆', slots: ['incident', 'other'], example: 'um 15 12' },
  { name: 'wd', zh: '撤', slots: ['incident', 'unit'], example: 'wd 12 a31' },
  { name: 'cb', zh: '访', slots: ['incident'], example: 'cb 12' },
  { name: 'k', zh: '警', slots: [], example: 'k' },
  { name: 'u', zh: '悔', slots: [], example: 'u' },
  { name: 'x', zh: '关', slots: [], example: 'x' },
  { name: '?', zh: '？', slots: [], example: '?' },
];

const byWord = new Map<string, Verb>(VERBS.flatMap((verb) => [[verb.name, verb], [verb.zh, verb]] as const));

/** Other words people know from elsewhere. */
const SAME: Record<string, VerbName> = { cl: 'av' };

export function findVerb(word: string): Verb | undefined {
  const small = word.toLowerCase();
  return byWord.get(SAME[small] ?? small);
}

export function verbNamed(name: VerbName): Verb {
  const verb = byWord.get(name);
  if (!verb) throw new Error(`no verb ${name}`);
  return verb;
}

import { describe, expect, it } from 'vitest';
import { complete } from './complete';
import { type Order, parse } from './parse';
import type { Scene } from './scene';
import { VERBS } from './verbs';

const incident = (number: string, id = number) => ({ id, number, status: 'pending' as const, priority: 'P2' as const, label: '打架斗殴 中山路' });
const unit = (callSign: string, status: 'available' | 'enroute' = 'available') => ({ id: callSign.toLowerCase(), callSign, status, onDuty: true, incidentId: null });
const scene: Scene = {
  incidents: [incident('0412-012'), incident('0412-037'), incident('0411-037'), incident('0412-112')],
  units: [unit('A31'), unit('A32'), unit('B31', 'enroute'), unit('港口-07')],
  chosen: null,
  codes: [{ id: 'handled', label: '已处置' }, { id: 'unfounded', label: '无此事' }],
};
const ordered = (line: string, where: Scene = scene) => {
  const parsed = parse(line, where);
  if (parsed.kind !== 'order') throw new Error(`${line}: ${JSON.stringify(parsed)}`);
  return parsed;
};

describe('orders', () => {
  it('assigns one unit, several, or takes one away from its work', () => {
    expect(ordered('d 12 a31')).toMatchObject({ verb: 'd', incident: { number: '0412-012' }, units: [{ callSign: 'A31' }], preempt: false });
    expect(ordered('d 12 a31 a32').units).toHaveLength(2);
    expect(ordered('d 12 b31!').preempt).toBe(true);
  });
  it('sets a status, with the time when it was true', () => {
    expect(ordered('os a31')).toMatchObject({ verb: 'os', status: 'onscene', units: [{ id: 'a31' }] });
    expect(ordered('os a31 1403').when).toBe('1403');
    expect(ordered('er a31 -5').when).toBe('-5');
  });
  it('keeps free text as it was typed', () => {
    expect(ordered('r 12 knife  seen, 有刀')).toMatchObject({ incident: { number: '0412-012' }, text: 'knife  seen, 有刀' });
  });
  it('reads what a Chinese input method writes', () => {
    expect(ordered('ｄ　１２　ａ３１').units[0]?.callSign).toBe('A31');
    expect(ordered('派 12 港口07').units[0]?.callSign).toBe('港口-07');
  });
  it('takes the open incident for a number that was left out', () => {
    const open = { ...scene, chosen: '0412-012' };
    expect(ordered('d a31', open).incident?.number).toBe('0412-012');
    expect(ordered('r knife seen', open)).toMatchObject({ incident: { number: '0412-012' }, text: 'knife seen' });
    expect(ordered('rec', open).incident?.number).toBe('0412-012');
  });
  it('closes with a code, by its beginning or its word', () => {
    expect(ordered('c 12 hand').code).toBe('handled');
    expect(ordered('c 12 无此事 误报')).toMatchObject({ code: 'unfounded', text: '误报' });
  });
  it('merges one into another', () => {
    expect(ordered('m 12 112')).toMatchObject({ incident: { number: '0412-012' }, other: { number: '0412-112' } });
  });
  it('knows every example it shows', () => {
    for (const verb of VERBS.filter((each) => !each.example.includes('15'))) expect(parse(verb.example, scene).kind).toBe('order');
  });
});

describe('what cannot be one thing', () => {
  it('lists the incidents of two days that share a number, and each choice is then plain', () => {
    const parsed = parse('d 37 a31', scene);
    if (parsed.kind !== 'choice') throw new Error(parsed.kind);
    expect(parsed.options.map((option) => option.incident?.number)).toEqual(['0412-037', '0411-037']);
    expect(ordered(parsed.options[1]?.line ?? '').incident?.number).toBe('0411-037');
  });
  it('means an incident that left the board only when no open one fits', () => {
    const gone = { ...scene, incidents: [...scene.incidents, { ...incident('0411-012'), departed: true as const }, { ...incident('0411-055'), departed: true as const }] };
    expect(ordered('o 12', gone).incident?.number).toBe('0412-012');
    expect(ordered('ro 55 again', gone).incident?.number).toBe('0411-055');
  });
  it('prefers the sequence to a mere ending: 12 is 012, not 112', () => {
    expect(ordered('o 12').incident?.number).toBe('0412-012');
  });
  it('lists the units that share an ending', () => {
    const parsed = parse('w 31', scene);
    expect(parsed.kind === 'choice' && parsed.options.map((option) => option.line)).toEqual(['w A31', 'w B31']);
  });
});

describe('what is wrong says what to do', () => {
  it.each([
    ['zz 1', 'command.noVerb'], ['d', 'command.needIncident'], ['d 99 a31', 'command.noIncident'], ['d 12', 'command.needUnit'],
    ['d 12 q9', 'command.noUnit'], ['r 12', 'command.needText'], ['os a31 xx', 'command.badTime'], ['c 12 zzz', 'command.badCode'],
    ['m 12 12', 'command.sameIncident'], ['w a31 now', 'command.extra'], ['p 12 9 x', 'command.badPriority'],
  ])('%s', (line, key) => {
    expect(parse(line, scene)).toMatchObject({ kind: 'wrong', key });
  });
});

describe('the six acts done all shift', () => {
  /** Keys pressed besides Enter and free text, counting the key that opens the line. */
  const keys = (line: string, free = '') => 1 + line.length - free.length;
  it.each<[string, string, string, Partial<Order>]>([
    ['status', 'os a31', '', { verb: 'os' }],
    ['remark', 'r12 knife seen', 'knife seen', { verb: 'r', text: 'knife seen' }],
    ['open', 'o12', '', { verb: 'o' }],
    ['find place', 'f 中山路', '中山路', { verb: 'f', text: '中山路' }],
    ['assign', 'd12 a31', '', { verb: 'd' }],
    ['where is', 'w a31', '', { verb: 'w' }],
  ])('%s takes eight keys at most', (_act, line, free, expected) => {
    expect(ordered(line)).toMatchObject(expected);
    expect(keys(line, free)).toBeLessThanOrEqual(8);
  });
});

describe('completion', () => {
  it('offers verbs, then numbers, then call signs, free units first when sending', () => {
    expect(complete('o', scene).map((each) => each.label)).toEqual(['o', 'os', 'ou']);
    expect(complete('d 1', scene).map((each) => each.label)).toEqual(['0412-112', '0412-012']);
    expect(complete('d 12 ', scene).map((each) => each.label)[0]).toBe('A31');
    expect(complete('d 12 3', scene).map((each) => each.label).at(-1)).toBe('B31');
  });
  it('writes the whole line', () => {
    expect(complete('d12 a3', scene)[0]?.line).toBe('d 12 A31');
  });
});

/** What review, administration and the station room ask, for drawing them without the server. Development only. */
import type { World } from './world';
import { iso, random, TYPES } from './world';

type Answer = [status: number, body: unknown];
type Route = (world: World, match: RegExpExecArray, body: Record<string, unknown>, url: URL) => Answer;

interface Kept { at: string; message: { kind: string; at?: string; units?: unknown[] } }
const kept: Kept[] = [];
let first: { at: string; position: number; board: unknown } | undefined;

/** From now on remember what the world tells, so that it can be played again. */
export function record(world: World): void {
  first = structuredClone({ at: iso(), position: world.position, board: world.lists() });
  world.listeners.add((message) => kept.push({ at: iso(), message: structuredClone(message) as Kept['message'] }));
}

const between = (kind: string, from: string, to: string) => kept.filter((each) => each.message.kind === kind && each.at > from && each.at <= to).map((each) => each.message);

const accounts = ['王敏', '李强', '赵海燕', '陈志远', '林晓', '周建国', '吴婷', '郑伟', '孙丽'].map((name, i) => ({
  id: `a${i}`, name, role: ['call_taker', 'dispatcher', 'station', 'officer', 'commander', 'analyst', 'auditor', 'security', 'administrator'][i], agency_id: i === 3 ? 's0' : 'city',
  unit_id: i === 3 ? 'u1' : null, language: 'zh-CN', disabled: i === 5, demo: true, revision: 1,
}));

function timeline(world: World, id: string): Answer {
  const card = world.incidents.get(id);
  if (!card) return [404, { type: 'urn:anlan:problem:incident.not_found', detail: '没有这起警情', status: 404 }];
  const start = Date.parse(card.opened_at);
  const rows: [seconds: number, late: number, text: string, en: string, who: string][] = [
    [0, 0, '接到报警（电话）：治安', 'Report taken by voice: public order', '王敏'], [12, 0, '类别定为「打架斗殴」，等级 P2：该类别默认等级', 'Type set to Fight, P2: the default of the type', '王敏'],
    [25, 0, '补充信息：对方有三个人，其中一人持棍', 'Remark: three people, one with a stick', '王敏'], [48, 0, '指派 B12', 'Assigned B12', '李强'], [66, 0, 'B12 签收', 'B12 acknowledged', '陈志远'],
    [80, 0, 'B12 出发', 'B12 en route', '陈志远'], [330, 95, 'B12 到场', 'B12 on scene', '陈志远'], [340, 0, '请求增援：步巡', 'Backup requested: foot', '陈志远'],
    [1500, 0, 'B12 处置完毕', 'B12 clear', '陈志远'], [1560, 0, '结警：当场调解', 'Closed: settled on scene', '李强'],
  ];
  const stage = (name: string, seconds: number | null, standard: number | null) => ({ name, text: name, text_en: name, seconds, contradicts: false, standard, standard_text: null, standard_text_en: null });
  return [200, {
    items: rows.map(([seconds, late, text, text_en, who], i) => ({ position: 10 + i, occurred_at: iso(start + seconds * 1000), known_at: iso(start + (seconds + late) * 1000), kind: 'x', actor: 'a', actor_name: who, text, text_en })),
    stages: [stage('process', 48, 60), stage('acknowledge', 18, 30), stage('turnout', 14, 300), stage('travel', 250, 240), stage('scene', 1170, null)],
  }];
}

export const records: [method: string, path: RegExp, route: Route][] = [
  ['GET', /^\/board$/, (_w, _m, _b, url) => {
    const at = url.searchParams.get('at') ?? iso();
    const deltas = between('delta', '', at);
    const places = between('positions', '', at).at(-1);
    if (deltas.length > 0 && first) return [200, { ...(first.board as object), at, position: first.position, positions: places?.units ?? [] }];
    return [200, { ...(first?.board as object), at, position: first?.position ?? 0, positions: places?.units ?? [] }];
  }],
  ['GET', /^\/board\/changes$/, (_w, _m, _b, url) => {
    const [from, to] = [url.searchParams.get('from') ?? '', url.searchParams.get('to') ?? ''];
    return [200, { position: 0, items: between('delta', from, to), positions: between('positions', from, to).flatMap((each) => each.units ?? []), next: null }];
  }],
  ['GET', /^\/incidents$/, (world, _m, _b, url) => {
    const q = url.searchParams.get('q') ?? '';
    const status = url.searchParams.get('status');
    const items = [...world.incidents.values()].filter((each) => (!q || each.number.includes(q) || (each.public_place ?? '').includes(q)) && (!status || each.status === status));
    return [200, { items: items.slice(0, 50), next: null }];
  }],
  ['GET', /^\/incidents\/(\w+)\/timeline$/, (world, match) => timeline(world, match[1] ?? '')],
  ['GET', /^\/incidents\/(\w+)\/recommendation$/, (world, match) => [200, {
    made_at: world.incidents.get(match[1] ?? '')?.opened_at ?? iso(),
    items: [...world.units.values()].slice(0, 4).map((unit, i) => ({ unit_id: unit.id, call_sign: unit.call_sign, eta_seconds: 130 + i * 40, eta_low: 100 + i * 30, eta_high: 190 + i * 60, reasons: [{ text: '空闲', text_en: 'free' }, { text: '有急救员', text_en: 'first aid' }] })),
  }]],
  ['GET', /^\/units$/, (world) => [200, { items: [...world.units.values()], next: null }]],
  ['GET', /^\/accounts$/, () => [200, { items: accounts, next: null }]],
  ['POST', /^\/accounts$/, (_w, _m, body) => (body.login === 'wang' ? [422, { type: 'urn:anlan:problem:account.name_taken', detail: '该用户名已被使用', status: 422, errors: [{ field: 'login', detail: '该用户名已被使用，请换一个。' }] }] : [201, {}])],
  ['GET', /^\/settings$/, () => [200, {
    priorities: Object.fromEntries(([['P1', true, 30], ['P2', true, 45], ['P3', false, 60], ['P4', false, 120]] as const).map(([p, direct, s]) => [p, { direct, offer_seconds: s, acknowledge_seconds: s, escalate_seconds: s * 2, remind_seconds: 600 }])),
    call_back_minutes: 60, hold_minutes: 30, stack_minutes: 20, same_metres: 300, same_minutes: 60, alarm_budget_per_hour: 12, dispositions: [],
  }]],
  ['GET', /^\/alarms\/budget$/, () => [200, { per_hour_budget: 12, items: Array.from({ length: 24 }, (_, i) => { const each = Math.round(random() * 15); return { hour: iso(Math.floor(Date.now() / 3.6e6) * 3.6e6 - i * 3.6e6), raised: each * 2, per_desk: { d1: each } }; }) }]],
  ['GET', /^\/readings$/, (world) => [200, { items: [...world.incidents.keys()].slice(0, 12).map((id, i) => ({ position: i, id: `r${i}`, account_id: 'a1', account_name: '李强', incident_id: id, view: 'detail', at: iso(Date.now() - i * 4e5), because: '在其席位的管辖内', because_en: 'on the ground of their desk' })), next: null }]],
  ['PUT', /^\/incident-types\/([\w.]+)$/, (_w, match, body) => { const type = TYPES.find((each) => each.id === match[1]); if (type) Object.assign(type, body); return [200, type ?? {}]; }],
];

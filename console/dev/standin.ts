/**
 * A stand-in for the server inside Vite's development server: `ANLAN_CONSOLE_STANDIN=200,1000 npm run dev` draws
 * a board of 200 incidents and 1,000 units. Never built, never used in tests of the product.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Plugin, PreviewServer, ViteDevServer } from 'vite';
import type { LonLat, UnitStatus } from '../src/live/cards';
import { record, records } from './records';
import { accept } from './socket';
import { CENTER, iso, random, TYPES, World } from './world';

type Body = Record<string, unknown>;
type Answer = [status: number, body: unknown];
type Route = (world: World, match: RegExpExecArray, body: Body, url: URL) => Answer;

const refuse = (status: number, code: string, detail: string): Answer => [status, { type: `urn:anlan:${code}`, title: detail, status, detail }];
const text = (value: unknown, fallback = '') => (typeof value === 'string' ? value : fallback);
let signedIn: string | null = 'dispatcher';
const remarks = new Map<string, unknown[]>();

function incident(world: World, id: string | undefined) {
  const found = world.incidents.get(id ?? '');
  if (!found) throw new Error('no such incident');
  return found;
}

function send(world: World, id: string | undefined, unitId: string): Answer {
  const card = incident(world, id);
  const unit = world.units.get(unitId);
  if (!unit) return refuse(404, 'unit.not_found', '没有这个警力');
  if (unit.incident_id) return refuse(409, 'dispatch.unit_taken', `${unit.call_sign} 已在处理别的警情。如需改派，请加 ! 表示抽调。`);
  if (card.priority > 'P2') {
    const offer = { id: `o${Date.now()}`, unit_id: unitId, expires_at: iso(Date.now() + 60_000) };
    world.set('incident', card, { status: 'offered', offers: [...card.offers, offer] });
    world.set('unit', unit, { status: 'offered', incident_id: card.id, since: iso() });
    return [201, { ...offer, status: 'offered' }];
  }
  world.set('incident', card, { status: 'assigned', sent_before: true, assignments: [...card.assignments, { unit_id: unitId, status: 'assigned', since: iso(), direct: true }] });
  world.set('unit', unit, { status: 'assigned', incident_id: card.id, since: iso() });
  return [201, { id: `o${Date.now()}`, status: 'assigned', expires_at: null }];
}

function step(world: World, unitId: string | undefined, status: UnitStatus): Answer {
  const unit = world.units.get(unitId ?? '');
  if (!unit) return refuse(404, 'unit.not_found', '没有这个警力');
  const card = world.incidents.get(unit.incident_id ?? '');
  const free = status === 'available' || status === 'out' || status === 'busy';
  world.set('unit', unit, { status, since: iso(), incident_id: free ? null : unit.incident_id });
  if (card) {
    const assignments = card.assignments.flatMap((each) => (each.unit_id !== unit.id ? [each] : free ? [] : [{ ...each, status, since: iso() }]));
    const onward = status === 'enroute' || status === 'onscene' ? status : card.status;
    world.set('incident', card, { assignments, status: assignments.length === 0 ? 'pending' : onward });
  }
  return [200, unit];
}

function account() {
  const role = (signedIn ?? 'dispatcher').replace(/\d+$/, '');
  return { id: 'me', name: signedIn, role, agency_id: 'city', unit_id: role === 'officer' ? 'u1' : null };
}

const ACTS = ['report.take', 'remark.add', 'incident.open', 'incident.change', 'incident.merge', 'incident.close', 'incident.call_back',
  'incident.backup', 'picture.add', 'dispatch', 'offer.answer', 'unit.locate', 'unit.status', 'unit.duty', 'desk.work', 'alarm.read', 'alarm.acknowledge', 'board.read',
  'account.read', 'account.manage', 'agency.manage', 'unit.manage', 'type.manage', 'setting.manage', 'alarm.budget', 'reading.read'];
const ROLES = ['call_taker', 'dispatcher', 'station', 'officer', 'commander', 'analyst', 'auditor', 'security', 'administrator'];

const routes: [method: string, path: RegExp, route: Route][] = [
  ...records,
  ['GET', /^\/me$/, (world) => (signedIn === null ? refuse(401, 'session.none', '请登录') : [200, { account: account(), desk: world.desks.get('d1'), language: 'zh-CN', time_zone: 'Asia/Shanghai', acts: ACTS, clock: { now: iso(), speed: 1 }, demo: true, fictional: true }])],
  ['POST', /^\/session(\/switch)?$/, (_w, _m, body) => { signedIn = text(body.name); return [200, { account: account() }]; }],
  ['DELETE', /^\/session$/, () => { signedIn = null; return [204, undefined]; }],
  ['GET', /^\/demo\/accounts$/, () => [200, ROLES.map((role) => ({ role, name: role, password: 'demo' }))]],
  ['GET', /^\/agencies$/, (world) => [200, { items: world.agencies }]],
  ['GET', /^\/incident-types$/, () => [200, { items: TYPES }]],
  ['GET', /^\/desks$/, (world) => [200, { items: [...world.desks.values()] }]],
  ['GET', /^\/map\/info$/, () => [200, { bounds: [121.4, 29.84, 121.6, 29.96], center: CENTER, hash: 'x', fictional: true, name: '澜港市', attribution: 'Fictional' }]],
  ['GET', /^\/places$/, (_w, _m, _b, url) => [200, { items: ['路口', '小学', '88 号'].map((end, i) => ({ name: `${url.searchParams.get('q') ?? ''}${end}`, kind: ['crossing', 'place', 'address'][i], location: [CENTER[0] + i * 0.01, CENTER[1]], agency_id: `s${i}`, why: '名称相符' })) }]],
  ['GET', /^\/places\/at$/, () => [200, { public_place: '中山路', street: '中山路', agency_id: 's0', cell: 'c' }]],
  ['POST', /^\/reports$/, (world, _m, body) => {
    const kind = TYPES.find((each) => each.id === body.type) ?? TYPES[0];
    if (!kind) throw new Error('no types');
    const joined = world.incidents.get(text(body.incident_id));
    const card = joined ?? world.open(kind, body.location as LonLat, text(body.place) || undefined);
    if (joined) world.set('incident', joined, { reports: joined.reports + 1 });
    const other = [...world.incidents.values()].find((each) => each.id !== card.id && each.status !== 'closed');
    return [201, { id: `r${Date.now()}`, incident: { id: card.id, opened: !joined, number: card.number }, proposals: joined || !other ? [] : [{ incident_id: other.id, reasons: [{ text: '相距 80 米、相隔 2 分钟、同类', text_en: '80 m and 2 min apart, same type' }] }] }];
  }],
  ['POST', /^\/reports\/(\w+)\/end$/, () => [200, {}]],
  ['GET', /^\/incidents\/(\w+)$/, (world, match, _b, url) => {
    const card = incident(world, match[1]);
    const caller = url.searchParams.get('open') === 'true' ? { name: '林小海', number: '138 0000 0000', address: '中山路 88 号' } : null;
    return [200, { ...card, remarks: remarks.get(card.id) ?? [{ id: 'x', text: '报警人称有两人在争吵', by: 'a', by_name: '王敏', at: card.opened_at, recorded_at: card.opened_at }], reports: [{ id: 'r', channel: 'voice', text: caller ? '有人打架，快来！' : null, caller, taken_at: card.opened_at, taken_by: '王敏' }], pictures: [], priority_reason: '类别默认等级', priority_reason_en: 'Default of the type', because: { text: '在您席位的管辖内', text_en: 'On the ground of your desk' } }];
  }],
  ['PATCH', /^\/incidents\/(\w+)$/, (world, match, body) => { const card = incident(world, match[1]); world.set('incident', card, body); return [200, card]; }],
  ['POST', /^\/incidents\/(\w+)\/remarks$/, (world, match, body) => {
    const card = incident(world, match[1]);
    remarks.set(card.id, [...(remarks.get(card.id) ?? []), { id: `m${Date.now()}`, text: body.text, by: 'me', by_name: signedIn, at: iso(), recorded_at: iso() }]);
    world.set('incident', card, { remarks: card.remarks + 1 });
    return [201, {}];
  }],
  ['POST', /^\/incidents\/(\w+)\/recommendation$/, (world, match) => {
    incident(world, match[1]);
    const items = [...world.units.values()].filter((unit) => unit.on_duty && unit.status === 'available').slice(0, 9).map((unit, i) => ({ unit_id: unit.id, call_sign: unit.call_sign, eta_seconds: 120 + i * 47, eta_low: 90 + i * 40, eta_high: 170 + i * 60, reasons: [{ code: 'free', text: '空闲', text_en: 'free' }, { code: 'able', text: '有急救员', text_en: 'first aid' }], uncovered: i === 0 ? ['城东'] : [] }));
    return [200, { made_at: iso(), items }];
  }],
  ['POST', /^\/incidents\/(\w+)\/offers$/, (world, match, body) => send(world, match[1], text(body.unit_id))],
  ['PUT', /^\/units\/(\w+)\/status$/, (world, match, body) => step(world, match[1], body.status as UnitStatus)],
  ['GET', /^\/units\/(\w+)\/route$/, (world, match) => { const at = world.places.get(match[1] ?? '') ?? CENTER; return [200, { seconds: 300, metres: 2100, geometry: [at, CENTER], steps: [] }]; }],
  ['POST', /^\/incidents\/(\w+)\/hold$/, (world, match, body) => { world.set('incident', incident(world, match[1]), { status: 'held', hold: { reason: body.reason, until: null } }); return [200, {}]; }],
  ['POST', /^\/incidents\/(\w+)\/release$/, (world, match) => { world.set('incident', incident(world, match[1]), { status: 'pending', hold: null }); return [200, {}]; }],
  ['POST', /^\/incidents\/(\w+)\/close$/, (world, match) => { const card = incident(world, match[1]); card.status = 'closed'; world.tell([{ op: 'disappear', what: 'incident', id: card.id, reason: 'closed' }]); return [200, {}]; }],
  ['POST', /^\/alarms\/(\w+)\/acknowledge$/, (world, match) => { const alarm = world.alarms.get(match[1] ?? ''); if (alarm) world.set('alarm', alarm, { acknowledged_at: iso(), acknowledged_by: 'me' }); return [200, {}]; }],
];

async function bodyOf(request: IncomingMessage): Promise<Body> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return parts.length === 0 ? {} : (JSON.parse(Buffer.concat(parts).toString()) as Body);
}

async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://x');
  const path = url.pathname.replace('/api/v1', '');
  const body = await bodyOf(request);
  let [status, answer]: Answer = path.startsWith('/map/tiles') ? [204, undefined] : refuse(501, 'standin.missing', `not in the stand-in: ${request.method ?? ''} ${path}`);
  for (const [method, pattern, route] of routes) {
    const match = method === request.method ? pattern.exec(path) : null;
    if (!match) continue;
    try {
      [status, answer] = route(world, match, body, url);
    } catch (error) {
      [status, answer] = refuse(404, 'standin', String(error));
    }
    break;
  }
  response.writeHead(status, { 'Content-Type': 'application/json', 'X-Anlan-Position': String(world.position) });
  response.end(answer === undefined ? '' : JSON.stringify(answer));
}

export function standin(size: string): Plugin {
  const [incidents = 24, units = 60] = size.split(',').map(Number);
  const world = new World(incidents, units);
  record(world);
  const attach = (server: Pick<PreviewServer, 'middlewares' | 'httpServer'> | Pick<ViteDevServer, 'middlewares' | 'httpServer'>) => {
    server.middlewares.use('/api/v1', (request, response) => {
      request.url = `/api/v1${request.url ?? ''}`;
      void serve(world, request, response);
    });
    server.httpServer?.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
      if (!request.url?.startsWith('/api/v1/live')) return;
      const say = accept(request, socket);
      say({ kind: 'snapshot', position: world.position, at: iso(), board: world.lists() });
      world.listeners.add(say);
      socket.on('close', () => world.listeners.delete(say));
    });
    setInterval(() => world.drive(), 2000);
    setInterval(() => world.listeners.forEach((say) => say({ kind: 'ping', at: iso() })), 15_000);
    setInterval(() => {
      const types = TYPES.filter((each) => each.parent_id);
      const kind = types[Math.floor(random() * types.length)];
      if (kind && world.incidents.size < incidents + 40) world.open(kind, [CENTER[0] + (random() - 0.5) * 0.06, CENTER[1] + (random() - 0.5) * 0.05], undefined);
    }, 9000);
  };
  return { name: 'anlan-standin', configureServer: attach, configurePreviewServer: attach };
}

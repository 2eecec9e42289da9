/** A made-up town in memory, for drawing screens without the server. Development only; nothing of it is shipped. */
import type { IncidentType, UnitRow } from '../src/api/shapes';
import type { BoardLists, Change, What } from '../src/live/board';
import type { Alarm, Desk, Incident, LonLat, Priority, UnitKind } from '../src/live/cards';

export const CENTER: LonLat = [121.5, 29.9];
const STREETS = ['中山路', '解放路', '人民路', '海滨大道', '渔港路', '建设街', '文化巷', '学府路', '灯塔路', '和平街', '东湖路', '老码头'];
const STATIONS = ['城东派出所', '城西派出所', '港口派出所', '东屿派出所', '大学城派出所', '北山派出所'];
const KINDS: UnitKind[] = ['car', 'car', 'car', 'foot', 'motorcycle', 'boat', 'drone', 'ambulance', 'engine'];
let seed = 7;
export const random = () => ((seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648);
const some = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
export const iso = (ms = Date.now()) => new Date(ms).toISOString();
const near = (): LonLat => [CENTER[0] + (random() - 0.5) * 0.08, CENTER[1] + (random() - 0.5) * 0.06];

const answers = (yesPriority: Priority, reason: string, reasonEn: string) => [
  { id: 'yes', text: '是', text_en: 'Yes', priority: yesPriority, reason, reason_en: reasonEn },
  { id: 'no', text: '否', text_en: 'No' },
  { id: 'unknown', text: '不清楚', text_en: 'Not known' },
];
const type = (id: string, parent: string | null, name: string, nameEn: string, priority: Priority): IncidentType => ({
  id, parent_id: parent, name, name_en: nameEn, priority, skills: [], kinds: [],
  questions: parent === null ? [] : [
    { id: 'weapon', text: '有没有刀具等凶器？', text_en: 'Is there a weapon?', answers: answers('P1', '有凶器', 'A weapon is present') },
    { id: 'hurt', text: '有没有人受伤？', text_en: 'Is anybody hurt?', answers: answers('P2', '有人受伤', 'Somebody is hurt') },
  ],
});
export const TYPES: IncidentType[] = [
  type('unknown', null, '待核实', 'Unknown', 'P2'),
  type('order', null, '治安', 'Public order', 'P3'), type('order.fight', 'order', '打架斗殴', 'Fight', 'P2'),
  type('order.noise', 'order', '噪音扰民', 'Noise', 'P4'), type('order.dispute', 'order', '邻里纠纷', 'Dispute', 'P3'),
  type('theft', null, '盗窃', 'Theft', 'P3'), type('theft.home', 'theft', '入室盗窃', 'Burglary', 'P2'), type('theft.bike', 'theft', '电动车被盗', 'Stolen e-bike', 'P3'),
  type('traffic', null, '交通', 'Traffic', 'P3'), type('traffic.crash', 'traffic', '交通事故', 'Road crash', 'P2'),
  type('help', null, '求助', 'Help', 'P3'), type('help.lost', 'help', '老人走失', 'Missing elder', 'P2'), type('help.water', 'help', '有人落水', 'Person in water', 'P1'),
  type('fire', null, '火警', 'Fire', 'P1'), type('fire.home', 'fire', '居民楼起火', 'House fire', 'P1'),
];

export class World {
  position = 100;
  incidents = new Map<string, Incident>();
  units = new Map<string, UnitRow>();
  desks = new Map<string, Desk>();
  alarms = new Map<string, Alarm>();
  places = new Map<string, LonLat>();
  counter = 0;
  readonly listeners = new Set<(message: unknown) => void>();
  readonly agencies = [{ id: 'city', name: '澜港市公安局', name_en: 'Langang City Bureau', kind: 'city_bureau', parent_id: null },
    ...STATIONS.map((name, i) => ({ id: `s${i}`, name, name_en: `Station ${i + 1}`, kind: 'station', parent_id: 'city' }))];

  constructor(incidents: number, units: number) {
    for (let i = 0; i < units; i += 1) {
      const at = near();
      const id = `u${i}`;
      this.places.set(id, at);
      this.units.set(id, {
        id, call_sign: `${'ABCDEF'[i % 6] ?? 'A'}${i + 11}`, kind: some(KINDS), agency_id: `s${i % 6}`, status: random() < 0.12 ? 'busy' : 'available',
        since: iso(Date.now() - random() * 4e6), on_duty: random() > 0.12, incident_id: null, stack: [], skills: ['first_aid'], equipment: ['vest'],
        home: at, revision: 1, position: at, position_at: iso(),
      });
    }
    for (let i = 0; i < incidents; i += 1) this.open(some(TYPES.filter((each) => each.parent_id)), near(), undefined, Date.now() - random() * 3e6, true);
    for (const [id, name, ground] of [['d1', '一号席', STATIONS.map((_s, i) => `s${i}`)], ['d2', '二号席', []], ['d3', '三号席', []]] as const) {
      this.desks.set(id, { id, name, agency_id: 'city', account_id: id === 'd1' ? 'me' : null, account_name: id === 'd1' ? 'dispatcher' : null, ground: [...ground], since: iso(), live_report: null, revision: 1 });
    }
    this.alarms.set('al1', { id: 'al1', kind: 'incident.not_sent', level: 1, incident_id: [...this.incidents.keys()][0] ?? null, agency_id: 's0', desk_id: 'd1', raised_at: iso(Date.now() - 40_000), due_at: null, acknowledged_at: null, acknowledged_by: null });
  }

  open(kind: IncidentType, location: LonLat, place: string | undefined, at = Date.now(), early = false): Incident {
    this.counter += 1;
    const id = `i${this.counter}`;
    const date = new Date();
    const street = `${some(STREETS)}与${some(STREETS)}路口`;
    const going = early && random() < 0.6 ? [...this.units.values()].find((unit) => unit.on_duty && unit.status === 'available') : undefined;
    const status = going ? some(['assigned', 'enroute', 'onscene'] as const) : early && random() < 0.15 ? 'held' : 'pending';
    if (going) Object.assign(going, { status: status === 'assigned' ? some(['assigned', 'acknowledged'] as const) : status, incident_id: id });
    const incident: Incident = {
      id, number: `${String(date.getMonth() + 1).padStart(2, '0')}${String(date.getDate()).padStart(2, '0')}-${String(this.counter).padStart(3, '0')}`,
      status, type: kind.id, priority: kind.priority, agency_id: `s${Math.floor(random() * 6)}`, cell: 'c', public_place: street, occurred_at: iso(at), opened_at: iso(at), changed_at: iso(at),
      reports: 1, remarks: 1, pictures: 0, assignments: going ? [{ unit_id: going.id, status: going.status, since: iso(at + 60_000), direct: true }] : [], offers: [],
      hold: status === 'held' ? { reason: '等待物业到场', until: null } : null, stacked_on: null,
      proposals: this.counter === 3 ? [{ incident_id: 'i1', reasons: [{ text: '相距 80 米、相隔 2 分钟、同类', text_en: '80 m and 2 min apart, same type' }] }] : [],
      escalation: this.counter === 1 ? 1 : 0, call_back_due: null, revision: 1, sent_before: Boolean(going), location, place: place ?? street,
    };
    this.incidents.set(id, incident);
    if (!early) this.tell([{ op: 'appear', what: 'incident', id, card: incident }]);
    return incident;
  }

  lists(): BoardLists {
    return { incidents: [...this.incidents.values()].filter((each) => each.status !== 'closed'), units: [...this.units.values()], desks: [...this.desks.values()], alarms: [...this.alarms.values()] };
  }

  tell(changes: Change[]): void {
    this.position += 1;
    const message = { kind: 'delta', position: this.position, at: iso(), changes };
    this.listeners.forEach((listener) => listener(message));
  }

  set(what: What, card: { id: string; revision?: number }, set: Record<string, unknown>): void {
    const all = { ...set, ...(what === 'incident' ? { changed_at: iso() } : {}), ...(card.revision === undefined ? {} : { revision: card.revision + 1 }) };
    Object.assign(card, all);
    this.tell([{ op: 'change', what, id: card.id, set: all }]);
  }

  drive(): void {
    const rows = [...this.units.values()].filter((unit) => unit.on_duty).map((unit) => {
      const at = this.places.get(unit.id) ?? CENTER;
      const next: LonLat = [at[0] + (random() - 0.5) * 0.0016, at[1] + (random() - 0.5) * 0.0012];
      this.places.set(unit.id, next);
      return [unit.id, ...next, iso()];
    });
    this.listeners.forEach((listener) => listener({ kind: 'positions', units: rows }));
  }
}

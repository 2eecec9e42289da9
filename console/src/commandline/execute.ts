/** Carries an order out and says in words what came of it, with the command that takes it back. */
import { acts, asks, done, getFocus, refused, setFocus, takeUndo, told, wrong } from '@/acts';
import { words as wordsNow } from '@/i18n';
import { liveBoard } from '@/live';
import { nowIso, spanOf, timeOf, typedTime } from '@/live/clock';
import type { Order } from './parse';
import type { Scene, SceneIncident, SceneUnit } from './scene';
import { VERBS } from './verbs';

/** What the line cannot do by itself. */
export interface Surroundings {
  openIncident: (id: string | null) => void;
  showKeys: () => void;
  /** Run another line, for `u`. */
  run: (line: string) => void;
  codes: Scene['codes'];
}

type Done = Promise<void> | undefined;

function incidentOf(order: Order): SceneIncident {
  if (!order.incident) throw new Error('the parser gives an incident');
  return order.incident;
}

function unitOf(order: Order): SceneUnit {
  const [unit] = order.units;
  if (!unit) throw new Error('the parser gives a unit');
  return unit;
}

async function assign(order: Order): Promise<void> {
  const { id, number } = incidentOf(order);
  const results = await Promise.allSettled(order.units.map((unit) => acts.assign(id, unit.id, order.preempt ? { preempt: true } : {})));
  const sent = order.units.filter((_unit, index) => results[index]?.status === 'fulfilled');
  const offered = results.some((result) => result.status === 'fulfilled' && result.value.status === 'offered');
  const failed = results.find((result) => result.status === 'rejected');
  const [first] = sent;
  const undo = first && `wd ${number} ${first.callSign}`;
  if (first) done(offered ? 'command.didOffer' : 'command.didAssign', ({ list }) => ({ units: list(sent.map((unit) => unit.callSign)), number }), undo);
  if (failed) refused(failed.reason);
}

async function status(order: Order): Promise<void> {
  const unit = unitOf(order);
  const { status: next } = order;
  if (!next) throw new Error('a status verb has its status');
  const occurredAt = order.when === undefined ? undefined : typedTime(order.when);
  if (order.when !== undefined && occurredAt === undefined) {
    wrong('command.badTime', { word: order.when });
    return;
  }
  const before = VERBS.find((verb) => verb.status === unit.status);
  await acts.status(unit.id, next, {
    ...(unit.incidentId !== null && next !== 'available' ? { incident: unit.incidentId } : {}),
    ...(occurredAt === undefined ? {} : { occurredAt }),
  });
  const back = before && next !== 'available' && unit.status !== next ? `${before.name} ${unit.callSign}` : undefined;
  const at = occurredAt ?? nowIso();
  done('command.didStatus', ({ word }) => ({ unit: unit.callSign, status: word(`terms.unit.${next}`), time: timeOf(at) }), back);
}

async function find(order: Order): Promise<void> {
  const { items } = await asks.places(order.text, null);
  const [first] = items;
  if (!first) {
    wrong('command.foundNone', { word: order.text });
    return;
  }
  setFocus({ place: { location: first.location, name: first.name }, look: first.location });
  told('command.didFind', { place: first.name });
}

async function where(order: Order): Promise<void> {
  const unit = unitOf(order);
  const location = liveBoard.positions.of(unit.id);
  const state = (word: (key: string) => string) => word(`terms.unit.${unit.onDuty ? unit.status : 'off_duty'}`);
  setFocus({ unit: unit.id });
  if (!location) {
    told('command.whereUnknown', ({ word }) => ({ unit: unit.callSign, status: state(word) }));
    return;
  }
  setFocus({ look: [...location] });
  const { public_place: place } = await asks.placeAt(location);
  const number = liveBoard.get().incidents.get(unit.incidentId ?? '')?.number;
  const time = timeOf(liveBoard.positions.at(unit.id));
  const params = ({ word }: { word: (key: string) => string }) => ({ unit: unit.callSign, place, status: state(word), time, number: number ?? '' });
  told(number === undefined ? 'command.whereAt' : 'command.whereFor', params);
}

async function recommend(order: Order, around: Surroundings): Promise<void> {
  const { id, number } = incidentOf(order);
  around.openIncident(id);
  setFocus({ recommend: getFocus().recommend + 1 });
  const { items } = await acts.recommend(id);
  if (items.length === 0) {
    told('command.recommendNone', { number });
    return;
  }
  const list = items.slice(0, 3).map((item, index) => `${index + 1} ${item.call_sign} ${spanOf(item.eta_seconds)}`).join(' · ');
  told('command.recommend', { number, list });
}

async function withdraw(order: Order): Promise<void> {
  const { id, number } = incidentOf(order);
  const unit = unitOf(order);
  const card = liveBoard.get().incidents.get(id);
  const offer = [...(card?.offers ?? []), ...(card?.assignments ?? [])].find((each) => each.unit_id === unit.id);
  if (offer?.id === undefined) {
    wrong('command.noOffer', { number, unit: unit.callSign, hint: `av ${unit.callSign}` });
    return;
  }
  await acts.withdraw(offer.id);
  done('command.didWithdraw', { unit: unit.callSign }, `d ${number} ${unit.callSign}`);
}

async function acknowledgeFirst(): Promise<void> {
  const first = [...liveBoard.get().alarms.values()].filter((alarm) => alarm.acknowledged_at === null)
    .sort((a, b) => (a.raised_at < b.raised_at ? -1 : 1))[0];
  if (!first) {
    told('command.noAlarm');
    return;
  }
  await acts.acknowledge(first.id);
  done('command.didAcknowledge');
}

async function simple(order: Order, around: Surroundings): Promise<void> {
  const { id, number } = incidentOf(order);
  const note = order.text === '' ? undefined : order.text;
  const card = liveBoard.get().incidents.get(id);
  switch (order.verb) {
    case 'r':
      await acts.remark(id, order.text);
      done('command.didRemark', { number });
      break;
    case 'h':
      await acts.hold(id, order.text);
      done('command.didHold', { number }, `rl ${number}`);
      break;
    case 'rl':
      await acts.release(id);
      done('command.didRelease', { number }, card?.hold?.reason ? `h ${number} ${card.hold.reason}` : undefined);
      break;
    case 'b':
      await acts.backup(id, note);
      done('command.didBackup', { number });
      break;
    case 'c': {
      const code = order.code ?? '';
      await acts.close(id, code, note);
      done('command.didClose', { number, code: around.codes.find((each) => each.id === code)?.label ?? code }, `ro ${number} ${wordsNow().t('command.undo')}`);
      break;
    }
    case 'ro':
      await acts.reopen(id, order.text);
      done('command.didReopen', { number });
      break;
    case 'cb':
      await acts.callBack(id);
      done('command.didCallBack', { number });
      break;
    case 'st':
      await acts.stack(id, unitOf(order).id);
      done('command.didStack', { number, unit: unitOf(order).callSign }, `rl ${number}`);
      break;
    case 'p': {
      const priority = order.priority ?? 'P2';
      await acts.priority(id, card?.revision ?? 0, priority, order.text);
      const back = card ? `p ${number} ${card.priority.slice(1)} ${wordsNow().t('command.undo')}` : undefined;
      done('command.didPriority', { number, priority }, back);
      break;
    }
    case 'm': {
      const other = order.other?.number ?? '';
      await acts.merge(id, order.other?.id ?? '');
      if (getFocus().incident === id) around.openIncident(order.other?.id ?? null);
      done('command.didMerge', { number, other }, `um ${other} ${number}`);
      break;
    }
    case 'um':
      await acts.unmerge(id, { incident_id: order.other?.id ?? '' });
      done('command.didUnmerge', { number, other: order.other?.number ?? '' });
      break;
    default:
      throw new Error(`no act for ${order.verb}`);
  }
}

function act(order: Order, around: Surroundings): Done {
  switch (order.verb) {
    case 'd': return assign(order);
    case 'f': return find(order);
    case 'w': return where(order);
    case 'rec': return recommend(order, around);
    case 'wd': return withdraw(order);
    case 'k': return acknowledgeFirst();
    case '?':
      around.showKeys();
      break;
    case 'o':
      around.openIncident(incidentOf(order).id);
      told('command.didOpen', { number: incidentOf(order).number });
      break;
    case 'x':
      around.openIncident(null);
      told('command.closed');
      break;
    case 'u': {
      const line = takeUndo();
      if (line === undefined) told('command.nothingToUndo');
      else around.run(line);
      break;
    }
    default:
      return order.status ? status(order) : simple(order, around);
  }
}

/** Never throws: a refusal is an answer too. */
export async function execute(order: Order, around: Surroundings): Promise<void> {
  try {
    await act(order, around);
  } catch (error) {
    refused(error);
  }
}

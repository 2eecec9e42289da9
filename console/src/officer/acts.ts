/**
 * What an officer tells the server. An act is complete when it is tapped: its key, its true time and its body never
 * change after that, so that it may be sent late, and more than once, and is still done once.
 */
import { newKey } from '@/api';
import type { Key, Params } from '@/i18n';
import type { UnitStatus } from '@/live/cards';
import { nowIso } from '@/live/clock';

export type ActKind = 'status' | 'duty' | 'accept' | 'decline' | 'remark' | 'picture' | 'backup';

export interface Act {
  /** The `Idempotency-Key` of every try. */
  key: string;
  /** Whose act it is: it is never sent in the name of another person who signed in on this phone. */
  account: string;
  kind: ActKind;
  method: 'POST' | 'PUT';
  path: string;
  body: unknown;
  /** True time by the platform's clock. */
  at: string;
  label: Key;
  params?: Params;
  incidentId?: string;
  /** The status the unit has once this is done, for a screen that does not wait for the line. */
  status?: UnitStatus;
  onDuty?: boolean;
  offerId?: string;
  /** Held back until this moment (ms of this machine), so that a wrong tap can be taken back. */
  notBefore?: number;
}

export interface Who {
  account: string;
  unit: string;
}

const path = (...parts: string[]) => `/${parts.map(encodeURIComponent).join('/')}`;

function act(who: Who, made: Omit<Act, 'key' | 'account' | 'at'> & { at?: string }): Act {
  return { key: newKey(), account: who.account, at: made.at ?? nowIso(), ...made };
}

const STATUS_LABEL: Partial<Record<UnitStatus, Key>> = {
  acknowledged: 'officer.actAcknowledged', enroute: 'officer.actEnroute', onscene: 'officer.actOnscene',
  transporting: 'officer.actTransporting', available: 'officer.actClear', busy: 'officer.actBusy', out: 'officer.actOut',
};

export interface StatusTold {
  status: UnitStatus;
  incidentId: string | null;
  /** When it became true, if that was not now. */
  at?: string;
  notBefore?: number;
}

export function statusAct(who: Who, { status, incidentId, at = nowIso(), notBefore }: StatusTold): Act {
  return act(who, {
    kind: 'status', method: 'PUT', path: path('units', who.unit, 'status'), at,
    body: { status, occurred_at: at, ...(incidentId === null ? {} : { incident_id: incidentId }) },
    label: STATUS_LABEL[status] ?? 'officer.actStatus', status,
    ...(incidentId === null ? {} : { incidentId }),
    ...(notBefore === undefined ? {} : { notBefore }),
  });
}

export function dutyAct(who: Who, on: boolean): Act {
  const at = nowIso();
  return act(who, {
    kind: 'duty', method: 'POST', path: path('units', who.unit, 'duty'), at, body: { on, occurred_at: at },
    label: on ? 'officer.actOnDuty' : 'officer.actOffDuty', onDuty: on,
  });
}

export function offerAct(who: Who, answer: 'accept' | 'decline', offerId: string, incidentId: string, reason?: string): Act {
  return act(who, {
    kind: answer, method: 'POST', path: path('offers', offerId, answer), body: reason === undefined ? {} : { reason },
    label: answer === 'accept' ? 'officer.actAccept' : 'officer.actDecline', offerId, incidentId,
    ...(answer === 'accept' ? { status: 'acknowledged' as const } : {}),
  });
}

export function remarkAct(who: Who, incidentId: string, text: string): Act {
  const at = nowIso();
  return act(who, {
    kind: 'remark', method: 'POST', path: path('incidents', incidentId, 'remarks'), at, body: { text, occurred_at: at }, label: 'officer.actRemark', incidentId,
  });
}

export function pictureAct(who: Who, incidentId: string, picture: Blob): Act {
  const at = nowIso();
  return act(who, {
    kind: 'picture', method: 'POST', path: `${path('incidents', incidentId, 'pictures')}?occurred_at=${encodeURIComponent(at)}`, at, body: picture,
    label: 'officer.actPicture', incidentId,
  });
}

export function backupAct(who: Who, incidentId: string, kinds: readonly string[], note: string): Act {
  return act(who, {
    kind: 'backup', method: 'POST', path: path('incidents', incidentId, 'backup'),
    body: { ...(kinds.length > 0 ? { kinds } : {}), ...(note === '' ? {} : { note }) }, label: 'officer.actBackup', incidentId,
  });
}

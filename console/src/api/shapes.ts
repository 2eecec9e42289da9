/** Shapes of the HTTP interface that several screens read; the board's cards are in `live/cards.ts`. */
import type { Geometry } from 'geojson';
import type { Desk, Incident, LonLat, Priority, Unit, UnitStatus } from '@/live/cards';

export type Role =
  | 'call_taker' | 'dispatcher' | 'station' | 'officer' | 'commander'
  | 'analyst' | 'auditor' | 'security' | 'administrator';

export interface Account {
  id: string;
  name: string;
  role: Role;
  agency_id: string | null;
  unit_id: string | null;
}

export interface Me {
  account: Account;
  desk: Desk | null;
  language: string;
  time_zone: string;
  acts: string[];
  clock: { now: string; speed: number };
  demo: boolean;
  fictional: boolean;
  locked?: boolean;
}

export interface DemoAccount {
  role: Role;
  name: string;
  password: string;
}

export interface Items<T> {
  items: T[];
  next?: string | null;
}

export interface Agency {
  id: string;
  name: string;
  name_en: string | null;
  kind: string;
  parent_id: string | null;
  jurisdiction?: Geometry | null;
}

export interface QuestionAnswer {
  id: string;
  text: string;
  text_en: string;
  priority?: Priority | null;
  reason?: string | null;
  reason_en?: string | null;
}

export interface Question {
  id: string;
  text: string;
  text_en: string;
  answers: QuestionAnswer[];
}

export interface IncidentType {
  id: string;
  parent_id: string | null;
  name: string;
  name_en: string;
  priority: Priority;
  skills: string[];
  kinds: string[];
  questions: Question[];
}

export interface Place {
  name: string;
  kind: 'street' | 'crossing' | 'place' | 'address';
  location: LonLat;
  agency_id: string | null;
  why?: string | null;
}

export interface PlaceAt {
  public_place: string;
  street: string | null;
  agency_id: string | null;
  cell: string;
}

export interface MapInfo {
  bounds: [number, number, number, number];
  center: LonLat;
  hash: string;
  fictional: boolean;
  name: string;
  attribution: string;
}

export interface Remark {
  id: string;
  text: string | null;
  by: string;
  by_name: string | null;
  /** The unit in whose name it was told. */
  unit_id?: string | null;
  at: string;
  recorded_at: string;
}

export interface Caller {
  name?: string | null;
  number?: string | null;
  address?: string | null;
}

export interface Report {
  id: string;
  channel: string;
  text?: string | null;
  caller?: Caller | null;
  taken_at: string;
  taken_by: string;
  taken_by_name?: string | null;
}

export interface Proposal {
  incident_id: string;
  reasons: Reason[];
}

/** A reason in words; the server may send a plain text or the pair. */
export type Reason = string | { code?: string; text: string; text_en?: string | null };

export interface Picture {
  id: string;
  media_type: string;
  at: string;
  by: string;
}

/** The card, with the lists in the place of their counts; personal fields are there only when opened. */
export interface IncidentDetail extends Omit<Incident, 'remarks' | 'reports' | 'pictures'> {
  remarks: Remark[];
  reports: Report[];
  pictures: Picture[];
  priority_reason?: string | null;
  priority_reason_en?: string | null;
  answers?: Record<string, string>;
  note?: string | null;
  because?: { text: string; text_en: string } | null;
}

export interface Recommended {
  unit_id: string;
  call_sign: string;
  eta_seconds: number;
  eta_low: number;
  eta_high: number;
  reasons: Reason[];
  /** Agencies that would have no free unit left. */
  uncovered?: string[];
}

export interface Recommendation {
  made_at: string;
  event_id?: string;
  items: Recommended[];
}

export interface RouteStep {
  street: string | null;
  street_en?: string | null;
  metres: number;
  seconds: number;
  turn: string | null;
}

export interface Route {
  seconds: number;
  metres: number;
  geometry: LonLat[];
  steps: RouteStep[];
}

export interface OfferAnswer {
  id: string;
  status: 'assigned' | 'offered';
  expires_at: string | null;
}

export interface ReportAnswer {
  id: string;
  incident: { id: string; opened: boolean; number?: string };
  proposals: Proposal[];
}

export interface UnitRow extends Unit {
  position: LonLat | null;
  position_at: string | null;
}

export interface StatusChange {
  status: UnitStatus;
  incident_id?: string;
  occurred_at?: string;
}

/** How incidents of one priority are sent and watched, in seconds. */
export interface PriorityPolicy {
  direct: boolean;
  offer_seconds: number;
  acknowledge_seconds: number;
  escalate_seconds: number;
  remind_seconds?: number;
}

export interface Disposition {
  id: string;
  name: string;
  name_en: string;
  call_back?: boolean;
}

export interface PlatformSettings {
  priorities: Record<Priority, PriorityPolicy>;
  call_back_minutes: number;
  same_metres: number;
  same_minutes: number;
  alarm_budget_per_hour: number;
  hold_minutes?: number;
  stack_minutes?: number;
  dispositions?: Disposition[];
}

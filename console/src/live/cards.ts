/** The cards a board is made of: the same words as on the server. Times are ISO 8601 UTC. */
export type LonLat = [lon: number, lat: number];
export type Priority = 'P1' | 'P2' | 'P3' | 'P4';
export const PRIORITIES: readonly Priority[] = ['P1', 'P2', 'P3', 'P4'];

export type IncidentStatus =
  | 'pending' | 'held' | 'stacked' | 'offered' | 'assigned' | 'enroute' | 'onscene' | 'closed';

export type UnitStatus =
  | 'available' | 'offered' | 'assigned' | 'acknowledged' | 'enroute'
  | 'onscene' | 'transporting' | 'returning' | 'busy' | 'out';
export const UNIT_STATUSES: readonly UnitStatus[] = [
  'available', 'offered', 'assigned', 'acknowledged', 'enroute', 'onscene', 'transporting', 'returning', 'busy', 'out',
];

export type UnitKind = 'foot' | 'car' | 'motorcycle' | 'boat' | 'drone' | 'engine' | 'truck' | 'ambulance';

export interface Assignment {
  /** What `withdraw` takes back. */
  id?: string;
  unit_id: string;
  status: UnitStatus;
  since: string;
  direct: boolean;
  acknowledge_by?: string | null;
}

export interface Offer {
  id: string;
  unit_id: string;
  expires_at: string | null;
}

export interface Incident {
  id: string;
  number: string;
  status: IncidentStatus;
  type: string;
  priority: Priority;
  agency_id: string | null;
  cell: string | null;
  public_place: string | null;
  occurred_at: string;
  opened_at: string;
  changed_at: string;
  reports: number;
  remarks: number;
  pictures: number;
  assignments: Assignment[];
  offers: Offer[];
  hold: { reason: string | null; until: string | null } | null;
  stacked_on: string | null;
  proposals: { incident_id: string; reasons: (string | { code?: string; text: string; text_en?: string | null })[] }[];
  escalation: number;
  call_back_due: string | null;
  revision: number;
  sent_before: boolean;
  /** A caller still talks. */
  live?: boolean;
  backup_wanted?: boolean;
  merged?: string[];
  disposition?: string | null;
  /** Operational: absent unless the incident is the viewer's work. */
  location?: LonLat;
  place?: string;
}

export interface Unit {
  id: string;
  call_sign: string;
  kind: UnitKind;
  agency_id: string | null;
  status: UnitStatus;
  since: string;
  on_duty: boolean;
  incident_id: string | null;
  stack: string[];
  skills: string[];
  equipment: string[];
  home: LonLat | null;
  revision: number;
}

export interface Desk {
  id: string;
  name: string;
  agency_id: string | null;
  account_id: string | null;
  account_name: string | null;
  ground: string[];
  since: string | null;
  live_report: string | null;
  revision: number;
}

export interface Alarm {
  id: string;
  kind: string;
  level: number | string;
  incident_id: string | null;
  agency_id: string | null;
  desk_id: string | null;
  raised_at: string;
  due_at: string | null;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
}

/** What administration reads, and how it acts: the same content sent again is the same act. */
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { get, type Items, newKey, type Role, send, type UnitRow } from '@/api';

export interface AccountRow {
  id: string;
  name: string;
  role: Role;
  agency_id: string | null;
  unit_id: string | null;
  language: string;
  disabled: boolean;
  demo?: boolean;
  revision: number;
}

export interface AgencyRow {
  id: string;
  name: string;
  name_en: string;
  kind: string;
  parent_id: string | null;
  jurisdiction: unknown;
  revision: number;
}

export interface ReadingRow {
  id: string;
  account_id: string;
  account_name: string;
  incident_id: string;
  view: string;
  at: string;
  because: string;
  because_en: string;
}

export interface BudgetHour {
  hour: string;
  raised: number;
  /** Desk -> how many it heard. */
  per_desk: Record<string, number>;
}

export interface Budget {
  per_hour_budget: number;
  items: BudgetHour[];
}

const MOST_PAGES = 100;

/** Every page of a list that a person administers as a whole. */
export async function everything<T>(path: string): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer: Items<T> = await get<Items<T>>(path, { query: { cursor, limit: 500 } });
    rows.push(...answer.items);
    if (!answer.next) break;
    cursor = answer.next;
  }
  return rows;
}

export function useAccounts(enabled = true) {
  return useQuery({ queryKey: ['admin', 'accounts'], queryFn: () => everything<AccountRow>('/accounts'), enabled });
}

export function useAgencyRows() {
  return useQuery({ queryKey: ['admin', 'agencies'], queryFn: () => everything<AgencyRow>('/agencies') });
}

export function useUnitRows() {
  return useQuery({ queryKey: ['admin', 'units'], queryFn: () => everything<UnitRow>('/units') });
}

export function useBudget() {
  return useQuery({ queryKey: ['admin', 'budget'], queryFn: () => get<Budget>('/alarms/budget'), refetchInterval: 60_000 });
}

type Method = 'POST' | 'PATCH' | 'PUT';

/**
 * Sends an act under one key for as long as its content is the same: pressed again after a time-out it is still
 * done once. Another content is another act.
 */
export function useSend(): (method: Method, path: string, body: unknown, ifMatch?: number) => Promise<unknown> {
  const last = useRef<{ content: string; key: string } | null>(null);
  return async (method, path, body, ifMatch) => {
    const content = JSON.stringify([method, path, body, ifMatch]);
    if (last.current?.content !== content) last.current = { content, key: newKey() };
    const answer = await send(method, path, body, { key: last.current.key, ...(ifMatch === undefined ? {} : { ifMatch }) });
    last.current = null;
    return answer;
  };
}

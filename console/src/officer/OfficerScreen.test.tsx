import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { App } from 'antd';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '@/i18n';
import { liveBoard } from '@/live';
import type { Incident, Unit } from '@/live/cards';
import { outbox } from './line';
import OfficerScreen from './OfficerScreen';

vi.mock('@/map', () => ({ LazyMap: () => <div>map</div>, shortNumber: (number: string) => number }));
vi.mock('@/session', () => ({ useSession: () => ({ account: { id: 'me', name: 'x', role: 'officer', agency_id: 's', unit_id: 'u' }, acts: [] }) }));

const at = '2026-01-01T00:00:00Z';
const unit = (more: Partial<Unit>): Unit => ({
  id: 'u', call_sign: 'A31', kind: 'car', agency_id: 's', status: 'available', since: at, on_duty: true, incident_id: null, stack: [], skills: [], equipment: [],
  home: null, revision: 1, ...more,
});
const incident = (more: Partial<Incident>): Incident => ({
  id: 'i', number: '0101-007', status: 'assigned', type: 'fight', priority: 'P1', agency_id: 's', cell: null, public_place: null, occurred_at: at, opened_at: at,
  changed_at: at, reports: 1, remarks: 0, pictures: 0, assignments: [], offers: [], hold: null, stacked_on: null, proposals: [], escalation: 0, call_back_due: null,
  revision: 1, sent_before: true, place: '中山路 88 号', ...more,
});

let position = 1;
function board(units: Unit[], incidents: Incident[] = []): void {
  position += 1;
  liveBoard.snapshot({ kind: 'snapshot', position, at, board: { units, incidents, desks: [], alarms: [] } });
}

interface Sent { method: string; url: string; key: string; body: Record<string, unknown> }
let sent: Sent[] = [];
let away = false;

const show = async () => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<QueryClientProvider client={client}><App><OfficerScreen /></App></QueryClientProvider>);
  await act(() => vi.advanceTimersByTimeAsync(10));
};
const tap = async (name: string | RegExp) => {
  fireEvent.click(screen.getByRole('button', { name }));
  await act(() => vi.advanceTimersByTimeAsync(50));
};
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const told = () => sent.map(({ method, url, body }) => [method, url.replace('/api/v1', ''), body.status ?? body.on ?? null]);

beforeEach(() => {
  vi.useFakeTimers();
  setLanguage('en');
  sent = [];
  away = false;
  vi.stubGlobal('fetch', vi.fn((url: string, init?: RequestInit) => {
    if (init?.method === undefined || init.method === 'GET') {
      return Promise.resolve(url.endsWith('/settings') ? new Response('{}', { status: 404 }) : new Response('{"items":[],"steps":[],"geometry":[],"remarks":[],"reports":[]}'));
    }
    if (away) return Promise.reject(new TypeError('network'));
    const headers = init.headers as Record<string, string>;
    sent.push({ method: init.method, url, key: headers['Idempotency-Key'] ?? '', body: JSON.parse(init.body as string) as Record<string, unknown> });
    return Promise.resolve(new Response('{}', { headers: { 'X-Anlan-Position': String(position + 1) } }));
  }));
});

afterEach(() => {
  cleanup();
  outbox.settle(Infinity);
  outbox.get().acts.forEach(({ key }) => outbox.takeBack(key));
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the officer's page", () => {
  it('goes on duty with one tap and says that nothing is read before', async () => {
    board([unit({ on_duty: false, status: 'out' })]);
    await show();
    expect(screen.getByText(/neither read nor sent/)).toBeTruthy();
    await tap('Go on duty');
    expect(told()).toEqual([['POST', '/units/u/duty', true]]);
    expect(screen.getByText('Standing by')).toBeTruthy();
  });

  it('leads from acknowledge to on scene by one button, each with its true time', async () => {
    board([unit({ status: 'assigned', incident_id: 'i' })], [incident({})]);
    await show();
    expect(screen.getByText('中山路 88 号')).toBeTruthy();
    await tap('Acknowledge');
    await tap('En route');
    await tap('On scene');
    expect(told().map(([, , status]) => status)).toEqual(['acknowledged', 'enroute', 'onscene']);
    expect(sent.every(({ body }) => body.incident_id === 'i' && typeof body.occurred_at === 'string')).toBe(true);
  });

  it('keeps what is tapped without a line, says how much waits, and delivers it in order', async () => {
    board([unit({ status: 'acknowledged', incident_id: 'i' })], [incident({})]);
    await show();
    away = true;
    await tap('En route');
    await tap('On scene');
    expect(screen.getByText('Connection lost · 2 queued')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Clear' })).toBeTruthy();
    away = false;
    await pass(5000);
    expect(told().map(([, , status]) => status)).toEqual(['enroute', 'onscene']);
    expect(screen.queryByText(/queued/)).toBeNull();
  });

  it('holds "clear" back for a moment, so that a wrong tap is as if it had not been', async () => {
    board([unit({ status: 'onscene', incident_id: 'i' })], [incident({ status: 'onscene' })]);
    await show();
    await tap('Clear');
    expect(screen.getByText('Standing by')).toBeTruthy();
    await tap(/Undo/);
    await pass(10_000);
    expect(told()).toEqual([]);
    expect(screen.getByRole('button', { name: 'Clear' })).toBeTruthy();
    await tap('Clear');
    await pass(6000);
    expect(told()).toEqual([['PUT', '/units/u/status', 'available']]);
  });

  it('puts a wrong step right by telling the one before it', async () => {
    board([unit({ status: 'enroute', incident_id: 'i' })], [incident({})]);
    await show();
    await tap('On scene');
    await tap(/Undo/);
    expect(told().map(([, , status]) => status)).toEqual(['onscene', 'enroute']);
  });

  it('says when the desk took the incident away', async () => {
    board([unit({ status: 'enroute', incident_id: 'i' })], [incident({})]);
    await show();
    act(() => board([unit({})]));
    expect(screen.getByRole('alert').textContent).toContain('0101-007 was taken back');
    await tap('Understood');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('asks for an answer to an offer and takes a reason with a refusal', async () => {
    board([unit({ status: 'offered' })], [incident({ offers: [{ id: 'o', unit_id: 'u', expires_at: null }] })]);
    await show();
    await tap('Decline');
    await tap('Too far away');
    expect(sent[0]).toMatchObject({ method: 'POST', url: '/api/v1/offers/o/decline', body: { reason: 'Too far away' } });
    expect(screen.getByText('Standing by')).toBeTruthy();
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Line } from './socket';
import { BoardStore } from './store';

class FakeSocket {
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly url: string;
  constructor(url: string) {
    this.url = url;
  }
  say(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  close(): void {
    this.onclose?.();
  }
}

const snapshot = (position: number) => ({ kind: 'snapshot', position, at: '2026-04-12T06:03:00Z', board: { incidents: [], units: [], desks: [], alarms: [] } });

describe('the line to the board', () => {
  let sockets: FakeSocket[];
  let line: Line;
  let store: BoardStore;
  beforeEach(() => {
    vi.useFakeTimers();
    sockets = [];
    store = new BoardStore((run) => run());
    line = new Line(store, {
      open: (url) => {
        const socket = new FakeSocket(url);
        sockets.push(socket);
        return socket as unknown as WebSocket;
      },
      jitter: () => 0.5,
    });
    line.start();
  });
  afterEach(() => {
    line.stop();
    vi.useRealTimers();
  });

  it('asks for everything first, and after a break for what came after its position', () => {
    expect(sockets[0]?.url).toMatch(/\/api\/v1\/live$/);
    expect(line.get()).toBe('connecting');
    sockets[0]?.say(snapshot(40));
    sockets[0]?.say({ kind: 'delta', position: 43, changes: [] });
    expect(line.get()).toBe('connected');
    sockets[0]?.close();
    expect(line.get()).toBe('lost');
    vi.advanceTimersByTime(301);
    expect(sockets[1]?.url).toMatch(/after=43$/);
    sockets[1]?.say({ kind: 'ping' });
    expect(line.get()).toBe('connected');
  });

  it('waits longer from try to try', () => {
    sockets[0]?.close();
    vi.advanceTimersByTime(300);
    sockets[1]?.close();
    vi.advanceTimersByTime(300);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(400);
    expect(sockets).toHaveLength(3);
  });

  it('takes silence for a lost line', () => {
    sockets[0]?.say(snapshot(1));
    vi.advanceTimersByTime(32_000);
    expect(line.get()).toBe('connected');
    vi.advanceTimersByTime(1_500);
    expect(line.get()).toBe('lost');
  });

  it('stays off when stopped', () => {
    line.stop();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
    expect(line.get()).toBe('off');
  });
});

/**
 * The line to `/live`. It reconnects by itself, asking for what came after the last position it has; a server
 * that cannot answer from there sends a fresh snapshot, and the store takes either. Silence for longer than two
 * pings counts as lost: a half-open line must not show an old picture as the present one.
 */
import { BASE } from '@/api';
import type { Delta, Snapshot } from './board';
import { setClock, clockSpeed } from './clock';
import type { BoardStore, PositionRow } from './store';

export type LineState = 'connecting' | 'connected' | 'lost' | 'off';

type Message =
  | Snapshot
  | Delta
  | { kind: 'positions'; units: PositionRow[] }
  | { kind: 'ping'; at?: string };

const SILENCE_MS = 33_000;
const BACKOFF_MS = [300, 700, 1500, 3000, 5000, 8000];

export interface Wiring {
  open: (url: string) => WebSocket;
  /** Spread of the backoff, so that a restarted server is not met by every desk at once: 0..1. */
  jitter: () => number;
}

const browser: Wiring = { open: (url) => new WebSocket(url), jitter: () => Math.random() };

export function liveAddress(after: number | undefined, place: Pick<Location, 'protocol' | 'host'> = location): string {
  const scheme = place.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${place.host}${BASE}/live${after === undefined ? '' : `?after=${after}`}`;
}

export class Line {
  private readonly store: BoardStore;
  private readonly wiring: Wiring;
  private socket: WebSocket | undefined;
  private state: LineState = 'off';
  private tries = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();
  /** Platform time of the last message that told it, for "the picture stands at". */
  lastAt: string | null = null;

  constructor(store: BoardStore, wiring: Wiring = browser) {
    this.store = store;
    this.wiring = wiring;
  }

  readonly get = (): LineState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  start(): void {
    if (this.state !== 'off') return;
    this.tries = 0;
    this.connect();
  }

  stop(): void {
    this.drop();
    clearTimeout(this.retry);
    this.become('off');
  }

  /** Try at once, for instance when the browser says that the network is back. */
  hurry(): void {
    if (this.state === 'off' || this.state === 'connected') return;
    this.drop();
    clearTimeout(this.retry);
    this.connect();
  }

  private connect(): void {
    this.become(this.tries === 0 ? 'connecting' : 'lost');
    const socket = this.wiring.open(liveAddress(this.store.after));
    this.socket = socket;
    this.watchSilence();
    socket.onmessage = (event: MessageEvent<string>) => {
      if (this.socket === socket) this.hear(event.data);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.fallen();
    };
    socket.onerror = () => socket.close();
  }

  private hear(data: string): void {
    this.watchSilence();
    const message = JSON.parse(data) as Message;
    this.tries = 0;
    this.become('connected');
    switch (message.kind) {
      case 'snapshot':
        this.store.snapshot(message);
        this.told(message.at);
        break;
      case 'delta':
        this.store.delta(message);
        this.told(message.at);
        break;
      case 'positions':
        this.store.moved(message.units);
        break;
      case 'ping':
        this.told(message.at);
        if (message.at !== undefined) setClock(message.at, clockSpeed());
        break;
    }
  }

  private told(at: string | undefined): void {
    if (at !== undefined) this.lastAt = at;
  }

  private watchSilence(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.fallen(), SILENCE_MS);
  }

  private fallen(): void {
    this.drop();
    this.tries += 1;
    this.become('lost');
    const wait = BACKOFF_MS[Math.min(this.tries - 1, BACKOFF_MS.length - 1)] ?? 8000;
    this.retry = setTimeout(() => this.connect(), wait * (0.75 + this.wiring.jitter() / 2));
  }

  private drop(): void {
    clearTimeout(this.silence);
    const socket = this.socket;
    this.socket = undefined;
    if (!socket) return;
    socket.onmessage = socket.onclose = socket.onerror = null;
    socket.close();
  }

  private become(next: LineState): void {
    if (next === this.state) return;
    this.state = next;
    this.listeners.forEach((listener) => listener());
  }
}

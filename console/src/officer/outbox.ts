/**
 * What was tapped and is not yet with the server. Acts go in the order they were made; when the line is away they
 * wait in memory with their true time and the same key. Pictures are heavy and go beside the acts, so that "on
 * scene" never waits for one; only an act that ends the work on an incident waits for its pictures.
 */
import { ApiError } from '@/api';
import type { Act } from './acts';

type Lane = 'acts' | 'pictures';
const RETRY_MS = [1000, 2000, 4000, 8000, 15_000];
/** How long an act whose position the server did not tell is still shown as done. */
const SETTLE_MS = 10_000;

export interface RefusedAct {
  act: Act;
  error: ApiError;
}

export interface Delivered {
  act: Act;
  position: number | undefined;
}

export interface Waiting {
  readonly acts: readonly Act[];
  /** Keys of acts that are on the wire at this moment. */
  readonly sending: ReadonlySet<string>;
  /** Told and kept by the server, not yet seen on the live board. */
  readonly settling: readonly Delivered[];
  readonly refused: readonly RefusedAct[];
  /** The last try found no server. */
  readonly lost: boolean;
  /** Platform time of the newest delivered act. */
  readonly sentAt: string | null;
}

export interface OutboxWiring {
  send: (act: Act) => Promise<{ position: number | undefined }>;
  now: () => number;
  later: (run: () => void, ms: number) => unknown;
  cancel: (timer: unknown) => void;
  /** Account in whose name may be sent now; null when nobody is signed in. */
  account: () => string | null;
  /** Position that the live board has come to. */
  seen: () => number;
}

const NOTHING: Waiting = { acts: [], sending: new Set(), settling: [], refused: [], lost: false, sentAt: null };

export class Outbox {
  private state: Waiting = NOTHING;
  private readonly wiring: OutboxWiring;
  private readonly listeners = new Set<() => void>();
  private readonly timers = new Map<Lane, unknown>();
  private readonly busy = new Set<Lane>();
  /** Keys of acts that were tried: they may have reached the server although no answer came. */
  private readonly tried = new Set<string>();
  private tries = 0;

  constructor(wiring: OutboxWiring) {
    this.wiring = wiring;
  }

  readonly get = (): Waiting => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  add(act: Act): void {
    this.become({ acts: [...this.state.acts, act] });
    this.pump();
  }

  /** Take back what has not been sent; false when it is under way or gone already. */
  takeBack(key: string): boolean {
    if (this.tried.has(key) || !this.state.acts.some((act) => act.key === key)) return false;
    this.become({ acts: this.state.acts.filter((act) => act.key !== key) });
    this.pump();
    return true;
  }

  /** The person has read the refusal. */
  dismiss(key: string): void {
    this.become({ refused: this.state.refused.filter(({ act }) => act.key !== key) });
  }

  /** Try now: the network came back, or somebody signed in again. */
  hurry(): void {
    for (const timer of this.timers.values()) this.wiring.cancel(timer);
    this.timers.clear();
    this.pump();
  }

  /** Send what is held back for a wrong tap at once: the page may be about to go. */
  release(): void {
    this.become({ acts: this.state.acts.map((act) => (act.notBefore === undefined ? act : { ...act, notBefore: 0 })) });
    this.hurry();
  }

  /** The live board has come to this position. */
  settle(position: number): void {
    const settling = this.state.settling.filter((each) => each.position === undefined || each.position > position);
    if (settling.length !== this.state.settling.length) this.become({ settling });
  }

  private pump(): void {
    void this.run('acts');
    void this.run('pictures');
  }

  private next(lane: Lane): Act | undefined {
    const account = this.wiring.account();
    const mine = this.state.acts.filter((act) => act.account === account);
    if (lane === 'pictures') return mine.find((act) => act.kind === 'picture');
    const index = mine.findIndex((act) => act.kind !== 'picture');
    const act = mine[index];
    if (act === undefined || !endsWork(act)) return act;
    return mine.slice(0, index).some((each) => each.kind === 'picture' && each.incidentId === act.incidentId) ? undefined : act;
  }

  private async run(lane: Lane): Promise<void> {
    if (this.busy.has(lane) || this.timers.has(lane)) return;
    const act = this.next(lane);
    if (act === undefined) return;
    const held = (act.notBefore ?? 0) - this.wiring.now();
    if (held > 0) {
      this.wait(lane, held);
      return;
    }
    this.busy.add(lane);
    this.become({ sending: new Set([...this.state.sending, act.key]) });
    const again = await this.attempt(act);
    this.busy.delete(lane);
    this.become({ sending: new Set([...this.state.sending].filter((key) => key !== act.key)) });
    if (again === 'now') this.pump();
    else if (again === 'later') {
      this.wait(lane, RETRY_MS[Math.min(this.tries, RETRY_MS.length) - 1] ?? 1000);
    }
  }

  private async attempt(act: Act): Promise<'now' | 'later' | 'signed-out'> {
    this.tried.add(act.key);
    try {
      const { position } = await this.wiring.send(act);
      this.delivered({ act, position });
      return 'now';
    } catch (error) {
      const failure = error instanceof ApiError ? error : new ApiError(0, 'offline', '');
      if (failure.unreachable || failure.status === 429) {
        this.tries += 1;
        this.become({ lost: true });
        return 'later';
      }
      this.tries = 0;
      // Nobody is signed in, or the session is locked: it waits for its own person.
      if (failure.status === 401 || failure.status === 423) return 'signed-out';
      this.become({
        acts: this.state.acts.filter(({ key }) => key !== act.key), refused: [...this.state.refused, { act, error: failure }], lost: false,
      });
      return 'now';
    }
  }

  private delivered(done: Delivered): void {
    this.tries = 0;
    const { key, at } = done.act;
    const sentAt = this.state.sentAt !== null && this.state.sentAt > at ? this.state.sentAt : at;
    // The line may have been quicker than the answer: then the board tells it already.
    const told = done.position !== undefined && done.position <= this.wiring.seen();
    const settling = told ? this.state.settling : [...this.state.settling, done];
    this.become({ acts: this.state.acts.filter((each) => each.key !== key), settling, lost: false, sentAt });
    if (done.position !== undefined) return;
    this.wiring.later(() => this.become({ settling: this.state.settling.filter((each) => each !== done) }), SETTLE_MS);
  }

  private wait(lane: Lane, ms: number): void {
    this.timers.set(lane, this.wiring.later(() => {
      this.timers.delete(lane);
      void this.run(lane);
    }, ms));
  }

  private become(change: Partial<Waiting>): void {
    this.state = { ...this.state, ...change };
    this.listeners.forEach((listener) => listener());
  }
}

function endsWork(act: Act): boolean {
  return act.incidentId !== undefined && (act.status === 'available' || act.kind === 'decline');
}

/**
 * Carries a draft to the server while it is being written. One thing is under way at a time; what cannot be sent
 * now is tried again with the same key, so that a broken line neither loses a word nor sends one twice.
 */
import { ApiError, newKey, type ReportAnswer } from '@/api';
import { nowIso } from '@/live/clock';
import { callerChange, type Draft, emptyDraft, incidentChanges, isReady, isUntouched, reportBody, toldOf } from './draft';

export interface Sender {
  report: (body: Record<string, unknown>, key: string) => Promise<ReportAnswer>;
  change: (incident: string, changes: Record<string, unknown>) => Promise<unknown>;
  caller: (report: string, caller: Draft['caller']) => Promise<unknown>;
  remark: (incident: string, text: string, key: string) => Promise<unknown>;
  end: (report: string) => Promise<unknown>;
}

export type Sending = { state: 'idle' | 'sending' | 'waiting' } | { state: 'refused'; error: unknown };

const callerText = (caller: Draft['caller']) => JSON.stringify(caller);
const SETTLE_MS = 350;
const AGAIN_MS = 3000;

export class Taking {
  draft: Draft = emptyDraft();
  sending: Sending = { state: 'idle' };
  /** The incident of the call before, for a look back. */
  last: string | null = null;
  private readonly sender: Sender;
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private busy = false;
  private refusedCaller: string | null = null;
  private view: { draft: Draft; sending: Sending; last: string | null };

  constructor(sender: Sender) {
    this.sender = sender;
    this.view = { draft: this.draft, sending: this.sending, last: this.last };
  }

  readonly get = () => this.view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** A person changed something; what can be sent is sent once the hand rests. */
  update(part: Partial<Draft>): void {
    this.put(isUntouched(this.draft) ? { started: nowIso(), ...part } : part);
    if (this.sending.state === 'refused') this.say({ state: 'idle' });
    this.later(SETTLE_MS);
  }

  /** The line in the box is complete. */
  tell(): void {
    const text = this.draft.box.trim();
    if (text === '') return;
    this.put({ box: '', lines: [...this.draft.lines, { key: newKey(), text, sent: false }] });
    this.later(0);
  }

  /** Send what there is, even without type or place. */
  force(): void {
    this.tell();
    this.update({ forced: true });
    this.later(0);
  }

  /** The caller hung up. An untouched form is simply new again. */
  end(): void {
    if (isUntouched(this.draft)) {
      this.reset();
      return;
    }
    this.tell();
    this.put({ ending: true, forced: true });
    this.later(0);
  }

  /** Give the draft up without sending it. */
  reset(channel = this.draft.channel): void {
    clearTimeout(this.timer);
    this.last = this.draft.joined ?? this.draft.incident ?? this.last;
    this.draft = emptyDraft(channel);
    this.refusedCaller = null;
    this.sending = { state: 'idle' };
    this.show();
  }

  private put(part: Partial<Draft>): void {
    this.draft = { ...this.draft, ...part };
    this.show();
  }

  private say(sending: Sending): void {
    this.sending = sending;
    this.show();
  }

  private show(): void {
    this.view = { draft: this.draft, sending: this.sending, last: this.last };
    this.listeners.forEach((listener) => listener());
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.sync(), ms);
  }

  /** What should be done next, or nothing. */
  private next(): (() => Promise<void>) | undefined {
    const { draft } = this;
    if (isReady(draft)) return () => this.open(draft);
    const { report } = draft;
    const incident = draft.joined ?? draft.incident;
    if (report === null || incident === null) return undefined;
    const changes = incidentChanges(draft);
    if (Object.keys(changes).length > 0) {
      return async () => {
        await this.sender.change(incident, changes);
        this.put({ told: { ...toldOf(draft), caller: draft.told?.caller ?? {} } });
      };
    }
    const line = draft.lines.find((each) => !each.sent);
    if (line) {
      return async () => {
        await this.sender.remark(incident, line.text, line.key);
        this.put({ lines: this.draft.lines.map((each) => (each.key === line.key ? { ...each, sent: true } : each)) });
      };
    }
    const caller = callerChange(draft);
    if (caller && this.refusedCaller !== callerText(caller)) {
      return async () => {
        try {
          await this.sender.caller(report, caller);
        } catch (error) {
          // Refused is told, but must not keep a call from ending.
          if (!(error instanceof ApiError && error.unreachable)) this.refusedCaller = callerText(caller);
          throw error;
        }
        this.put({ told: { ...(this.draft.told ?? toldOf(draft)), caller } });
      };
    }
    if (!draft.ending) return undefined;
    return async () => {
      await this.sender.end(report);
      this.reset();
    };
  }

  private async open(draft: Draft): Promise<void> {
    const told = toldOf(draft);
    const sent = new Set(draft.lines.map((line) => line.key));
    const answer = await this.sender.report(reportBody(draft), draft.key);
    this.put({
      report: answer.id, incident: answer.incident.id, proposals: answer.proposals, told,
      lines: this.draft.lines.map((line) => (sent.has(line.key) ? { ...line, sent: true } : line)),
    });
    // A report that is sent when the call is over already has nothing left to end.
    if (draft.ending && this.draft.lines.every((line) => line.sent)) this.reset();
  }

  async sync(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      for (let step = this.next(); step; step = this.next()) {
        if (this.sending.state !== 'sending') this.say({ state: 'sending' });
        await step();
      }
      this.say({ state: 'idle' });
    } catch (error) {
      if (error instanceof ApiError && error.unreachable) {
        this.say({ state: 'waiting' });
        this.later(AGAIN_MS);
      } else {
        this.say({ state: 'refused', error });
      }
    } finally {
      this.busy = false;
    }
  }
}

/**
 * The one door to the server. Unsafe calls carry an `Idempotency-Key`; when the outcome of a try is unknown
 * (no answer, or a gateway's error) the call is sent again with the same key, so that it is done once.
 */
import { language } from '@/i18n';
import { reachability } from './reachability';
import { ApiError, problemOf } from './problem';

export const BASE = '/api/v1';
const TIMEOUT_MS = 15_000;
const RETRY_MS = [400, 1200, 2500];

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Asked {
  /** Key of this act; a caller that keeps it may repeat the act safely later. */
  key?: string;
  /** Revision the person saw; refused with 412 when it is no longer so. */
  ifMatch?: number | string;
  signal?: AbortSignal;
  /** Asked by the page itself, not by a person's touch: it must not keep an abandoned session awake. */
  background?: boolean;
  query?: Record<string, string | number | boolean | undefined>;
  /** Tries after the first (default: three for every method; 0 for sign-in). */
  retries?: number;
  /** Longest wait for one try; a picture over a bad network takes its time. */
  timeoutMs?: number;
}

export interface Answer<T> {
  data: T;
  /** Board position at which this act is visible; undefined for reads. */
  position: number | undefined;
}

type Listener = (error: ApiError) => void;
const refusals = new Set<Listener>();

/** Hear of every refusal with 401 and 423, whichever screen caused it. */
export function onRefusal(listener: Listener): () => void {
  refusals.add(listener);
  return () => refusals.delete(listener);
}

export function csrfToken(cookie: string = document.cookie): string | undefined {
  const found = /(?:^|;\s*)anlan_csrf=([^;]*)/.exec(cookie);
  return found?.[1] === undefined ? undefined : decodeURIComponent(found[1]);
}

/** A fresh key for one act of a person. `randomUUID` is missing on plain http, so it has a stand-in. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');
}

export function address(path: string, query?: Asked['query']): string {
  const parts = Object.entries(query ?? {})
    .filter((pair): pair is [string, string | number | boolean] => pair[1] !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return `${BASE}${path}${parts.length > 0 ? `?${parts.join('&')}` : ''}`;
}

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

async function once(url: string, init: RequestInit, outer: AbortSignal | undefined, timeoutMs: number): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeoutMs);
  const forward = () => stop.abort();
  if (outer?.aborted) stop.abort();
  outer?.addEventListener('abort', forward);
  try {
    return await fetch(url, { ...init, signal: stop.signal });
  } catch (error) {
    if (outer?.aborted) throw error;
    throw new ApiError(0, stop.signal.aborted ? 'timeout' : 'offline', '');
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', forward);
  }
}

export async function request<T>(method: Method, path: string, body?: unknown, asked: Asked = {}): Promise<Answer<T>> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language() };
  if (asked.background) headers['X-Anlan-Background'] = '1';
  if (method !== 'GET') {
    headers['Idempotency-Key'] = asked.key ?? newKey();
    const token = csrfToken();
    if (token !== undefined) headers['X-CSRF-Token'] = token;
  }
  if (asked.ifMatch !== undefined) headers['If-Match'] = `"${asked.ifMatch}"`;
  const init: RequestInit = { method, headers, credentials: 'same-origin' };
  if (body instanceof Blob) {
    init.body = body;
    headers['Content-Type'] = body.type;
  } else if (body !== undefined) {
    init.body = JSON.stringify(body);
    headers['Content-Type'] = 'application/json';
  }
  const url = address(path, asked.query);
  const waits = RETRY_MS.slice(0, asked.retries ?? RETRY_MS.length);
  for (;;) {
    let failure: ApiError;
    try {
      const response = await once(url, init, asked.signal, asked.timeoutMs ?? TIMEOUT_MS);
      if (response.ok) {
        reachability.reached();
        const position = Number(response.headers.get('X-Anlan-Position') ?? NaN);
        const data = (response.status === 204 ? undefined : await response.json()) as T;
        return { data, position: Number.isFinite(position) ? position : undefined };
      }
      failure = await problemOf(response);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      failure = error;
    }
    if (!failure.unreachable) {
      reachability.reached();
      if (failure.status === 401 || failure.status === 423) refusals.forEach((listener) => listener(failure));
      throw failure;
    }
    const wait = waits.shift();
    if (wait === undefined) {
      if (failure.status === 0) reachability.failed();
      throw failure;
    }
    await pause(wait);
  }
}

/** Read. */
export async function get<T>(path: string, asked?: Asked): Promise<T> {
  return (await request<T>('GET', path, undefined, asked)).data;
}

/** Act. Resolves when it is kept; the answer's body only. */
export async function send<T = unknown>(method: Exclude<Method, 'GET'>, path: string, body?: unknown, asked?: Asked): Promise<T> {
  return (await request<T>(method, path, body, asked)).data;
}

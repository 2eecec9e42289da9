import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { wordsIn } from '@/i18n';
import { csrfToken, request } from './client';
import { ApiError, describe as inWords } from './problem';

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });

describe('a request', () => {
  const fetched = vi.fn<typeof fetch>();
  const key = (call: number) => (fetched.mock.calls[call]?.[1]?.headers as Record<string, string>)['Idempotency-Key'];
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('fetch', fetched);
    fetched.mockReset();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('is repeated with the same key when its outcome is unknown', async () => {
    fetched.mockRejectedValueOnce(new TypeError('network')).mockResolvedValueOnce(json(503, {}))
      .mockResolvedValueOnce(json(200, { id: 'x' }, { 'X-Anlan-Position': '77' }));
    const answer = request('POST', '/reports', { text: 'x' });
    await vi.runAllTimersAsync();
    expect(await answer).toEqual({ data: { id: 'x' }, position: 77 });
    expect(fetched).toHaveBeenCalledTimes(3);
    expect(key(0)).toBeTruthy();
    expect(key(1)).toBe(key(0));
    expect(key(2)).toBe(key(0));
  });

  it('is not repeated when it was refused, and the refusal keeps its words', async () => {
    fetched.mockResolvedValueOnce(json(409, { type: 'urn:anlan:dispatch.unit_busy', detail: 'A31 已在处警' }));
    const error = await request('POST', '/incidents/1/offers', {}).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).code).toBe('dispatch.unit_busy');
    expect(inWords(error, wordsIn('zh-CN'))).toBe('A31 已在处警');
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it('says in the language of the screen that the server is away', () => {
    expect(inWords(new ApiError(0, 'offline', ''), wordsIn('en'))).toMatch(/cannot be reached/);
  });
});

describe('the token', () => {
  it('is read from its cookie alone', () => {
    expect(csrfToken('a=1; anlan_csrf=t%3D1; b=2')).toBe('t=1');
    expect(csrfToken('xanlan_csrf=1')).toBeUndefined();
  });
});

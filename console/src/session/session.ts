/** Who is at this screen: asked once from `/me`, kept by the query cache, dropped when the server says so. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { ApiError, get, type DemoAccount, type Me, type Role, send } from '@/api';
import { language, setLanguage } from '@/i18n';
import { liveBoard, liveLine } from '@/live';
import { forgetAll } from './leaving';
import { setClock, setTimeZone } from '@/live/clock';

export const ME = ['me'] as const;

/** A page that is loaded again while its session is locked knows that much and no more. */
const LOCKED: Me = {
  account: { id: '', name: '', role: 'analyst', agency_id: null, unit_id: null },
  desk: null, language: '', time_zone: '', acts: [], clock: { now: '', speed: 1 }, demo: false, fictional: false, locked: true,
};

async function readMe(): Promise<Me | null> {
  try {
    const me = await get<Me>('/me', { retries: 0 });
    setClock(me.clock.now, me.clock.speed);
    setTimeZone(me.time_zone);
    return me;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    if (error instanceof ApiError && error.status === 423) return LOCKED;
    throw error;
  }
}

/** `data` is null when nobody is signed in, undefined while it is not known. */
export function useMe() {
  return useQuery({
    queryKey: ME,
    queryFn: readMe,
    staleTime: Infinity,
    retry: (_count, error) => error instanceof ApiError && error.unreachable,
    retryDelay: 2000,
  });
}

/** The signed-in session; only for components below the sign-in gate. */
export function useSession(): Me {
  const { data } = useMe();
  if (!data) throw new Error('useSession is for signed-in screens');
  return data;
}

export function useActs() {
  const client = useQueryClient();
  const enter = useCallback(
    async (path: string, name: string, password: string) => {
      await send('POST', path, { name, password }, { retries: 0 });
      // Another person sees another board: nothing of the one before may stay.
      liveLine.stop();
      liveBoard.clear();
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== ME[0] });
      await client.invalidateQueries({ queryKey: ME });
      liveLine.start();
    },
    [client],
  );
  return {
    signIn: (name: string, password: string) => enter('/session', name, password),
    switchUser: (name: string, password: string) => enter('/session/switch', name, password),
    signOut: async () => {
      await send('DELETE', '/session');
      forgetAll();
      liveLine.stop();
      liveBoard.clear();
      // First nobody is here, so that no screen is left that would ask again; then nothing of theirs is kept.
      client.setQueryData<Me | null>(ME, null);
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== ME[0] && query.queryKey[0] !== 'demo-accounts' });
    },
    lock: async () => {
      await send('POST', '/session/lock');
      client.setQueryData<Me | null>(ME, (me) => me && { ...me, locked: true });
    },
    unlock: async (password: string) => {
      await send('POST', '/session/unlock', { password }, { retries: 0 });
      client.setQueryData<Me | null>(ME, (me) => me && { ...me, locked: false });
      await client.invalidateQueries();
    },
    refresh: () => client.invalidateQueries({ queryKey: ME }),
  };
}

/** Switch the language here at once, and tell the server for its own texts. */
export function switchLanguage(): void {
  const next = language() === 'en' ? 'zh-CN' : 'en';
  setLanguage(next);
  send('PUT', '/me/language', { language: next }, { retries: 0 }).catch(() => undefined);
}

export function useDemoAccounts(enabled: boolean) {
  return useQuery({
    queryKey: ['demo-accounts'],
    queryFn: async () => {
      try {
        const body = await get<DemoAccount[] | { items: DemoAccount[] }>('/demo/accounts', { retries: 0 });
        return Array.isArray(body) ? body : body.items;
      } catch (error) {
        // Anywhere but in the demonstration there is no such list.
        if (error instanceof ApiError && !error.unreachable) return [];
        throw error;
      }
    },
    enabled,
    staleTime: Infinity,
    retry: 3,
  });
}

const HOMES: Record<Role, string> = {
  call_taker: '/intake', dispatcher: '/board', station: '/station', commander: '/board', officer: '/officer',
  analyst: '/review', auditor: '/review', security: '/review', administrator: '/admin',
};

/** The screen where a role's work is. */
export function homeOf(role: Role): string {
  return HOMES[role];
}

const SCREENS: Record<Role, readonly string[]> = {
  call_taker: ['/intake', '/board'],
  dispatcher: ['/board', '/intake', '/review'],
  station: ['/station', '/board', '/review'],
  commander: ['/board', '/review'],
  officer: ['/officer'],
  analyst: ['/board', '/review'],
  auditor: ['/review', '/admin'],
  security: ['/review'],
  administrator: ['/admin', '/board', '/review'],
};

export function screensOf(role: Role): readonly string[] {
  return SCREENS[role];
}

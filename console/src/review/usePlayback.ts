import { useEffect, useState, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import { now } from '@/live/clock';
import { BoardStore } from '@/live/store';
import { MINUTE, readAddress, spanAround, writeAddress } from './moment';
import { Playback, type PlayState } from './playback';
import { past } from './source';

/** The address is written at most this often while the past plays. */
const WRITE_MS = 1500;

/** One playback a screen. It begins at the moment the address names, or in the hour before now. */
export function usePlayback(): Playback {
  const [playback] = useState(() => {
    const told = readAddress(location.search);
    const at = told.at ?? now() - 10 * MINUTE;
    // A board that is only ever flushed by hand: nothing happens on it between two steps of the play head.
    return new Playback(new BoardStore(() => undefined), past, told.span ?? spanAround(at, 60 * MINUTE, now()), at);
  });
  useEffect(() => {
    void playback.seek(playback.get().at);
    return () => playback.stop();
  }, [playback]);
  return playback;
}

export function usePlay<T>(playback: Playback, select: (state: PlayState) => T): T {
  return useSyncExternalStore(playback.subscribe, () => select(playback.get()));
}

/** Keep the moment in the address, so that the page can be handed on as a link. */
export function useAddress(playback: Playback): void {
  const [, navigate] = useLocation();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let { playing } = playback.get();
    const write = () => {
      timer = undefined;
      const { at, span } = playback.get();
      const search = writeAddress(at, span);
      if (location.pathname.startsWith('/review') && search !== location.search) navigate(location.pathname + search, { replace: true });
    };
    const leave = playback.subscribe(() => {
      if (playback.get().playing !== playing) {
        ({ playing } = playback.get());
        clearTimeout(timer);
        timer = undefined;
      }
      timer ??= setTimeout(write, playing ? WRITE_MS : 150);
    });
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [playback, navigate]);
}

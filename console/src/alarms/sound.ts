/**
 * The alarm's sound, made by the browser itself: two rising tones, louder steps for a higher level. A browser is
 * silent until the person has touched the page once; that state is told, not hidden.
 */
import { useSyncExternalStore } from 'react';

export type SoundState = 'on' | 'muted' | 'blocked';

const KEY = 'anlan.alarms.muted';
const listeners = new Set<() => void>();
let context: AudioContext | undefined;
let muted = remembered();

function remembered(): boolean {
  try {
    return localStorage.getItem(KEY) === '1';
  } catch {
    return false;
  }
}

const tell = () => listeners.forEach((listener) => listener());

function ready(): AudioContext | undefined {
  if (typeof AudioContext === 'undefined') return undefined;
  if (!context) {
    context = new AudioContext();
    context.onstatechange = tell;
  }
  return context;
}

export function soundState(): SoundState {
  if (muted) return 'muted';
  return context?.state === 'running' ? 'on' : 'blocked';
}

/** Wake the sound after a touch or a key: browsers allow it only then. */
export function wake(): void {
  const audio = ready();
  if (audio?.state === 'suspended') audio.resume().then(tell, tell);
}

if (typeof window !== 'undefined') {
  window.addEventListener('pointerdown', wake, { capture: true });
  window.addEventListener('keydown', wake, { capture: true });
}

export function setMuted(next: boolean): void {
  muted = next;
  try {
    localStorage.setItem(KEY, next ? '1' : '0');
  } catch {
    // The choice then lasts until the page is closed.
  }
  wake();
  tell();
}

function tone(audio: AudioContext, start: number, frequency: number, seconds: number, loud: number): void {
  const source = audio.createOscillator();
  const gain = audio.createGain();
  source.type = 'triangle';
  source.frequency.value = frequency;
  gain.gain.setValueAtTime(0.0001, start);
  gain.gain.exponentialRampToValueAtTime(loud, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + seconds);
  source.connect(gain).connect(audio.destination);
  source.start(start);
  source.stop(start + seconds + 0.05);
}

/** `urgent` for P1 and escalations: three pairs instead of one. */
export function sound(urgent: boolean): void {
  const audio = ready();
  if (muted || audio?.state !== 'running') return;
  const pairs = urgent ? 3 : 1;
  for (let pair = 0; pair < pairs; pair += 1) {
    const start = audio.currentTime + pair * 0.42;
    tone(audio, start, urgent ? 880 : 660, 0.16, urgent ? 0.3 : 0.16);
    tone(audio, start + 0.18, urgent ? 1175 : 880, 0.18, urgent ? 0.3 : 0.16);
  }
}

export function useSoundState(): SoundState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    soundState,
  );
}

/**
 * The sound of an order, made by the page itself: nothing is fetched, and it is the same on every phone. Browsers
 * let a page sound only after it was touched; until then the screen says that it is silent.
 */
import { useEffect, useSyncExternalStore } from 'react';
import type { Priority } from '@/live/cards';

const REPEAT_MS = 2400;
/** Pitch in Hz of the two tones: higher is more urgent. */
const TONES: Record<Priority, readonly [number, number]> = { P1: [1175, 880], P2: [988, 740], P3: [784, 659], P4: [659, 523] };

let context: AudioContext | undefined;
const listeners = new Set<() => void>();

function tell(): void {
  listeners.forEach((listener) => listener());
}

function open(): AudioContext | undefined {
  if (context === undefined && typeof AudioContext === 'function') {
    context = new AudioContext();
    context.onstatechange = tell;
  }
  return context;
}

/** Call from a touch: from then on the page may sound. */
export function allowSound(): void {
  // Asked before the first touch, a browser refuses and complains.
  if ('userActivation' in navigator && !navigator.userActivation.hasBeenActive) return;
  const audio = open();
  if (audio?.state === 'suspended') audio.resume().catch(() => undefined);
}

function beep(audio: AudioContext, at: number, pitch: number): void {
  const tone = audio.createOscillator();
  const loudness = audio.createGain();
  tone.type = 'square';
  tone.frequency.value = pitch;
  loudness.gain.setValueAtTime(0, at);
  loudness.gain.linearRampToValueAtTime(0.35, at + 0.015);
  loudness.gain.setValueAtTime(0.35, at + 0.17);
  loudness.gain.linearRampToValueAtTime(0, at + 0.2);
  tone.connect(loudness).connect(audio.destination);
  tone.start(at);
  tone.stop(at + 0.21);
}

/** A browser lets a page shake the phone, too, only after it was touched. */
export function shake(pattern: number | number[]): void {
  const touched = !('userActivation' in navigator) || navigator.userActivation.hasBeenActive;
  if (touched && typeof navigator.vibrate === 'function') navigator.vibrate(pattern);
}

export function sound(priority: Priority): void {
  const audio = context;
  if (audio?.state === 'running') {
    const [high, low] = TONES[priority];
    [high, low, high, low].forEach((pitch, index) => beep(audio, audio.currentTime + index * 0.24, pitch));
  }
  shake(priority === 'P1' ? [350, 120, 350, 120, 350] : [300, 150, 300]);
}

/** Sound until `priority` is null: until the order is answered. */
export function useRing(priority: Priority | null): void {
  useEffect(() => {
    if (priority === null) return;
    sound(priority);
    const timer = setInterval(() => sound(priority), REPEAT_MS);
    return () => {
      clearInterval(timer);
      shake(0);
    };
  }, [priority]);
}

/** True when an order would be heard. Any touch on the page allows sound. */
export function useSoundReady(): boolean {
  useEffect(() => {
    window.addEventListener('pointerdown', allowSound);
    window.addEventListener('keydown', allowSound);
    return () => {
      window.removeEventListener('pointerdown', allowSound);
      window.removeEventListener('keydown', allowSound);
    };
  }, []);
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => context?.state === 'running',
  );
}

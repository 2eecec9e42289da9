/**
 * Where units are: latest wins, outside the journal's positions and outside React. A map asks for the places to
 * draw at a moment and gets each unit part of the way between its last two known places, so that it glides.
 */
import type { LonLat } from './cards';

interface Track {
  from: LonLat;
  to: LonLat;
  /** When the last place arrived here, and how long the unit takes to glide to it (ms of this machine's clock). */
  since: number;
  over: number;
  at: string;
}

/** A gap longer than this is a jump, not a drive: the unit is put there at once. */
const LONGEST_GLIDE_MS = 12_000;
/** Degrees beyond which a move within one gap cannot be a drive (about 3 km). */
const JUMP = 0.03;

export class Positions {
  private readonly tracks = new Map<string, Track>();
  private readonly listeners = new Set<() => void>();
  private glidingUntil = 0;

  receive(rows: readonly (readonly [string, number, number, string])[], now: number = performance.now()): void {
    for (const [id, lon, lat, at] of rows) {
      const to: LonLat = [lon, lat];
      const track = this.tracks.get(id);
      if (track && track.at > at) continue;
      if (!track) {
        this.tracks.set(id, { from: to, to, since: now, over: 0, at });
        continue;
      }
      const gap = now - track.since;
      const far = Math.abs(track.to[0] - lon) + Math.abs(track.to[1] - lat) > JUMP;
      const over = far || gap > LONGEST_GLIDE_MS ? 0 : Math.min(Math.max(gap, 250), 6000);
      this.tracks.set(id, { from: over === 0 ? to : place(track, now), to, since: now, over, at });
      this.glidingUntil = Math.max(this.glidingUntil, now + over);
    }
    this.listeners.forEach((listener) => listener());
  }

  /** Last place that was told for a unit. */
  of(id: string): LonLat | undefined {
    return this.tracks.get(id)?.to;
  }

  at(id: string): string | undefined {
    return this.tracks.get(id)?.at;
  }

  /** Place to draw a unit at now. */
  shown(id: string, now: number = performance.now()): LonLat | undefined {
    const track = this.tracks.get(id);
    return track && place(track, now);
  }

  /** True while some unit is still on its way to its last known place. */
  gliding(now: number = performance.now()): boolean {
    return now < this.glidingUntil;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  clear(): void {
    this.tracks.clear();
    this.glidingUntil = 0;
    this.listeners.forEach((listener) => listener());
  }
}

function place(track: Track, now: number): LonLat {
  if (track.over === 0) return track.to;
  const part = Math.min(1, Math.max(0, (now - track.since) / track.over));
  return [track.from[0] + (track.to[0] - track.from[0]) * part, track.from[1] + (track.to[1] - track.from[1]) * part];
}

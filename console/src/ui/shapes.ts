/**
 * Shapes that say the same as the colours: one table for the lists (SVG) and the map (canvas).
 * Paths are drawn in a box of 16 by 16.
 */
import type { IncidentStatus, Priority, UnitKind, UnitStatus } from '@/live/cards';

/** P1 an octagon (stop everything), P2 a triangle, P3 a square, P4 a disc. */
export const PRIORITY_PATH: Record<Priority, string> = {
  P1: 'M5 .8h6L15.200 5v6L11 15.200H5L.8 11V5z',
  P2: 'M8 .9 15.600 14.900H.4z',
  P3: 'M2.300 1.500h11.400a.8.8 0 0 1 .8.8v11.400a.8.8 0 0 1-.8.8H2.300a.8.8 0 0 1-.8-.8V2.300a.8.8 0 0 1 .8-.8z',
  P4: 'M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z',
};

export type Tone = 'waiting' | 'going' | 'there' | 'idle' | 'off';

interface Glyph {
  path: string;
  /** Filled, or drawn as a line. */
  solid: boolean;
  tone: Tone;
}

const ring = 'M8 2.500a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11z';
const glyphs = {
  hollow: ring,
  pause: 'M5 3h2v10H5zM9.500 3h2v10h-2z',
  layers: 'M8 2 14 5 8 8 2 5zM2 8l6 3 6-3M2 11l6 3 6-3',
  ask: 'M8 1.800a6.200 6.200 0 1 1 0 12.400A6.200 6.200 0 0 1 8 1.800zM8 4.500v4.200M8 10.600v1.200',
  dot: `${ring}M8 6.500a1.500 1.500 0 1 1 0 3 1.500 1.500 0 0 1 0-3z`,
  tick: `${ring}M5.300 8.200l2 2 3.500-4`,
  arrow: 'M2 8h10.500M8.500 3.800 12.800 8l-4.300 4.200',
  pin: 'M8 1.500c2.700 0 4.800 2 4.800 4.700C12.800 9.600 8 14.500 8 14.500S3.200 9.600 3.200 6.200C3.200 3.500 5.300 1.500 8 1.500zM8 4.500a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600z',
  back: 'M14 8H3.500M7.500 3.800 3.200 8l4.300 4.200',
  carry: 'M2 5h7v6H2zM9 7h3l2 2v2H9M4.500 12.500h.1M11.500 12.500h.1',
  check: 'M2.500 8.500 6.300 12.300 13.500 4',
  cross: 'M4 4l8 8M12 4l-8 8',
  bars: 'M3 8h10',
};

export const INCIDENT_GLYPH: Record<IncidentStatus, Glyph> = {
  pending: { path: glyphs.hollow, solid: false, tone: 'waiting' },
  held: { path: glyphs.pause, solid: true, tone: 'off' },
  stacked: { path: glyphs.layers, solid: false, tone: 'off' },
  offered: { path: glyphs.ask, solid: false, tone: 'waiting' },
  assigned: { path: glyphs.dot, solid: false, tone: 'going' },
  enroute: { path: glyphs.arrow, solid: false, tone: 'going' },
  onscene: { path: glyphs.pin, solid: true, tone: 'there' },
  closed: { path: glyphs.check, solid: false, tone: 'off' },
};

export const UNIT_GLYPH: Record<UnitStatus, Glyph> = {
  available: { path: glyphs.hollow, solid: true, tone: 'idle' },
  offered: { path: glyphs.ask, solid: false, tone: 'waiting' },
  assigned: { path: glyphs.dot, solid: false, tone: 'waiting' },
  acknowledged: { path: glyphs.tick, solid: false, tone: 'going' },
  enroute: { path: glyphs.arrow, solid: false, tone: 'going' },
  onscene: { path: glyphs.pin, solid: true, tone: 'there' },
  transporting: { path: glyphs.carry, solid: false, tone: 'there' },
  returning: { path: glyphs.back, solid: false, tone: 'idle' },
  busy: { path: glyphs.bars, solid: false, tone: 'off' },
  out: { path: glyphs.cross, solid: false, tone: 'off' },
};

/** Outline of each kind of unit: what it is, at a glance, on the list and on the map. */
export const KIND_PATH: Record<UnitKind, string> = {
  foot: 'M8 1.200a1.700 1.700 0 1 1 0 3.400 1.700 1.700 0 0 1 0-3.400zM6.300 5.200h3.400l1.800 3.400-1.200.7-1-1.600v7H7.900V11h-.3v3.700H6.200v-7l-1 1.600-1.200-.7z',
  car: 'M4 3h8l1.600 4 1.400 1v5h-2v1.500h-2V13H5v1.500H3V13H1V8l1.400-1zM4.900 4.500 4 7h8l-.9-2.500z',
  motorcycle: 'M3.500 8a3 3 0 1 1 0 6 3 3 0 0 1 0-6zm9 0a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM9 3h3l1.400 4.500-1.400.4-.9-3.200H9zM4 6h5.500l1.500 4H6z',
  boat: 'M1.200 9.500h13.600l-2 5H3.200zM7.200 1.500h1.600V8h4L8.800 2.600zM7 3.500V8H3.500z',
  drone: 'M3.200 1a2.200 2.200 0 1 1 0 4.400 2.200 2.200 0 0 1 0-4.400zm9.600 0a2.200 2.200 0 1 1 0 4.400 2.200 2.200 0 0 1 0-4.400zM3.200 10.600a2.200 2.200 0 1 1 0 4.400 2.200 2.200 0 0 1 0-4.400zm9.600 0a2.200 2.200 0 1 1 0 4.400 2.200 2.200 0 0 1 0-4.400zM5.600 5.600h4.800v4.800H5.600z',
  engine: 'M1 4h9v2h5v7h-1.500v1.500h-2V13h-6v1.500h-2V13H1zm10 3.500v2.200h3V7.500z',
  truck: 'M1 6.500h8.500V5H15v8h-1.500v1.500h-2V13h-6v1.500h-2V13H1zM1.500 2.500l11 1.200-.1 1-11-1.200z',
  ambulance: 'M1 3.500h9v3h2.800L15 9v4h-1.500v1.500h-2V13h-6v1.500h-2V13H1zm3.800 1.700v1.500H3.300v1.500h1.500v1.500h1.500V8.200h1.500V6.700H6.300V5.200z',
};

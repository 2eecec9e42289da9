/** Colours of the map. WebGL cannot read CSS variables, so they stand here, beside the reason for each. */
import type { Theme } from '@/theme';

export interface Palette {
  ground: string;
  water: string;
  park: string;
  built: string;
  industry: string;
  building: string;
  road: string;
  roadMain: string;
  roadCasing: string;
  path: string;
  ferry: string;
  label: string;
  labelHalo: string;
  labelWater: string;
  boundary: string;
  route: string;
  routeCasing: string;
  ink: string;
  p: Record<'P1' | 'P2' | 'P3' | 'P4', string>;
  onP: Record<'P1' | 'P2' | 'P3' | 'P4', string>;
  tone: Record<'waiting' | 'going' | 'there' | 'idle' | 'off', string>;
  onTone: string;
  halo: string;
}

/** The ground stays quiet in both lights: what moves and what waits must be the brightest thing on it. */
export const PALETTES: Record<Theme, Palette> = {
  night: {
    ground: '#0d1319', water: '#0b2233', park: '#0f1d18', built: '#10171e', industry: '#12161d', building: '#161f28',
    road: '#222d38', roadMain: '#31404e', roadCasing: '#0a0f14', path: '#1c2730', ferry: '#2a6079',
    label: '#93a3b4', labelHalo: '#0a0f14', labelWater: '#4f8aa3', boundary: '#3e6b7a',
    route: '#3cb8d0', routeCasing: '#06222b', ink: '#e8eef5',
    p: { P1: '#ff4f57', P2: '#ff9f2e', P3: '#4ea3ff', P4: '#8b99aa' },
    onP: { P1: '#230004', P2: '#241300', P3: '#00142b', P4: '#0d1217' },
    tone: { waiting: '#ffb938', going: '#5ab0ff', there: '#46c98b', idle: '#9fdcc0', off: '#66748a' },
    onTone: '#07110d', halo: '#0a0f14',
  },
  day: {
    ground: '#eef1f3', water: '#b9d7e8', park: '#d9e8d5', built: '#e8ebee', industry: '#e4e4e6', building: '#dbe0e5',
    road: '#ffffff', roadMain: '#fdf3d8', roadCasing: '#c5ced6', path: '#d3d8dc', ferry: '#5f9fbe',
    label: '#44525f', labelHalo: '#f6f8f9', labelWater: '#33708d', boundary: '#5b8c9d',
    route: '#087990', routeCasing: '#ffffff', ink: '#16202b',
    p: { P1: '#c8202f', P2: '#c26100', P3: '#1767c2', P4: '#5c6b7d' },
    onP: { P1: '#ffffff', P2: '#ffffff', P3: '#ffffff', P4: '#ffffff' },
    tone: { waiting: '#b46a00', going: '#1767c2', there: '#12804d', idle: '#1b8a68', off: '#7b8898' },
    onTone: '#ffffff', halo: '#ffffff',
  },
};

/** Images of units, incidents and the found place, drawn once per light from the same paths as the lists' marks. */
import type { Map as MapLibre } from 'maplibre-gl';
import type { Priority, UnitKind } from '@/live/cards';
import type { Theme } from '@/theme';
import { KIND_PATH, PRIORITY_PATH, type Tone } from '@/ui/shapes';
import { type Palette, PALETTES } from './palette';

const RATIO = 2;
const TONES: readonly Tone[] = ['waiting', 'going', 'there', 'idle', 'off'];

type Pen = CanvasRenderingContext2D;

function image(size: number, draw: (pen: Pen) => void): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size * RATIO;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('this browser draws no canvas');
  pen.scale(RATIO, RATIO);
  draw(pen);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

/** Outline of a unit's badge: a disc waiting for work, a diamond on its way, a square at work, a small ring when off. */
function badge(pen: Pen, tone: Tone): void {
  pen.beginPath();
  if (tone === 'going') {
    pen.moveTo(14, 1.5);
    pen.lineTo(26.500, 14);
    pen.lineTo(14, 26.500);
    pen.lineTo(1.500, 14);
    pen.closePath();
  } else if (tone === 'there') pen.roundRect(3, 3, 22, 22, 4);
  else pen.arc(14, 14, tone === 'off' ? 9 : 11, 0, Math.PI * 2);
}

function unit(c: Palette, kind: UnitKind, tone: Tone): ImageData {
  return image(28, (pen) => {
    badge(pen, tone);
    pen.lineWidth = 3;
    pen.strokeStyle = c.halo;
    pen.stroke();
    const hollow = tone === 'off';
    pen.fillStyle = hollow ? c.halo : c.tone[tone];
    pen.fill();
    pen.lineWidth = 1.5;
    pen.strokeStyle = c.tone[tone];
    if (tone === 'waiting') pen.setLineDash([4, 3]);
    if (tone === 'waiting') pen.strokeStyle = c.ink;
    pen.stroke();
    pen.setLineDash([]);
    const small = tone === 'off' ? 0.66 : 0.8;
    pen.translate(14 - 8 * small, 14 - 8 * small);
    pen.scale(small, small);
    pen.fillStyle = hollow ? c.tone.off : c.onTone;
    pen.fill(new Path2D(KIND_PATH[kind]), 'evenodd');
  });
}

/** An incident nobody has gone to yet carries a ring; one that is being dealt with is plain. */
function incident(c: Palette, priority: Priority, waiting: boolean): ImageData {
  return image(34, (pen) => {
    if (waiting) {
      pen.beginPath();
      pen.arc(17, 17, 15, 0, Math.PI * 2);
      pen.lineWidth = 2;
      pen.strokeStyle = c.p[priority];
      pen.stroke();
    }
    const scale = 1.3;
    pen.translate(17 - 8 * scale, 17 - 8 * scale);
    pen.scale(scale, scale);
    const path = new Path2D(PRIORITY_PATH[priority]);
    pen.lineWidth = 2;
    pen.strokeStyle = c.halo;
    pen.lineJoin = 'round';
    pen.stroke(path);
    pen.fillStyle = c.p[priority];
    pen.fill(path);
    pen.fillStyle = c.onP[priority];
    pen.font = '700 10px system-ui, sans-serif';
    pen.textAlign = 'center';
    pen.fillText(priority.slice(1), 8, priority === 'P2' ? 13.4 : 11.6);
  });
}

function place(c: Palette): ImageData {
  return image(36, (pen) => {
    const path = new Path2D('M18 3c6.100 0 11 4.700 11 10.800C29 22 18 34 18 34S7 22 7 13.800C7 7.700 11.900 3 18 3z');
    pen.lineWidth = 3;
    pen.strokeStyle = c.halo;
    pen.stroke(path);
    pen.fillStyle = c.route;
    pen.fill(path);
    pen.fillStyle = c.halo;
    pen.beginPath();
    pen.arc(18, 13.500, 4.200, 0, Math.PI * 2);
    pen.fill();
  });
}

export const unitIcon = (kind: UnitKind, tone: Tone) => `unit-${kind}-${tone}`;
export const incidentIcon = (priority: Priority, waiting: boolean) => `incident-${priority}${waiting ? '-waiting' : ''}`;

export function addSymbols(map: MapLibre, theme: Theme): void {
  const c = PALETTES[theme];
  const put = (name: string, data: ImageData) => {
    if (!map.hasImage(name)) map.addImage(name, data, { pixelRatio: RATIO });
  };
  for (const kind of Object.keys(KIND_PATH) as UnitKind[]) {
    for (const tone of TONES) put(unitIcon(kind, tone), unit(c, kind, tone));
  }
  for (const priority of Object.keys(PRIORITY_PATH) as Priority[]) {
    put(incidentIcon(priority, true), incident(c, priority, true));
    put(incidentIcon(priority, false), incident(c, priority, false));
  }
  put('place', place(c));
}

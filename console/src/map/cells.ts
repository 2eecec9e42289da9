/**
 * The coarse cells in which a place is public, as `anlan.geography.cells` cuts them: rows of 500 m, each cut into
 * columns as wide. Who does not work on an incident is shown the middle of its cell.
 */
import type { LonLat } from '@/live/cards';

const ROW_DEGREES = 0.0045;

/** Undefined when the id is none of these cells. */
export function cellCentre(cell: string | null): LonLat | undefined {
  const found = /^(\d{1,5})-(\d{1,6})$/.exec(cell ?? '');
  if (!found) return undefined;
  const [row, column] = [Number(found[1]), Number(found[2])];
  const south = row * ROW_DEGREES - 90;
  const width = Math.min(ROW_DEGREES / Math.max(Math.cos(((south + ROW_DEGREES / 2) * Math.PI) / 180), 1e-6), 360);
  const west = column * width - 180;
  return south < 90 && west < 180 ? [(west + Math.min(west + width, 180)) / 2, south + ROW_DEGREES / 2] : undefined;
}

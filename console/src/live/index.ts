/** The live board of this session and the line that feeds it. */
import { useSyncExternalStore } from 'react';
import { Line, type LineState } from './socket';
import { liveBoard } from './store';

export const liveLine = new Line(liveBoard);

if (typeof window !== 'undefined') window.addEventListener('online', () => liveLine.hurry());

export function useLineState(): LineState {
  return useSyncExternalStore(liveLine.subscribe, liveLine.get);
}

export type { Board, Delta, Snapshot } from './board';
export type * from './cards';
export { PRIORITIES, UNIT_STATUSES } from './cards';
export type { LineState } from './socket';
export { BoardStore, liveBoard, sameMembers, useAlarms, useBoard, useDesk, useIncident, useUnit } from './store';

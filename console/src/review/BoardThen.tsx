/** The board as it stood at the moment shown, in numbers and as a list. */
import { useCallback } from 'react';
import { useWords } from '@/i18n';
import { sameMembers, useBoard } from '@/live';
import type { Board } from '@/live/board';
import type { Incident } from '@/live/cards';
import { dayOf, spanOf, timeOf } from '@/live/clock';
import { shortNumber } from '@/map';
import { useTypeName } from '@/acts/names';
import { Empty, IncidentStatusMark, PriorityMark } from '@/ui';
import type { Playback } from './playback';
import { usePlay } from './usePlayback';

const WAITING = new Set(['pending', 'held', 'stacked', 'offered']);

function counts(board: Board): [waiting: number, inHand: number, free: number, onDuty: number] {
  let waiting = 0;
  let inHand = 0;
  let free = 0;
  let onDuty = 0;
  for (const { status } of board.incidents.values()) {
    if (WAITING.has(status)) waiting += 1;
    else if (status !== 'closed') inHand += 1;
  }
  for (const unit of board.units.values()) {
    if (!unit.on_duty) continue;
    onDuty += 1;
    if (unit.status === 'available' || unit.status === 'returning') free += 1;
  }
  return [waiting, inHand, free, onDuty];
}

export function BoardStrip({ playback }: { playback: Playback }) {
  const { t } = useWords();
  const [waiting, inHand, free, onDuty] = useBoard(counts, sameMembers, playback.store);
  const second = usePlay(playback, ({ at }) => Math.floor(at / 1000));
  const loading = usePlay(playback, (state) => state.loading);
  return (
    <div className="rv-strip">
      <time dateTime={new Date(second * 1000).toISOString()}><b className="mono">{timeOf(second * 1000)}</b> <span className="soft">{dayOf(second * 1000)}</span></time>
      <span className="rv-counts">
        <span>{t('review.waiting', { n: waiting })}</span><span>{t('review.inHand', { n: inHand })}</span>
        <span>{t('review.free', { n: free })}</span><span className="soft">{t('review.onDuty', { n: onDuty })}</span>
      </span>
      <span className="soft clip" role="status">{loading && t('review.loading')}</span>
    </div>
  );
}

function ranked(board: Board): Incident[] {
  return [...board.incidents.values()].filter(({ status }) => status !== 'closed')
    .sort((a, b) => (a.priority < b.priority ? -1 : a.priority > b.priority ? 1 : a.opened_at < b.opened_at ? -1 : 1));
}

export function BoardThen({ playback, choose }: { playback: Playback; choose: (id: string) => void }) {
  const { t } = useWords();
  const typeName = useTypeName();
  const rows = useBoard(useCallback(ranked, []), sameMembers, playback.store);
  const rough = rows.some((row) => row.location === undefined);
  const minute = usePlay(playback, ({ at }) => Math.floor(at / 10_000));
  return (
    <>
      <header className="rv-head"><h2>{t('review.boardThen')}</h2><p className="soft">{t('review.choose')}</p><p className="dim">{t('review.asKnown')}{rough && ` ${t('review.approximate')}`}</p></header>
      <div className="rv-found">
        {rows.length === 0 ? <Empty text={t('review.boardEmpty')} /> : (
          <ul>
            {rows.map((row) => (
              <li key={row.id}>
                <button type="button" className="rv-row" onClick={() => choose(row.id)}>
                  <PriorityMark priority={row.priority} />
                  <span className="rv-row-main">
                    <span><b className="clip">{typeName(row.type)}</b><IncidentStatusMark status={row.status} /></span>
                    <span className="soft"><span className="clip">{row.place ?? row.public_place ?? '–'}</span><span className="mono">{shortNumber(row.number)} · {spanOf((minute * 10_000 - Date.parse(row.opened_at)) / 1000)}</span></span>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

/** What happened: one incident's course in words, and the whole board at any past second. */
import { useCallback, useEffect, useMemo } from 'react';
import { useLocation, useParams } from 'wouter';
import { useWords } from '@/i18n';
import { useIncident } from '@/live';
import type { LonLat } from '@/live/cards';
import { now } from '@/live/clock';
import { LazyMap } from '@/map';
import { BoardThen, BoardStrip } from './BoardThen';
import { Course } from './Course';
import { Found } from './Found';
import { MINUTE } from './moment';
import './review.css';
import { useTimeline } from './source';
import { Transport } from './Transport';
import { useAddress, usePlayback } from './usePlayback';

export default function ReviewScreen() {
  const { t } = useWords();
  const { incident } = useParams<{ incident?: string }>();
  const [, navigate] = useLocation();
  const playback = usePlayback();
  useAddress(playback);
  const timeline = useTimeline(incident);
  const moments = useMemo(
    () => [...new Set((timeline.data?.items ?? []).map((item) => Date.parse(item.known_at)))].sort((a, b) => a - b), [timeline.data],
  );

  // Come by a link, the address says the moment; come by the list, the incident does.
  const first = moments[0];
  const last = moments.at(-1);
  useEffect(() => {
    if (first === undefined || last === undefined) return;
    const { at } = playback.get();
    if (at >= first - MINUTE && at <= last + MINUTE) return;
    const to = Math.min(Math.max(last + 2 * MINUTE, first + 10 * MINUTE), now());
    void playback.reframe({ from: first - MINUTE, to: Math.max(to, first + MINUTE) }, first);
  }, [playback, incident, first, last]);

  const card = useIncident(incident, playback.store);
  const [lon, lat] = card?.location ?? [];
  // As numbers: a card that changed otherwise must not move the map.
  const look = useMemo<LonLat | null>(() => (lon === undefined || lat === undefined ? null : [lon, lat]), [lon, lat]);

  const choose = useCallback((id: string) => navigate(`/review/${encodeURIComponent(id)}${location.search}`), [navigate]);
  const leave = useCallback(() => navigate(`/review${location.search}`), [navigate]);

  return (
    <div className="review">
      <aside className="rv-list" aria-label={t('review.search')}><Found chosen={incident} choose={choose} /></aside>
      <section className="rv-stage" aria-label={t('review.replay')}>
        <BoardStrip playback={playback} />
        <div className="rv-map"><LazyMap store={playback.store} chosen={incident ?? null} look={look} onIncident={choose} label={t('review.map')} /></div>
        <Transport playback={playback} moments={moments} />
      </section>
      <aside className="rv-course">
        {incident === undefined
          ? <BoardThen playback={playback} choose={choose} />
          : <Course key={incident} id={incident} timeline={timeline} playback={playback} leave={leave} />}
      </aside>
    </div>
  );
}

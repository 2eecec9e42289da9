/** Moving in time: the slider, play, speed, from event to event, another window, a link. */
import { App, Select } from 'antd';
import { type CSSProperties, useState } from 'react';
import { describe } from '@/api';
import { useWords } from '@/i18n';
import { useKeys } from '@/keys';
import { dayOf, now, timeOf, useNow } from '@/live/clock';
import { useSession } from '@/session';
import { DateField } from './DateField';
import { MINUTE, SPANS, spanAround } from './moment';
import type { Playback } from './playback';
import { usePlay } from './usePlayback';

const SPEEDS = [1, 2, 5, 10, 30, 60] as const;

export function Transport({ playback, moments }: { playback: Playback; moments: readonly number[] }) {
  const words = useWords();
  const { t } = words;
  const playing = usePlay(playback, (state) => state.playing);
  const speed = usePlay(playback, (state) => state.speed);
  const error = usePlay(playback, (state) => state.error);
  const [own, setOwn] = useState(true);
  const stops = own && moments.length > 0 ? moments : undefined;
  const toggle = () => (playback.get().playing ? playback.pause() : playback.play());
  const shift = (seconds: number) => void playback.seek(playback.get().at + seconds * 1000);
  const step = (direction: 1 | -1) => void playback.step(direction, stops);
  const next = stops ? t('review.nextMoment') : t('review.nextEvent');
  const previous = stops ? t('review.previousMoment') : t('review.previousEvent');

  useKeys([
    { combo: 'p', label: playing ? 'review.pause' : 'review.play', group: 'review', run: toggle },
    { combo: '.', label: 'review.nextEvent', group: 'review', run: () => step(1) },
    { combo: ',', label: 'review.previousEvent', group: 'review', run: () => step(-1) },
    { combo: 'ArrowRight', label: 'review.ahead', group: 'review', run: () => shift(10), shown: '→' },
    { combo: 'ArrowLeft', label: 'review.behind', group: 'review', run: () => shift(-10), shown: '←' },
  ]);

  return (
    <div className="rv-transport">
      {error !== null && (
        <p className="rv-fault" role="alert">
          {describe(error, words)} <button type="button" className="plain-button" onClick={() => shift(0)}>{t('errors.retry')}</button>
        </p>
      )}
      <Slider playback={playback} moments={moments} />
      <div className="rv-controls">
        <button type="button" className="plain-button" onClick={() => step(-1)} aria-label={previous} title={`${previous} ( , )`}><Icon d="M18 5 9 12l9 7zM6 5v14" /></button>
        <button type="button" className="plain-button is-main rv-play" onClick={toggle} aria-pressed={playing}>
          <Icon d={playing ? 'M7 5h3v14H7zM14 5h3v14h-3z' : 'M7 4.500 19 12 7 19.500z'} />{playing ? t('review.pause') : t('review.play')}
        </button>
        <button type="button" className="plain-button" onClick={() => step(1)} aria-label={next} title={`${next} ( . )`}><Icon d="M6 5l9 7-9 7zM18 5v14" /></button>
        {moments.length > 0 && (
          <label className="rv-own"><input type="checkbox" checked={own} onChange={(event) => setOwn(event.target.checked)} />{t('review.ownOnly')}</label>
        )}
        <div className="rv-speeds" role="radiogroup" aria-label={t('review.speed')}>
          {SPEEDS.map((each) => (
            <button key={each} type="button" role="radio" aria-checked={each === speed} onClick={() => playback.faster(each)}>{t('review.times', { n: each })}</button>
          ))}
        </div>
        <Frame playback={playback} />
        <Share />
      </div>
    </div>
  );
}

function Slider({ playback, moments }: { playback: Playback; moments: readonly number[] }) {
  const { t } = useWords();
  const span = usePlay(playback, (state) => state.span);
  const second = usePlay(playback, ({ at }) => Math.round(at / 1000));
  const end = Math.min(span.to, useNow());
  const part = (at: number) => `${(100 * (at - span.from)) / (span.to - span.from)}%`;
  return (
    <div className="rv-slider" style={{ '--done': part(second * 1000), '--known': part(end) } as CSSProperties}>
      <div className="rv-ticks" aria-hidden="true">
        {moments.filter((at) => at >= span.from && at <= span.to).map((at) => <i key={at} style={{ left: part(at) }} />)}
      </div>
      <input type="range" min={Math.floor(span.from / 1000)} max={Math.ceil(span.to / 1000)} step={1} value={second} aria-label={t('review.head')}
        aria-valuetext={`${dayOf(second * 1000)} ${timeOf(second * 1000)}`} onChange={(event) => void playback.seek(Number(event.target.value) * 1000)}
        onKeyDown={(event) => {
          // The arrows move ten seconds wherever the focus is, not one second here and ten there.
          if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') event.preventDefault();
          if (event.key === 'ArrowLeft') void playback.seek(playback.get().at - 10_000);
          if (event.key === 'ArrowRight') void playback.seek(playback.get().at + 10_000);
        }} />
      <div className="rv-scale" aria-hidden="true"><span>{timeOf(span.from, false)}</span><span>{timeOf((span.from + span.to) / 2, false)}</span><span>{timeOf(span.to, false)}</span></div>
    </div>
  );
}

function Frame({ playback }: { playback: Playback }) {
  const { t } = useWords();
  const { time_zone: zone } = useSession();
  const span = usePlay(playback, (state) => state.span);
  const length = SPANS.find((each) => each >= span.to - span.from - 1000) ?? SPANS.at(-1) ?? 60 * MINUTE;
  const set = (from: number, wanted: number) => {
    const { at } = playback.get();
    const to = from + wanted;
    void playback.reframe({ from, to }, at < from || at > to ? from : at);
  };
  return (
    <div className="rv-window">
      <DateField withTime label={t('review.from')} zone={zone} most={now()} value={span.from} change={(from) => { if (from !== null) set(from, length); }} />
      <Select aria-label={t('review.length')} value={length} onChange={(wanted: number) => set(span.from, wanted)} popupMatchSelectWidth={false}
        options={SPANS.map((value) => ({ value, label: value < 60 * MINUTE ? t('review.minutes', { n: value / MINUTE }) : t('review.hours', { n: value / MINUTE / 60 }) }))} />
      <button type="button" className="plain-button" onClick={() => {
        const wanted = spanAround(now(), length, now());
        void playback.reframe(wanted, wanted.to);
      }}>{t('review.toNow')}</button>
    </div>
  );
}

function Share() {
  const { t } = useWords();
  const { message } = App.useApp();
  const copy = () => {
    copyText(location.href).then(() => message.success(t('review.copied')), () => message.warning(t('review.copyFailed')));
  };
  return <button type="button" className="plain-button" onClick={copy}>{t('review.copyLink')}</button>;
}

/** The clipboard is missing where the page came by plain http. */
export async function copyText(text: string): Promise<void> {
  if (!('clipboard' in navigator)) throw new Error('no clipboard');
  await navigator.clipboard.writeText(text);
}

function Icon({ d }: { d: string }) {
  return <svg width="16" height="16" viewBox="0 0 24 24" fill="currentColor" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" aria-hidden="true"><path d={d} /></svg>;
}

/** One incident: what happened in words, how long each stage took, what was recommended, how to take it away. */
import type { UseQueryResult } from '@tanstack/react-query';
import { App } from 'antd';
import { useEffect, useRef } from 'react';
import { useWords } from '@/i18n';
import { dayOf, timeOf } from '@/live/clock';
import { useTypeName } from '@/acts/names';
import { Empty, Failure, IncidentStatusMark, Loading, PriorityMark } from '@/ui';
import { countUntil } from './chunk';
import type { Playback } from './playback';
import { Recommended } from './Recommended';
import { type Timeline, type TimelineItem, useCard } from './source';
import { Stages } from './Stages';
import { copyText } from './Transport';
import { usePlay } from './usePlayback';

interface CourseProps {
  id: string;
  timeline: UseQueryResult<Timeline>;
  playback: Playback;
  leave: () => void;
}

export function Course({ id, timeline, playback, leave }: CourseProps) {
  const { t } = useWords();
  const card = useCard(id);
  const typeName = useTypeName();
  return (
    <>
      <header className="rv-head">
        <button type="button" className="plain-button is-quiet" onClick={leave}>← {t('review.boardThen')}</button>
        {card.data && (
          <>
            <h2><PriorityMark priority={card.data.priority} /> {typeName(card.data.type)} <span className="mono soft">{card.data.number}</span></h2>
            <p className="rv-head-line"><IncidentStatusMark status={card.data.status} /><span>{card.data.place ?? card.data.public_place}</span><span className="dim">{dayOf(card.data.opened_at)}</span></p>
          </>
        )}
        {card.error && <Failure error={card.error} />}
      </header>
      <div className="rv-scroll">
        {timeline.isPending ? <Loading /> : timeline.error ? <Failure error={timeline.error} retry={() => void timeline.refetch()} /> : (
          <>
            <Stages stages={timeline.data.stages} />
            <Items items={timeline.data.items} playback={playback} />
          </>
        )}
        <Recommended id={id} playback={playback} />
        <Export number={card.data?.number ?? id} />
      </div>
    </>
  );
}

function Items({ items, playback }: { items: readonly TimelineItem[]; playback: Playback }) {
  const { t } = useWords();
  const sorted = [...items].sort((a, b) => a.position - b.position);
  const times = sorted.map((item) => Date.parse(item.known_at));
  const here = usePlay(playback, ({ at }) => countUntil(times, at) - 1);
  return (
    <section className="rv-section" aria-label={t('review.timeline')}>
      <h3>{t('review.timeline')}</h3>
      {items.length === 0 && <Empty text={t('review.timelineNone')} />}
      <ol className="rv-items">
        {sorted.map((item, index) => <Item key={item.position} item={item} here={index === here} to={() => void playback.seek(times[index] ?? 0)} />)}
      </ol>
    </section>
  );
}

function Item({ item, here, to }: { item: TimelineItem; here: boolean; to: () => void }) {
  const { t, pick } = useWords();
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (here) row.current?.scrollIntoView({ block: 'nearest' });
  }, [here]);
  const late = Math.abs(Date.parse(item.known_at) - Date.parse(item.occurred_at)) >= 1000;
  return (
    <li ref={row} className={here ? 'is-here' : ''} aria-current={here ? 'step' : undefined}>
      <button type="button" onClick={to} title={t('review.showThen')}>
        <span className="rv-when">
          <time className="mono" dateTime={item.occurred_at}>{timeOf(item.occurred_at)}</time>
          {late && <time className="rv-late" dateTime={item.known_at}>{t('review.knownLater', { time: timeOf(item.known_at) })}</time>}
        </span>
        <span className="rv-what"><span>{pick(item.text, item.text_en)}</span>{item.actor_name && <span className="dim">{item.actor_name}</span>}</span>
      </button>
    </li>
  );
}

function Export({ number }: { number: string }) {
  const { t } = useWords();
  const { message } = App.useApp();
  const command = `anlan export incident ${number} --out ./incident-${number} --account NAME`;
  return (
    <section className="rv-section" aria-label={t('review.exportTitle')}>
      <h3>{t('review.exportTitle')}</h3>
      <p className="soft">{t('review.exportHint')}</p>
      <code className="rv-command">{command}</code>
      <button type="button" className="plain-button" onClick={() => {
        copyText(command).then(() => message.success(t('review.copied')), () => message.warning(t('review.copyFailed')));
      }}>{t('review.exportCopy')}</button>
    </section>
  );
}

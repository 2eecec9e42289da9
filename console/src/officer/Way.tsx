/** Where it is and how to get there: the map with the route, and its steps to read. */
import { useState } from 'react';
import type { Route, RouteStep } from '@/api';
import { useWords, type Words } from '@/i18n';
import type { Incident } from '@/live/cards';
import { spanOf } from '@/live/clock';
import { LazyMap } from '@/map';
import { useFrame } from './detail';

export function distance({ t }: Words, metres: number): string {
  return metres < 950 ? t('officer.wayMetres', { n: Math.max(10, Math.round(metres / 10) * 10) }) : `${(metres / 1000).toFixed(1)} km`;
}

export function wayLeft(words: Words, route: Route): string {
  return words.t('officer.wayLeft', { km: (route.metres / 1000).toFixed(1), time: spanOf(route.seconds) });
}

/** The name of a street that has one; the server writes none as an empty text. */
function streetOf({ street, street_en: english }: RouteStep, pick: Words['pick']): string | null {
  const name = pick(street, english === '' ? null : english);
  return name === '' ? null : name;
}

export function Way({ incident, route }: { incident: Incident; route: Route | undefined }) {
  const words = useWords();
  const { t, word, pick } = words;
  const [big, setBig] = useState(false);
  const frame = useFrame(route, incident.location);
  return (
    <section className="of-card is-map" aria-label={t('officer.where')}>
      <div className={`of-map${big ? ' is-big' : ''}`}>
        <LazyMap chosen={incident.id} route={route?.geometry ?? null} fit={frame} label={t('officer.where')} />
        <button type="button" className="of-map-size" onClick={() => setBig(!big)}>{big ? t('officer.mapSmaller') : t('officer.mapBigger')}</button>
      </div>
      {route && route.steps.length > 0 && (
        <details className="of-steps">
          <summary>{t('officer.steps', { n: route.steps.length })}<span>{wayLeft(words, route)}</span></summary>
          <ol>
            {route.steps.map((step, index) => (
              <li key={index}>
                <span>{step.turn === null ? '' : word(`officer.turn.${step.turn}`, '')}</span>
                <b>{streetOf(step, pick) ?? t('officer.unnamed')}</b>
                <span className="soft">{distance(words, step.metres)}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

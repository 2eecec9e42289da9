import { type Ref, useEffect, useState } from 'react';
import { asks, setFocus, useAgencyName } from '@/acts';
import type { Place } from '@/api';
import { useWords } from '@/i18n';
import type { LonLat } from '@/live/cards';
import type { Draft } from './draft';
import { Pick } from './Pick';

interface Props {
  draft: Draft;
  update: (part: Partial<Draft>) => void;
  field: Ref<HTMLInputElement>;
  next: () => void;
  picking: boolean;
  setPicking: (on: boolean) => void;
}

function useFound(text: string): { list: readonly Place[]; searched: boolean } {
  const query = text.trim();
  const [found, setFound] = useState<{ query: string; list: readonly Place[] }>({ query: '', list: [] });
  useEffect(() => {
    if (query === '') return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      asks.places(query, null, stop.signal).then(({ items }) => setFound({ query, list: items }), () => undefined);
    }, 140);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [query]);
  return { list: query === '' ? [] : found.list, searched: found.query === query && query !== '' };
}

export function PlacePick({ draft, update, field, next, picking, setPicking }: Props) {
  const { t, word } = useWords();
  const agencyName = useAgencyName();
  const { list, searched } = useFound(draft.placeText);
  const { place } = draft;
  const done = place !== null && draft.placeText === '';
  return (
    <Pick
      label={t('intake.where')} placeholder={t('intake.whereHint')} field={field}
      value={done ? place.name : draft.placeText} done={done}
      onType={(text) => update({ placeText: text })}
      list={list} keyOf={(each) => `${each.kind}${each.name}${each.location.join()}`}
      draw={(each) => (
        <>
          <span className="tag">{word(`intake.kind.${each.kind}`)}</span>
          <b className="clip">{each.name}</b>
          <span className="dim clip pick-code">{agencyName(each.agency_id)}</span>
        </>
      )}
      take={(each) => {
        update({ place: { location: each.location, name: each.name, agencyId: each.agency_id }, placeText: '' });
        setFocus({ look: [...each.location] });
        next();
      }}
      onEnter={next}
      after={(
        <button type="button" className={`plain-button is-quiet${picking ? ' is-open' : ''}`} aria-pressed={picking} title="Alt+m" onClick={() => setPicking(!picking)}>{t('map.pick')}</button>
      )}
      empty={searched ? <p className="pick-none">{t('command.foundNone', { word: draft.placeText })}</p> : undefined}
    />
  );
}

/** The place under a click on the map, with the words the server has for it. */
export async function placeAt(location: LonLat): Promise<NonNullable<Draft['place']>> {
  try {
    const found = await asks.placeAt(location);
    return { location, name: found.street ?? found.public_place, agencyId: found.agency_id };
  } catch {
    // Without a name the point itself is still the place.
    return { location, name: location.map((each) => each.toFixed(5)).join(', '), agencyId: null };
  }
}

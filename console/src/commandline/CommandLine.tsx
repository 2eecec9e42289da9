/** The foot of every desk: one key away, completes as you type, answers in words. */
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { asks, setFocus, useDispositions, useFocus, useTypeName, refused, wrong } from '@/acts';
import type { Place } from '@/api';
import { useWords } from '@/i18n';
import { useKeys } from '@/keys';
import { atSignOut } from '@/session/leaving';
import { Answers } from './Answers';
import { Candidates, type Candidate } from './Candidates';
import './command.css';
import { complete } from './complete';
import { fetchByNumber } from './departed';
import { execute } from './execute';
import { parse } from './parse';
import { presentScene } from './present';

/** Lines typed in this sitting, newest first; in memory only, for they may hold what people said. */
const history: string[] = [];
atSignOut(() => history.splice(0));
const FIND = /^[\s\u3000]*(?:f|找)[\s\u3000]+(.+)$/i;

function usePlaces(line: string): readonly Place[] {
  const query = FIND.exec(line)?.[1]?.trim() ?? '';
  const [found, setFound] = useState<{ query: string; places: readonly Place[] }>({ query: '', places: [] });
  useEffect(() => {
    if (query === '') return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      asks.places(query, null, stop.signal).then(({ items }) => setFound({ query, places: items }), () => undefined);
    }, 120);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [query]);
  return query === '' ? [] : found.places;
}

export function CommandLine({ showKeys }: { showKeys: () => void }) {
  const words = useWords();
  const typeName = useTypeName();
  const codes = useDispositions();
  const chosen = useFocus((focus) => focus.incident);
  const [, navigate] = useLocation();
  const [line, setLine] = useState('');
  const [active, setActive] = useState(false);
  const [picked, setPicked] = useState(-1);
  const [recalled, setRecalled] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const before = useRef<Element | null>(null);
  const listId = useId();

  const places = usePlaces(line);
  // The board is looked at when a key is pressed, not each time it changes: the list must not move under the hand.
  const { parsed, completions } = useMemo(() => {
    const scene = presentScene(typeName, codes, chosen);
    return { parsed: parse(line, scene), completions: complete(line, scene) };
  }, [line, chosen, codes, typeName]);

  const candidates = useMemo<Candidate[]>(() => {
    if (places.length > 0) return places.map((place) => ({ kind: 'place', line, label: place.name, place }));
    // For the word under the cursor the completion knows a better order (free units first).
    if (parsed.kind === 'choice' && !line.trimEnd().endsWith(parsed.typed)) {
      return parsed.options.map((option) => ({
        kind: parsed.what, line: option.line, label: option.incident?.number ?? option.unit?.callSign ?? '',
        ...(option.incident ? { incident: option.incident, hint: option.incident.label } : {}), ...(option.unit ? { unit: option.unit } : {}),
      }));
    }
    return completions;
  }, [places, parsed, completions, line]);

  const focus = () => {
    if (document.activeElement !== input.current) before.current = document.activeElement;
    input.current?.focus();
    input.current?.select();
  };
  useKeys([
    { combo: 'F2', label: 'keys.command', group: 'app', run: focus, whileTyping: true, shown: 'F2 /' },
    { combo: '/', label: 'keys.command', group: 'app', run: focus, quiet: true },
  ]);

  const type = (next: string) => {
    setLine(next);
    setPicked(-1);
    setRecalled(-1);
  };

  const openIncident = (id: string | null) => {
    setFocus({ incident: id });
    navigate(id === null ? '/board' : `/board/${encodeURIComponent(id)}`);
  };

  const run = (typed: string, asked = false) => {
    const scene = presentScene(typeName, codes, chosen);
    const order = parse(typed, scene);
    if (order.kind === 'empty' || order.kind === 'choice') return;
    if (order.kind === 'wrong') {
      const word = order.params.word;
      if (order.key !== 'command.noIncident' || typeof word !== 'string' || asked) wrong(order.key, order.params);
      else fetchByNumber(word).then((found) => { if (found) run(typed, true); else wrong(order.key, order.params); }, refused);
      return;
    }
    history.unshift(typed.trim());
    history.length = Math.min(history.length, 50);
    type('');
    void execute(order, { openIncident, showKeys, run, codes });
  };

  const take = (candidate: Candidate, press: boolean) => {
    if (candidate.place) {
      setFocus({ place: { location: candidate.place.location, name: candidate.place.name }, look: [...candidate.place.location] });
      type('');
      return;
    }
    type(candidate.line);
    if (press && parsed.kind === 'choice') run(candidate.line);
  };

  const leave = () => {
    if (before.current instanceof HTMLElement && before.current !== document.body) before.current.focus();
    else input.current?.blur();
  };

  const key = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const candidate = candidates[picked];
    const first = candidates[0];
    if (event.key === 'Enter') {
      event.preventDefault();
      if (candidate) take(candidate, true);
      else run(line);
    } else if (event.key === 'Tab' && line.trim() !== '' && first && !event.shiftKey) {
      event.preventDefault();
      take(candidate ?? first, false);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (line !== '') type('');
      else leave();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const up = event.key === 'ArrowUp';
      if (line.trim() === '' || recalled >= 0) {
        const next = Math.max(-1, Math.min(history.length - 1, recalled + (up ? 1 : -1)));
        setLine(history[next] ?? '');
        setPicked(-1);
        setRecalled(next);
      } else if (candidates.length > 0) {
        setPicked((picked + (up ? -1 : 1) + candidates.length) % candidates.length);
      }
    }
  };

  const shown = active && line.trim() !== '';
  return (
    <section className="command" aria-label={words.t('command.label')}>
      {shown && <Candidates id={listId} list={candidates} picked={picked} parsed={parsed} codes={codes} take={(candidate) => take(candidate, true)} />}
      <label className={`command-line${active ? ' is-active' : ''}`}>
        <span className="command-prompt" aria-hidden="true">›</span>
        <input
          ref={input}
          value={line}
          onChange={(event) => type(event.target.value)}
          onKeyDown={key}
          onFocus={() => setActive(true)}
          onBlur={() => setActive(false)}
          placeholder={words.t('command.placeholder')}
          aria-label={words.t('command.label')}
          role="combobox"
          aria-expanded={shown && candidates.length > 0}
          aria-controls={listId}
          aria-activedescendant={picked >= 0 ? `${listId}-${picked}` : undefined}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
        />
        {!active && <kbd>F2</kbd>}
      </label>
      <Answers run={run} />
    </section>
  );
}

import { type Ref, useMemo } from 'react';
import { useTypes } from '@/acts';
import type { IncidentType } from '@/api';
import { useWords } from '@/i18n';
import { PriorityMark } from '@/ui';
import type { Draft } from './draft';
import { Pick } from './Pick';
import { findTypes, useSearchable } from './pinyin';

interface Props {
  draft: Draft;
  update: (part: Partial<Draft>) => void;
  field: Ref<HTMLInputElement>;
  next: () => void;
}

export function TypePick({ draft, update, field, next }: Props) {
  const { t, pick } = useWords();
  const { data } = useTypes();
  const all = useSearchable(data?.items);
  const byId = useMemo(() => new Map(data?.items.map((type) => [type.id, type])), [data]);
  const chosen = draft.type === null ? undefined : byId.get(draft.type);
  const list = useMemo(() => {
    if (draft.typeText.trim() !== '') return findTypes(all, draft.typeText);
    // Before a letter is typed: what is worst first, for these are the ones with no time to search.
    return all.map((each) => each.type).filter((type) => type.parent_id !== null).sort((a, b) => (a.priority < b.priority ? -1 : a.priority > b.priority ? 1 : 0)).slice(0, 12);
  }, [all, draft.typeText]);
  const name = (type: IncidentType) => pick(type.name, type.name_en);
  return (
    <Pick
      label={t('intake.what')} placeholder={t('intake.whatHint')} field={field} autoFocus
      value={chosen && draft.typeText === '' ? name(chosen) : draft.typeText}
      done={chosen !== undefined && draft.typeText === ''}
      onType={(text) => update({ typeText: text })}
      list={list} keyOf={(type) => type.id}
      draw={(type) => (
        <>
          <PriorityMark priority={type.priority} size={16} />
          <b>{name(type)}</b>
          <span className="dim clip">{[byId.get(type.parent_id ?? '')].map((parent) => (parent ? name(parent) : '')).join('')}</span>
          <span className="dim mono pick-code">{type.id}</span>
        </>
      )}
      take={(type) => {
        update({ type: type.id, typeText: '', ...(type.id === draft.type ? {} : { answers: {} }) });
        next();
      }}
      onEnter={next}
      before={chosen && draft.typeText === '' ? <PriorityMark priority={chosen.priority} size={18} /> : undefined}
      empty={<p className="pick-none">{t('intake.noType')}</p>}
    />
  );
}

/** What to ask next; a number answers and goes on to the next question. */
export function Questions({ draft, update, done }: { draft: Draft; update: (part: Partial<Draft>) => void; done: () => void }) {
  const { t, pick } = useWords();
  const { data } = useTypes();
  const type = data?.items.find((each) => each.id === draft.type);
  const questions = type?.questions ?? [];
  if (questions.length === 0) return null;
  const answer = (question: string, value: string) => update({ answers: { ...draft.answers, [question]: value } });
  return (
    <fieldset className="questions">
      <legend className="intake-label">{t('intake.ask')}</legend>
      {questions.map((question, index) => {
        const given = draft.answers[question.id];
        return (
          <div key={question.id} className="question" role="radiogroup" aria-label={pick(question.text, question.text_en)}
            onKeyDown={(event) => {
              const nth = question.answers[Number(event.key) - 1];
              if (!nth || event.altKey || event.ctrlKey) return;
              event.preventDefault();
              answer(question.id, nth.id);
              const group = event.currentTarget.parentElement?.querySelectorAll<HTMLElement>('.question')[index + 1];
              const first = group?.querySelector<HTMLElement>('button');
              if (first) first.focus();
              else done();
            }}>
            <span className={given === undefined ? '' : 'soft'}>{pick(question.text, question.text_en)}</span>
            <span className="question-answers">
              {question.answers.map((each, nth) => (
                <button key={each.id} type="button" role="radio" aria-checked={given === each.id} className={`answer-button${given === each.id ? ' is-given' : ''}`} onClick={() => answer(question.id, each.id)}>
                  <span className="dim mono">{nth + 1}</span> {pick(each.text, each.text_en)}
                  {each.priority && given === each.id && <PriorityMark priority={each.priority} size={14} />}
                </button>
              ))}
            </span>
          </div>
        );
      })}
    </fieldset>
  );
}

/** "I have been here for five minutes": the same status, told again with the time it became true. */
import { useState } from 'react';
import { useWords } from '@/i18n';
import { now, timeOf, typedTime } from '@/live/clock';
import { statusAct, type Who } from './acts';
import type { Expected } from './expected';
import { outbox } from './line';
import { Sheet } from './Sheet';

const AGO = [2, 5, 10, 15] as const;
const ago = (minutes: number) => new Date(now() - minutes * 60_000).toISOString();

interface CorrectProps {
  who: Who;
  state: Expected;
  /** Nothing can have been done before the incident was known. */
  since: string;
  close: () => void;
  done: () => void;
}

export function CorrectSheet({ who, state, since, close, done }: CorrectProps) {
  const { t, word } = useWords();
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const tell = (at: string | undefined) => {
    if (at === undefined) setFault(t('officer.correctWrong'));
    else if (at < since) setFault(t('officer.correctEarly'));
    else {
      outbox.add(statusAct(who, { status: state.status, incidentId: state.incidentId, at }));
      done();
      close();
    }
  };
  return (
    <Sheet title={t('officer.correct')} close={close}>
      <p><b>{word(`terms.unit.${state.status}`)}</b> {timeOf(state.since)}</p>
      <p className="soft">{t('officer.correctHint')}</p>
      <div className="of-choices is-pairs">
        {AGO.map((n) => (
          <button key={n} type="button" className="of-choice" disabled={ago(n) < since} onClick={() => tell(ago(n))}>{t('officer.correctAgo', { n })}</button>
        ))}
      </div>
      <form className="of-row" onSubmit={(event) => { event.preventDefault(); tell(typedTime(typed)); }}>
        <input className="of-text" inputMode="numeric" value={typed} aria-label={t('officer.correctTyped')} placeholder={t('officer.correctTyped')}
          aria-invalid={fault !== null} onChange={(event) => { setTyped(event.target.value); setFault(null); }} />
        <button type="submit" className="of-button">{t('app.confirm')}</button>
      </form>
      {fault !== null && <p role="alert" className="of-fault">{fault}</p>}
    </Sheet>
  );
}

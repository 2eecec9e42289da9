/** Always to be seen: whether what was tapped has arrived, and whether the position goes out. */
import { useState } from 'react';
import { type ApiError, describe } from '@/api';
import { useWords } from '@/i18n';
import { useLineState } from '@/live';
import { timeOf } from '@/live/clock';
import { outbox } from './line';
import type { RefusedAct, Waiting } from './outbox';
import { Sheet } from './Sheet';
import type { Tracking } from './tracking';

export function LineStrip({ waiting, tracking }: { waiting: Waiting; tracking: Tracking }) {
  const words = useWords();
  const { t } = words;
  const [open, setOpen] = useState(false);
  const state = useLineState();
  const count = waiting.acts.length;
  const lost = waiting.lost || state === 'lost';
  const text = lost ? (count > 0 ? t('officer.lineLostQueued', { n: count }) : t('officer.lineLost'))
    : waiting.sending.size > 0 ? t('officer.lineSending', { n: count })
      : count > 0 ? t('officer.lineQueued', { n: count })
        : waiting.sentAt === null ? t('officer.lineSent') : t('officer.lineSentAt', { time: timeOf(waiting.sentAt) });
  return (
    <>
      <button type="button" className={`of-line${lost ? ' is-lost' : count > 0 ? ' is-queued' : ''}`} aria-live="polite" onClick={() => setOpen(true)}>
        <span><i aria-hidden="true" />{text}</span>
        <span>{positionText(words, tracking)}</span>
      </button>
      {open && (
        <Sheet title={text} close={() => setOpen(false)}>
          {count > 0 && <p className="soft">{t('officer.lineKept')}</p>}
          <ul className="of-list">
            {waiting.acts.map((act) => <li key={act.key}>{t('officer.atTime', { what: t(act.label, act.params), time: timeOf(act.at) })}</li>)}
          </ul>
          <p>{positionText(words, tracking)}</p>
          {tracking.reading === 'denied' && <p className="soft">{t('officer.positionDeniedHint')}</p>}
          <button type="button" className="of-button" onClick={() => { outbox.hurry(); setOpen(false); }}>{t('errors.retry')}</button>
        </Sheet>
      )}
      {waiting.refused[0] && <Refusal refused={waiting.refused[0]} describeIt={(error) => describe(error, words)} />}
    </>
  );
}

function positionText({ t }: ReturnType<typeof useWords>, { reading, queued, sentAt }: Tracking): string {
  switch (reading) {
    case 'off': return t('officer.positionOff');
    case 'asking': return t('officer.positionAsking');
    case 'denied': return t('officer.positionDenied');
    case 'unavailable': return t('officer.positionUnavailable');
    case 'reading':
      if (queued > 2) return t('officer.positionQueued', { n: queued });
      return sentAt === null ? t('officer.positionRead') : t('officer.positionReading', { time: timeOf(sentAt) });
  }
}

function Refusal({ refused: { act, error }, describeIt }: { refused: RefusedAct; describeIt: (error: ApiError) => string }) {
  const { t } = useWords();
  const close = () => outbox.dismiss(act.key);
  return (
    <Sheet title={t('officer.refusedTitle')} close={close}>
      <p><b>{t('officer.atTime', { what: t(act.label, act.params), time: timeOf(act.at) })}</b></p>
      <p role="alert">{describeIt(error)}</p>
      <button type="button" className="of-button is-main" onClick={close}>{t('officer.refusedOk')}</button>
    </Sheet>
  );
}

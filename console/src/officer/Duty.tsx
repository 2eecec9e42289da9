/** On duty and off, and waiting between two incidents. */
import { useState } from 'react';
import { useWords } from '@/i18n';
import type { Unit } from '@/live/cards';
import { timeOf } from '@/live/clock';
import { KindMark, UnitStatusMark } from '@/ui';
import { dutyAct, statusAct, type Who } from './acts';
import { Bar } from './Bar';
import type { Expected } from './expected';
import { outbox } from './line';
import { allowSound } from './ring';
import { Sheet } from './Sheet';
import { Stack } from './Stack';
import type { Tap } from './tap';

function Sign({ unit }: { unit: Unit }) {
  return (
    <div className="of-sign">
      <KindMark kind={unit.kind} />
      <b>{unit.call_sign}</b>
    </div>
  );
}

export function OffDuty({ who, unit }: { who: Who; unit: Unit }) {
  const { t } = useWords();
  const begin = () => {
    allowSound();
    outbox.add(dutyAct(who, true));
  };
  return (
    <>
      <div className="of-body is-middle">
        <Sign unit={unit} />
        <h1>{t('officer.offDutyTitle')}</h1>
        <p className="soft">{t('officer.offDutyHint')}</p>
      </div>
      <footer className="of-bar">
        <button type="button" className="of-button is-main is-big" onClick={begin}>{t('officer.onDuty')}</button>
      </footer>
    </>
  );
}

interface StandingByProps {
  who: Who;
  unit: Unit;
  state: Expected;
  tap: Tap;
  correct: () => void;
}

export function StandingBy({ who, unit, state, tap, correct }: StandingByProps) {
  const { t } = useWords();
  const [more, setMore] = useState(false);
  const free = state.status === 'available' || state.status === 'returning' || state.status === 'offered';
  const tell = (status: 'available' | 'busy' | 'out') => {
    outbox.add(statusAct(who, { status, incidentId: null }));
    setMore(false);
  };
  return (
    <>
      <div className="of-body">
        <div className="of-middle">
          <Sign unit={unit} />
          <h1>{free ? t('officer.waiting') : t('officer.notFree')}</h1>
          <p className="of-status"><UnitStatusMark status={state.status} /><span className="soft">{t('officer.since', { time: timeOf(state.since, false) })}</span></p>
          {free && <p className="soft">{t('officer.waitingHint')}</p>}
        </div>
        <Stack ids={unit.stack} />
      </div>
      <Bar tap={tap} correct={correct}>
        {free ? (
          <div className="of-pair">
            <button type="button" className="of-button is-big" onClick={() => setMore(true)}>{t('officer.pause')}</button>
            <button type="button" className="of-button is-big" onClick={() => outbox.add(dutyAct(who, false))}>{t('officer.offDuty')}</button>
          </div>
        ) : (
          <div className="of-pair">
            <button type="button" className="of-button is-big" onClick={() => outbox.add(dutyAct(who, false))}>{t('officer.offDuty')}</button>
            <button type="button" className="of-button is-main is-big" onClick={() => tell('available')}>{t('officer.available')}</button>
          </div>
        )}
      </Bar>
      {more && (
        <Sheet title={t('officer.notFree')} close={() => setMore(false)}>
          <button type="button" className="of-button" onClick={() => tell('busy')}>{t('officer.busy')}</button>
          <button type="button" className="of-button" onClick={() => tell('out')}>{t('officer.out')}</button>
        </Sheet>
      )}
    </>
  );
}

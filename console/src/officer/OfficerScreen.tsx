/** The officer's page: one hand, bad network, bright sun. What is to be done now, and one button for it. */
import { useEffect, useMemo, useState } from 'react';
import { useWords } from '@/i18n';
import { useBoard, useIncident, useLineState, useUnit } from '@/live';
import type { Board } from '@/live/board';
import type { Unit } from '@/live/cards';
import { shortNumber } from '@/map';
import { useSession } from '@/session';
import { Empty, Loading } from '@/ui';
import type { Who } from './acts';
import { Assignment } from './Assignment';
import { CorrectSheet } from './CorrectSheet';
import { OffDuty, StandingBy } from './Duty';
import { type Expected, expected } from './expected';
import { LineStrip } from './LineStrip';
import { useOutbox, useWaiting } from './line';
import { useNotice } from './notice';
import { OfferView } from './OfferView';
import './officer.css';
import type { Waiting } from './outbox';
import { allowSound, useRing, useSoundReady } from './ring';
import { useTap } from './tap';
import { useAwake, useStay, useTracking } from './tracked';

export default function OfficerScreen() {
  const { t } = useWords();
  const { account } = useSession();
  if (account.unit_id === null) return <Empty text={t('officer.noUnit')} hint={t('officer.noUnitHint')} />;
  return <Page account={account.id} unitId={account.unit_id} />;
}

const incidentsOf = (board: Board) => board.incidents;

function Page({ account, unitId }: { account: string; unitId: string }) {
  useOutbox(account);
  const unit = useUnit(unitId);
  const incidents = useBoard(incidentsOf);
  const waiting = useWaiting(account);
  const state = useMemo(() => (unit ? expected(unit, incidents.values(), waiting) : null), [unit, incidents, waiting]);
  const tracking = useTracking(unit?.on_duty === true && state?.onDuty === true ? unitId : null);
  useAwake(state?.onDuty === true);
  useStay(unit?.on_duty === true);
  return (
    <div className="officer">
      {unit && state ? <Work who={{ account, unit: unitId }} unit={unit} state={state} waiting={waiting} /> : <NotYet />}
      <LineStrip waiting={waiting} tracking={tracking} />
    </div>
  );
}

function NotYet() {
  const { t } = useWords();
  const line = useLineState();
  return line === 'connected' ? <Empty text={t('officer.noUnit')} hint={t('officer.noUnitHint')} /> : <Loading />;
}

interface WorkProps {
  who: Who;
  unit: Unit;
  state: Expected;
  waiting: Waiting;
}

function Work({ who, unit, state, waiting }: WorkProps) {
  const { t } = useWords();
  const tap = useTap(who);
  const [correcting, setCorrecting] = useState(false);
  const { notice, read } = useNotice(state);
  const offered = useIncident(state.offerIncidentId);
  const assigned = useIncident(state.incidentId);
  const calling = state.onDuty ? (offered ?? (state.status === 'assigned' ? assigned : undefined)) : undefined;
  useRing(calling?.priority ?? null);
  if (!state.onDuty) return <OffDuty who={who} unit={unit} />;
  const common = { who, unit, tap, correct: () => setCorrecting(true) };
  return (
    <>
      <Sound />
      {notice && (
        <div className="of-notice" role="alert">
          <span>{t(notice.key, { n: shortNumber(notice.number) })}</span>
          <button type="button" onClick={read}>{t('officer.refusedOk')}</button>
        </div>
      )}
      {offered && state.offerId !== null
        ? <OfferView {...common} incident={offered} offerId={state.offerId} expiresAt={state.expiresAt} />
        : state.incidentId === null
          ? <StandingBy {...common} state={state} />
          : assigned
            ? <Assignment key={assigned.id} {...common} incident={assigned} state={state} waiting={waiting} />
            : <div className="of-body"><Loading /></div>}
      {correcting && (
        <CorrectSheet who={who} state={state} since={assigned?.opened_at ?? ''} close={() => setCorrecting(false)} done={tap.forget} />
      )}
    </>
  );
}

/** A browser is silent until the page is touched; an officer has to know that. */
function Sound() {
  const { t } = useWords();
  const ready = useSoundReady();
  useEffect(() => {
    // After the tap that went on duty the page may sound already.
    allowSound();
  }, []);
  if (ready) return null;
  return (
    <button type="button" className="of-silent" onClick={allowSound}>
      <svg width="22" height="22" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 9.500h4L13 5v14l-5-4.500H4zM17 9.500l5 5M22 9.500l-5 5" /></svg>
      {t('officer.soundOff')}
    </button>
  );
}

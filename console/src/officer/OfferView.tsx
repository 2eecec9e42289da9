import { useState } from 'react';
import { type Key, useWords } from '@/i18n';
import type { Incident, Unit } from '@/live/cards';
import { offerAct, type Who } from './acts';
import { Bar } from './Bar';
import { Countdown } from './Countdown';
import { useDetail, useRoute } from './detail';
import { Head } from './Head';
import { outbox } from './line';
import { Remarks } from './Remarks';
import { Sheet } from './Sheet';
import type { Tap } from './tap';
import { Way, wayLeft } from './Way';

const REASONS: readonly Key[] = ['officer.declineFar', 'officer.declineBusy', 'officer.declineAble', 'officer.declineVehicle'];

interface OfferProps {
  who: Who;
  unit: Unit;
  incident: Incident;
  offerId: string;
  expiresAt: string | null;
  tap: Tap;
  correct: () => void;
}

export function OfferView({ who, unit, incident, offerId, expiresAt, tap, correct }: OfferProps) {
  const words = useWords();
  const { t, pick } = words;
  const [declining, setDeclining] = useState(false);
  const detail = useDetail(incident);
  const route = useRoute(unit.id, incident.id, true);
  const decline = (reason: string) => {
    outbox.add(offerAct(who, 'decline', offerId, incident.id, reason));
    setDeclining(false);
  };
  return (
    <>
      <div className="of-body">
        <Head incident={incident} kind={t('officer.offer')} way={route.data && wayLeft(words, route.data)}
          why={pick(detail.data?.priority_reason, detail.data?.priority_reason_en)} />
        <Remarks remarks={detail.data?.remarks} unsent={[]} count={incident.remarks} account={who.account} />
        <Way incident={incident} route={route.data} />
      </div>
      <Bar tap={tap} correct={correct}>
        {expiresAt !== null && <Countdown from={unit.status === 'offered' ? unit.since : null} until={expiresAt} late="expired" />}
        <div className="of-pair">
          <button type="button" className="of-button is-big" onClick={() => setDeclining(true)}>{t('officer.decline')}</button>
          <button type="button" className="of-button is-main is-big" onClick={() => outbox.add(offerAct(who, 'accept', offerId, incident.id))}>
            {t('officer.accept')}
          </button>
        </div>
      </Bar>
      {declining && (
        <Sheet title={t('officer.declineWhy')} close={() => setDeclining(false)}>
          {REASONS.map((reason) => (
            <button key={reason} type="button" className="of-button" onClick={() => decline(t(reason))}>{t(reason)}</button>
          ))}
        </Sheet>
      )}
    </>
  );
}

/** What and where, to be read at arm's length. */
import { useWords } from '@/i18n';
import type { Incident } from '@/live/cards';
import { spanOf, useNow } from '@/live/clock';
import { shortNumber } from '@/map';
import { useTypeName } from '@/acts/names';
import { PriorityMark } from '@/ui';

interface HeadProps {
  incident: Incident;
  /** Small word above: offer, assigned to you. */
  kind: string;
  way?: string | undefined;
  why?: string | null | undefined;
}

export function Head({ incident, kind, way, why }: HeadProps) {
  const { t, word } = useWords();
  const name = useTypeName();
  const now = useNow();
  return (
    <header className={`of-head is-${incident.priority}`}>
      <div className="of-head-top">
        <PriorityMark priority={incident.priority} size={30} />
        <b>{incident.priority} {word(`terms.${incident.priority}`)}</b>
        <span className="of-head-number mono" title={incident.number}>{kind} · {shortNumber(incident.number)}</span>
      </div>
      <h1>{name(incident.type)}</h1>
      <p className="of-place">{incident.place ?? incident.public_place ?? t('officer.noPlace')}</p>
      <p className="of-head-foot">
        <span>{t('officer.elapsed', { time: spanOf((now - Date.parse(incident.opened_at)) / 1000) })}</span>
        {way !== undefined && <b>{way}</b>}
      </p>
      {why && <p className="of-hint">{t('officer.why', { text: why })}</p>}
    </header>
  );
}

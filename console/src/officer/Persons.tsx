/** Who to look for. Personal fields come only by a tap that says so, and stay only while this is on screen. */
import { useEffect, useState } from 'react';
import { get, type IncidentDetail } from '@/api';
import { useWords } from '@/i18n';
import { timeOf } from '@/live/clock';
import { Failure } from '@/ui';

export function Persons({ incidentId }: { incidentId: string }) {
  const { t, word } = useWords();
  const [opened, setOpened] = useState<IncidentDetail | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => () => setOpened(null), [incidentId]);

  const open = () => {
    setBusy(true);
    setError(null);
    get<IncidentDetail>(`/incidents/${encodeURIComponent(incidentId)}`, { query: { open: true } })
      .then(setOpened, setError)
      .finally(() => setBusy(false));
  };

  return (
    <section className="of-card" aria-label={t('officer.persons')}>
      <h3>{t('officer.persons')}</h3>
      {opened === null ? (
        <>
          <button type="button" className="of-button" disabled={busy} onClick={open}>{t('officer.personsOpen')}</button>
          <p className="of-hint">{t('officer.personsHint')}</p>
          {error !== null && <Failure error={error} />}
        </>
      ) : (
        <>
          {opened.reports.length === 0 && <p className="soft">{t('officer.personsNone')}</p>}
          {opened.reports.map((report) => (
            <dl key={report.id} className="of-person">
              <dt>{t('officer.reports')}</dt><dd>{word(`terms.channel.${report.channel}`)} · {timeOf(report.taken_at, false)}</dd>
              {report.caller?.name && <><dt>{t('officer.personName')}</dt><dd><b>{report.caller.name}</b></dd></>}
              {report.caller?.number && (
                <><dt>{t('officer.personNumber')}</dt><dd><a className="of-call" href={`tel:${report.caller.number.replace(/[^+\d]/g, '')}`}>{report.caller.number}</a></dd></>
              )}
              {report.caller?.address && <><dt>{t('officer.personAddress')}</dt><dd>{report.caller.address}</dd></>}
              {report.text && <><dt>{t('officer.personSaid')}</dt><dd>{report.text}</dd></>}
            </dl>
          ))}
          <button type="button" className="of-button" onClick={() => setOpened(null)}>{t('officer.personsClose')}</button>
        </>
      )}
    </section>
  );
}

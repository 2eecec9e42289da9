import { App } from 'antd';
import { useEffect, useMemo } from 'react';
import { acts } from '@/acts/acts';
import { waitingAlarms } from '@/alarms/AlarmBar';
import { sound, useSoundState, wake } from '@/alarms/sound';
import { describe } from '@/api';
import { useWords } from '@/i18n';
import { type Alarm, liveBoard, useAlarms, useIncident } from '@/live';
import { spanOf, useNow } from '@/live/clock';
import { shortNumber } from '@/map';

const REPEAT_MS = 12_000;

export function StationAlarms({ open }: { open: (incident: string) => void }) {
  const { t } = useWords();
  const alarms = useAlarms();
  const waiting = useMemo(() => waitingAlarms(alarms), [alarms]);
  const state = useSoundState();
  const urgent = waiting.some(({ level }) => Number(level) > 1);
  const any = waiting.length > 0;
  useEffect(
    () => liveBoard.watch((before, after) => {
      if (before.position >= 0 && waitingAlarms([...after.alarms.values()]).some(({ id }) => !before.alarms.has(id))) sound(urgent);
    }),
    [urgent],
  );
  useEffect(() => {
    if (!any) return;
    const timer = setInterval(() => sound(urgent), REPEAT_MS);
    return () => clearInterval(timer);
  }, [any, urgent]);
  return (
    <section className="st-alarms" aria-label={t('station.alarms')}>
      <h2>{t('station.alarms')}{any && <b className="st-count">{waiting.length}</b>}</h2>
      {state === 'blocked' && <button type="button" className="plain-button st-sound" onClick={wake}>{t('station.soundOff')}</button>}
      <div role="log" aria-live="assertive">
        {any ? waiting.map((alarm) => <Row key={alarm.id} alarm={alarm} open={open} />) : <p className="dim">{t('station.alarmsNone')}</p>}
      </div>
    </section>
  );
}

function Row({ alarm, open }: { alarm: Alarm; open: (incident: string) => void }) {
  const words = useWords();
  const { t, word } = words;
  const { message } = App.useApp();
  const now = useNow();
  const incident = useIncident(alarm.incident_id);
  const acknowledge = () => {
    acts.acknowledge(alarm.id).then(() => message.success(t('station.acknowledged')), (error: unknown) => message.error(describe(error, words)));
  };
  return (
    <div className={`st-alarm${Number(alarm.level) > 1 ? ' is-high' : ''}`}>
      <b aria-hidden="true">{Number(alarm.level) > 1 ? '◆' : '▲'}</b>
      <button type="button" className="st-alarm-open" disabled={alarm.incident_id === null} onClick={() => { if (alarm.incident_id !== null) open(alarm.incident_id); }}>
        <span>{word(`alarms.kind.${alarm.kind}`, alarm.kind)} {incident && <span className="mono">{shortNumber(incident.number)}</span>}</span>
        <span className="soft">{t('station.level', { n: String(alarm.level) })} · {t('station.away', { time: spanOf((now - Date.parse(alarm.raised_at)) / 1000) })}</span>
      </button>
      <button type="button" className="plain-button is-main" onClick={acknowledge}>{t('station.acknowledge')}</button>
    </div>
  );
}

/** What calls for attention: heard, seen, acknowledged with one key; never more room than one line. */
import { memo, useEffect, useMemo } from 'react';
import { acts, done, refused, useMay } from '@/acts';
import { useWords } from '@/i18n';
import { useKeys } from '@/keys';
import { type Alarm, liveBoard, useAlarms, useIncident } from '@/live';
import { spanOf, useNow } from '@/live/clock';
import './alarms.css';
import { setMuted, sound, useSoundState, wake } from './sound';

const REPEAT_MS = 12_000;
const weight = (alarm: Alarm) => Number(alarm.level) || 0;

export function waitingAlarms(alarms: readonly Alarm[]): Alarm[] {
  return alarms.filter((alarm) => alarm.acknowledged_at === null)
    .sort((a, b) => weight(b) - weight(a) || (a.raised_at < b.raised_at ? -1 : 1));
}

async function acknowledge(alarm: Alarm): Promise<void> {
  try {
    await acts.acknowledge(alarm.id);
    done('command.didAcknowledge');
  } catch (error) {
    refused(error);
  }
}

function useSounding(waiting: readonly Alarm[]): void {
  const urgent = waiting.some((alarm) => weight(alarm) > 1);
  const any = waiting.length > 0;
  useEffect(
    () =>
      liveBoard.watch((before, after) => {
        const fresh = waitingAlarms([...after.alarms.values()]).filter((alarm) => !before.alarms.has(alarm.id));
        if (before.position >= 0 && fresh.length > 0) sound(fresh.some((alarm) => weight(alarm) > 1));
      }),
    [],
  );
  useEffect(() => {
    if (!any) return;
    const timer = setInterval(() => sound(urgent), REPEAT_MS);
    return () => clearInterval(timer);
  }, [any, urgent]);
}

export function AlarmBar({ open }: { open: (incident: string) => void }) {
  const { t } = useWords();
  const may = useMay()('alarm.acknowledge');
  const alarms = useAlarms();
  const waiting = useMemo(() => waitingAlarms(alarms), [alarms]);
  useSounding(waiting);
  const [first] = waiting;
  useKeys([{
    combo: 'Alt+k', label: 'alarms.acknowledgeFirst', group: 'alarms', whileTyping: true, run: () => { if (first) void acknowledge(first); },
  }], may);
  return (
    <section className={`alarms${first ? ' is-ringing' : ''}`} aria-label={t('alarms.title')}>
      <Sound />
      <div className="alarms-list" role="log" aria-live="assertive">
        {waiting.slice(0, 3).map((alarm) => <Row key={alarm.id} alarm={alarm} may={may} open={open} />)}
        {waiting.length > 3 && <span className="soft">{t('alarms.more', { n: waiting.length - 3 })}</span>}
        {!first && <span className="dim">{t('alarms.none')}</span>}
      </div>
    </section>
  );
}

const Row = memo(function Row({ alarm, may, open }: { alarm: Alarm; may: boolean; open: (incident: string) => void }) {
  const { t, word } = useWords();
  const now = useNow();
  const incident = useIncident(alarm.incident_id);
  const id = alarm.incident_id;
  return (
    <span className={`alarm level-${weight(alarm) > 1 ? 'high' : 'low'}`}>
      <b aria-hidden="true">{weight(alarm) > 1 ? '◆' : '▲'}</b>
      <button type="button" className="alarm-open" disabled={id === null} onClick={() => { if (id !== null) open(id); }}>
        {word(`alarms.kind.${alarm.kind}`, alarm.kind)} {incident && <span className="mono">{incident.number}</span>}
      </button>
      <time className="mono soft">{spanOf((now - Date.parse(alarm.raised_at)) / 1000)}</time>
      {may && <button type="button" className="plain-button" onClick={() => void acknowledge(alarm)}>{t('alarms.acknowledge')}</button>}
    </span>
  );
});

function Sound() {
  const { t } = useWords();
  const state = useSoundState();
  const text = state === 'on' ? t('alarms.sound') : state === 'muted' ? t('alarms.muted') : t('alarms.blocked');
  const press = () => {
    wake();
    if (state !== 'blocked') setMuted(state === 'on');
  };
  return (
    <button type="button" className={`alarms-sound is-${state}`} onClick={press} title={t('alarms.mute')} aria-pressed={state === 'muted'}>
      <svg width="15" height="15" viewBox="0 0 16 16" aria-hidden="true">
        <path d="M2 6h3l4-3.500v11L5 10H2z" fill="currentColor" />
        {state === 'on' ? <path d="M11 5.500a3.500 3.500 0 0 1 0 5M12.800 3.500a6.300 6.300 0 0 1 0 9" fill="none" stroke="currentColor" strokeWidth="1.400" />
          : <path d="m11 6 4 4m0-4-4 4" fill="none" stroke="currentColor" strokeWidth="1.500" />}
      </svg>
      <span>{text}</span>
    </button>
  );
}

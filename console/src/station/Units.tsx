import { App, Dropdown } from 'antd';
import { acts } from '@/acts/acts';
import { describe } from '@/api';
import { useWords } from '@/i18n';
import { sameMembers, useBoard, useIncident } from '@/live';
import type { Board } from '@/live/board';
import type { Unit, UnitStatus } from '@/live/cards';
import { spanOf, useNow } from '@/live/clock';
import { shortNumber } from '@/map';
import { useSession } from '@/session';
import { Empty, KindMark, UnitStatusMark } from '@/ui';

function byWork(board: Board): Unit[] {
  const rank = (unit: Unit) => (!unit.on_duty ? 2 : unit.incident_id === null ? 1 : 0);
  return [...board.units.values()].sort((a, b) => rank(a) - rank(b) || a.call_sign.localeCompare(b.call_sign));
}

const WITH_INCIDENT: readonly UnitStatus[] = ['acknowledged', 'enroute', 'onscene', 'transporting', 'available'];
const WITHOUT: readonly UnitStatus[] = ['available', 'busy', 'out'];

export function StationUnits() {
  const { t } = useWords();
  const rows = useBoard(byWork, sameMembers);
  const on = rows.filter((unit) => unit.on_duty).length;
  return (
    <section className="st-units" aria-label={t('station.units')}>
      <h2>{t('station.units')} <span className="dim">{t('station.onDutyOf', { n: on, all: rows.length })}</span></h2>
      {rows.length === 0 ? <Empty text={t('station.unitsNone')} /> : <ul>{rows.map((unit) => <Row key={unit.id} unit={unit} />)}</ul>}
    </section>
  );
}

function Row({ unit }: { unit: Unit }) {
  const words = useWords();
  const { t, word } = words;
  const { message } = App.useApp();
  const { acts: may } = useSession();
  const now = useNow();
  const incident = useIncident(unit.incident_id);
  const act = (key: string) => {
    const asked = key === 'on' || key === 'off' ? acts.duty(unit.id, key === 'on')
      : acts.status(unit.id, key as UnitStatus, unit.incident_id === null ? {} : { incident: unit.incident_id });
    asked.catch((error: unknown) => message.error(describe(error, words)));
  };
  const statuses = !unit.on_duty ? [] : (unit.incident_id === null ? WITHOUT : WITH_INCIDENT).filter((status) => status !== unit.status);
  const items = [
    ...(may.includes('unit.status') ? statuses.map((status) => ({ key: status, label: word(`terms.unit.${status}`) })) : []),
    ...(may.includes('unit.duty') ? [unit.on_duty ? { key: 'off', label: t('station.dutyOff') } : { key: 'on', label: t('station.dutyOn') }] : []),
  ];
  return (
    <li className={unit.on_duty ? '' : 'is-off'}>
      <KindMark kind={unit.kind} />
      <span className="st-row-main">
        <span><b>{unit.call_sign}</b><UnitStatusMark status={unit.status} onDuty={unit.on_duty} /></span>
        <span className="soft"><span>{incident ? shortNumber(incident.number) : ''}</span><span className="mono dim">{spanOf((now - Date.parse(unit.since)) / 1000)}</span></span>
      </span>
      {items.length > 0 && (
        <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => act(key) }}>
          <button type="button" className="plain-button is-quiet" aria-label={t('station.unitActs', { sign: unit.call_sign })}>⋯</button>
        </Dropdown>
      )}
    </li>
  );
}

/** Units that have the incident, and those that were asked: each step on their behalf, with the time it was true. */
import { Popover } from 'antd';
import { memo, useState } from 'react';
import { acts, done, setFocus, useMay } from '@/acts';
import { findUnits, plain } from '@/commandline/scene';
import { useWords } from '@/i18n';
import { type Assignment, type Incident, liveBoard, type Offer, UNIT_STATUSES, type Unit, type UnitStatus, useUnit } from '@/live';
import { nowIso, timeOf, typedTime } from '@/live/clock';
import { Countdown, Elapsed, KindMark, UnitStatusMark } from '@/ui';
import { run } from './run';

const NEXT: Partial<Record<UnitStatus, UnitStatus>> = { assigned: 'acknowledged', acknowledged: 'enroute', enroute: 'onscene', onscene: 'available', transporting: 'available' };

export function step(unit: Unit, status: UnitStatus, incident: string | null, typed = ''): Promise<boolean> {
  const occurredAt = typed.trim() === '' ? undefined : typedTime(typed);
  const told = { ...(incident !== null ? { incident } : {}), ...(occurredAt === undefined ? {} : { occurredAt }) };
  return run(() => acts.status(unit.id, status, told), () =>
    done('command.didStatus', ({ word }) => ({ unit: unit.call_sign, status: word(`terms.unit.${status}`), time: timeOf(occurredAt ?? nowIso()) })));
}

export function Assigned({ incident }: { incident: Incident }) {
  const { t } = useWords();
  if (incident.assignments.length === 0 && incident.offers.length === 0) return null;
  return (
    <section className="pane-section" aria-label={t('board.assigned')}>
      <header className="pane-title"><h3>{t('board.assigned')}</h3></header>
      <ul className="given">
        {incident.assignments.map((each) => <Row key={each.unit_id} assignment={each} incident={incident} />)}
        {incident.offers.map((offer) => <Offered key={offer.id} offer={offer} incident={incident} />)}
      </ul>
    </section>
  );
}

const Row = memo(function Row({ assignment, incident }: { assignment: Assignment; incident: Incident }) {
  const { t, word } = useWords();
  const unit = useUnit(assignment.unit_id);
  const may = useMay()('unit.status');
  const next = NEXT[assignment.status];
  return (
    <li className="given-row">
      {unit && <KindMark kind={unit.kind} />}
      <button type="button" className="given-sign mono" onClick={() => setFocus({ unit: assignment.unit_id, look: [...(liveBoard.positions.of(assignment.unit_id) ?? [0, 0])] })} disabled={!liveBoard.positions.of(assignment.unit_id)}>
        {unit?.call_sign ?? '…'}
      </button>
      <UnitStatusMark status={assignment.status} />
      <Elapsed since={assignment.since} />
      <span className="shell-space" />
      {may && unit && next && (
        <button type="button" className="plain-button" onClick={() => void step(unit, next, incident.id)}>{next === 'available' ? t('board.clear') : word(`terms.unit.${next}`)}</button>
      )}
      {may && unit && <Others unit={unit} incident={incident} />}
    </li>
  );
});

const ON_WORK: readonly UnitStatus[] = ['acknowledged', 'enroute', 'onscene', 'transporting', 'returning', 'available', 'busy', 'out'];

function Others({ unit, incident }: { unit: Unit; incident: Incident }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomRight" destroyOnHidden
      content={<div className="given-more"><StatusChoice unit={unit} incident={incident.id} done={close} /><Replace unit={unit} incident={incident} done={close} /></div>}>
      <button type="button" className="plain-button is-quiet" aria-label={`${t('board.otherStatus')} ${unit.call_sign}`}>⋯</button>
    </Popover>
  );
}

interface ChoiceProps {
  unit: Unit;
  incident: string | null;
  done: () => void;
}

/** All statuses a desk may set for a unit, with the time when it was really so. */
export function StatusChoice({ unit, incident, done: close }: ChoiceProps) {
  const { t } = useWords();
  const [when, setWhen] = useState('');
  const wrong = when.trim() !== '' && typedTime(when) === undefined;
  const choices = incident === null ? UNIT_STATUSES.filter((status) => ['available', 'returning', 'busy', 'out'].includes(status)) : ON_WORK;
  return (
    <div className="status-choice">
      <label>
        <span className="soft">{t('board.trueTime')}</span>
        <input className={`field mono${wrong ? ' is-wrong' : ''}`} value={when} onChange={(event) => setWhen(event.target.value)} placeholder={t('board.trueTimeHint')} />
      </label>
      <div className="status-grid">
        {choices.map((status) => (
          <button key={status} type="button" className="plain-button" disabled={wrong || status === unit.status} onClick={() => void step(unit, status, status === 'available' ? null : incident, when).then((ok) => { if (ok) close(); })}>
            <UnitStatusMark status={status} />
          </button>
        ))}
      </div>
    </div>
  );
}

export function unitTyped(text: string): Unit | undefined {
  const units = [...liveBoard.get().units.values()];
  const scene = { incidents: [], chosen: null, codes: [], units: units.map((each) => ({ id: each.id, callSign: each.call_sign, status: each.status, onDuty: each.on_duty, incidentId: each.incident_id })) };
  const found = plain(text) === '' ? [] : findUnits(text, scene);
  return found.length === 1 ? units.find((each) => each.id === found[0]?.id) : undefined;
}

function Replace({ unit, incident, done: close }: { unit: Unit; incident: Incident; done: () => void }) {
  const { t } = useWords();
  const may = useMay()('dispatch');
  const [text, setText] = useState('');
  const other = unitTyped(text);
  if (!may) return null;
  return (
    <form className="replace" onSubmit={(event) => {
      event.preventDefault();
      if (!other) return;
      void run(() => acts.reassign(incident.id, unit.id, other.id), () => done('command.didReassign', { number: incident.number, from: unit.call_sign, unit: other.call_sign })).then((ok) => { if (ok) close(); });
    }}>
      <input className="field mono" value={text} onChange={(event) => setText(event.target.value)} placeholder={t('board.reassignHint')} aria-label={t('board.reassign')} />
      <button type="submit" className="plain-button" disabled={!other}>{t('board.reassign')} {other?.call_sign}</button>
    </form>
  );
}

const Offered = memo(function Offered({ offer, incident }: { offer: Offer; incident: Incident }) {
  const { t } = useWords();
  const unit = useUnit(offer.unit_id);
  const may = useMay()('dispatch');
  return (
    <li className="given-row is-offer">
      {unit && <KindMark kind={unit.kind} />}
      <span className="given-sign mono">{unit?.call_sign ?? '…'}</span>
      <UnitStatusMark status="offered" />
      {offer.expires_at && <Countdown until={offer.expires_at} />}
      <span className="shell-space" />
      {may && (
        <button type="button" className="plain-button" onClick={() => void run(() => acts.withdraw(offer.id), () => done('command.didWithdraw', { unit: unit?.call_sign ?? '' }, `d ${incident.number} ${unit?.call_sign ?? ''}`))}>
          {t('board.withdraw')}
        </button>
      )}
    </li>
  );
});

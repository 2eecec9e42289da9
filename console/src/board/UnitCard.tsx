/** The unit that is looked at: over the map, so that its place and its facts are seen together. */
import { acts, done, setFocus, useAgencyName, useMay } from '@/acts';
import type { Route } from '@/api';
import { useWords } from '@/i18n';
import { useKeys } from '@/keys';
import { liveBoard, type Unit, useIncident, useUnit } from '@/live';
import { spanOf, timeOf } from '@/live/clock';
import { Elapsed, KindMark, UnitStatusMark } from '@/ui';
import { StatusChoice } from './Assigned';
import { run } from './run';

export function UnitCard({ id, route, open }: { id: string; route: Route | undefined; open: (incident: string) => void }) {
  const unit = useUnit(id);
  return unit ? <Card unit={unit} route={route} open={open} /> : null;
}

function Card({ unit, route, open }: { unit: Unit; route: Route | undefined; open: (incident: string) => void }) {
  const { t, word, list } = useWords();
  const may = useMay();
  const agencyName = useAgencyName();
  const incident = useIncident(unit.incident_id);
  useKeys([{ combo: 'Escape', label: 'app.close', group: 'board', run: () => setFocus({ unit: null }), quiet: true }]);
  const at = liveBoard.positions.of(unit.id);
  const turn = (on: boolean) => run(() => acts.duty(unit.id, on), () => done('command.didStatus', { unit: unit.call_sign, status: t(on ? 'board.goOnDuty' : 'board.goOffDuty'), time: '' }));
  return (
    <section className="unit-card" aria-label={unit.call_sign}>
      <header>
        <KindMark kind={unit.kind} />
        <b className="mono">{unit.call_sign}</b>
        <UnitStatusMark status={unit.status} onDuty={unit.on_duty} />
        <Elapsed since={unit.since} />
        <span className="shell-space" />
        <button type="button" className="plain-button is-quiet" onClick={() => setFocus({ unit: null })} aria-label={t('app.close')}>✕</button>
      </header>
      <dl className="facts">
        <dt>{t('board.home')}</dt><dd>{agencyName(unit.agency_id)} · {word(`terms.kind.${unit.kind}`)}</dd>
        {incident && <><dt>{t('terms.incident')}</dt><dd><button type="button" className="link-button mono" onClick={() => open(incident.id)}>{incident.number}</button></dd></>}
        {unit.skills.length > 0 && <><dt>{t('board.skills')}</dt><dd>{list(unit.skills.map((each) => word(`terms.skill.${each}`)))}</dd></>}
        {unit.equipment.length > 0 && <><dt>{t('board.equipment')}</dt><dd>{list(unit.equipment.map((each) => word(`terms.equipment.${each}`)))}</dd></>}
        {route && <><dt>{t('board.route')}</dt><dd className="mono">{(route.metres / 1000).toFixed(1)} km · {spanOf(route.seconds)}</dd></>}
      </dl>
      <div className="unit-acts">
        {at && <button type="button" className="plain-button" onClick={() => setFocus({ look: [...at] })}>{t('board.where')} <span className="dim mono">{timeOf(liveBoard.positions.at(unit.id), false)}</span></button>}
        {may('unit.duty') && <button type="button" className="plain-button" onClick={() => void turn(!unit.on_duty)}>{unit.on_duty ? t('board.goOffDuty') : t('board.goOnDuty')}</button>}
      </div>
      {may('unit.status') && unit.on_duty && <StatusChoice unit={unit} incident={unit.incident_id} done={() => undefined} />}
    </section>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { asks, setFocus, useFocus } from '@/acts';
import { DeskFrame } from '@/app/DeskFrame';
import { type Key, useWords } from '@/i18n';
import { liveBoard, useUnit } from '@/live';
import { LazyMap } from '@/map';
import { Guard } from '@/ui';
import './board.css';
import { IncidentPane } from './IncidentPane';
import { Queue } from './Queue';
import { UnitCard } from './UnitCard';
import { UnitsBoard } from './UnitsBoard';

/** On a phone one part is shown at a time. */
type Part = 'queue' | 'map' | 'units' | 'incident';
const PARTS: [Part, Key][] = [['queue', 'board.queue'], ['incident', 'terms.incident'], ['map', 'board.map'], ['units', 'board.units']];

export default function BoardScreen() {
  const { t } = useWords();
  const { incident: wanted } = useParams<{ incident?: string }>();
  const [, navigate] = useLocation();
  const [part, setPart] = useState<Part>('queue');
  const chosen = wanted === undefined ? null : decodeURIComponent(wanted);

  const choose = useCallback((id: string) => {
    navigate(`/board/${encodeURIComponent(id)}`);
    setPart('incident');
  }, [navigate]);
  const leave = useCallback(() => {
    navigate('/board');
    setPart('queue');
  }, [navigate]);

  useEffect(() => {
    const location = chosen === null ? undefined : liveBoard.get().incidents.get(chosen)?.location;
    setFocus({ incident: chosen, ...(location ? { look: [...location] } : {}) });
  }, [chosen]);

  return (
    <DeskFrame open={choose}>
      <div className="board" data-part={part}>
        <nav className="board-parts" aria-label={t('board.title')}>
          {PARTS.map(([name, label]) => (
            <button key={name} type="button" aria-current={part === name} className={part === name ? 'is-here' : ''} onClick={() => setPart(name)}>{t(label)}</button>
          ))}
        </nav>
        <div className="board-queue"><Guard><Queue chosen={chosen} choose={choose} /></Guard></div>
        <div className="board-map"><Town chosen={chosen} choose={choose} /></div>
        <div className="board-units"><Guard><UnitsBoard /></Guard></div>
        <div className="board-pane"><Guard><IncidentPane id={chosen} leave={leave} choose={choose} /></Guard></div>
      </div>
    </DeskFrame>
  );
}

function Town({ chosen, choose }: { chosen: string | null; choose: (id: string) => void }) {
  const unitId = useFocus((focus) => focus.unit);
  const look = useFocus((focus) => focus.look);
  const place = useFocus((focus) => focus.place);
  const unit = useUnit(unitId);
  const going = unit?.incident_id ?? null;
  const route = useQuery({
    queryKey: ['route', unitId, going, unit?.status],
    queryFn: () => asks.route(unitId ?? ''),
    enabled: unitId !== null && going !== null,
    staleTime: 20_000,
    retry: false,
  });
  const pickUnit = useCallback((id: string) => setFocus({ unit: id }), []);
  return (
    <>
      <LazyMap chosen={chosen} look={look} place={place?.location ?? null} route={going !== null ? route.data?.geometry ?? null : null} onIncident={choose} onUnit={pickUnit} />
      {unitId !== null && <UnitCard id={unitId} route={going !== null ? route.data : undefined} open={choose} />}
      {place && (
        <div className="map-place">
          <b>{place.name}</b>
          <button type="button" className="plain-button is-quiet" aria-label="✕" onClick={() => setFocus({ place: null })}>✕</button>
        </div>
      )}
    </>
  );
}

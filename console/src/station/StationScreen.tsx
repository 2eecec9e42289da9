/** The station's own room: what happens on its ground, what calls for it, and its people. */
import { useMemo, useState } from 'react';
import { useWords } from '@/i18n';
import { useIncident } from '@/live';
import type { LonLat } from '@/live/cards';
import { LazyMap } from '@/map';
import { StationAlarms } from './Alarms';
import { Detail } from './Detail';
import { Incidents } from './Incidents';
import './station.css';
import { StationUnits } from './Units';

export default function StationScreen() {
  const { t } = useWords();
  const [chosen, setChosen] = useState<string | null>(null);
  const incident = useIncident(chosen);
  const location = incident?.location;
  const [lon, lat] = location ?? [];
  // The place as numbers: a card that changed otherwise must not move the map.
  const look = useMemo<LonLat | null>(() => (lon === undefined || lat === undefined ? null : [lon, lat]), [lon, lat]);
  return (
    <div className="station">
      <div className="st-left">
        <StationAlarms open={setChosen} />
        <Incidents chosen={chosen} choose={setChosen} />
      </div>
      <div className="st-middle">
        <div className="st-map"><LazyMap chosen={chosen} look={look} onIncident={setChosen} label={t('station.onMap')} /></div>
        <Detail key={chosen ?? ''} incident={incident} />
      </div>
      <StationUnits />
    </div>
  );
}

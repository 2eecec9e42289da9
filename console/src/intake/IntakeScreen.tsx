import { useCallback, useState } from 'react';
import { useLocation } from 'wouter';
import { setFocus, useFocus } from '@/acts';
import { DeskFrame } from '@/app/DeskFrame';
import { useWords } from '@/i18n';
import type { LonLat } from '@/live/cards';
import { LazyMap } from '@/map';
import { Guard } from '@/ui';
import { Form } from './Form';
import './intake.css';
import { placeAt } from './PlacePick';
import { Result } from './Result';
import { taking, useTaking } from './taken';

export default function IntakeScreen() {
  const [, navigate] = useLocation();
  const [picking, setPicking] = useState(false);
  const open = useCallback((id: string) => navigate(`/board/${encodeURIComponent(id)}`), [navigate]);
  return (
    <DeskFrame open={open}>
      <div className="intake">
        <div className="intake-left"><Guard><Form picking={picking} setPicking={setPicking} /></Guard></div>
        <div className="intake-right">
          <Guard><Result /></Guard>
          <div className="intake-map"><Town picking={picking} done={() => setPicking(false)} open={open} /></div>
        </div>
      </div>
    </DeskFrame>
  );
}

function Town({ picking, done, open }: { picking: boolean; done: () => void; open: (id: string) => void }) {
  const { t } = useWords();
  const look = useFocus((focus) => focus.look);
  const found = useFocus((focus) => focus.place);
  const { draft } = useTaking();
  const pick = useCallback((location: LonLat) => {
    done();
    void placeAt(location).then((place) => taking.update({ place, placeText: '' }));
  }, [done]);
  const unit = useCallback((id: string) => setFocus({ unit: id }), []);
  return (
    <>
      <LazyMap look={look} place={draft.place?.location ?? found?.location ?? null} chosen={draft.joined ?? draft.incident} onIncident={open} onUnit={unit} {...(picking ? { onPick: pick } : {})} />
      {picking && <div className="map-picking" role="status">{t('map.picking')}</div>}
    </>
  );
}

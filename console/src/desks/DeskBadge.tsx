/** Which desk I am at and which ground it controls; opens everything that can be done with desks. */
import { Popover } from 'antd';
import { useState } from 'react';
import { useAgencies, useAgencyName } from '@/acts';
import { useWords } from '@/i18n';
import { useDesk } from '@/live';
import { useSession } from '@/session';
import { DeskPanel } from './DeskPanel';
import './desks.css';

/** The desk of this session: the live card, or what `/me` said until the board is there. */
export function useMyDesk() {
  const { desk, account } = useSession();
  const live = useDesk(desk?.id);
  const mine = live ?? desk;
  return mine?.account_id === account.id || live === undefined ? mine : null;
}

export function DeskBadge() {
  const { t, list } = useWords();
  const desk = useMyDesk();
  const agencyName = useAgencyName();
  const { data } = useAgencies();
  const [open, setOpen] = useState(false);
  const stations = data?.items.filter((each) => each.kind === 'station') ?? [];
  const whole = desk !== null && stations.length > 0 && stations.every((each) => desk.ground.includes(each.id));
  const ground = desk === null ? '' : whole ? t('desks.whole') : list(desk.ground.map(agencyName)) || t('desks.noGround');
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomLeft" destroyOnHidden content={<DeskPanel done={() => setOpen(false)} />}>
      <button type="button" className={`desk-badge${desk ? '' : ' is-none'}`} aria-expanded={open}>
        <svg width="15" height="15" viewBox="0 0 16 16" aria-hidden="true"><path d="M1.500 3h13v8h-13zM5 14h6M8 11v3" fill="none" stroke="currentColor" strokeWidth="1.500" /></svg>
        <b>{desk?.name ?? t('app.noDesk')}</b>
        <span className="soft clip">{ground}</span>
        {desk?.live_report && <span className="tag is-bad">{t('desks.live')}</span>}
      </button>
    </Popover>
  );
}

import { App } from 'antd';
import { useMemo, useState } from 'react';
import { done, refused, useAgencies, useAgencyName } from '@/acts';
import { type Key, useWords } from '@/i18n';
import { type Board, type Desk, sameMembers, useBoard } from '@/live';
import { useActs, useSession } from '@/session';
import { deskActs } from './acts';
import { useMyDesk } from './DeskBadge';
import { Sheet } from './Sheet';

const allDesks = (board: Board): readonly Desk[] => [...board.desks.values()].sort((a, b) => (a.name < b.name ? -1 : 1));

export function DeskPanel({ done: close }: { done: () => void }) {
  const { t } = useWords();
  const desk = useMyDesk();
  const desks = useBoard(allDesks, sameMembers);
  const { refresh } = useActs();
  const [part, setPart] = useState<'none' | 'split' | 'merge' | 'sheet'>('none');

  const act = async (run: () => Promise<unknown>, said: Key, name: string) => {
    try {
      await run();
      await refresh();
      done(said, { name });
      close();
    } catch (error) {
      refused(error);
    }
  };

  return (
    <div className="desk-panel">
      {desk && (
        <div className="desk-mine">
          <b>{desk.name}</b>
          <div className="desk-acts">
            <button type="button" className="plain-button" onClick={() => setPart(part === 'split' ? 'none' : 'split')} aria-expanded={part === 'split'}>{t('desks.split')}</button>
            <button type="button" className="plain-button" onClick={() => setPart(part === 'merge' ? 'none' : 'merge')} aria-expanded={part === 'merge'}>{t('desks.merge')}</button>
            <button type="button" className="plain-button" onClick={() => setPart(part === 'sheet' ? 'none' : 'sheet')} aria-expanded={part === 'sheet'}>{t('desks.handOver')}</button>
            <button type="button" className="plain-button is-danger" onClick={() => void act(() => deskActs.logOff(desk.id), 'desks.didLogOff', desk.name)}>{t('desks.logOff')}</button>
          </div>
          {part === 'split' && <Split desk={desk} desks={desks} act={act} />}
          {part === 'merge' && (
            <div className="desk-choice">
              <span className="soft">{t('desks.mergeHint')}</span>
              {desks.filter((each) => each.id !== desk.id).map((each) => (
                <button key={each.id} type="button" className="plain-button" onClick={() => void act(() => deskActs.merge(desk.id, each.id), 'desks.didMerge', each.name)}>{each.name} <span className="dim">{each.account_name}</span></button>
              ))}
            </div>
          )}
          {part === 'sheet' && <Sheet desk={desk} act={act} />}
        </div>
      )}
      <Others desks={desks} mine={desk} act={act} />
    </div>
  );
}

export type Act = (run: () => Promise<unknown>, said: Key, name: string) => Promise<void>;

function Split({ desk, desks, act }: { desk: Desk; desks: readonly Desk[]; act: Act }) {
  const { t } = useWords();
  const agencyName = useAgencyName();
  const { data } = useAgencies();
  const [into, setInto] = useState<string | null>(null);
  const [ground, setGround] = useState<readonly string[]>([]);
  const mine = useMemo(() => (data?.items ?? []).filter((each) => desk.ground.includes(each.id)), [data, desk.ground]);
  const flip = (id: string) => setGround(ground.includes(id) ? ground.filter((each) => each !== id) : [...ground, id]);
  return (
    <div className="desk-choice">
      <span className="soft">{t('desks.splitHint')}</span>
      <div className="desk-ground">
        {mine.map((each) => <label key={each.id} className="check"><input type="checkbox" checked={ground.includes(each.id)} onChange={() => flip(each.id)} />{agencyName(each.id)}</label>)}
      </div>
      <div className="desk-acts">
        {desks.filter((each) => each.id !== desk.id).map((each) => (
          <button key={each.id} type="button" aria-pressed={into === each.id} className={`plain-button${into === each.id ? ' is-open' : ''}`} onClick={() => setInto(each.id)}>{each.name} <span className="dim">{each.account_name}</span></button>
        ))}
      </div>
      <button type="button" className="plain-button is-main" disabled={into === null || ground.length === 0} onClick={() => void act(() => deskActs.split(desk.id, into ?? '', ground), 'desks.didSplit', desks.find((each) => each.id === into)?.name ?? '')}>{t('desks.split')}</button>
    </div>
  );
}

function Others({ desks, mine, act }: { desks: readonly Desk[]; mine: Desk | null; act: Act }) {
  const { t, list } = useWords();
  const { account } = useSession();
  const { modal } = App.useApp();
  const agencyName = useAgencyName();
  const take = (desk: Desk) => {
    if (desk.account_id === null) {
      void act(() => deskActs.logOn(desk.id, false), 'desks.didLogOn', desk.name);
      return;
    }
    // Taking a desk from a colleague is asked once more: it ends their work at it.
    void modal.confirm({
      title: t('desks.takeOverAsk', { name: desk.account_name ?? '', desk: desk.name }), okText: t('desks.takeOver'), cancelText: t('app.cancel'),
      onOk: () => act(() => deskActs.logOn(desk.id, true), 'desks.didLogOn', desk.name),
    });
  };
  return (
    <ul className="desk-list" aria-label={t('desks.title')}>
      {desks.filter((each) => each.id !== mine?.id).map((each) => (
        <li key={each.id}>
          <b>{each.name}</b>
          <span className="soft clip">{each.account_name ?? t('desks.free')} · {each.ground.length > 0 ? list(each.ground.map(agencyName)) : t('desks.noGround')}</span>
          {each.account_id !== account.id && <button type="button" className="plain-button" onClick={() => take(each)}>{each.account_id === null ? t('desks.logOn') : t('desks.takeOver')}</button>}
        </li>
      ))}
    </ul>
  );
}

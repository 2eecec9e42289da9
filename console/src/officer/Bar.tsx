/** What the thumb reaches. The way back from the last tap lies over the edge, so that no button moves for it. */
import type { ReactNode } from 'react';
import { useWords } from '@/i18n';
import { timeOf, useNow } from '@/live/clock';
import type { Tap } from './tap';

export function Bar({ tap, correct, children }: { tap: Tap; correct: () => void; children: ReactNode }) {
  return (
    <footer className="of-bar">
      {tap.tapped && <Undo tap={tap} correct={correct} />}
      {children}
    </footer>
  );
}

function Undo({ tap: { tapped, undo, undoable }, correct }: { tap: Tap; correct: () => void }) {
  const { t } = useWords();
  useNow();
  if (!tapped) return null;
  const held = tapped.step.ends === true;
  const left = Math.max(1, Math.ceil((tapped.until - Date.now()) / 1000));
  return (
    <div className="of-tapped" role="status">
      <span>{held ? t('officer.clearing', { n: left }) : t('officer.tapped', { time: timeOf(tapped.at) })}</span>
      {!held && <button type="button" onClick={correct}>{t('officer.correctShort')}</button>}
      {undoable && <button type="button" className="is-undo" onClick={undo}>↶ {t('officer.undo')}</button>}
    </div>
  );
}

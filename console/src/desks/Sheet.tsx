/** The sheet that writes itself when a desk is handed over: what is open, and what is owed. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { get } from '@/api';
import { useWords } from '@/i18n';
import type { Desk } from '@/live';
import { timeOf } from '@/live/clock';
import { Failure, Loading } from '@/ui';
import { deskActs } from './acts';
import type { Act } from './DeskPanel';

interface SheetAnswer {
  made_at: string;
  text: string;
  text_en: string;
}

export function Sheet({ desk, act }: { desk: Desk; act: Act }) {
  const { t, pick } = useWords();
  const [note, setNote] = useState('');
  const sheet = useQuery({ queryKey: ['sheet', desk.id], queryFn: () => get<SheetAnswer>(`/desks/${encodeURIComponent(desk.id)}/sheet`), staleTime: 0, gcTime: 0 });
  if (sheet.error) return <Failure error={sheet.error} retry={() => void sheet.refetch()} />;
  if (!sheet.data) return <Loading />;
  return (
    <div className="desk-choice">
      <span className="soft">{t('desks.sheetOf', { time: timeOf(sheet.data.made_at) })}</span>
      <pre className="desk-sheet">{pick(sheet.data.text, sheet.data.text_en)}</pre>
      <input className="field" value={note} onChange={(event) => setNote(event.target.value)} placeholder={t('desks.note')} aria-label={t('desks.note')} />
      <button type="button" className="plain-button is-main" onClick={() => void act(() => deskActs.handOver(desk.id, note.trim()), 'desks.didHandOver', desk.name)}>{t('desks.handOver')}</button>
    </div>
  );
}

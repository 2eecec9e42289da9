import { useState } from 'react';
import { useWords } from '@/i18n';
import { Sheet } from './Sheet';

/** What is typed here is kept by the page that opened it, so that a sheet put away by mistake loses nothing. */
export function NoteSheet({ text, change, send, close }: { text: string; change: (text: string) => void; send: () => void; close: () => void }) {
  const { t } = useWords();
  return (
    <Sheet title={t('officer.noteTitle')} close={close}>
      <textarea className="of-text" rows={4} maxLength={2000} value={text} aria-label={t('officer.noteTitle')}
        placeholder={t('officer.notePlaceholder')} onChange={(event) => change(event.target.value)} />
      <button type="button" className="of-button is-main" disabled={text.trim() === ''} onClick={send}>{t('officer.noteSend')}</button>
    </Sheet>
  );
}

const KINDS = ['car', 'foot', 'motorcycle', 'ambulance', 'engine', 'boat', 'drone'] as const;

export function BackupSheet({ send, close }: { send: (kinds: string[], note: string) => void; close: () => void }) {
  const { t, word } = useWords();
  const [kinds, setKinds] = useState<readonly string[]>([]);
  const [note, setNote] = useState('');
  const toggle = (kind: string) => setKinds(kinds.includes(kind) ? kinds.filter((each) => each !== kind) : [...kinds, kind]);
  return (
    <Sheet title={t('officer.backupTitle')} close={close}>
      <div className="of-choices" role="group" aria-label={t('officer.backupKinds')}>
        {KINDS.map((kind) => (
          <button key={kind} type="button" className="of-choice" aria-pressed={kinds.includes(kind)} onClick={() => toggle(kind)}>
            {word(`terms.kind.${kind}`)}
          </button>
        ))}
      </div>
      <input className="of-text" value={note} maxLength={200} aria-label={t('officer.backupNote')} placeholder={t('officer.backupNote')}
        onChange={(event) => setNote(event.target.value)} />
      <button type="button" className="of-button is-urgent" onClick={() => send([...kinds], note.trim())}>{t('officer.backupSend')}</button>
    </Sheet>
  );
}

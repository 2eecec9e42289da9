/** The next step, and what is told beside it. */
import { App } from 'antd';
import { type ChangeEvent, useRef, useState } from 'react';
import { useWords } from '@/i18n';
import type { Incident } from '@/live/cards';
import { backupAct, pictureAct, remarkAct, type Who } from './acts';
import type { Expected } from './expected';
import { outbox } from './line';
import { BackupSheet, NoteSheet } from './NoteSheet';
import { reducedPicture } from './picture';
import { Sheet } from './Sheet';
import { nextSteps, type Step } from './steps';
import type { Tap } from './tap';

type Open = 'note' | 'backup' | 'more' | null;

interface ActionBarProps {
  who: Who;
  incident: Incident;
  state: Expected;
  tap: Tap;
  correct: () => void;
}

export function ActionBar({ who, incident, state, tap, correct }: ActionBarProps) {
  const { t } = useWords();
  const [open, setOpen] = useState<Open>(null);
  const [note, setNote] = useState('');
  const camera = useCamera(who, incident.id);
  const steps = nextSteps(state.status);

  const take = (step: Step) => {
    tap.take(step, incident.id, state);
    setOpen(null);
  };
  const sendNote = () => {
    outbox.add(remarkAct(who, incident.id, note.trim()));
    setNote('');
    setOpen(null);
  };

  return (
    <>
      {steps && (
        <button type="button" className={`of-button is-main is-big${steps.main.ends === true ? ' is-end' : ''}`} onClick={() => take(steps.main)}>
          {t(steps.main.label)}
        </button>
      )}
      <div className="of-tools">
        <button type="button" onClick={() => setOpen('note')}><Icon d="M4 4h16v12H9l-5 4z" />{t('officer.note')}</button>
        <button type="button" onClick={camera.open} disabled={camera.busy}><Icon d="M3 8h4l2-3h6l2 3h4v11H3zM12 10a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7z" />{camera.busy ? t('officer.pictureWorking') : t('officer.picture')}</button>
        <button type="button" className="is-urgent" onClick={() => setOpen('backup')}><Icon d="M12 3 22 20H2zM12 9v5M12 16.500v.6" />{t('officer.backup')}</button>
        <button type="button" onClick={() => setOpen('more')}><Icon d="M5 12h.1M12 12h.1M19 12h.1" />{t('officer.more')}</button>
      </div>
      {camera.input}
      {open === 'note' && <NoteSheet text={note} change={setNote} send={sendNote} close={() => setOpen(null)} />}
      {open === 'backup' && (
        <BackupSheet close={() => setOpen(null)} send={(kinds, text) => {
          outbox.add(backupAct(who, incident.id, kinds, text));
          setOpen(null);
        }} />
      )}
      {open === 'more' && (
        <Sheet title={t('officer.moreTitle')} close={() => setOpen(null)}>
          {steps?.beside.map((step) => (
            <button key={step.status} type="button" className="of-button" onClick={() => take(step)}>{t(step.label)}</button>
          ))}
          <button type="button" className="of-button" onClick={() => { setOpen(null); correct(); }}>{t('officer.correct')}</button>
        </Sheet>
      )}
    </>
  );
}

function useCamera(who: Who, incidentId: string) {
  const { t } = useWords();
  const { message } = App.useApp();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const taken = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0];
    target.value = '';
    if (!file) return;
    setBusy(true);
    try {
      outbox.add(pictureAct(who, incidentId, await reducedPicture(file)));
    } catch {
      message.error(t('officer.pictureBad'));
    } finally {
      setBusy(false);
    }
  };
  return {
    busy,
    open: () => input.current?.click(),
    input: <input ref={input} type="file" accept="image/*" capture="environment" hidden aria-label={t('officer.picture')} onChange={(event) => void taken(event)} />,
  };
}

function Icon({ d }: { d: string }) {
  return <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true"><path d={d} /></svg>;
}

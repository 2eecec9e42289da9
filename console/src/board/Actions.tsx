/** What can be done with an incident, as one row; what needs a word more opens a line below it, never a dialog. */
import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { acts, done, setFocus, useDispositions, useMay } from '@/acts';
import { findIncidents } from '@/commandline/scene';
import { type Key, useWords } from '@/i18n';
import { useKeys } from '@/keys';
import { type Incident, liveBoard } from '@/live';
import { typedTime } from '@/live/clock';
import { screensOf, useSession } from '@/session';
import { unitTyped } from './Assigned';
import { run } from './run';

type Form = 'send' | 'hold' | 'stack' | 'backup' | 'merge' | 'close' | 'reopen';

interface Offer {
  form: Form;
  label: Key;
  key: string;
  act: string;
}

const OPEN: Offer[] = [
  { form: 'send', label: 'board.sendUnit', key: 'd', act: 'dispatch' },
  { form: 'hold', label: 'board.hold', key: 'h', act: 'dispatch' },
  { form: 'stack', label: 'board.stack', key: 's', act: 'dispatch' },
  { form: 'backup', label: 'board.backup', key: 'b', act: 'incident.backup' },
  { form: 'merge', label: 'board.merge', key: 'm', act: 'incident.merge' },
  { form: 'close', label: 'board.close', key: 'c', act: 'incident.close' },
];
const CLOSED: Offer[] = [{ form: 'reopen', label: 'board.reopen', key: 'r', act: 'incident.close' }];

export function Actions({ incident }: { incident: Incident }) {
  const { t } = useWords();
  const may = useMay();
  const { account } = useSession();
  const [, navigate] = useLocation();
  const [form, setForm] = useState<Form | null>(null);
  const offers = (incident.status === 'closed' ? CLOSED : OPEN).filter((each) => may(each.act));
  useKeys(offers.map((each) => ({ combo: each.key, label: each.label, group: 'incident', run: () => setForm(each.form) })));
  const close = () => setForm(null);
  return (
    <div className="actions">
      <div className="actions-row" role="toolbar" aria-label={incident.number}>
        {offers.map((each) => (
          <button key={each.form} type="button" className={`plain-button${form === each.form ? ' is-open' : ''}`} aria-expanded={form === each.form} onClick={() => setForm(form === each.form ? null : each.form)}>
            {t(each.label)} <kbd>{each.key}</kbd>
          </button>
        ))}
        {incident.hold && may('dispatch') && (
          <button type="button" className="plain-button" onClick={() => void run(() => acts.release(incident.id), () => done('command.didRelease', { number: incident.number }))}>{t('board.release')}</button>
        )}
        {incident.call_back_due !== null && may('incident.call_back') && (
          <button type="button" className="plain-button" onClick={() => void run(() => acts.callBack(incident.id), () => done('command.didCallBack', { number: incident.number }))}>{t('board.callBackDone')}</button>
        )}
        {screensOf(account.role).includes('/review') && (
          <button type="button" className="plain-button is-quiet" onClick={() => navigate(`/review/${encodeURIComponent(incident.id)}`)}>{t('board.review')}</button>
        )}
      </div>
      {form === 'send' && <SendForm incident={incident} close={close} />}
      {form === 'hold' && <HoldForm incident={incident} close={close} />}
      {form === 'stack' && <StackForm incident={incident} close={close} />}
      {form === 'backup' && <BackupForm incident={incident} close={close} />}
      {form === 'merge' && <MergeForm incident={incident} close={close} />}
      {form === 'close' && <CloseForm incident={incident} close={close} />}
      {form === 'reopen' && <ReopenForm incident={incident} close={close} />}
    </div>
  );
}

interface FormProps {
  incident: Incident;
  close: () => void;
}

function Row({ submit, ready, close, label, children }: { submit: () => Promise<boolean>; ready: boolean; close: () => void; label: Key; children: ReactNode }) {
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const go = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    const ok = await submit();
    setBusy(false);
    if (ok) close();
  };
  return (
    <form className="act-form" onSubmit={(event) => void go(event)} onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); close(); } }}>
      {children}
      <button type="submit" className="plain-button is-main" disabled={!ready || busy}>{t(label)}</button>
      <button type="button" className="plain-button is-quiet" onClick={close}>{t('app.cancel')}</button>
    </form>
  );
}

interface LineProps {
  value: string;
  set: (value: string) => void;
  label: Key;
  first?: boolean;
  narrow?: boolean;
}

function Line({ value, set, label, first = false, narrow = false }: LineProps) {
  const { t } = useWords();
  // A form that opens takes the keyboard with it: its first field is what the person asked for.
  return <input className={`field${narrow ? ' is-narrow mono' : ''}`} ref={(element) => { if (first && element && element.dataset.met === undefined) { element.dataset.met = ''; element.focus(); } }} value={value} onChange={(event) => set(event.target.value)} placeholder={t(label)} aria-label={t(label)} />;
}

function SendForm({ incident, close }: FormProps) {
  const { t } = useWords();
  const [text, setText] = useState('');
  const [preempt, setPreempt] = useState(false);
  const unit = unitTyped(text);
  const submit = () => run(() => acts.assign(incident.id, unit?.id ?? '', preempt ? { preempt } : {}), () => done('command.didAssign', { units: unit?.call_sign ?? '', number: incident.number }, `wd ${incident.number} ${unit?.call_sign ?? ''}`));
  return (
    <Row submit={submit} ready={unit !== undefined} close={close} label="board.sendOne">
      <Line value={text} set={setText} label="board.unitField" first narrow />
      <span className="soft mono">{text !== '' && (unit?.call_sign ?? t('board.noSuchUnit'))}</span>
      <label className="check"><input type="checkbox" checked={preempt} onChange={(event) => setPreempt(event.target.checked)} /> {t('board.preempt')}</label>
    </Row>
  );
}

function HoldForm({ incident, close }: FormProps) {
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const submit = () => {
    const typed = typedTime(until);
    // A time that has passed today is meant for tomorrow.
    const ahead = typed === undefined ? undefined : new Date(Date.parse(typed) + 86_400_000).toISOString();
    return run(() => acts.hold(incident.id, reason.trim(), ahead), () => done('command.didHold', { number: incident.number }, `rl ${incident.number}`));
  };
  return (
    <Row submit={submit} ready={reason.trim() !== ''} close={close} label="board.hold">
      <Line value={reason} set={setReason} label="board.reasonField" first />
      <Line value={until} set={setUntil} label="board.holdUntil" narrow />
    </Row>
  );
}

function StackForm({ incident, close }: FormProps) {
  const { t } = useWords();
  const [text, setText] = useState('');
  const unit = unitTyped(text);
  return (
    <Row submit={() => run(() => acts.stack(incident.id, unit?.id ?? ''), () => done('command.didStack', { number: incident.number, unit: unit?.call_sign ?? '' }))} ready={unit !== undefined} close={close} label="board.stack">
      <Line value={text} set={setText} label="board.unitField" first narrow />
      <span className="soft mono">{text !== '' && (unit?.call_sign ?? t('board.noSuchUnit'))}</span>
    </Row>
  );
}

function BackupForm({ incident, close }: FormProps) {
  const [note, setNote] = useState('');
  return (
    <Row submit={() => run(() => acts.backup(incident.id, note.trim() === '' ? undefined : note.trim()), () => done('command.didBackup', { number: incident.number }))} ready close={close} label="board.backup">
      <Line value={note} set={setNote} label="board.noteField" first />
    </Row>
  );
}

function MergeForm({ incident, close }: FormProps) {
  const { t } = useWords();
  const [text, setText] = useState('');
  const incidents = [...liveBoard.get().incidents.values()].map((each) => ({ ...each, label: '' }));
  const found = findIncidents(text, { incidents, units: [], chosen: null, codes: [] }).filter((each) => each.id !== incident.id);
  const other = found.length === 1 ? found[0] : undefined;
  const submit = async () => {
    const ok = await run(() => acts.merge(incident.id, other?.id ?? ''), () => done('command.didMerge', { number: incident.number, other: other?.number ?? '' }, `um ${other?.number ?? ''} ${incident.number}`));
    if (ok && other) setFocus({ incident: other.id });
    return ok;
  };
  return (
    <Row submit={submit} ready={other !== undefined} close={close} label="board.join">
      <Line value={text} set={setText} label="board.numberField" first narrow />
      <span className="soft mono">{text !== '' && (other?.number ?? (found.length > 1 ? found.map((each) => each.number).join(' · ') : t('board.noSuchIncident')))}</span>
    </Row>
  );
}

function CloseForm({ incident, close }: FormProps) {
  const codes = useDispositions();
  const [note, setNote] = useState('');
  const [code, setCode] = useState('');
  const submit = () => run(() => acts.close(incident.id, code, note.trim() === '' ? undefined : note.trim()), () =>
    done('command.didClose', { number: incident.number, code: codes.find((each) => each.id === code)?.label ?? code }));
  return (
    <Row submit={submit} ready={code !== ''} close={close} label="board.close">
      <div className="codes" role="radiogroup">
        {codes.map((each, index) => (
          <button key={each.id} type="button" role="radio" aria-checked={code === each.id} className={`plain-button${code === each.id ? ' is-open' : ''}`} onClick={() => setCode(each.id)}
            ref={(element) => { if (index === 0 && element && element.dataset.met === undefined) { element.dataset.met = ''; element.focus(); } }}>{each.label}</button>
        ))}
      </div>
      <Line value={note} set={setNote} label="board.noteField" />
    </Row>
  );
}

function ReopenForm({ incident, close }: FormProps) {
  const [reason, setReason] = useState('');
  return (
    <Row submit={() => run(() => acts.reopen(incident.id, reason.trim()), () => done('command.didReopen', { number: incident.number }))} ready={reason.trim() !== ''} close={close} label="board.reopen">
      <Line value={reason} set={setReason} label="board.reasonField" first />
    </Row>
  );
}

import { useEffect, useRef } from 'react';
import { App } from 'antd';
import { describe } from '@/api';
import { useWords } from '@/i18n';
import { useKeys } from '@/keys';
import { Elapsed } from '@/ui';
import { isUntouched } from './draft';
import { PlacePick } from './PlacePick';
import { taking, useTaking } from './taken';
import { Questions, TypePick } from './TypePick';

const CHANNELS = ['voice', 'sms', 'web', 'video', 'device', 'partner', 'officer'] as const;
const update = (part: Parameters<typeof taking.update>[0]) => taking.update(part);

export function Form({ picking, setPicking }: { picking: boolean; setPicking: (on: boolean) => void }) {
  const { t, word } = useWords();
  const { modal } = App.useApp();
  const { draft } = useTaking();
  const what = useRef<HTMLInputElement>(null);
  const where = useRef<HTMLInputElement>(null);
  const told = useRef<HTMLTextAreaElement>(null);
  const who = useRef<HTMLInputElement>(null);
  const form = useRef<HTMLFormElement>(null);

  const afterPlace = () => (form.current?.querySelector<HTMLElement>('.question button') ?? told.current)?.focus();
  const clear = () => {
    if (isUntouched(draft)) return;
    void modal.confirm({ title: t('intake.clearAsk'), okText: t('intake.clear'), cancelText: t('app.cancel'), onOk: () => taking.reset() });
  };
  useKeys([
    { combo: 'Alt+t', label: 'intake.goWhat', group: 'intake', run: () => what.current?.focus(), whileTyping: true },
    { combo: 'Alt+p', label: 'intake.goWhere', group: 'intake', run: () => where.current?.focus(), whileTyping: true },
    { combo: 'Alt+r', label: 'intake.goTold', group: 'intake', run: () => told.current?.focus(), whileTyping: true },
    { combo: 'Alt+c', label: 'intake.goWho', group: 'intake', run: () => who.current?.focus(), whileTyping: true },
    { combo: 'Alt+m', label: 'intake.goPick', group: 'intake', run: () => setPicking(!picking), whileTyping: true },
    { combo: 'Ctrl+Enter', label: 'intake.sendNow', group: 'intake', run: () => taking.force(), whileTyping: true },
    { combo: 'Alt+e', label: 'intake.endCall', group: 'intake', run: () => taking.end(), whileTyping: true },
  ]);
  // A new report begins where hands begin.
  useEffect(() => what.current?.focus(), [draft.key]);

  return (
    <form ref={form} className="intake-form" onSubmit={(event) => event.preventDefault()} aria-label={t('intake.newCall')}>
      <header className="intake-head">
        <b>{isUntouched(draft) ? t('intake.newCall') : t('intake.onCall')}</b>
        {!isUntouched(draft) && <Elapsed since={draft.started} late={60} tooLate={120} />}
        <span className="shell-space" />
        <div className="channels" role="radiogroup" aria-label={t('intake.channel')}>
          {CHANNELS.map((each) => (
            <button key={each} type="button" role="radio" aria-checked={draft.channel === each} disabled={draft.report !== null} tabIndex={draft.channel === each ? 0 : -1}
              className={draft.channel === each ? 'is-here' : ''} onClick={() => update({ channel: each })}>{word(`terms.channel.${each}`)}</button>
          ))}
        </div>
      </header>
      <TypePick draft={draft} update={update} field={what} next={() => (draft.place === null ? where.current : told.current)?.focus()} />
      <PlacePick draft={draft} update={update} field={where} next={afterPlace} picking={picking} setPicking={setPicking} />
      <Questions draft={draft} update={update} done={() => told.current?.focus()} />
      <div className="told">
        <label className="intake-label" htmlFor="told-box">{t('intake.told')} <kbd>Alt+r</kbd></label>
        {draft.lines.length > 0 && (
          <ol>{draft.lines.map((line) => <li key={line.key} className={line.sent ? '' : 'is-waiting'}><span aria-hidden="true">{line.sent ? '✓' : '…'}</span>{line.text}</li>)}</ol>
        )}
        <textarea id="told-box" ref={told} rows={2} className="field" value={draft.box} placeholder={t('intake.toldHint')} onChange={(event) => update({ box: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            taking.tell();
          }} />
      </div>
      <div className="who">
        <span className="intake-label">{t('intake.who')} <kbd>Alt+c</kbd></span>
        <input ref={who} className="field mono" inputMode="tel" value={draft.caller.number ?? ''} placeholder={t('intake.number')} aria-label={t('intake.number')} autoComplete="off" onChange={(event) => update({ caller: { ...draft.caller, number: event.target.value } })} />
        <input className="field" value={draft.caller.name ?? ''} placeholder={t('intake.name')} aria-label={t('intake.name')} autoComplete="off" onChange={(event) => update({ caller: { ...draft.caller, name: event.target.value } })} />
        <input className="field who-address" value={draft.caller.address ?? ''} placeholder={t('intake.address')} aria-label={t('intake.address')} autoComplete="off" onChange={(event) => update({ caller: { ...draft.caller, address: event.target.value } })} />
      </div>
      <footer className="intake-foot">
        <SendState />
        <span className="shell-space" />
        {draft.report === null && <button type="button" className="plain-button is-quiet" onClick={clear} disabled={isUntouched(draft)}>{t('intake.clear')}</button>}
        {draft.report === null && <button type="button" className="plain-button" onClick={() => taking.force()} disabled={isUntouched(draft)}>{t('intake.sendNow')} <kbd>Ctrl+Enter</kbd></button>}
        <button type="button" className="plain-button is-main" onClick={() => taking.end()} disabled={isUntouched(draft)}>{t('intake.endCall')} <kbd>Alt+e</kbd></button>
      </footer>
    </form>
  );
}

function SendState() {
  const words = useWords();
  const { t } = words;
  const { draft, sending } = useTaking();
  if (sending.state === 'refused') return <span className="send-state is-bad" role="alert">{t('intake.state.refused')}：{describe(sending.error, words)}</span>;
  if (sending.state === 'waiting') return <span className="send-state is-warn" role="alert">{t('intake.state.waiting')}</span>;
  if (sending.state === 'sending') return <span className="send-state">{t('intake.state.sending')}</span>;
  if (draft.report !== null) return <span className="send-state is-good">✓ {t('intake.state.idle')}</span>;
  if (isUntouched(draft)) return <span className="send-state">{t('intake.notYet')}</span>;
  const missing = [draft.type === null ? t('intake.needType') : '', draft.place === null ? t('intake.needPlace') : ''].filter(Boolean);
  return <span className="send-state is-warn">{missing.join(' · ')}</span>;
}

import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { type DemoAccount, describe, type Role } from '@/api';
import { setLanguage, useWords } from '@/i18n';
import { setTheme, theme } from '@/theme/theme';
import { useActs, useDemoAccounts } from './session';
import './sign-in.css';

const ROLE_ORDER: readonly Role[] = [
  'call_taker', 'dispatcher', 'station', 'officer', 'commander', 'analyst', 'auditor', 'security', 'administrator',
];

interface Typed {
  name: string;
  password: string;
}

export function SignIn() {
  const words = useWords();
  const { t } = words;
  const { message } = App.useApp();
  const { signIn } = useActs();
  const [busy, setBusy] = useState<string | null>(null);
  const demo = useDemoAccounts(true);

  const enter = async (typed: Typed) => {
    setBusy(typed.name);
    try {
      await signIn(typed.name, typed.password);
    } catch (error) {
      message.error(describe(error, words));
      setBusy(null);
    }
  };

  return (
    <main className="signin">
      <div className="signin-tools">
        <button type="button" className="plain-button is-quiet" onClick={() => setLanguage(words.language === 'en' ? 'zh-CN' : 'en')}>{t('app.language')}</button>
        <button type="button" className="plain-button is-quiet" aria-label={t('app.theme')} onClick={() => setTheme(theme() === 'night' ? 'day' : 'night')}>◐</button>
      </div>
      <section className="signin-card" aria-labelledby="signin-title">
        <div className="signin-brand">
          <img src="/mark.svg" width="44" height="44" alt="" />
          <div>
            <h1 id="signin-title">{words.language === 'en' ? 'Anlan 安澜' : '安澜 Anlan'}</h1>
            <p className="soft">{t('session.subtitle')}</p>
          </div>
        </div>
        <Form<Typed> layout="vertical" requiredMark={false} onFinish={(typed) => void enter(typed)}>
          <Form.Item name="name" label={t('session.name')} rules={[{ required: true, message: '' }]}>
            <Input autoFocus autoComplete="username" size="large" spellCheck={false} />
          </Form.Item>
          <Form.Item name="password" label={t('session.password')} rules={[{ required: true, message: '' }]}>
            <Input.Password autoComplete="current-password" size="large" />
          </Form.Item>
          <Button type="primary" size="large" htmlType="submit" block loading={busy !== null}>{t('session.enter')}</Button>
        </Form>
        {demo.data && demo.data.length > 0 && (
          <Demo accounts={demo.data} busy={busy} enter={(account) => void enter(account)} />
        )}
      </section>
    </main>
  );
}

interface DemoProps {
  accounts: readonly DemoAccount[];
  busy: string | null;
  enter: (account: DemoAccount) => void;
}

function Demo({ accounts, busy, enter }: DemoProps) {
  const { t, word } = useWords();
  const [all, setAll] = useState(false);
  const sorted = [...accounts].sort((a, b) => ROLE_ORDER.indexOf(a.role) - ROLE_ORDER.indexOf(b.role));
  const shown = all ? sorted : sorted.filter((account, index) => sorted.findIndex((each) => each.role === account.role) === index);
  return (
    <div className="signin-demo">
      <p className="soft">{t('session.demo')}</p>
      <div className="signin-roles">
        {shown.map((account) => (
          <button key={account.name} type="button" className="signin-role" disabled={busy !== null} onClick={() => enter(account)}>
            <b>{word(`terms.role.${account.role}`)}</b>
            <span className="dim mono clip">{account.name}</span>
          </button>
        ))}
      </div>
      <div className="signin-foot">
        <span className="dim">{t('session.fictional')}</span>
        {sorted.length > shown.length && <button type="button" className="plain-button is-quiet" onClick={() => setAll(true)}>{t('session.allAccounts', { n: sorted.length })}</button>}
      </div>
    </div>
  );
}

import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { describe } from '@/api';
import { useWords } from '@/i18n';
import { useActs, useSession } from './session';
import './sign-in.css';

/** Nothing of the work is shown or reachable until the same person unlocks, or leaves. */
export function LockScreen() {
  const words = useWords();
  const { t } = words;
  const { account } = useSession();
  const { unlock, signOut } = useActs();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const go = async ({ password }: { password: string }) => {
    setBusy(true);
    try {
      await unlock(password);
    } catch (error) {
      setFault(describe(error, words));
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="signin">
      <section className="signin-card" aria-labelledby="lock-title">
        <h1 id="lock-title" style={{ fontSize: 20 }}>{t('session.locked')}</h1>
        <p className="soft" style={{ margin: '6px 0 16px' }}>{t('session.lockedHint', { name: account.name })}</p>
        <Form layout="vertical" requiredMark={false} onFinish={(typed: { password: string }) => void go(typed)}>
          <Form.Item name="password" label={t('session.password')} rules={[{ required: true, message: '' }]}><Input.Password autoFocus size="large" autoComplete="current-password" /></Form.Item>
          {fault !== null && <p role="alert" style={{ color: 'var(--bad)', marginBottom: 12 }}>{fault}</p>}
          <Button type="primary" size="large" htmlType="submit" block loading={busy}>{t('session.unlock')}</Button>
          <Button type="text" block style={{ marginTop: 8 }} onClick={() => void signOut().catch(() => undefined)}>{t('session.signOut')}</Button>
        </Form>
      </section>
    </main>
  );
}

/** Who is here; change of person without leaving the desk; lock; sign out. */
import { Dropdown, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { describe } from '@/api';
import { useWords } from '@/i18n';
import { useLocation } from 'wouter';
import { refused } from '@/acts/answers';
import { useKeys } from '@/keys/registry';
import { setTheme, theme } from '@/theme/theme';
import { switchLanguage, useActs, useDemoAccounts, useSession } from './session';

export function AccountMenu() {
  const { t, word } = useWords();
  const { account } = useSession();
  const { lock, signOut } = useActs();
  const [switching, setSwitching] = useState(false);
  useKeys([{ combo: 'Alt+u', label: 'session.switchUser', group: 'app', run: () => setSwitching(true), whileTyping: true }]);
  const attempt = (act: () => Promise<unknown>) => void act().catch(refused);
  const items = [
    { key: 'switch', label: <>{t('session.switchUser')} <kbd>Alt+u</kbd></>, onClick: () => setSwitching(true) },
    { key: 'lock', label: t('session.lock'), onClick: () => attempt(lock) },
    { type: 'divider' as const },
    { key: 'language', label: t('app.language'), onClick: switchLanguage },
    { key: 'theme', label: t('app.theme'), onClick: () => setTheme(theme() === 'night' ? 'day' : 'night') },
    { type: 'divider' as const },
    { key: 'out', label: t('session.signOut'), onClick: () => attempt(signOut) },
  ];
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
        <button type="button" className="plain-button is-quiet account" aria-label={`${t('app.account')} ${account.name}`}>
          <span className="account-role">{word(`terms.role.${account.role}`)}</span>
          <b className="clip">{account.name}</b>
          <span className="account-more" aria-hidden="true">⋮</span>
        </button>
      </Dropdown>
      {switching && <SwitchUser close={() => setSwitching(false)} />}
    </>
  );
}

interface Typed {
  name: string;
  password: string;
}

function SwitchUser({ close }: { close: () => void }) {
  const words = useWords();
  const { t, word } = words;
  const { demo, account } = useSession();
  const { switchUser } = useActs();
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const accounts = useDemoAccounts(demo);
  const go = async ({ name, password }: Typed) => {
    setBusy(true);
    try {
      await switchUser(name, password);
      navigate('/');
      close();
    } catch (error) {
      setFault(describe(error, words));
      setBusy(false);
    }
  };
  return (
    <Modal open onCancel={close} title={t('session.switchUser')} okText={t('session.enter')} cancelText={t('app.cancel')} okButtonProps={{ htmlType: 'submit', form: 'switch-user', loading: busy }} width={420} destroyOnHidden>
      <p className="soft">{t('session.switchHint')}</p>
      <Form<Typed> id="switch-user" layout="vertical" requiredMark={false} onFinish={(typed) => void go(typed)} style={{ marginTop: 12 }}>
        <Form.Item name="name" label={t('session.name')} rules={[{ required: true, message: '' }]}><Input autoFocus autoComplete="off" spellCheck={false} /></Form.Item>
        <Form.Item name="password" label={t('session.password')} rules={[{ required: true, message: '' }]}><Input.Password autoComplete="off" /></Form.Item>
      </Form>
      {fault !== null && <p role="alert" style={{ color: 'var(--bad)' }}>{fault}</p>}
      {accounts.data && accounts.data.length > 0 && (
        <div className="signin-roles">
          {accounts.data.filter((each) => each.name !== account.name && each.role !== 'officer').map((each) => (
            <button key={each.name} type="button" className="signin-role" disabled={busy} onClick={() => void go(each)}>
              <b>{word(`terms.role.${each.role}`)}</b><span className="dim mono clip">{each.name}</span>
            </button>
          ))}
        </div>
      )}
    </Modal>
  );
}

/** Lets in who is signed in; otherwise the sign-in page, or why it cannot be told. */
import { type ReactNode, useEffect } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { type Me, onRefusal } from '@/api';
import { useWords } from '@/i18n';
import { liveLine } from '@/live';
import { Loading } from '@/ui';
import { LockScreen } from './LockScreen';
import { ME, useMe } from './session';
import { SignIn } from './SignIn';

export function Gate({ children }: { children: ReactNode }) {
  const { t } = useWords();
  const client = useQueryClient();
  const me = useMe();
  const signedIn = Boolean(me.data);
  const locked = me.data?.locked === true;

  useEffect(
    () =>
      onRefusal((error) => {
        if (error.status === 401) client.setQueryData<Me | null>(ME, null);
        if (error.status === 423) client.setQueryData<Me | null>(ME, (held) => held && { ...held, locked: true });
      }),
    [client],
  );

  useEffect(() => {
    if (!signedIn || locked) return;
    liveLine.start();
    return () => liveLine.stop();
  }, [signedIn, locked]);

  if (me.data && locked) return <LockScreen />;
  if (me.data) return children;
  if (me.data === null) return <SignIn />;
  if (me.failureCount > 0) {
    return (
      <div className="state" role="alert">
        <b>{t('session.unreachable')}</b>
        <span className="dim">{t('session.unreachableHint')}</span>
      </div>
    );
  }
  return <Loading text={t('session.loading')} />;
}

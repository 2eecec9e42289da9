/** The frame of every screen: where I am, who I am, which desk and ground, the line's state and the time. */
import { type ReactNode, useCallback } from 'react';
import { Link, useLocation } from 'wouter';
import { type Key, useWords } from '@/i18n';
import { useLineState } from '@/live';
import { dayOf, timeOf, useNow } from '@/live/clock';
import { liveLine } from '@/live';
import { KeyOverlay, useKeys } from '@/keys';
import { AccountMenu, screensOf, switchLanguage, useSession } from '@/session';
import { setTheme, useTheme } from '@/theme';
import { Guard } from '@/ui';
import { hideKeys, showKeys, useKeysShown } from './overlay';
import './shell.css';

const TITLES: Record<string, Key> = {
  '/intake': 'intake.title', '/board': 'board.title', '/officer': 'officer.title', '/review': 'review.title', '/station': 'station.title', '/admin': 'admin.title',
};

export function Shell({ children }: { children: ReactNode }) {
  return (
    <div className="shell">
      <header className="shell-bar">
        <Link href="/" className="shell-brand" aria-label="安澜 Anlan">
          <img src="/mark.svg" width="24" height="24" alt="" />
        </Link>
        <Screens />
        <span className="shell-space" />
        <LineBadge />
        <Clock />
        <Look />
        <AccountMenu />
      </header>
      <LostNotice />
      <main className="shell-main"><Guard>{children}</Guard></main>
      <Keys />
    </div>
  );
}

function Screens() {
  const { t } = useWords();
  const { account } = useSession();
  const [path] = useLocation();
  return (
    <nav className="shell-nav" aria-label={t('app.name')}>
      {screensOf(account.role).map((screen) => (
        <Link key={screen} href={screen} className={path.startsWith(screen) ? 'is-here' : ''} aria-current={path.startsWith(screen) ? 'page' : undefined}>
          {t(TITLES[screen] ?? 'app.name')}
        </Link>
      ))}
    </nav>
  );
}

function Keys() {
  const { account } = useSession();
  const shown = useKeysShown();
  const [path, navigate] = useLocation();
  const screens = screensOf(account.role);
  const desk = path.startsWith('/board') || path.startsWith('/intake');
  useKeys([
    { combo: '?', label: 'keys.overlay', group: 'app', run: showKeys },
    { combo: 'Alt+l', label: 'keys.language', group: 'app', run: switchLanguage, whileTyping: true },
  ]);
  useKeys([{ combo: 'Alt+1', label: 'keys.intake', group: 'app', run: () => navigate('/intake'), whileTyping: true }], screens.includes('/intake'));
  useKeys([{ combo: 'Alt+2', label: 'keys.board', group: 'app', run: () => navigate('/board'), whileTyping: true }], screens.includes('/board'));
  return <KeyOverlay open={shown} close={hideKeys} commands={desk} />;
}

function LineBadge() {
  const { t } = useWords();
  const state = useLineState();
  const text = state === 'connected' ? t('app.connected') : state === 'lost' ? t('app.lost') : t('app.connecting');
  return (
    <span className={`shell-line is-${state}`} role="status">
      <i aria-hidden="true" />
      <span>{text}</span>
    </span>
  );
}

function Clock() {
  const now = useNow();
  useWords();
  return (
    <time className="shell-clock" dateTime={new Date(now).toISOString()}>
      <b className="mono">{timeOf(now)}</b>
      <span className="dim">{dayOf(now)}</span>
    </time>
  );
}

function Look() {
  const { t } = useWords();
  const theme = useTheme();
  const flip = useCallback(() => setTheme(theme === 'night' ? 'day' : 'night'), [theme]);
  return (
    <>
      <button type="button" className="plain-button is-quiet shell-keys" onClick={showKeys} aria-label={t('keys.overlay')} title={t('keys.overlay')}><kbd>?</kbd></button>
      <button type="button" className="plain-button is-quiet shell-look" onClick={switchLanguage}>{t('app.language')}</button>
      <button type="button" className="plain-button is-quiet shell-look" onClick={flip} aria-label={t('app.theme')} title={t('app.theme')}>
        {theme === 'night' ? '☾' : '☀'}
      </button>
    </>
  );
}

function LostNotice() {
  const { t } = useWords();
  const state = useLineState();
  if (state !== 'lost') return null;
  return <div className="shell-lost" role="alert">{t('app.lostHint', { time: timeOf(liveLine.lastAt) })}</div>;
}

import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { useWords } from '@/i18n';
import { Gate, homeOf, useSession } from '@/session';
import { ThemeProvider } from '@/theme';
import { Empty, Guard, Loading } from '@/ui';
import { Shell } from './Shell';

// wouter: eight routes with no loaders need two kilobytes of router, not a framework.
const Intake = lazy(() => import('@/intake/IntakeScreen'));
const Board = lazy(() => import('@/board/BoardScreen'));
const Officer = lazy(() => import('@/officer/OfficerScreen'));
const Review = lazy(() => import('@/review/ReviewScreen'));
const Station = lazy(() => import('@/station/StationScreen'));
const Admin = lazy(() => import('@/admin/AdminScreen'));

export function App() {
  return (
    <ThemeProvider>
      <Guard>
        <Gate>
          <Shell>
            <Suspense fallback={<Loading />}>
              <Screens />
            </Suspense>
          </Shell>
        </Gate>
      </Guard>
    </ThemeProvider>
  );
}

function Screens() {
  const { t } = useWords();
  const { account } = useSession();
  return (
    <Switch>
      <Route path="/"><Redirect to={homeOf(account.role)} replace /></Route>
      <Route path="/intake"><Intake /></Route>
      <Route path="/board/:incident?"><Board /></Route>
      <Route path="/officer"><Officer /></Route>
      <Route path="/review/:incident?"><Review /></Route>
      <Route path="/station"><Station /></Route>
      <Route path="/admin/*?"><Admin /></Route>
      <Route><Empty text={t('app.notFound')} /></Route>
    </Switch>
  );
}

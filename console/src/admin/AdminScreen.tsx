/** Plain administration: each section for those whose acts it serves. */
import type { ComponentType } from 'react';
import { Link, Redirect, useRoute } from 'wouter';
import { type Key, useWords } from '@/i18n';
import { useSession } from '@/session';
import { Empty } from '@/ui';
import { Accounts } from './Accounts';
import './admin.css';
import { Agencies } from './Agencies';
import { AlarmBudget } from './AlarmBudget';
import { Readings } from './Readings';
import { Settings } from './Settings';
import { Types } from './Types';
import { Units } from './Units';

interface SectionOf {
  path: string;
  label: Key;
  /** Shown to those who may do one of these. */
  acts: readonly string[];
  show: ComponentType;
}

const SECTIONS: readonly SectionOf[] = [
  { path: 'accounts', label: 'admin.accounts', acts: ['account.read'], show: Accounts },
  { path: 'agencies', label: 'admin.agencies', acts: ['agency.manage'], show: Agencies },
  { path: 'units', label: 'admin.units', acts: ['unit.manage'], show: Units },
  { path: 'types', label: 'admin.types', acts: ['type.manage'], show: Types },
  { path: 'settings', label: 'admin.settings', acts: ['setting.manage'], show: Settings },
  { path: 'alarms', label: 'admin.alarms', acts: ['alarm.budget'], show: AlarmBudget },
  { path: 'readings', label: 'admin.readings', acts: ['reading.read', 'reading.read_own'], show: Readings },
];

export default function AdminScreen() {
  const { t } = useWords();
  const { acts } = useSession();
  const [, params] = useRoute('/admin/:section');
  const mine = SECTIONS.filter((section) => section.acts.some((act) => acts.includes(act)));
  const here = mine.find(({ path }) => path === params?.section);
  const first = mine[0];
  if (!first) return <Empty text={t('admin.notYours')} />;
  if (!here) return <Redirect to={`/admin/${first.path}`} replace />;
  const Show = here.show;
  return (
    <div className="admin">
      <nav className="ad-nav" aria-label={t('admin.sections')}>
        {mine.map(({ path, label }) => (
          <Link key={path} href={`/admin/${path}`} className={path === here.path ? 'is-here' : ''} aria-current={path === here.path ? 'page' : undefined}>{t(label)}</Link>
        ))}
      </nav>
      <div className="ad-body"><Show /></div>
    </div>
  );
}

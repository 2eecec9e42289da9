/** What every desk has around its work: which desk and ground, alarms above; the command line and answers below. */
import type { ReactNode } from 'react';
import { AlarmBar } from '@/alarms';
import { CommandLine } from '@/commandline';
import { DeskBadge } from '@/desks';
import { showKeys } from './overlay';

export function DeskFrame({ children, open }: { children: ReactNode; open: (incident: string) => void }) {
  return (
    <div className="deskframe">
      <div className="deskbar">
        <DeskBadge />
        <AlarmBar open={open} />
      </div>
      <div className="deskframe-work">{children}</div>
      <CommandLine showKeys={showKeys} />
    </div>
  );
}

/** Remarks as they come, newest first; one's own that are still on the way are among them. */
import { useEffect, useRef, useState } from 'react';
import type { Remark } from '@/api';
import { useWords } from '@/i18n';
import { timeOf } from '@/live/clock';
import { Author } from '@/ui/Author';
import type { Act } from './acts';
import { shake } from './ring';

interface RemarksProps {
  remarks: readonly Remark[] | undefined;
  unsent: readonly Act[];
  count: number;
  /** Whose remarks are no news to this reader. */
  account: string;
}

export function Remarks({ remarks, unsent, count, account }: RemarksProps) {
  const { t } = useWords();
  const fresh = useFresh(remarks, account);
  const shown = [...(remarks ?? [])].sort((a, b) => (a.recorded_at < b.recorded_at ? 1 : -1));
  return (
    <section className="of-card" aria-label={t('officer.remarks')} aria-live="polite">
      <h3>{t('officer.remarks')}{count > 0 && <span className="dim"> {count}</span>}</h3>
      {shown.length === 0 && unsent.length === 0 && <p className="soft">{t('officer.remarksNone')}</p>}
      <ul className="of-remarks">
        {unsent.map((act) => (
          <li key={act.key} className="is-unsent">
            <p>{textOf(act)}</p>
            <span>{t('officer.myUnsent')} · {timeOf(act.at)}</span>
          </li>
        ))}
        {shown.map((remark) => (
          <li key={remark.id} className={fresh.has(remark.id) ? 'is-new' : ''}>
            <p>{remark.text ?? '…'}</p>
            <span>
              {fresh.has(remark.id) && <b>{t('officer.remarkNew')} </b>}
              <Author remark={remark} /> · {timeOf(remark.at)}
              {lateBy(remark) > 60 && ` ${t('officer.knownAt', { time: timeOf(remark.recorded_at, false) })}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function textOf(act: Act): string {
  const body = act.body as { text?: string };
  return body.text ?? '';
}

function lateBy(remark: Remark): number {
  return (Date.parse(remark.recorded_at) - Date.parse(remark.at)) / 1000;
}

/** Remarks that came while the page was open, for a while; the phone gives a short tap for each. */
function useFresh(remarks: readonly Remark[] | undefined, account: string): ReadonlySet<string> {
  const seen = useRef<Set<string> | null>(null);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (!remarks) return;
    const before = seen.current;
    seen.current = new Set(remarks.map(({ id }) => id));
    const added = before === null ? [] : remarks.filter(({ id, by }) => !before.has(id) && by !== `account:${account}`).map(({ id }) => id);
    if (added.length === 0) return;
    shake(120);
    setFresh((held) => new Set([...held, ...added]));
    const timer = setTimeout(() => setFresh((held) => new Set([...held].filter((id) => !added.includes(id)))), 30_000);
    return () => clearTimeout(timer);
  }, [remarks, account]);
  return fresh;
}

/** A day, or a day and time, typed as it is shown: the same in every browser and language. The calendar is beside it. */
import { useRef, useState } from 'react';
import { useWords } from '@/i18n';
import { fromWall, toWall } from './moment';

interface DateFieldProps {
  label: string;
  zone: string;
  /** Platform ms; null for none. */
  value: number | null;
  change: (value: number | null) => void;
  withTime?: boolean;
  most: number;
}

export function DateField({ label, zone, value, change, withTime = false, most }: DateFieldProps) {
  const { t } = useWords();
  const picker = useRef<HTMLInputElement>(null);
  const shown = value === null ? '' : toWall(value, zone).slice(0, withTime ? 16 : 10).replace('T', ' ');
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const take = (text: string) => {
    const trimmed = text.trim();
    const ms = fromWall(withTime ? trimmed : `${trimmed}T00:00`, zone);
    const empty = trimmed === '' && !withTime;
    setWrong(!empty && (ms === undefined || ms > most));
    if (empty) change(null);
    else if (ms !== undefined && ms <= most) {
      change(ms);
      setTyped(null);
    }
  };
  return (
    <span className={`rv-date${wrong ? ' is-wrong' : ''}`}>
      <input type="text" inputMode="numeric" spellCheck={false} aria-label={label} aria-invalid={wrong} title={label} placeholder={withTime ? '2026-01-31 14:00' : label}
        value={typed ?? shown} size={withTime ? 16 : 10}
        onChange={(event) => { setTyped(event.target.value); setWrong(false); if (!withTime && event.target.value === '') change(null); }}
        onBlur={() => { if (typed !== null) take(typed); }}
        onKeyDown={(event) => { if (event.key === 'Enter' && typed !== null) take(typed); if (event.key === 'Escape') { setTyped(null); setWrong(false); } }} />
      <button type="button" aria-label={t('review.calendar')} title={t('review.calendar')} onClick={() => picker.current?.showPicker()}>
        <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true"><path d="M2 3.500h12v10.500H2zM2 6.500h12M5 1.500v3M11 1.500v3" fill="none" stroke="currentColor" strokeWidth="1.400" /></svg>
      </button>
      <input ref={picker} className="rv-picker" type={withTime ? 'datetime-local' : 'date'} tabIndex={-1} aria-hidden="true"
        value={value === null ? '' : toWall(value, zone).slice(0, withTime ? 16 : 10)} onChange={(event) => take(event.target.value)} />
    </span>
  );
}

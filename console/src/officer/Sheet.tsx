/** A sheet from the bottom edge, where the thumb is. Esc and the ground behind it put it away. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useWords } from '@/i18n';

interface SheetProps {
  title: string;
  close: () => void;
  children: ReactNode;
}

export function Sheet({ title, close, children }: SheetProps) {
  const { t } = useWords();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.querySelector<HTMLElement>('textarea, input, button')?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <div className="of-sheet-ground" onClick={close}>
      <div ref={box} className="of-sheet" role="dialog" aria-modal="true" aria-labelledby={id}
        onClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close();
          if (event.key === 'Tab') keepWithin(event, box.current);
        }}>
        <div className="of-sheet-head">
          <h2 id={id}>{title}</h2>
          <button type="button" className="of-close" onClick={close} aria-label={t('app.close')}>✕</button>
        </div>
        {children}
      </div>
    </div>
  );
}

function keepWithin(event: { shiftKey: boolean; preventDefault: () => void }, box: HTMLElement | null): void {
  const all = [...(box?.querySelectorAll<HTMLElement>('button:not(:disabled), textarea, input') ?? [])];
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last) return;
  const from = document.activeElement;
  const next = event.shiftKey ? (from === first ? last : null) : from === last ? first : null;
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** A field with candidates below it: arrows choose, Enter takes, nothing jumps. Types and places use it. */
import { type KeyboardEvent, type ReactNode, type Ref, useId, useState } from 'react';

interface Props<T> {
  label: string;
  placeholder: string;
  value: string;
  onType: (text: string) => void;
  list: readonly T[];
  keyOf: (item: T) => string;
  draw: (item: T) => ReactNode;
  take: (item: T) => void;
  /** Enter with nothing to take. */
  onEnter?: () => void;
  field?: Ref<HTMLInputElement>;
  autoFocus?: boolean;
  after?: ReactNode;
  before?: ReactNode;
  empty?: ReactNode;
  done: boolean;
}

export function Pick<T>({ label, placeholder, value, onType, list, keyOf, draw, take, onEnter, field, autoFocus = false, after, before, empty, done }: Props<T>) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [picked, setPicked] = useState(0);
  const at = Math.min(picked, list.length - 1);
  const choose = (item: T | undefined) => {
    if (item === undefined) {
      onEnter?.();
      return;
    }
    take(item);
    setOpen(false);
    setPicked(0);
  };
  const key = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      if (list.length > 0) setPicked((at + (event.key === 'ArrowDown' ? 1 : -1) + list.length) % list.length);
    } else if (event.key === 'Enter' && !event.ctrlKey) {
      event.preventDefault();
      choose(open && !(done && value === '') ? list[at] : undefined);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    }
  };
  const shown = open && list.length > 0;
  return (
    <div className={`pick${done ? ' is-done' : ''}`}>
      <label className="intake-label" htmlFor={`${id}-field`}>{label}</label>
      <div className="pick-field">
        {before}
        <input
          id={`${id}-field`} ref={field} value={value} placeholder={placeholder} autoComplete="off" spellCheck={false} autoFocus={autoFocus} role="combobox"
          aria-expanded={shown} aria-controls={id} aria-activedescendant={shown ? `${id}-${at}` : undefined}
          onChange={(event) => {
            onType(event.target.value);
            setOpen(true);
            setPicked(0);
          }}
          onFocus={(event) => {
            event.target.select();
            if (!done) setOpen(true);
          }}
          onBlur={() => setOpen(false)}
          onKeyDown={key}
        />
        {after}
      </div>
      {shown && (
        <ul id={id} role="listbox" aria-label={label} className="pick-list">
          {list.map((item, index) => (
            <li key={keyOf(item)} id={`${id}-${index}`} role="option" aria-selected={index === at} onMouseDown={(event) => { event.preventDefault(); choose(item); }}>{draw(item)}</li>
          ))}
        </ul>
      )}
      {open && list.length === 0 && empty}
    </div>
  );
}

/** A search that waits for a pause in typing, so that a word is one question and not one per letter. */
import { useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../../parts/Icon.tsx';

const pauseMs = 250;

interface SearchBoxProps {
  what: string;
  value: string | undefined;
  onChange(value: string | undefined): void;
}

export function SearchBox({ what, value = '', onChange }: SearchBoxProps) {
  const id = useId();
  const [draft, setDraft] = useState(value);
  const sent = useRef(value);
  useEffect(() => {
    // The address changed by other means (a link, the back button): show what it says.
    if (value === sent.current) return;
    sent.current = value;
    setDraft(value);
  }, [value]);
  useEffect(() => {
    if (draft === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = draft.trim();
      onChange(draft.trim() || undefined);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [draft, onChange]);
  return (
    <search className="field estate-search no-print">
      <label htmlFor={id} className="visually-hidden">
        Search {what}
      </label>
      <Icon name="search" size={18} />
      <input
        id={id}
        type="search"
        data-search=""
        autoComplete="off"
        spellCheck={false}
        placeholder={`Search ${what}`}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
      />
    </search>
  );
}

/** What to show. Every choice is in the address, so it survives a reload and can be sent to someone. */
import { useEffect, useRef, useState } from 'react';
import type { FindingFilter } from '../../data.ts';
import { Icon } from '../../parts/Icon.tsx';
import { levelOrder, levelWord } from '../../words/words.ts';

type Change = { [K in keyof FindingFilter]: string | undefined };

const pauseMs = 300;

export function Filters({ filter, onChange }: { filter: FindingFilter; onChange: (change: Change) => void }) {
  return (
    <search className="filters">
      <TextFilter name="q" label="Search" value={filter.q} onChange={onChange} main />
      <div className="field">
        <label htmlFor="filter-level">Level</label>
        <select
          id="filter-level"
          value={filter.level ?? ''}
          onChange={(event) => onChange({ level: event.target.value || undefined })}
        >
          <option value="">All levels</option>
          {levelOrder.slice(0, -1).map((level, index) => (
            <option key={level} value={level}>
              {levelWord[level]}
              {index > 0 ? ' and above' : ' only'}
            </option>
          ))}
        </select>
      </div>
      <TextFilter name="host" label="Host" value={filter.host} onChange={onChange} />
      <TextFilter name="account" label="Account" value={filter.account} onChange={onChange} />
      <Chip name="rule" label="Rule" value={filter.rule} onChange={onChange} />
      <Chip name="incident" label="Incident" value={filter.incident} onChange={onChange} />
    </search>
  );
}

interface OneFilter {
  name: keyof FindingFilter;
  label: string;
  value: string | undefined;
  onChange: (change: Change) => void;
  main?: boolean;
}

/** Waits for a pause in typing, so that a word is one question to the server and not one per letter. */
function TextFilter({ name, label, value, onChange, main }: OneFilter) {
  const [draft, setDraft] = useState(value ?? '');
  const sent = useRef(value ?? '');
  useEffect(() => {
    // The address changed by other means (a link, the back button): show what it says.
    if ((value ?? '') !== sent.current) {
      sent.current = value ?? '';
      setDraft(value ?? '');
    }
  }, [value]);
  useEffect(() => {
    if (draft === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = draft;
      onChange({ [name]: draft.trim() || undefined });
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [draft, name, onChange]);
  return (
    // On a phone the search box covers host and account; a box of their own appears only when one is set.
    <div className={main ? 'field field-main' : value ? 'field' : 'field field-extra'}>
      <label htmlFor={`filter-${name}`}>{label}</label>
      <input
        id={`filter-${name}`}
        type="search"
        autoComplete="off"
        spellCheck={false}
        value={draft}
        data-search={main ? '' : undefined}
        onChange={(event) => setDraft(event.target.value)}
      />
    </div>
  );
}

/** A filter that is set by following a link rather than by typing. */
function Chip({ name, label, value, onChange }: OneFilter) {
  if (value === undefined) return null;
  return (
    <button
      type="button"
      className="chip"
      aria-label={`Remove filter ${label} ${value}`}
      onClick={() => onChange({ [name]: undefined })}
    >
      <span className="chip-label">{label}</span> <span className="chip-value">{value}</span>
      <Icon name="close" size={14} />
    </button>
  );
}

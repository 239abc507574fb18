/** The query and its time. Nothing is asked while typing: half a query is not a question, and a search costs. */
import { type FormEvent, useEffect, useState } from 'react';
import { Icon } from '../../parts/Icon.tsx';
import { usePreferences } from '../../preferences.ts';
import { dateAndTime, instant, zoneName } from '../../words/time.ts';
import { type RangeSearch, ranges } from './ranges.ts';

export interface HuntSearch extends RangeSearch {
  q?: string | undefined;
}

interface QueryFormProps {
  search: HuntSearch;
  onAsk: (search: HuntSearch) => void;
}

export function QueryForm({ search, onAsk }: QueryFormProps) {
  const [draft, setDraft] = useState(search.q ?? '');
  useEffect(() => setDraft(search.q ?? ''), [search.q]);
  const { q: _q, ...time } = search;
  const ask = (event: FormEvent) => {
    event.preventDefault();
    onAsk({ ...time, q: draft.trim() || undefined });
  };
  const between = time.since !== undefined || time.until !== undefined;
  return (
    <search>
      <form className="filters hunt-form" onSubmit={ask}>
        <div className="field field-main hunt-query">
          <label htmlFor="hunt-q">Query</label>
          <input
            id="hunt-q"
            type="search"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            className="mono"
            value={draft}
            data-search=""
            onChange={(event) => setDraft(event.target.value)}
          />
        </div>
        {between ? (
          <button
            type="button"
            className="chip hunt-chip"
            aria-label="Remove this time"
            onClick={() => onAsk({ q: search.q })}
          >
            <Between {...time} /> <Icon name="close" size={14} />
          </button>
        ) : (
          <div className="field">
            <label htmlFor="hunt-range">When</label>
            <select
              id="hunt-range"
              value={time.range ?? ranges[0].name}
              onChange={(event) => onAsk({ q: draft.trim() || undefined, range: event.target.value })}
            >
              {ranges.map(({ name, word }) => (
                <option key={name} value={name}>
                  {word}
                </option>
              ))}
            </select>
          </div>
        )}
        <button type="submit" className="button">
          <Icon name="search" size={16} /> Search
        </button>
      </form>
    </search>
  );
}

function Between({ since, until }: RangeSearch) {
  const { zone } = usePreferences();
  const moment = (iso: string | undefined, none: string) => {
    const at = instant(iso);
    return at === null ? none : `${dateAndTime(at, zone)} ${zoneName(at, zone)}`;
  };
  return (
    <span className="chip-value">
      {moment(since, 'the beginning')} to {moment(until, 'the newest')}
    </span>
  );
}

/** Every rule: how far it is trusted, what it did, and whether the logs it needs come in at all. */
import type { RuleLine } from '@cordon/server/api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { rulebookQuery, rulesQuery } from '../../data.ts';
import { type Column, DenseList } from '../../parts/DenseList.tsx';
import { LevelMark } from '../../parts/Marks.tsx';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { modeOrder, modeWord, packWord } from '../../words/rules.ts';
import { count } from '../../words/words.ts';
import { ModeMark } from './ModeMark.tsx';
import { RulePane } from './RulePane.tsx';

const route = getRouteApi('/rules');

const columns: Column<RuleLine>[] = [
  {
    name: 'name',
    head: 'Rule',
    cell: (row) => (
      <Link to="/rules" search={(before) => ({ ...before, id: row.id })} resetScroll={false}>
        {row.title}
      </Link>
    ),
    whole: (row) => row.title,
  },
  { name: 'mode', head: 'Mode', cell: (row) => <ModeMark mode={row.mode} /> },
  { name: 'level', head: 'Level', cell: (row) => <LevelMark level={row.level} /> },
  { name: 'number', head: 'Hits', cell: (row) => count(row.hits) },
  {
    name: 'last',
    head: 'Last hit',
    cell: (row) =>
      row.last_hit === null ? <span className="muted">Never</span> : <When at={row.last_hit} show="age" />,
  },
  {
    name: 'source',
    head: 'Log source, newest record',
    cell: (row) =>
      row.source_seen === null ? (
        <strong className="unknown-word">Never came: {row.source}</strong>
      ) : (
        <>
          {row.source}, <When at={row.source_seen} show="age" />
        </>
      ),
    whole: (row) => row.source,
  },
  { name: 'pack', head: 'Pack', cell: (row) => packWord({ name: row.pack }), whole: (row) => row.pack },
];

export function RulesTab({ onClose }: { onClose: () => void }) {
  const { q, mode, pack, id } = route.useSearch();
  const navigate = route.useNavigate();
  const sought = useDeferredValue(q);
  const { data, error, isPending, isPlaceholderData, refetch } = useQuery(
    rulesQuery({ ...(sought && { q: sought }), ...(mode && { mode }), ...(pack && { pack }) }),
  );
  const book = useQuery(rulebookQuery);
  const set = (name: 'q' | 'mode' | 'pack', value: string) =>
    void navigate({
      search: ({ [name]: _before, ...rest }) => (value === '' ? rest : { ...rest, [name]: value }),
      replace: true,
    });
  return (
    <>
      <search className="filters">
        <div className="field field-main">
          <label htmlFor="rules-q">Search</label>
          <input
            id="rules-q"
            type="search"
            data-search=""
            autoComplete="off"
            spellCheck={false}
            value={q ?? ''}
            onChange={(event) => set('q', event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor="rules-mode">Mode</label>
          <select id="rules-mode" value={mode ?? ''} onChange={(event) => set('mode', event.target.value)}>
            <option value="">All modes</option>
            {modeOrder.map((one) => (
              <option key={one} value={one}>
                {modeWord[one]}
                {data && ` (${count(data.counts[one])})`}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor="rules-pack">Pack</label>
          <select id="rules-pack" value={pack ?? ''} onChange={(event) => set('pack', event.target.value)}>
            <option value="">All packs</option>
            {book.data?.packs.map((one) => (
              <option key={one.name} value={one.name}>
                {packWord(one)} ({count(one.rules)})
              </option>
            ))}
          </select>
        </div>
      </search>
      <div className="panes">
        <div className="pane pane-list">
          {error && <Problem error={error} retry={() => void refetch()} />}
          {isPending && !error && <Loading what="rules" />}
          {data && data.items.length === 0 && (
            <Empty title="No rule matches">
              <p>Nothing that is loaded fits what is asked for above.</p>
            </Empty>
          )}
          {data && data.items.length > 0 && (
            <DenseList
              label="Rules"
              kind="rules"
              columns={columns}
              rows={data.items}
              keyOf={(row) => row.id}
              total={data.total}
              selected={id}
              stale={isPlaceholderData}
            />
          )}
        </div>
        {id !== undefined && <RulePane id={id} onClose={onClose} />}
      </div>
    </>
  );
}

/** Everything that was tuned away: by whom, why, until when, and what it has hidden. */

import type { FilterView } from '@cordon/server/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ask, filtersQuery } from '../../data.ts';
import { type Column, DenseList } from '../../parts/DenseList.tsx';
import { PaneTools } from '../../parts/PaneTools.tsx';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { count, plural } from '../../words/words.ts';
import { HeldBackList } from './HeldBackList.tsx';

const route = getRouteApi('/rules');

const columns: Column<FilterView>[] = [
  {
    name: 'name',
    head: 'Because',
    cell: (row) => (
      <Link to="/rules" search={(before) => ({ ...before, id: row.id })} resetScroll={false}>
        {row.because}
      </Link>
    ),
    whole: (row) => row.because,
  },
  { name: 'owner', head: 'Owner', cell: (row) => row.owner, whole: (row) => row.owner },
  {
    name: 'until',
    head: 'Until',
    cell: (row) => (row.state === 'expired' ? <strong>Ended {row.until}</strong> : row.until),
  },
  { name: 'number', head: 'Hidden', cell: (row) => count(row.hidden) },
  {
    name: 'last',
    head: 'Last',
    cell: (row) =>
      row.last_hidden === null ? (
        <span className="muted">Never</span>
      ) : (
        <When at={row.last_hidden} show="age" />
      ),
  },
  {
    name: 'rule',
    head: 'Applies to',
    cell: (row) =>
      row.rule_count === 1
        ? row.rules[0]!.title
        : row.rule_count === 0
          ? 'No loaded rule'
          : plural(row.rule_count, 'rule'),
  },
];

export function FiltersTab({ onClose }: { onClose: () => void }) {
  const { id } = route.useSearch();
  const { data, error, isPending, refetch } = useQuery(filtersQuery);
  const chosen = data?.items.find((filter) => filter.id === id);
  return (
    <div className="panes">
      <div className="pane pane-list">
        {error && <Problem error={error} retry={() => void refetch()} />}
        {isPending && !error && <Loading what="filters" />}
        {data && data.items.length === 0 && (
          <Empty title="Nothing is tuned away">
            <p>
              Open a finding that has a harmless cause and choose “Hide findings like this”. Every filter has
              an owner, a reason and a last day, and what it hides is shown here.
            </p>
          </Empty>
        )}
        {data && data.items.length > 0 && (
          <DenseList
            label="Filters"
            kind="filters"
            columns={columns}
            rows={data.items}
            keyOf={(row) => row.id}
            total={data.items.length}
            selected={id}
          />
        )}
      </div>
      {chosen && <FilterPane key={chosen.id} filter={chosen} onClose={onClose} />}
    </div>
  );
}

function FilterPane({ filter, onClose }: { filter: FilterView; onClose: () => void }) {
  const may = useMay();
  return (
    <article className="pane pane-detail" aria-label="Filter">
      <PaneTools onClose={onClose} />
      <header className="finding-head">
        <h2>{filter.because}</h2>
        <p>
          {filter.owner},{' '}
          {filter.state === 'expired' ? `ended ${filter.until}: it hides nothing` : `until ${filter.until}`}
        </p>
      </header>
      <section className="pane-section" aria-labelledby="filter-rules">
        <h3 id="filter-rules">Applies to</h3>
        {filter.rule_count === 0 && (
          <p className="bad">No rule that is loaded: it may have been removed, or is off.</p>
        )}
        <ul className="plain-list">
          {filter.rules.map((rule) => (
            <li key={rule.id}>
              <Link to="/rules" search={{ id: rule.id }}>
                {rule.title}
              </Link>
            </li>
          ))}
        </ul>
        {filter.rule_count > filter.rules.length && (
          <p className="muted">and {count(filter.rule_count - filter.rules.length)} more</p>
        )}
      </section>
      <section className="pane-section" aria-labelledby="filter-held">
        <h3 id="filter-held">What it has hidden</h3>
        <HeldBackList of={{ filter: filter.id }} none="Nothing so far." />
      </section>
      {filter.own ? (
        may('rule.tune') && <Remove filter={filter} onRemoved={onClose} />
      ) : (
        <p className="muted">It came with a pack of rules and goes with it.</p>
      )}
      <details className="twin">
        <summary>The filter as written</summary>
        <pre className="code">{filter.text}</pre>
      </details>
    </article>
  );
}

function Remove({ filter, onRemoved }: { filter: FilterView; onRemoved: () => void }) {
  const queries = useQueryClient();
  const [sure, setSure] = useState(false);
  const remove = useMutation({
    mutationFn: () => ask('DELETE /filters/{id}', { path: { id: filter.id } }),
    onSuccess: async () => {
      onRemoved();
      await queries.invalidateQueries({ queryKey: ['rules'] });
    },
  });
  return (
    <section className="pane-section" aria-labelledby="filter-remove">
      <h3 id="filter-remove">Stop hiding</h3>
      <p>From then on these findings are shown again. The filter’s file is kept.</p>
      {sure ? (
        <button type="button" className="button" disabled={remove.isPending} onClick={() => remove.mutate()}>
          Yes, stop hiding
        </button>
      ) : (
        <button type="button" className="button button-secondary" onClick={() => setSure(true)}>
          Remove this filter
        </button>
      )}
      {remove.error && <Problem error={remove.error} kept="The filter still hides." />}
    </section>
  );
}

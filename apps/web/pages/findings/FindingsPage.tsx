/** Every finding, newest first: the list, what one of them means, and the record it rests on, side by side. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { type FindingFilter, findingCountQuery, findingsQuery, newestFindings } from '../../data.ts';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { useEscape } from '../../parts/useEscape.ts';
import { count, plural } from '../../words/words.ts';
import { Filters } from './Filters.tsx';
import { FindingList } from './FindingList.tsx';
import { FindingPane } from './FindingPane.tsx';

const route = getRouteApi('/findings');

export function FindingsPage() {
  const { id, ...filter } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(findingsQuery(filter));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  const filtered = Object.values(filter).some((value) => value !== undefined);
  const setFilter = useCallback(
    (change: { [K in keyof FindingFilter]: string | undefined }) => {
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
    },
    [navigate],
  );
  const close = useCallback(
    () => void navigate({ search: ({ id: _id, ...rest }) => rest, resetScroll: false }),
    [navigate],
  );
  useEscape(id !== undefined, close);

  return (
    <div className={id === undefined ? 'page findings' : 'page findings findings-open'}>
      <div className="findings-head">
        <h1>Findings</h1>
        <p className="findings-total" role="status">
          {list.data && `${count(total)}${filtered ? ' match' : ''}`}
        </p>
        <Newer filter={filter} shown={list.data ? total : null} />
      </div>
      <Filters filter={filter} onChange={setFilter} />
      <div className="panes">
        <div className="pane pane-list">
          {list.error && (
            <Problem
              error={list.error}
              {...(items.length > 0 ? { kept: 'The findings below are from the last answer.' } : {})}
              retry={() => void list.refetch()}
            />
          )}
          {list.isPending && !list.error && <Loading what="findings" />}
          {list.data && items.length === 0 && (
            <Empty title={filtered ? 'No finding matches' : 'No finding yet'}>
              <p>
                {filtered
                  ? 'Nothing that Cordon has read fits every filter above.'
                  : 'No rule has fired on what Cordon has read so far.'}
              </p>
              {filtered && (
                <button
                  type="button"
                  className="button button-secondary"
                  onClick={() => void navigate({ search: {} })}
                >
                  Clear filters
                </button>
              )}
            </Empty>
          )}
          {items.length > 0 && (
            <FindingList
              items={items}
              total={total}
              selected={id}
              stale={list.isPlaceholderData}
              more={
                list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined
              }
            />
          )}
        </div>
        {id !== undefined && <FindingPane id={id} onClose={close} />}
      </div>
    </div>
  );
}

/** Says how many have arrived since the list was fetched. The list moves only when asked to. */
function Newer({ filter, shown }: { filter: FindingFilter; shown: number | null }) {
  const queries = useQueryClient();
  const { data: now } = useQuery(findingCountQuery(filter));
  const [busy, setBusy] = useState(false);
  const newer = shown === null || now === undefined ? 0 : now - shown;
  if (newer <= 0) return <span role="status" />;
  const show = async () => {
    setBusy(true);
    try {
      const first = await newestFindings(filter);
      queries.setQueryData(findingsQuery(filter).queryKey, { pages: [first], pageParams: [null] });
      document.querySelector('[data-list-scroll]')?.scrollTo({ top: 0 });
    } finally {
      setBusy(false);
    }
  };
  return (
    <span role="status">
      <button type="button" className="newer" disabled={busy} onClick={() => void show()}>
        Show {plural(newer, 'new finding')}
      </button>
    </span>
  );
}

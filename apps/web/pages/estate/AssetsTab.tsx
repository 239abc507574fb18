/** Assets: as many as there are, found by words and by what is known, or not known, of them. */
import type { AssetPage } from '@cordon/server/api';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { type AssetFilter, assetsQuery } from '../../data.ts';
import { DenseList } from '../../parts/DenseList.tsx';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { supportOrder, supportStateWord } from '../../words/estate.ts';
import { count } from '../../words/words.ts';
import { AssetFilters } from './AssetFilters.tsx';
import { assetColumns } from './columns.tsx';
import { EstateDetail } from './EstateDetail.tsx';
import type { EstateIndex } from './estate-index.ts';
import { SearchBox } from './SearchBox.tsx';

const route = getRouteApi('/estate');

interface AssetsTabProps {
  index: EstateIndex;
  filter: AssetFilter;
  selected: string | undefined;
  onClose(): void;
}

export function AssetsTab({ index, filter, selected, onClose }: AssetsTabProps) {
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(assetsQuery(filter));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const first = list.data?.pages[0];
  const change = useCallback(
    (changes: AssetFilter) =>
      void navigate({ search: (before) => ({ ...before, ...changes }), replace: true }),
    [navigate],
  );
  const search = useCallback((q: string | undefined) => change({ q }), [change]);
  return (
    <>
      <div className="estate-tools no-print">
        <SearchBox what="assets" value={filter.q} onChange={search} />
        <SupportStates counts={first?.support} chosen={filter.support} onChange={change} />
        <AssetFilters index={index} filter={filter} onChange={change} />
      </div>
      <p className="findings-total" role="status">
        {first && `${count(first.total)} of ${count(index.view.assets)} assets`}
      </p>
      <div className="panes">
        <div className="pane pane-list">
          {list.error && <Problem error={list.error} retry={() => void list.refetch()} />}
          {list.isPending && !list.error && <Loading what="assets" />}
          {first && items.length === 0 && (
            <Empty title="No asset matches">
              <p>None fits every filter above.</p>
              <button
                type="button"
                className="button button-secondary"
                onClick={() => void navigate({ search: { tab: 'assets' } })}
              >
                Clear filters
              </button>
            </Empty>
          )}
          {items.length > 0 && (
            <DenseList
              label="Estate: assets"
              kind="assets"
              columns={assetColumns(index)}
              rows={items}
              keyOf={(row) => row.id}
              total={first?.total ?? items.length}
              selected={selected}
              stale={list.isPlaceholderData}
              more={
                list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined
              }
            />
          )}
        </div>
        {selected !== undefined && (
          <EstateDetail index={index} tab="assets" id={selected} onClose={onClose} />
        )}
      </div>
    </>
  );
}

interface SupportStatesProps {
  counts: AssetPage['support'] | undefined;
  chosen: string | undefined;
  onChange(changes: AssetFilter): void;
}

/** How many are in each state, worst first; each is a filter. */
function SupportStates({ counts, chosen, onChange }: SupportStatesProps) {
  return (
    <fieldset className="support-states">
      <legend className="visually-hidden">Support</legend>
      {supportOrder.map((state) => (
        <button
          key={state}
          type="button"
          className={`support-choice support-choice-${state}`}
          aria-pressed={chosen === state}
          onClick={() => onChange({ support: chosen === state ? undefined : state })}
        >
          {supportStateWord[state]} <strong>{counts ? count(counts[state]) : '…'}</strong>
        </button>
      ))}
    </fieldset>
  );
}

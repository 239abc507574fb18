/** What is protected: services, the systems they need, the assets those run on, and the zones they stand in. */
import { isRefusal } from '@cordon/client';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useDeferredValue, useMemo } from 'react';
import { outlineQuery } from '../../data.ts';
import { DenseList } from '../../parts/DenseList.tsx';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { useMay } from '../../session.ts';
import { AssetsTab } from './AssetsTab.tsx';
import { serviceColumns, systemColumns, wardColumns, zoneColumns } from './columns.tsx';
import { EstateDetail } from './EstateDetail.tsx';
import { EstateNav } from './EstateNav.tsx';
import { indexEstate, type Tab } from './estate-index.ts';
import { SearchBox } from './SearchBox.tsx';

const route = getRouteApi('/estate');

const isTab = (text: string | undefined): text is Tab =>
  text !== undefined && ['services', 'wards', 'systems', 'assets', 'zones'].includes(text);

export function EstatePage() {
  const { tab: named, id, ...filter } = route.useSearch();
  const navigate = route.useNavigate();
  const outline = useQuery(outlineQuery);
  const index = useMemo(() => (outline.data ? indexEstate(outline.data) : null), [outline.data]);
  const tab = isTab(named) ? named : 'services';
  const isUndescribed = isRefusal(outline.error, 'NO_ESTATE');
  const close = useCallback(
    () => void navigate({ search: ({ id: _id, ...rest }) => rest, resetScroll: false }),
    [navigate],
  );
  const search = useCallback(
    (q: string | undefined) => void navigate({ search: (before) => ({ ...before, q }), replace: true }),
    [navigate],
  );
  return (
    <div className={id === undefined ? 'page estate' : 'page estate estate-open'}>
      <h1>Estate</h1>
      <EstateNav tab={tab} />
      {outline.error && !isUndescribed && (
        <Problem error={outline.error} retry={() => void outline.refetch()} />
      )}
      {outline.isPending && <Loading what="the estate" />}
      {isUndescribed && <Undescribed />}
      {index && tab === 'assets' && <AssetsTab index={index} filter={filter} selected={id} onClose={close} />}
      {index && tab !== 'assets' && (
        <>
          <SearchBox what={tab} value={filter.q} onChange={search} />
          <div className="panes">
            <div className="pane pane-list">
              {tab === 'services' && (
                <Found
                  rows={index.services}
                  columns={serviceColumns(index)}
                  {...{ tab, q: filter.q, selected: id }}
                />
              )}
              {tab === 'wards' && (
                <Found
                  rows={index.wards}
                  columns={wardColumns(index)}
                  {...{ tab, q: filter.q, selected: id }}
                />
              )}
              {tab === 'systems' && (
                <Found
                  rows={index.systems}
                  columns={systemColumns(index)}
                  {...{ tab, q: filter.q, selected: id }}
                />
              )}
              {tab === 'zones' && (
                <Found
                  rows={index.zones}
                  columns={zoneColumns(index)}
                  {...{ tab, q: filter.q, selected: id }}
                />
              )}
            </div>
            {id !== undefined && <EstateDetail index={index} tab={tab} id={id} onClose={close} />}
          </div>
        </>
      )}
    </div>
  );
}

function Undescribed() {
  const may = useMay();
  return (
    <Empty title="Nobody has described this hospital yet">
      <p>
        Without that, Cordon still finds attacks, but cannot say which systems and patient services they
        reach.
      </p>
      <p>
        {may('estate.import') ? (
          <Link to="/estate/imports">Import what your inventories and scanners export</Link>
        ) : (
          'Somebody who may import can begin with what inventories and scanners export.'
        )}
      </p>
    </Empty>
  );
}

interface FoundProps<Row extends { id: string; words: string }> {
  rows: readonly Row[];
  columns: Parameters<typeof DenseList<Row>>[0]['columns'];
  tab: Tab;
  q: string | undefined;
  selected: string | undefined;
}

function Found<Row extends { id: string; words: string }>({
  rows,
  columns,
  tab,
  q = '',
  selected,
}: FoundProps<Row>) {
  const sought = useDeferredValue(q.trim().toLowerCase());
  const found = sought === '' ? rows : rows.filter((row) => row.words.includes(sought));
  if (found.length === 0) {
    return (
      <Empty title={sought === '' ? `No ${tab} are described` : 'Nothing matches'}>
        <p>
          {sought === ''
            ? 'They come from the hospital’s own folder, which docs/estate.md describes.'
            : `No ${tab.slice(0, -1)} in the estate holds “${sought}”.`}
        </p>
      </Empty>
    );
  }
  return (
    <DenseList
      label={`Estate: ${tab}`}
      kind={tab}
      columns={columns}
      rows={found}
      keyOf={(row) => row.id}
      total={found.length}
      selected={selected}
    />
  );
}

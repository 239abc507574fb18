/** What is protected: services, the systems they need, the assets those run on, and the zones they stand in. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useDeferredValue, useMemo } from 'react';
import { estateQuery } from '../../data.ts';
import { DenseList } from '../../parts/DenseList.tsx';
import { Icon } from '../../parts/Icon.tsx';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { useNow } from '../../parts/When.tsx';
import { count } from '../../words/words.ts';
import { assetColumns, serviceColumns, systemColumns, zoneColumns } from './columns.tsx';
import { EstateDetail } from './EstateDetail.tsx';
import { indexEstate, type Tab } from './estate-index.ts';

const route = getRouteApi('/estate');

const tabs: [tab: Tab, word: string][] = [
  ['services', 'Services'],
  ['systems', 'Systems'],
  ['assets', 'Assets'],
  ['zones', 'Zones'],
];

function isTab(text: string | undefined): text is Tab {
  return tabs.some(([tab]) => tab === text);
}

export function EstatePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const estate = useQuery(estateQuery);
  const now = useNow() ?? Date.now();
  const index = useMemo(() => (estate.data ? indexEstate(estate.data) : null), [estate.data]);
  const tab = isTab(search.tab) ? search.tab : 'services';
  const sought = useDeferredValue((search.q ?? '').trim().toLowerCase());
  const close = useCallback(
    () => void navigate({ search: ({ id: _id, ...rest }) => rest, resetScroll: false }),
    [navigate],
  );
  const lists = useMemo(
    () =>
      index && {
        services: { rows: index.services, columns: serviceColumns(index) },
        systems: { rows: index.systems, columns: systemColumns(index) },
        assets: { rows: index.assets, columns: assetColumns(index, now) },
        zones: { rows: index.zones, columns: zoneColumns(index) },
      },
    [index, now],
  );

  const empty = index !== null && index.view.assets.length === 0 && index.view.services.length === 0;
  return (
    <div className={search.id === undefined ? 'page estate' : 'page estate estate-open'}>
      <h1>Estate</h1>
      {estate.error && <Problem error={estate.error} retry={() => void estate.refetch()} />}
      {estate.isPending && <Loading what="the estate" />}
      {empty && (
        <Empty title="No estate is loaded">
          <p>
            Without one, Cordon still finds attacks, but cannot say which systems and patient services they
            reach. Start it with <code>--estate DIR</code>.
          </p>
        </Empty>
      )}
      {index && lists && !empty && (
        <>
          <div className="estate-tools">
            <nav className="tabs" aria-label="Estate">
              {tabs.map(([name, word]) => (
                <Link
                  key={name}
                  to="/estate"
                  search={{ tab: name, ...(search.q === undefined ? {} : { q: search.q }) }}
                  className="tab"
                  aria-current={name === tab ? 'page' : undefined}
                >
                  {word} <span className="muted">{count(lists[name].rows.length)}</span>
                </Link>
              ))}
            </nav>
            <search className="field estate-search">
              <label htmlFor="estate-q" className="visually-hidden">
                Search {tab}
              </label>
              <Icon name="search" size={18} />
              <input
                id="estate-q"
                type="search"
                data-search=""
                autoComplete="off"
                spellCheck={false}
                placeholder={`Search ${tab}`}
                value={search.q ?? ''}
                onChange={(event) =>
                  void navigate({
                    search: ({ q: _q, ...rest }) =>
                      event.target.value === '' ? rest : { ...rest, q: event.target.value },
                    replace: true,
                  })
                }
              />
            </search>
            {tab === 'assets' && search.zone !== undefined && (
              <button
                type="button"
                className="chip"
                aria-label={`Remove filter zone ${index.zone.get(search.zone)?.name ?? search.zone}`}
                onClick={() => void navigate({ search: ({ zone: _zone, ...rest }) => rest, replace: true })}
              >
                <span className="chip-label">Zone</span>
                <span className="chip-value">{index.zone.get(search.zone)?.name ?? search.zone}</span>
                <Icon name="close" size={14} />
              </button>
            )}
          </div>
          <div className="panes">
            <div className="pane pane-list">
              {tab === 'services' && (
                <Found {...lists.services} tab={tab} sought={sought} selected={search.id} />
              )}
              {tab === 'systems' && (
                <Found {...lists.systems} tab={tab} sought={sought} selected={search.id} />
              )}
              {tab === 'assets' && (
                <Found
                  rows={
                    search.zone === undefined
                      ? lists.assets.rows
                      : lists.assets.rows.filter((row) => row.zone === search.zone)
                  }
                  columns={lists.assets.columns}
                  tab={tab}
                  sought={sought}
                  selected={search.id}
                />
              )}
              {tab === 'zones' && <Found {...lists.zones} tab={tab} sought={sought} selected={search.id} />}
            </div>
            {search.id !== undefined && (
              <EstateDetail index={index} tab={tab} id={search.id} onClose={close} />
            )}
          </div>
        </>
      )}
    </div>
  );
}

interface FoundProps<Row extends { id: string; words: string }> {
  rows: readonly Row[];
  columns: Parameters<typeof DenseList<Row>>[0]['columns'];
  tab: Tab;
  sought: string;
  selected: string | undefined;
}

function Found<Row extends { id: string; words: string }>({
  rows,
  columns,
  tab,
  sought,
  selected,
}: FoundProps<Row>) {
  const found = sought === '' ? rows : rows.filter((row) => row.words.includes(sought));
  if (found.length === 0) {
    return (
      <Empty title="Nothing matches">
        <p>
          No {tab.slice(0, -1)} in the estate holds “{sought}”.
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

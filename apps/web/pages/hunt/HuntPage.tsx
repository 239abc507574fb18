/** Searching what Cordon keeps: a query, how much it finds by the hour, the events, and the record of one beside them. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { type HuntFilter, huntHoursQuery, huntQuery } from '../../data.ts';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { useEscape } from '../../parts/useEscape.ts';
import { useNow } from '../../parts/When.tsx';
import { count } from '../../words/words.ts';
import { EventList } from './EventList.tsx';
import { EventPane } from './EventPane.tsx';
import { Examples } from './Examples.tsx';
import { Hours } from './Hours.tsx';
import { QueryForm } from './QueryForm.tsx';
import { rangeOf } from './ranges.ts';

const route = getRouteApi('/hunt');

export function HuntPage() {
  const { q, range, since, until, id } = route.useSearch();
  const navigate = route.useNavigate();
  const now = useNow();
  const filter: HuntFilter | null = q === undefined ? null : { q, ...rangeOf({ range, since, until }, now) };
  const list = useInfiniteQuery(huntQuery(filter));
  const hours = useQuery(huntHoursQuery(filter));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const selected = items.find((item) => item.id === id);
  const close = useCallback(
    () => void navigate({ search: ({ id: _id, ...rest }) => rest, resetScroll: false }),
    [navigate],
  );
  useEscape(id !== undefined, close);

  return (
    <div className={selected ? 'page findings hunt findings-open' : 'page findings hunt'}>
      <div className="findings-head">
        <h1>Hunt</h1>
        <p className="findings-total" role="status">
          {filter &&
            hours.data &&
            (hours.data.complete
              ? `${count(hours.data.total)} match`
              : `More than ${count(hours.data.total)} match`)}
        </p>
      </div>
      <QueryForm
        search={{ q, range, since, until }}
        onAsk={(search) => void navigate({ search: { ...search } })}
      />
      {filter === null ? (
        <Examples />
      ) : (
        <>
          {hours.data && hours.data.hours.length > 1 && <Hours hours={hours.data.hours} />}
          <div className="panes">
            <div className="pane pane-list">
              {list.error && (
                <Problem
                  error={list.error}
                  {...(items.length > 0 ? { kept: 'The events below are from the last answer.' } : {})}
                  retry={() => void list.refetch()}
                />
              )}
              {list.isPending && !list.error && <Loading what="events" />}
              {list.data && items.length === 0 && (
                <Empty title="No event matches">
                  <p>
                    Nothing that Cordon keeps fits the query in that time. A wider time may: without one, only
                    the 24 hours up to the newest event are searched.
                  </p>
                </Empty>
              )}
              {items.length > 0 && (
                <EventList
                  items={items}
                  total={hours.data?.total ?? items.length}
                  selected={id}
                  stale={list.isPlaceholderData}
                  more={
                    list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined
                  }
                />
              )}
            </div>
            {selected && <EventPane event={selected} onClose={close} />}
          </div>
        </>
      )}
    </div>
  );
}

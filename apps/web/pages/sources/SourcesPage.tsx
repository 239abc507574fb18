/** Who sends logs, and how they do. */

import type { SourceHealth } from '@cordon/server/api';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import { sourcesQuery } from '../../data.ts';
import { type Column, DenseList } from '../../parts/DenseList.tsx';
import { PaneTools } from '../../parts/PaneTools.tsx';
import { Empty, Loading, Problem } from '../../parts/States.tsx';
import { useEscape } from '../../parts/useEscape.ts';
import { When } from '../../parts/When.tsx';
import { useMay } from '../../session.ts';
import { bytesWord, delayWord, quietWord, rateWord } from '../../words/sources.ts';
import { count, plural } from '../../words/words.ts';
import { PulledSection } from './PulledSection.tsx';

const route = getRouteApi('/sources');

const columns = (now: number): Column<SourceHealth>[] => [
  {
    name: 'name',
    head: 'Source',
    cell: (row) => (
      <Link to="/sources" search={{ id: row.key }} resetScroll={false}>
        {row.key}
      </Link>
    ),
    whole: (row) => row.key,
  },
  { name: 'number', head: 'A minute', cell: (row) => rateWord(row.per_minute) },
  {
    name: 'last',
    head: 'Last heard',
    cell: (row) => {
      const quiet = quietWord(row.last_received, now);
      return quiet === null ? <span>Within the hour</span> : <strong className="bad">{quiet}</strong>;
    },
  },
  { name: 'delay', head: 'Arrives after', cell: (row) => delayWord(row.delay) },
  {
    name: 'unreadable',
    head: 'Unreadable',
    cell: (row) =>
      row.unreadable === 0 ? (
        <span className="muted">None</span>
      ) : (
        <strong className="bad">{count(row.unreadable)}</strong>
      ),
  },
  {
    name: 'format',
    head: 'Format',
    cell: (row) =>
      row.format === 'unknown' ? <strong className="unknown-word">Not known</strong> : row.format,
  },
];

export function SourcesPage() {
  const { id } = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay();
  const { data, error, isPending, refetch } = useQuery(sourcesQuery);
  const close = useCallback(() => void navigate({ search: {}, resetScroll: false }), [navigate]);
  useEscape(id !== undefined, close);
  const chosen = data?.items.find((source) => source.key === id);
  return (
    <div className={`page findings${chosen ? ' detail-open' : ''}`}>
      <div className="findings-head">
        <h1>Log sources</h1>
        <p className="findings-total" role="status">
          {data &&
            `${plural(data.items.length, 'source')}, ${plural(data.waiting, 'batch', 'batches')} waiting`}
        </p>
      </div>
      {error && <Problem error={error} retry={() => void refetch()} />}
      {isPending && !error && <Loading what="log sources" />}
      {data && (
        <div className="panes">
          <div className="pane sources-pane">
            {data.items.length === 0 ? (
              <Empty title="Nothing has been received">
                <p>
                  What other machines may send stands in <code>cordon.yaml</code>; docs/logs.md says how. Each
                  of them needs a token.
                </p>
              </Empty>
            ) : (
              <DenseList
                label="Log sources"
                kind="sources"
                columns={columns(Date.parse(data.now))}
                rows={data.items}
                keyOf={(row) => row.key}
                total={data.items.length}
                selected={id}
              />
            )}
            <PulledSection pulled={data.pulled} />
            {may('token.read') && (
              <p className="sources-tokens">
                Each program that hands in logs over HTTP shows a token:{' '}
                <Link to="/access" search={{ tab: 'tokens' }}>
                  see and make tokens
                </Link>
                .
              </p>
            )}
          </div>
          {chosen && <SourcePane source={chosen} onClose={close} />}
        </div>
      )}
    </div>
  );
}

function SourcePane({ source, onClose }: { source: SourceHealth; onClose: () => void }) {
  return (
    <article className="pane pane-detail" aria-label="Log source">
      <PaneTools onClose={onClose} />
      <header className="finding-head">
        <h2>{source.key}</h2>
      </header>
      <dl className="facts">
        <div>
          <dt>Received</dt>
          <dd>
            {plural(source.events, 'event')}, {bytesWord(source.bytes)}
            {source.repeated > 0 && `; ${count(source.repeated)} sent again and counted once`}
          </dd>
        </div>
        <div>
          <dt>Last heard</dt>
          <dd>
            {source.last_received === null ? 'Not noted' : <When at={source.last_received} show="stamp" />}
          </dd>
        </div>
        <div>
          <dt>Newest event</dt>
          <dd>
            <When at={source.last_event} show="stamp" />
          </dd>
        </div>
        <div>
          <dt>Arrives after</dt>
          <dd>{delayWord(source.delay)}</dd>
        </div>
      </dl>
      <section className="pane-section" aria-labelledby="source-minutes">
        <h3 id="source-minutes">The last hour</h3>
        <Minutes minutes={source.minutes} />
      </section>
      <section className="pane-section" aria-labelledby="source-losses">
        <h3 id="source-losses">What could not be read</h3>
        {source.losses.length === 0 ? (
          <p className="muted">Nothing.</p>
        ) : (
          <>
            <p>{count(source.unreadable)} in all; the newest reasons:</p>
            <ul className="bullets wrap-anywhere">
              {source.losses.toReversed().map((loss) => (
                <li key={`${loss.at} ${loss.where} ${loss.what}`}>
                  {loss.where}: {loss.what}
                </li>
              ))}
            </ul>
            <p className="muted">
              A mapping can teach Cordon a table or JSON that it does not know: cordon map FILE.
            </p>
          </>
        )}
      </section>
    </article>
  );
}

const height = 48;

function Minutes({ minutes }: { minutes: readonly number[] }) {
  const most = Math.max(1, ...minutes);
  const total = minutes.reduce((sum, events) => sum + events, 0);
  const bars = minutes
    .map((events, place) => {
      const tall = events === 0 ? 0 : Math.max(2, Math.round((events / most) * height));
      return tall === 0 ? '' : `M${place * 6} ${height}v-${tall}h5v${tall}z`;
    })
    .join('');
  const silent = minutes.filter((events) => events === 0).length;
  const told =
    total === 0
      ? 'Nothing arrived in the last 60 whole minutes.'
      : `${plural(total, 'event')} in the last hour, at most ${count(most)} in a minute; nothing in ${plural(silent, 'minute')}.`;
  return (
    <>
      <svg
        className="source-minutes"
        viewBox={`0 0 ${minutes.length * 6} ${height}`}
        role="img"
        aria-label={told}
      >
        <path d={bars} fill="currentColor" />
      </svg>
      <p className="muted">{told}</p>
    </>
  );
}

/** A rule tried on everything that is stored, before it goes live: how loud it would have been, where, and on what. */
import type { Backtest as Answer } from '@cordon/server/api';
import { Link } from '@tanstack/react-router';
import { useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../../parts/Icon.tsx';
import { unknownShape } from '../../parts/Marks.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { Problem } from '../../parts/States.tsx';
import { useWidth } from '../../parts/useWidth.ts';
import { useNow, When } from '../../parts/When.tsx';
import { huntTerm } from '../../words/hunt.ts';
import { readable } from '../../words/sealed.ts';
import { count, plural, testWord } from '../../words/words.ts';
import { type BacktestProgress, runBacktest } from './run-backtest.ts';

type State =
  | { is: 'idle' }
  | { is: 'running'; at: BacktestProgress }
  | { is: 'done'; answer: Answer }
  | { is: 'failed'; error: unknown };

const dayMs = 86_400_000;
const spans = [
  { name: 'all', word: 'All that is kept', days: null },
  { name: '7d', word: '7 days to the newest event', days: 7 },
  { name: '30d', word: '30 days to the newest event', days: 30 },
] as const;

export function Backtest({ ruleId }: { ruleId: string }) {
  const [state, setState] = useState<State>({ is: 'idle' });
  const [span, setSpan] = useState<string>('all');
  const running = useRef<AbortController | null>(null);
  const now = useNow();
  const id = useId();
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer about another rule must not stay, nor go on being made.
  useEffect(() => {
    setState({ is: 'idle' });
    return () => running.current?.abort();
  }, [ruleId]);

  async function run(): Promise<void> {
    const stop = new AbortController();
    running.current = stop;
    setState({ is: 'running', at: { progress: 0, hits: 0 } });
    const days = spans.find(({ name }) => name === span)?.days ?? null;
    const since = days === null || now === null ? {} : { since: new Date(now - days * dayMs).toISOString() };
    try {
      const answer = await runBacktest({ rule: ruleId, ...since }, stop.signal, (at) => {
        if (!stop.signal.aborted) setState({ is: 'running', at });
      });
      if (!stop.signal.aborted) setState({ is: 'done', answer });
    } catch (error) {
      if (!stop.signal.aborted) setState({ is: 'failed', error });
    }
  }
  const stop = (): void => {
    running.current?.abort();
    setState({ is: 'idle' });
  };

  return (
    <section className="pane-section backtest" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>What it would have said</h3>
      {state.is === 'running' ? (
        <div className="backtest-running">
          <label htmlFor={`${id}-progress`}>
            Reading stored events: {Math.floor(state.at.progress * 100)}%, {plural(state.at.hits, 'hit')} so
            far
          </label>
          <progress id={`${id}-progress`} max={1} value={state.at.progress} />
          <button type="button" className="button button-secondary" onClick={stop}>
            Stop
          </button>
        </div>
      ) : (
        <form
          className="backtest-form"
          onSubmit={(event) => {
            event.preventDefault();
            void run();
          }}
        >
          <label className="field">
            <span>Stored events of</span>
            <select value={span} onChange={(event) => setSpan(event.target.value)}>
              {spans.map(({ name, word }) => (
                <option key={name} value={name}>
                  {word}
                </option>
              ))}
            </select>
          </label>
          <button type="submit" className="button button-secondary">
            {state.is === 'idle' ? 'Try it on stored events' : 'Try it again'}
          </button>
        </form>
      )}
      {state.is === 'failed' && <Problem error={state.error} retry={() => void run()} />}
      {state.is === 'done' && <Result answer={state.answer} />}
    </section>
  );
}

function Result({ answer }: { answer: Answer }) {
  const { hits, hidden, untimed, unreadable, sources, events, seconds, cost } = answer;
  if (sources.length === 0)
    return (
      <p role="status" className="backtest-unknown">
        <svg className="mark state-unknown" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
          {unknownShape}
        </svg>{' '}
        <strong className="unknown-word">Not known.</strong> No stored event is of a log source that this rule
        is about, so this says nothing of how loud it would be.
      </p>
    );
  return (
    <>
      <p role="status">
        <strong>{plural(hits, 'hit')}</strong> in {plural(events, 'event')} of{' '}
        {plural(sources.length, 'log source')}, read in{' '}
        {seconds < 1 ? 'under a second' : plural(Math.round(seconds), 'second')}.
        {hidden > 0 && ` Filters of today would have hidden ${count(hidden)} more.`}
        {untimed > 0 && ` ${count(untimed)} of the hits have no time and are in no day below.`}
        {unreadable > 0 && ` ${plural(unreadable, 'stored record')} could not be read as events.`}
      </p>
      <Days days={answer.days} />
      <div className="backtest-names">
        <Names title="Hosts most hit" field="host" names={answer.hosts} />
        <Names title="Accounts most hit" field="account" names={answer.accounts} />
      </div>
      {answer.examples.length > 0 && <Examples examples={answer.examples} />}
      <p className="muted">
        {cost === null
          ? 'What it costs could not be measured.'
          : `Live, it adds about ${cost.microseconds.toFixed(2)} microseconds to each event of these log sources, measured on the newest ${count(cost.events)}.`}
      </p>
      <details className="twin">
        <summary>Log sources that were read</summary>
        <ul className="plain-list">
          {sources.map(({ key, events: n }) => (
            <li key={key}>
              <code>{key}</code> {plural(n, 'event')}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

const height = 64;

function Days({ days }: { days: Answer['days'] }) {
  const [box, measured] = useWidth<HTMLDivElement>();
  if (days.length === 0) return null;
  const width = Math.max(240, measured);
  const step = width / days.length;
  const most = days.reduce((best, day) => (day.hits > best.hits ? day : best));
  const silent = days.filter((day) => day.events === 0 && day.hits === 0).length;
  return (
    <div className="backtest-days">
      <div ref={box}>
        <svg
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={`Most on ${most.day}: ${plural(most.hits, 'hit')}. ${silent > 0 ? `${plural(silent, 'day')} without any logs. ` : ''}The table below has every figure.`}
        >
          <pattern id="backtest-no-logs" width="6" height="6" patternUnits="userSpaceOnUse">
            <path d="M0 6 6 0" className="backtest-hatch" />
          </pattern>
          {days.map(({ day, hits, events }, at) => {
            const none = events === 0 && hits === 0;
            const tall = none
              ? height
              : hits === 0
                ? 0
                : Math.max(2, (hits / Math.max(1, most.hits)) * height);
            return (
              <rect
                key={day}
                {...(none ? { fill: 'url(#backtest-no-logs)' } : { className: 'hunt-bar' })}
                x={at * step}
                y={height - tall}
                width={Math.max(1, step - (step > 4 ? 1 : 0))}
                height={tall}
              >
                <title>{none ? `${day}: no logs` : `${day}: ${plural(hits, 'hit')}`}</title>
              </rect>
            );
          })}
        </svg>
        <p className="backtest-axis" aria-hidden="true">
          <span>{days[0]!.day}</span>
          <span>{days.at(-1)!.day}</span>
        </p>
      </div>
      <details className="twin">
        <summary>Hits by the day (UTC)</summary>
        <Scroll label="Hits by the day, table">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col" className="numeric">
                  Hits
                </th>
                <th scope="col" className="numeric">
                  Events looked at
                </th>
              </tr>
            </thead>
            <tbody>
              {days.map(({ day, hits, events }) => (
                <tr key={day}>
                  <th scope="row">{day}</th>
                  {events === 0 && hits === 0 ? (
                    <td colSpan={2}>
                      <strong className="unknown-word">No logs that day</strong>
                    </td>
                  ) : (
                    <>
                      <td className="numeric">{count(hits)}</td>
                      <td className="numeric">{count(events)}</td>
                    </>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </div>
  );
}

interface NamesProps {
  title: string;
  field: string;
  names: Answer['hosts'];
}

function Names({ title, field, names }: NamesProps) {
  if (names.length === 0) return null;
  return (
    <div>
      <h4>{title}</h4>
      <ol className="plain-list">
        {names.slice(0, 5).map(({ name, hits }) => (
          <li key={name}>
            <Link to="/hunt" search={{ q: huntTerm(field, name), range: 'all' }}>
              {name}
            </Link>{' '}
            <span className="muted">{count(hits)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Examples({ examples }: { examples: Answer['examples'] }) {
  return (
    <div className="backtest-examples">
      <h4>The first hits</h4>
      <ol className="plain-list">
        {examples.map(({ events, time, host, account, why }) => (
          <li key={`${events[0]} ${time}`}>
            <p>
              <Link
                to="/hunt"
                search={{ q: eventTerm(events), range: 'all', ...(events[0] && { id: events[0] }) }}
              >
                {host ?? 'No host in the record'}
              </Link>
              {account !== null && ` ${account}`} <When at={time} show="stamp" />
              {events.length > 1 && (
                <span className="muted"> with {plural(events.length - 1, 'more event')}</span>
              )}
            </p>
            {why.slice(0, 2).map(({ selection, field, test, wanted, found }) => (
              <p key={`${selection} ${field} ${wanted}`} className="muted backtest-why">
                <span className="mono">{field ?? 'the whole record'}</span> {testWord(test)}{' '}
                <code>{wanted}</code>: {readable(found)}
              </p>
            ))}
          </li>
        ))}
      </ol>
      <p className="muted">
        <Icon name="search" size={14} /> Each opens on the page Hunt, with its whole record.
      </p>
    </div>
  );
}

/** As many as one question of the hunting language takes. */
const eventTerm = (events: readonly string[]): string =>
  events
    .slice(0, 20)
    .map((id) => huntTerm('@id', id))
    .join(' or ');

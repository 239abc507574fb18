/** Adds up what a backtest finds, in bounded memory however much that is. Pure. */
import type { Backtest, BacktestExample } from './model.ts';

export interface Hit {
  time: string | null;
  host: string | null;
  account: string | null;
  /** Only asked of those that are shown. */
  example(): Pick<BacktestExample, 'events' | 'why'>;
}

export interface Tally {
  add(hit: Hit): void;
  hits(): number;
  result(): Pick<Backtest, 'hits' | 'untimed' | 'hosts' | 'accounts' | 'examples'> & {
    byDay: ReadonlyMap<string, number>;
  };
}

/** Names beyond these are not counted: a rule that hits so many is not judged by who is first among them. */
const mostNames = 100_000;
const shownNames = 20;

export function createTally(examples: number): Tally {
  let hits = 0;
  let untimed = 0;
  const byDay = new Map<string, number>();
  const hosts = new Map<string, number>();
  const accounts = new Map<string, number>();
  const shown: BacktestExample[] = [];

  function count(names: Map<string, number>, name: string | null): void {
    if (name === null || (names.size >= mostNames && !names.has(name))) return;
    names.set(name, (names.get(name) ?? 0) + 1);
  }

  return {
    add({ time, host, account, example }) {
      hits += 1;
      const day = dayOf(time);
      if (day === null) untimed += 1;
      else byDay.set(day, (byDay.get(day) ?? 0) + 1);
      count(hosts, host);
      count(accounts, account);
      if (shown.length < examples) shown.push({ time, host, account, ...example() });
    },
    hits: () => hits,
    result: () => ({
      hits,
      untimed,
      byDay,
      hosts: mostHit(hosts),
      accounts: mostHit(accounts),
      examples: shown,
    }),
  };
}

/** Times of events are in UTC; a text that is none has no day. */
export const dayOf = (time: string | null): string | null =>
  time !== null && /^\d{4}-\d{2}-\d{2}T/.test(time) ? time.slice(0, 10) : null;

const mostHit = (names: ReadonlyMap<string, number>): { name: string; hits: number }[] =>
  [...names]
    .map(([name, hits]) => ({ name, hits }))
    .sort((a, b) => b.hits - a.hits || (a.name < b.name ? -1 : 1))
    .slice(0, shownNames);

const dayMs = 86_400_000;
/** A clock that was wrong once makes a range of decades, and empty days between say nothing. */
const mostDays = 1_500;

/** Every day from the first to the last that has events or hits; of a range of years only those. */
export function daysOf(
  events: ReadonlyMap<string, number>,
  hits: ReadonlyMap<string, number>,
): Backtest['days'] {
  const known = [...new Set([...events.keys(), ...hits.keys()])].sort();
  const first = Date.parse(known[0] ?? '');
  const count = known.length === 0 ? 0 : (Date.parse(known.at(-1)!) - first) / dayMs + 1;
  const days =
    count > mostDays
      ? known
      : Array.from({ length: count }, (_, n) => new Date(first + n * dayMs).toISOString().slice(0, 10));
  return days.map((day) => ({ day, hits: hits.get(day) ?? 0, events: events.get(day) ?? 0 }));
}

/** What a rule would have said of the events that are stored, before it goes live. Reads the event store and a clock. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventCounts, EventFilter, EventStore, StoredEvent } from '@cordon/platform/events';
import type { Correlated, CorrelationHit, Correlator, LogsourceMapping, Match, RuleSet } from '@cordon/sigma';
import { hitOf } from '../correlate.ts';
import { sourceOfKey } from '../coverage/sources.ts';
import { stillValid } from '../detect.ts';
import type { Event, Reason } from '../model.ts';
import { createRestore } from '../stored.ts';
import type { Backtest } from './model.ts';
import { narrow } from './narrow.ts';
import type { Subject } from './subject.ts';
import { createTally, daysOf, type Tally } from './tally.ts';

export interface BacktestNeeds {
  events: EventStore;
  /** Whose events the asker may see. */
  orgs: string[] | 'every';
  mappings: readonly LogsourceMapping[];
  /** Today, as an ISO 8601 date: filters that expired before hide nothing. */
  today: string;
}

export interface BacktestOptions {
  /** Event time, ISO 8601: the first inclusive, the second exclusive. Without them, everything. */
  since?: string | undefined;
  until?: string | undefined;
  /** How many hits to show; default 10. */
  examples?: number;
  signal?: AbortSignal;
  onProgress?: (progress: { progress: number; hits: number; looked_at: number }) => void;
}

/** As far as the store's clock goes, Windows' zero time included. */
const beginning = '1600-01-01T00:00:00Z';
const end = '2255-01-01T00:00:00Z';
const mostSources = 20_000;
const mostDays = 100_000;
const countMs = 120_000;
/** The cost is measured on the newest events, until this much time was spent. */
const sampled = 1_000;
const measuredMs = 60;

/** Rejects with the signal's reason when it is stopped. */
export async function backtest(
  { asked, ruleSet, correlator }: Subject,
  { events, orgs, mappings, today }: BacktestNeeds,
  options: BacktestOptions = {},
): Promise<Backtest> {
  const { since = beginning, until = end, examples = 10, signal, onProgress } = options;
  const started = performance.now();
  const range = { orgs, from: since, to: until };
  const restore = createRestore();

  const all = await events.counts({ ...range, by: 'source', limit: mostSources, timeoutMs: countMs });
  const keys = all.flatMap(({ value }) =>
    value !== null && ruleSet.route(sourceOfKey(value)).ruleCount > 0 ? value : [],
  );
  const ofSources: EventFilter = { column: 'source', op: 'in', values: keys, exact: true };
  signal?.throwIfAborted();

  const tally = createTally(examples);
  const judge = correlator ? judgeTogether(correlator(), asked.id, tally) : judgeAlone(tally);
  let hidden = 0;
  let looked = 0;
  let unreadable = 0;

  function look(stored: StoredEvent): void {
    const event = restore(stored);
    if (!event) {
      unreadable += 1;
      return;
    }
    for (const match of ruleSet.route(event.source).match(event)) {
      if (match.hiddenBy.some((filter) => stillValid(filter, today))) hidden += 1;
      else judge.take(match, event, stored);
    }
  }

  if (keys.length > 0) {
    const where = [ofSources, ...(await textsOf(ruleSet, keys, range, ofSources, events, mappings))];
    const scan = events.scan({ ...range, where, ...(signal && { signal }) });
    for await (const { events: batch, share } of scan) {
      for (const stored of batch) look(stored);
      looked += batch.length;
      onProgress?.({ progress: share, hits: tally.hits(), looked_at: looked });
      // Whatever else is waiting, logs that come in first of all, has its turn between batches.
      await nextTurn();
    }
    judge.end();
  }

  // Counted only now: where logs come in meanwhile, what was looked at is part of what is counted.
  const counts = (more: Pick<EventCounts, 'by' | 'bucketSeconds' | 'limit'>) =>
    keys.length === 0 ? [] : events.counts({ ...range, where: [ofSources], timeoutMs: countMs, ...more });
  const perDay = await counts({ bucketSeconds: 86_400, limit: mostDays });
  const sources = (await counts({ by: 'source', limit: mostSources })).map(({ value, count }) => ({
    key: value!,
    events: count,
  }));
  const cost = keys.length === 0 ? null : await costOf(ruleSet, { ...range, where: [ofSources] }, events);
  const { byDay, ...found } = tally.result();
  return {
    rule: { id: asked.id, title: asked.title, kind: asked.kind },
    ...found,
    hidden,
    days: daysOf(new Map(perDay.map(({ time, count }) => [time!.slice(0, 10), count])), byDay),
    sources,
    events: sources.reduce((sum, one) => sum + one.events, 0),
    looked_at: looked,
    unreadable,
    seconds: (performance.now() - started) / 1_000,
    cost,
  };
}

interface Judge {
  take(match: Match, event: Event, stored: StoredEvent): void;
  /** Nothing more comes. */
  end(): void;
}

const judgeAlone = (tally: Tally): Judge => ({
  take(match, _, { id, time, host, account }) {
    tally.add({ time, host, account, example: () => ({ events: [id], why: match.explain() }) });
  },
  end: () => undefined,
});

/** Events come in the order of their time, so nothing waits for long, and only open windows are kept. */
function judgeTogether(correlator: Correlator, asked: string, tally: Tally): Judge {
  /** What is known of a hit travels in its `ref`, which the correlator keeps as opaque text. */
  type Origin = Pick<StoredEvent, 'id' | 'host' | 'account'>;
  const originOf = (ref: string): Origin => JSON.parse(ref) as Origin;

  function tell({
    correlation,
    time,
    refs,
    reasons,
    type = correlation.type,
  }: Correlated & { type?: string }): void {
    if (correlation.id !== asked) return;
    const last = refs.at(-1);
    const { host, account } = last === undefined ? { host: null, account: null } : originOf(last);
    tally.add({
      time: new Date(time).toISOString(),
      host,
      account,
      example: () => ({
        events: refs.map((ref) => originOf(ref).id),
        why: reasons.map((reason): Reason => ({ selection: type, field: null, ...reason })),
      }),
    });
  }

  return {
    take(match, event, { id, host, account }) {
      const hit = hitOf(correlator, match, event, id);
      if (!hit) return;
      const told: CorrelationHit = { ...hit, ref: JSON.stringify({ id, host, account }) };
      for (const correlated of correlator.add(told)) tell(correlated);
    },
    end() {
      for (const correlated of correlator.end()) tell(correlated);
    },
  };
}

type Range = { orgs: string[] | 'every'; from: string; to: string };

/** What the store can leave out because no rule here matches it. */
async function textsOf(
  { rules }: RuleSet,
  keys: readonly string[],
  range: Range,
  ofSources: EventFilter,
  events: EventStore,
  mappings: readonly LogsourceMapping[],
): Promise<EventFilter[]> {
  const formats = await events.counts({ ...range, where: [ofSources], by: 'format', timeoutMs: countMs });
  const fixed = new Set(keys.flatMap((key) => Object.keys(sourceOfKey(key).fixed)));
  for (const { fields = {} } of mappings)
    for (const [name, there] of Object.entries(fields)) if (fixed.has(there)) fixed.add(name);
  return narrow(
    rules,
    formats.flatMap(({ value }) => value ?? []),
    fixed,
  ).map((texts) => ({ texts }));
}

/** Matching alone, without reading: what the rule adds to each event once it is live. */
async function costOf(
  ruleSet: RuleSet,
  query: Range & { where: EventFilter[] },
  events: EventStore,
): Promise<Backtest['cost']> {
  const restore = createRestore();
  const { rows } = await events.query({ ...query, limit: sampled, timeoutMs: countMs });
  const sample = rows.flatMap((stored) => restore(stored) ?? []);
  if (sample.length === 0) return null;
  const routes = sample.map((event) => ({ event, route: ruleSet.route(event.source) }));
  let rounds = 0;
  let spent = 0;
  // The first round decodes the records and warms the code, and does not count.
  for (let round = 0; spent < measuredMs && round < 1_000; round++) {
    const from = performance.now();
    for (const { event, route } of routes) route.match(event);
    if (round === 0) continue;
    spent += performance.now() - from;
    rounds += 1;
  }
  return { microseconds: (spent * 1_000) / (rounds * sample.length), events: sample.length };
}

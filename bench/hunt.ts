/**
 * How long a hunt takes: `npx tsx bench/hunt.ts [million events, default 2] [folder to keep them in]`. Hunts over one of ten days
 * and over all of them, in the embedded event store. Prints one table: the median of five,
 * beside the same question asked of the same Parquet files by DuckDB with nothing around it. The ratio is store over
 * DuckDB: 1.0 means that the store adds nothing, less that it reads less.
 */
import { join } from 'node:path';
import { createHunt } from '@cordon/detection';
import { isFault } from '@cordon/platform/fault';
import { DuckDBInstance } from '@duckdb/node-api';
import { buildEvents } from './stored-events.ts';

const { store, dir, about } = await buildEvents(process.argv.slice(2));

const day = { since: '2026-03-09T00:00:00Z', until: '2026-03-10T00:00:00Z' };
const all = { since: '2026-03-01T00:00:00Z', until: '2026-03-13T00:00:00Z' };
const micros = (iso: string): number => Date.parse(iso) * 1_000;

const duckdb = await (
  await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '384MB' })
).connect();
const files = `read_parquet('${join(dir, 'sealed', '*.parquet')}')`;
const hunt = createHunt({ events: store, orgs: ['RXX'] });

const questions: [what: string, query: string, range: typeof day, where: string][] = [
  ['a host, one day', 'host:ws-77', day, "lower(host) like 'ws-77.%'"],
  ['an account, one day', 'account:user77', day, "lower(account) like '%\\user77'"],
  ['a Windows event id, one day', 'EventID:4688', day, "source = 'windows|Security|4688'"],
  ['part of a field, one day', 'CommandLine:*vssadmin*', day, "raw like '%vssadmin%'"],
  ['a word anywhere, one day', 'vssadmin', day, "raw like '%vssadmin%'"],
  [
    'three things at once, one day',
    'host:ws-77 EventID:4688 account:user*',
    day,
    "lower(host) like 'ws-77.%' and source = 'windows|Security|4688' and lower(account) like '%user%'",
  ],
  ['a host, all ten days', 'host:ws-77', all, "lower(host) like 'ws-77.%'"],
  ['part of a field, all ten days', 'CommandLine:*vssadmin*', all, "raw like '%vssadmin%'"],
  ['a word anywhere, all ten days', 'vssadmin', all, "raw like '%vssadmin%'"],
];

/** Milliseconds; infinite when a search was stopped for taking too long. */
async function median(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    try {
      await ask();
    } catch (error) {
      if (!isFault(error, 'EVENTS_TIMEOUT')) throw error;
      return Number.POSITIVE_INFINITY;
    }
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[2]!;
}

const round = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? 'over 10,000' : Math.round(value).toLocaleString('en-GB');
const row = (...cells: string[]): void =>
  console.log(cells.map((cell, at) => (at === 0 ? cell.padEnd(34) : cell.padStart(12))).join(''));

console.log(`${about}\n`);
row('hunt for', 'page', 'by hour', 'DuckDB', 'ratio');
for (const [what, query, range, where] of questions) {
  const page = await median(() => hunt.page({ query, ...range, limit: 100 }));
  const hours = await median(() => hunt.hours({ query, ...range }));
  const between = `t >= ${micros(range.since)} and t < ${micros(range.until)}`;
  const plain = await median(() =>
    duckdb.runAndReadAll(
      `select * from ${files} where ${between} and ${where} order by t desc, id desc limit 100`,
    ),
  );
  row(what, `${round(page)} ms`, `${round(hours)} ms`, `${round(plain)} ms`, (page / plain).toFixed(2));
}
await store.close();

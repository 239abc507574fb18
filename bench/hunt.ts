/**
 * How long a hunt takes: `npx tsx bench/hunt.ts [million events, default 2]`. Builds ten days of Windows events of 600 bytes through
 * the embedded event store, then hunts over one of the days and over all of them. Prints one table: the median of five,
 * beside the same question asked of the same Parquet files by DuckDB with nothing around it. The ratio is store over
 * DuckDB: 1.0 means that the store adds nothing, less that it reads less.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHunt } from '@cordon/detection';
import { openEvents, type StoredEvent } from '@cordon/platform/events';
import { DuckDBInstance } from '@duckdb/node-api';

const total = Number(process.argv[2] ?? 2) * 1_000_000;
const days = 10;
const dir = mkdtempSync(join(process.env.CORDON_BENCH_DIR ?? tmpdir(), 'cordon-bench-'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));

const first = Date.UTC(2026, 2, 2);
const stepMs = (days * 86_400_000) / total;
const ids = [4624, 4634, 4688, 4689, 4672, 5156, 5158, 4663, 4656, 4658];
const noise = createHash('shake256', { outputLength: 32_000 }).update('noise').digest('hex');

/** Half of its text differs from event to event, as names, ports and identifiers do. */
function eventOf(n: number): StoredEvent {
  const id = ids[n % ids.length]!;
  const host = `ws-${(n * 7) % 800}.example.org`;
  const account = `CORP\\user${(n * 13) % 600}`;
  const rare =
    n % 50_021 === 0 ? 'vssadmin.exe delete shadows /all' : noise.slice((n * 131) % 60_000).slice(0, 60);
  return {
    id: `${n.toString(16).padStart(12, '0')}`,
    org: 'RXX',
    time: new Date(first + n * stepMs).toISOString(),
    source: `windows|Security|${id}`,
    format: 'evtx',
    host,
    account,
    src: `10.${n % 7}.0.${n % 250}`,
    dst: null,
    file: 'security.evtx',
    record_id: String(n),
    raw: JSON.stringify({
      Event: {
        System: { EventID: id, Channel: 'Security', Computer: host, EventRecordID: n },
        EventData: {
          CommandLine: rare,
          SubjectUserName: account,
          Text: noise.slice((n * 17) % 60_000).slice(0, 260),
        },
      },
    }),
  };
}

const store = await openEvents({ dir });
const building = performance.now();
for (let n = 0; n < total; n += 2_000)
  await store.append(Array.from({ length: 2_000 }, (_, k) => eventOf(n + k)));
await store.seal();
const builtIn = (performance.now() - building) / 1_000;

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
  ['a host, all ten days', 'host:ws-77', all, "lower(host) like 'ws-77.%'"],
  ['a word anywhere, all ten days', 'vssadmin', all, "raw like '%vssadmin%'"],
];

async function median(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    await ask();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[2]!;
}

const round = (value: number): string => Math.round(value).toLocaleString('en-GB');
const row = (...cells: string[]): void =>
  console.log(cells.map((cell, at) => (at === 0 ? cell.padEnd(34) : cell.padStart(12))).join(''));

console.log(
  `${round(total)} events over ${days} days, built in ${round(builtIn)} s, ${store.segments().length} segments, ${round(store.segments().reduce((sum, { bytes }) => sum + bytes, 0) / 1e6)} MB\n`,
);
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

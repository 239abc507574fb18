/**
 * What durability costs: `npx tsx bench/stores.ts [seconds per measurement]`.
 * Prints one table. Each figure stands beside a bound measured in the same run on the same disk: what the disk can sync,
 * what JSON.stringify or DuckDB can do with the same rows and no store around it. The ratio is bound over figure: 1.0
 * means that the store adds nothing, 2.0 that it takes twice the time, less than 1 that it shares one sync among many. Events are 600 bytes of JSON each, as a Windows log-on is.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFolders } from '@cordon/platform/config';
import { openDatabase } from '@cordon/platform/database';
import { openEvents, type StoredEvent } from '@cordon/platform/events';
import { openLog } from '@cordon/platform/log';
import { openStream } from '@cordon/platform/stream';
import { eventOf, rate as rateFor, rateOf as rateOfFor, round } from './rates.ts';

const seconds = Number(process.argv[2] ?? 2);
const dir = mkdtempSync(join(process.env.CORDON_BENCH_DIR ?? tmpdir(), 'cordon-bench-'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));

interface Row {
  what: string;
  rate: string;
  bound: string;
  ratio: string;
}
const rows: Row[] = [];

function report(what: string, rate: number, unit: string, boundName: string, bound: number): void {
  rows.push({
    what,
    rate: `${round(rate)} ${unit}`,
    bound: `${boundName} ${round(bound)} ${unit}`,
    ratio: (bound / rate).toFixed(1),
  });
}

const rate = (work: () => number | Promise<number>): Promise<number> => rateFor(seconds, work);
const rateOf = (writers: number, work: () => Promise<number>): Promise<number> =>
  rateOfFor(seconds, writers, work);

async function disk(): Promise<number> {
  const fd = openSync(join(dir, 'raw'), 'w');
  const bytes = Buffer.alloc(600, 'x');
  const result = await rate(() => {
    writeSync(fd, bytes);
    fdatasyncSync(fd);
    return 1;
  });
  closeSync(fd);
  return result;
}

const syncs = await disk();

const database = await openDatabase({ dir: join(dir, 'state'), cache: openFolders().cache });
interface Tables {
  row: { n: number; t: string };
}
const db = database.tables<Tables>();
await database.script('create table row (n int primary key, t text)');
let n = 0;
const commits = await rate(async () => {
  await db
    .insertInto('row')
    .values({ n: n++, t: 'x'.repeat(500) })
    .execute();
  return 1;
});
report('database: commits, one at a time', commits, '/s', 'raw syncs', syncs);
const reads = await rate(async () => {
  await db
    .selectFrom('row')
    .selectAll()
    .where('n', '=', n >> 1)
    .execute();
  return 1;
});
rows.push({
  what: 'database: reads by key, one at a time',
  rate: `${round(reads)} /s`,
  bound: '',
  ratio: '',
});
await database.close();

const lines = Array.from({ length: 500 }, (_, i) => JSON.stringify(eventOf(i)));
const log = await openLog({ dir: join(dir, 'log') });
const single = lines.slice(0, 1);
/** As `rate` wants it: does the work, then says how much it was. */
const counted = (amount: number, work: () => Promise<unknown>) => async (): Promise<number> => {
  await work();
  return amount;
};
const appendOne = counted(1, () => log.append(single));
report('log: records, 1 a batch, 1 writer', await rate(appendOne), '/s', 'raw syncs', syncs);
report('log: records, 1 a batch, 256 writers', await rateOf(256, appendOne), '/s', 'raw syncs', syncs);
const stringify = await rate(() => {
  for (let i = 0; i < 500; i++) JSON.stringify(eventOf(i));
  return 500;
});
const batched = await rateOf(
  4,
  counted(500, () => log.append(lines)),
);
report('log: records, 500 a batch, 4 writers', batched, '/s', 'making and JSON.stringify', stringify);
const logRead = await rate(async () => {
  let count = 0;
  for await (const _ of log.read(0, { limit: 20_000 })) count++;
  return count;
});
report('log: records read', logRead, '/s', 'making and JSON.stringify', stringify);
await log.close();

const stream = openStream({ dir: join(dir, 'stream') });
const reader = await stream.subscribe('bench', 'one', async () => {});
const streamed = await rateOf(
  4,
  counted(500, () => stream.publish('bench', lines)),
);
await reader.caughtUp();
report('stream: records published and handled', streamed, '/s', 'log, 500 a batch', batched);
await stream.close();

const events = await openEvents({ dir: join(dir, 'events'), sealRows: 1_000_000 });
let next = 0;
const batchOf = (): StoredEvent[] => Array.from({ length: 500 }, () => eventOf(next++));
const appended = await rate(counted(500, () => events.append(batchOf())));
report('events: appended, 500 a batch', appended, '/s', 'making and JSON.stringify', stringify);
await events.seal();
await events.close();

const total = 300_000;
const store = await openEvents({ dir: join(dir, 'sealed') });
const start = performance.now();
for (let i = 0; i < total; i += 500) {
  await store.append(Array.from({ length: 500 }, (_, k) => eventOf(i + k)));
}
await store.seal();
const sealed = total / ((performance.now() - start) / 1_000);
report('events: appended, loaded and sealed', sealed, '/s', 'making and JSON.stringify', stringify);

const day = { orgs: ['RXX'], from: '2026-03-02T00:00:00Z', to: '2026-03-03T00:00:00Z' };
const queries: [string, () => Promise<unknown>][] = [
  ['newest 100', () => store.query(day)],
  [
    'ten minutes of one host',
    () =>
      store.query({
        ...day,
        from: '2026-03-02T01:00:00Z',
        to: '2026-03-02T01:10:00Z',
        where: [{ column: 'host', op: 'equals', value: 'ws-77' }],
      }),
  ],
  [
    'text anywhere in the record',
    () => store.query({ ...day, where: [{ column: 'raw', op: 'contains', value: '"LogonGuid":7919000,' }] }),
  ],
  [
    'a value inside the record',
    () => store.query({ ...day, where: [{ path: ['LogonGuid'], op: 'equals', value: 7_919_000 }] }),
  ],
  ['counts by hour and source', () => store.counts({ ...day, bucketSeconds: 3_600, by: 'source' })],
];
for (const [what, ask] of queries) {
  const times: number[] = [];
  for (let i = 0; i < 7; i++) {
    const start = performance.now();
    await ask();
    times.push(performance.now() - start);
  }
  const median = times.sort((a, b) => a - b)[3]!;
  rows.push({
    what: `events: ${what}, of ${round(total)}`,
    rate: `${round(median)} ms`,
    bound: '',
    ratio: '',
  });
}
await store.close();

const width = (key: keyof Row): number => Math.max(key.length, ...rows.map((row) => row[key].length));
const line = (row: Row): string =>
  `${row.what.padEnd(width('what'))}  ${row.rate.padStart(width('rate'))}  ${row.bound.padEnd(width('bound'))}  ${row.ratio.padStart(5)}`;
console.log(line({ what: 'what', rate: 'rate', bound: 'bound', ratio: 'ratio' }));
for (const row of rows) console.log(line(row));
console.log(`\npeak memory of this process: ${round(process.resourceUsage().maxRSS / 1_024)} MB`);

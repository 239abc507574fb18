/**
 * What stores on machines of their own cost beside the embedded ones: `npx tsx bench/stores-apart.ts [seconds per measurement]`.
 * Both columns come from one run on one machine, so the network between machines is missing, and NATS runs three nodes on one disk.
 * ClickHouse is its own engine as chdb holds it, one question at a time; S3 is moto, which keeps all in memory: what it says is only
 * that the way there works. What is not installed is left out, and said so.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFolders } from '@cordon/platform/config';
import { type Database, openDatabase, openPostgres } from '@cordon/platform/database';
import { type EventStore, openClickhouse, openEvents } from '@cordon/platform/events';
import { type FileStore, openFiles, openS3 } from '@cordon/platform/files';
import { openNats, openStream, type Stream } from '@cordon/platform/stream';
import {
  noClickhouse,
  noNats,
  noPostgres,
  noS3,
  startClickhouse,
  startNats,
  startPostgres,
  startS3,
} from '@cordon/platform/test';
import { eventOf, rate, rateOf, round } from './rates.ts';

const seconds = Number(process.argv[2] ?? 2);
const dir = mkdtempSync(join(process.env.CORDON_BENCH_DIR ?? tmpdir(), 'cordon-bench-'));
process.on('exit', () => rmSync(dir, { recursive: true, force: true }));

type Figures = Map<string, number>;
const rows: [string, string, string, string][] = [['what', 'embedded', 'apart', 'apart : embedded']];

/** `higher`: rates; else milliseconds, where less is better. */
function compare(unit: '/s' | 'ms', embedded: Figures, apart: Figures | null): void {
  for (const [what, figure] of embedded) {
    const other = apart?.get(what);
    const ratio = other === undefined ? '' : (other / figure).toFixed(other / figure < 0.095 ? 2 : 1);
    rows.push([
      what,
      `${round(figure)} ${unit}`,
      other === undefined ? 'not here' : `${round(other)} ${unit}`,
      ratio,
    ]);
  }
}

async function databaseFigures(database: Database): Promise<Figures> {
  await database.script('create table row (n int primary key, t text)');
  const db = database.tables<{ row: { n: number; t: string } }>();
  let n = 0;
  const commit = async (): Promise<number> => {
    await db
      .insertInto('row')
      .values({ n: n++, t: 'x'.repeat(500) })
      .execute();
    return 1;
  };
  const read = async (): Promise<number> => {
    const wanted = Math.floor(Math.random() * n);
    await db.selectFrom('row').selectAll().where('n', '=', wanted).execute();
    return 1;
  };
  const figures: Figures = new Map();
  figures.set('state: commits, one at a time', await rate(seconds, commit));
  figures.set('state: commits, ten at once', await rateOf(seconds, 10, commit));
  figures.set('state: reads by key, one at a time', await rate(seconds, read));
  figures.set('state: reads by key, ten at once', await rateOf(seconds, 10, read));
  await database.close();
  return figures;
}

async function streamFigures(stream: Stream): Promise<Figures> {
  const one = [JSON.stringify(eventOf(1))];
  const many = Array.from({ length: 500 }, (_, i) => JSON.stringify(eventOf(i)));
  const publish = (topic: string, batch: string[]) => async (): Promise<number> => {
    await stream.publish(topic, batch);
    return batch.length;
  };
  const figures: Figures = new Map();
  figures.set('stream: records, 1 a batch, one at a time', await rate(seconds, publish('a', one)));
  figures.set('stream: records, 1 a batch, 256 at once', await rateOf(seconds, 256, publish('a', one)));
  figures.set('stream: records, 500 a batch, one at a time', await rate(seconds, publish('b', many)));
  figures.set('stream: records, 500 a batch, four at once', await rateOf(seconds, 4, publish('b', many)));
  const start = performance.now();
  let seen = 0;
  const reader = await stream.subscribe('b', 'bench', async ({ records }) => {
    seen += records.length;
  });
  await reader.caughtUp();
  figures.set('stream: records read', (seen / (performance.now() - start)) * 1_000);
  await stream.close();
  return figures;
}

const total = 200_000;

async function eventFigures(store: EventStore): Promise<{ rates: Figures; times: Figures }> {
  const rates: Figures = new Map();
  const start = performance.now();
  for (let at = 0; at < total; at += 2_000)
    await Promise.all(
      [0, 500, 1_000, 1_500].map((more) =>
        store.append(Array.from({ length: 500 }, (_, i) => eventOf(at + more + i))),
      ),
    );
  await store.seal();
  rates.set(
    'events: appended and sealed, four batches of 500 at once',
    (total / (performance.now() - start)) * 1_000,
  );
  const day = { orgs: ['RXX'], from: '2026-03-02T00:00:00Z', to: '2026-03-03T00:00:00Z' };
  const host = { column: 'host', op: 'equals', value: 'ws-77' } as const;
  const questions: [string, () => Promise<unknown>][] = [
    ['newest 100', () => store.query(day)],
    ['one host, ten minutes', () => store.query({ ...day, to: '2026-03-02T00:10:00Z', where: [host] })],
    ['text anywhere in the record', () => store.query({ ...day, where: [{ text: ['7919000'] }] })],
    [
      'a value inside the record',
      () => store.query({ ...day, where: [{ path: ['LogonGuid'], op: 'equals', value: 7_919_000 }] }),
    ],
    ['counts by hour and source', () => store.counts({ ...day, bucketSeconds: 3_600, by: 'source' })],
  ];
  const times: Figures = new Map();
  for (const [what, ask] of questions) {
    const taken: number[] = [];
    for (let i = 0; i < 7; i++) {
      const begin = performance.now();
      await ask();
      taken.push(performance.now() - begin);
    }
    times.set(`events: ${what}, of ${round(total)}`, taken.sort((a, b) => a - b)[3]!);
  }
  await store.close();
  return { rates, times };
}

async function fileFigures(files: FileStore): Promise<Figures> {
  const kept: string[] = [];
  const put = async (): Promise<number> => {
    kept.push((await files.put(randomBytes(1_048_576))).sha256);
    return 1;
  };
  const get = async (): Promise<number> => {
    await files.get(kept[Math.floor(Math.random() * kept.length)]!);
    return 1;
  };
  const figures: Figures = new Map();
  figures.set('files: 1 MB kept', await rate(seconds, put));
  figures.set('files: 1 MB read and checked', await rate(seconds, get));
  return figures;
}

/** Null where the server is not installed. */
async function withServer<Server extends { close(): Promise<void> }, Result>(
  missing: string | null,
  start: () => Promise<Server>,
  measure: (server: Server) => Promise<Result>,
): Promise<Result | null> {
  if (missing) {
    console.log(`Left out: ${missing}.`);
    return null;
  }
  const server = await start();
  try {
    return await measure(server);
  } finally {
    await server.close();
  }
}

const cache = openFolders().cache;
compare(
  '/s',
  await databaseFigures(await openDatabase({ dir: join(dir, 'state'), cache })),
  await withServer(noPostgres, startPostgres, async (server) =>
    databaseFigures(
      await openPostgres({
        ...{ host: server.host, port: server.port, user: server.user, tls: null },
        password: () => server.password,
        database: await server.createDatabase(),
      }),
    ),
  ),
);
compare(
  '/s',
  await streamFigures(openStream({ dir: join(dir, 'stream') })),
  await withServer(
    noNats,
    () => startNats(3),
    async ({ servers, user, password }) =>
      streamFigures(await openNats({ servers, user, password: () => password, tls: null })),
  ),
);
const embedded = await eventFigures(await openEvents({ dir: join(dir, 'events') }));
const apart = await withServer(noClickhouse, startClickhouse, async ({ url }) =>
  eventFigures(await openClickhouse({ url })),
);
compare('/s', embedded.rates, apart?.rates ?? null);
compare('ms', embedded.times, apart?.times ?? null);
compare(
  '/s',
  await fileFigures(openFiles({ dir: join(dir, 'files') })),
  await withServer(noS3, startS3, async ({ endpoint, bucket, keyId, secret }) =>
    fileFigures(await openS3({ endpoint, bucket, keyId: () => keyId, secret: () => secret })),
  ),
);

const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
for (const row of rows)
  console.log(
    row.map((text, i) => (i === 0 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join('  '),
  );

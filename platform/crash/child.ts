/**
 * The victim of the crash test: opens the stores in the folder given, checks what it finds, then writes for ever and
 * says on standard output what was acknowledged, one line each: `alive`, `ready`, `database N`, `events N`, or `broken WHY`.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openDatabase } from '../database/index.ts';
import { type EventStore, openEvents, type StoredEvent } from '../events/index.ts';

interface Tables {
  entry: { n: number; half: string };
  total: { n: number };
}

const batchSize = 20;
const dir = process.argv[2] as string;
// Not console.log: a line must have left the process before it can be killed.
const say = (line: string): number => writeSync(1, `${line}\n`);

const eventOf = (n: number): StoredEvent => ({
  id: `e${n}`,
  org: 'RXX',
  time: new Date(Date.UTC(2026, 0, 1) + n).toISOString(),
  source: 'test',
  format: 'json',
  host: null,
  account: null,
  src: null,
  dst: null,
  file: 'f',
  record_id: String(n),
  raw: JSON.stringify({ n, padding: 'x'.repeat(n % 500) }),
});

say('alive');
const database = await openDatabase({ dir: join(dir, 'database'), cache: process.argv[3] ?? null });
const events = await openEvents({
  dir: join(dir, 'events'),
  sealRows: 400,
  log: { segmentBytes: 100_000 },
  onProblem: ({ error }) => {
    if (error) say(`broken sealing: ${error}`);
  },
});
const db = database.tables<Tables>();

/** Both tables are written in one transaction, so they always agree; the index must agree with the table. */
async function checkDatabase(): Promise<number> {
  await database.script(`create table if not exists entry (n int primary key, half text);
    create table if not exists total (n int primary key)`);
  const { rows } = await sql<Record<'entries' | 'highest' | 'totals' | 'indexed', number>>`select
    (select count(*) from entry)::int as entries, (select coalesce(max(n), 0) from entry)::int as highest,
    (select count(*) from total)::int as totals,
    (select count(*) from generate_series(1, (select coalesce(max(n), 0) from entry)) g
      where exists (select 1 from entry where n = g))::int as indexed`.execute(db);
  const { entries, highest, totals, indexed } = rows[0]!;
  if (entries !== highest || totals !== highest || indexed !== highest) {
    say(
      `broken database: ${entries} rows, highest ${highest}, ${totals} in the second table, ${indexed} by index`,
    );
  }
  return highest;
}

async function checkEvents(store: EventStore): Promise<number> {
  const [all] = await store.counts({
    orgs: ['RXX'],
    from: '2025-01-01T00:00:00Z',
    to: '2027-01-01T00:00:00Z',
    timeoutMs: 60_000,
  });
  const count = all?.count ?? 0;
  const newest = await store.query({
    orgs: ['RXX'],
    from: '2025-01-01T00:00:00Z',
    to: '2027-01-01T00:00:00Z',
    limit: 1,
  });
  const highest = Number(newest.rows[0]?.record_id ?? 0);
  if (count !== highest) say(`broken events: ${count} of ${highest}`);
  const { ok, problems } = await store.verify();
  if (!ok) say(`broken seal: ${JSON.stringify(problems)}`);
  return highest;
}

let row = await checkDatabase();
let event = await checkEvents(events);
say(`found ${row} ${event}`);
if (process.argv[4] === 'check') {
  await database.close();
  await events.close();
  process.exit(0);
}
say('ready');

async function writeRows(): Promise<void> {
  for (;;) {
    const n = row + 1;
    await db.transaction().execute(async (trx) => {
      await trx
        .insertInto('entry')
        .values({ n, half: 'x'.repeat(n % 200) })
        .execute();
      await trx.insertInto('total').values({ n }).execute();
    });
    row = n;
    say(`database ${n}`);
  }
}

async function writeEvents(): Promise<void> {
  for (;;) {
    const batch = Array.from({ length: batchSize }, (_, i) => eventOf(event + 1 + i));
    await events.append(batch);
    event += batchSize;
    say(`events ${event}`);
  }
}

await Promise.all([writeRows(), writeEvents()]);

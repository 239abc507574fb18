/** What the victim of the crash test writes, and whether what is found of it is whole. Reads stores. */
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Database, openDatabase } from '../database/index.ts';
import { type EventStore, openEvents, type StoredEvent } from '../events/index.ts';

interface Tables {
  entry: { n: number; half: string };
  total: { n: number };
}

/** Of rows and events: the highest number there is, and with it all below. */
export interface Found {
  rows: number;
  events: number;
}

export interface Stores {
  database: Database;
  events: EventStore;
  close(): Promise<void>;
}

/** Small segments, so that all of sealing, deleting and letting go happens in moments. */
export async function openStores(
  dir: string,
  cache: string | null,
  broken: (why: string) => void,
): Promise<Stores> {
  const database = await openDatabase({ dir: join(dir, 'database'), cache });
  const events = await openEvents({
    dir: join(dir, 'events'),
    sealRows: 400,
    log: { segmentBytes: 100_000 },
    onProblem: ({ error }) => {
      if (error) broken(`sealing: ${error}`);
    },
  });
  return {
    database,
    events,
    async close() {
      await database.close();
      await events.close();
    },
  };
}

export const eventOf = (n: number, kept = true): StoredEvent => ({
  id: `${kept ? 'e' : 's'}${n}`,
  org: 'RXX',
  time: new Date(Date.UTC(2026, 0, 1) + n).toISOString(),
  source: kept ? 'kept' : 'short-lived',
  format: 'json',
  host: null,
  account: null,
  src: null,
  dst: null,
  file: 'f',
  record_id: String(n),
  raw: JSON.stringify({ n, padding: 'x'.repeat(n % 500) }),
});

/** Both tables are written in one transaction, so they always agree; the index must agree with the table. */
async function checkDatabase(database: Database, broken: (why: string) => void): Promise<number> {
  await database.script(`create table if not exists entry (n int primary key, half text);
    create table if not exists total (n int primary key)`);
  const { rows } = await sql<Record<'entries' | 'highest' | 'totals' | 'indexed', number>>`select
    (select count(*) from entry)::int as entries, (select coalesce(max(n), 0) from entry)::int as highest,
    (select count(*) from total)::int as totals,
    (select count(*) from generate_series(1, (select coalesce(max(n), 0) from entry)) g
      where exists (select 1 from entry where n = g))::int as indexed`.execute(database.tables<Tables>());
  const { entries, highest, totals, indexed } = rows[0]!;
  if (entries !== highest || totals !== highest || indexed !== highest)
    broken(
      `database: ${entries} rows, highest ${highest}, ${totals} in the second table, ${indexed} by index`,
    );
  return highest;
}

async function checkEvents(store: EventStore, broken: (why: string) => void): Promise<number> {
  const asked = {
    orgs: ['RXX'],
    from: '2025-01-01T00:00:00Z',
    to: '2027-01-01T00:00:00Z',
    where: [{ column: 'source' as const, op: 'equals' as const, value: 'kept' }],
    timeoutMs: 60_000,
  };
  const [all] = await store.counts(asked);
  const count = all?.count ?? 0;
  const newest = await store.query({ ...asked, limit: 1 });
  const highest = Number(newest.rows[0]?.record_id ?? 0);
  if (count !== highest) broken(`events: ${count} of ${highest}`);
  const { ok, problems } = await store.verify();
  if (!ok) broken(`seal: ${JSON.stringify(problems)}`);
  return highest;
}

export const check = async (
  { database, events }: Pick<Stores, 'database' | 'events'>,
  broken: (why: string) => void,
): Promise<Found> => ({
  rows: await checkDatabase(database, broken),
  events: await checkEvents(events, broken),
});

/** Writes for ever, and says what was acknowledged. */
export async function writeForEver(
  { database, events }: Pick<Stores, 'database' | 'events'>,
  found: Found,
  say: (line: string) => void,
): Promise<never> {
  const db = database.tables<Tables>();
  const batchSize = 20;
  let { rows: row, events: event } = found;

  async function writeRows(): Promise<never> {
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

  async function writeEvents(): Promise<never> {
    for (;;) {
      const batch = Array.from({ length: batchSize }, (_, i) => eventOf(event + 1 + i));
      await events.append([...batch, eventOf(event, false)]);
      event += batchSize;
      say(`events ${event}`);
    }
  }

  /** What is short-lived goes at once; nothing else ever does. */
  async function dispose(): Promise<never> {
    const periods = [{ source: ['short-lived'], before: '2100-01-01T00:00:00Z' }];
    for (;;) {
      await events.dispose({ periods, holds: [], about: async () => undefined });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  return Promise.race([writeRows(), writeEvents(), dispose()]);
}

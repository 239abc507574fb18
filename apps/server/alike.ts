/**
 * Small files that every process of a deployment needs alike: the ring of keys, the ledgers' signing keys, the machine key. They lie in
 * the database, and what is secret in them is sealed. Reads and writes files.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ledger, type LedgerTables, ledgerFiles, openLedger } from '@cordon/access';
import type { Database, OrganisationDatabase } from '@cordon/platform/database';
import { type KeyRing, replace, type SharedRingPlace } from '@cordon/platform/keys';
import { type Kysely, sql } from 'kysely';

interface FileTables {
  deployment_files: { name: string; content: string };
}

/** Of whoever makes or changes one. Arbitrary, and the same in every process. */
const lock = 0x66696c6573;

async function alone<Answer>(
  database: Database,
  work: (trx: Kysely<FileTables>) => Promise<Answer>,
): Promise<Answer> {
  return database
    .tables<FileTables>()
    .transaction()
    .execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(${lock}::bigint)`.execute(trx);
      return work(trx);
    });
}

async function read(db: Kysely<FileTables>, name: string): Promise<string | null> {
  const row = await db
    .selectFrom('deployment_files')
    .select('content')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.content ?? null;
}

async function keep(db: Kysely<FileTables>, name: string, content: string): Promise<void> {
  await db
    .insertInto('deployment_files')
    .values({ name, content })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ content }).where('deployment_files.content', '!=', content),
    )
    .execute();
}

/** @param first what there was before it was shared, if anything */
export function ringInDatabase(database: Database, first: () => string | null): SharedRingPlace {
  const name = 'keys.ring';
  return {
    name: 'the database',
    read: () => read(database.tables<FileTables>(), name),
    change: (work) =>
      alone(database, async (trx) => keep(trx, name, await work((await read(trx, name)) ?? first()))),
  };
}

export interface AlikeFiles {
  /** Where they lie in each process. */
  folder: string;
  files: readonly string[];
  /** What they are called in the database is this and the name of the file. */
  prefix: string;
  /** How they lie in the database, where not as they are. */
  seal?: { shut(text: string): string; open(kept: string): string };
}

/** An organisation's ledger. Where processes share it, each of them signs with the same key. */
export async function openOwnLedger({
  database,
  folder,
  shared,
  keys,
  now,
}: OwnLedgerNeeds): Promise<Ledger> {
  const { org } = database;
  const open = (): Ledger => openLedger({ db: database.tables<LedgerTables>(), folder, keys, org, now });
  return shared
    ? makeAlike(shared.database, { folder, files: ledgerFiles, prefix: `ledger/${org}/` }, open)
    : open();
}

interface OwnLedgerNeeds {
  database: OrganisationDatabase;
  folder: string;
  shared: { database: Database } | null;
  keys: KeyRing;
  now(): Date;
}

/** Puts them where `make` looks for them, or keeps those that it makes for all who come after. */
export function makeAlike<Made>(
  database: Database,
  { folder, files, prefix, seal }: AlikeFiles,
  make: () => Made,
): Promise<Made> {
  return alone(database, async (trx) => {
    const unknown: string[] = [];
    for (const name of files) {
      const kept = await read(trx, prefix + name);
      if (kept === null) unknown.push(name);
      else put(join(folder, name), seal ? seal.open(kept) : kept);
    }
    const made = make();
    for (const name of unknown) {
      const file = join(folder, name);
      if (!existsSync(file)) continue;
      const text = readFileSync(file, 'utf8');
      await keep(trx, prefix + name, seal ? seal.shut(text) : text);
    }
    return made;
  });

  function put(file: string, text: string): void {
    if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    replace(file, text);
  }
}

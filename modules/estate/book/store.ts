/** This module's own tables: sources, imports, and claims with their time. */
import { fault } from '@cordon/platform/fault';
import { type Kysely, sql } from 'kysely';
import type { Importer } from '../imports/importer.ts';
import type { ChangedSource, KeptClaim, Portion } from './requests.ts';

export interface EstateTables {
  /** `made_at`: of the last import that is whole. What was opened or closed after it is of one that is being written, or was cut short. */
  estate_sources: { name: string; kind: string; holds: Importer['holds']; made_at: string; writing: string };
  estate_imports: { id: string; source: string; files: string; at: string; by_whom: string; report: string };
  estate_claims: {
    source: string;
    about: string;
    said: string;
    claim: string;
    seen_at: string | null;
    since: string;
    until: string | null;
  };
  estate_ignored: { key: string; because: string; at: string; by_whom: string };
}

type Db = Kysely<EstateTables>;

/** Whether any source says anything now. */
export async function hasClaims(db: Db): Promise<boolean> {
  const one = await db
    .selectFrom('estate_claims')
    .innerJoin('estate_sources', 'name', 'source')
    .select('about')
    .whereRef('since', '<=', 'made_at')
    .where((is) => is.or([is('until', 'is', null), is('until', '>', is.ref('made_at'))]))
    .limit(1)
    .executeTakeFirst();
  return one !== undefined;
}

/** Rows that are read at a time. */
const page = 5_000;

/** What one source says now, where that is little. */
export async function claimsOf(db: Db, source: string): Promise<KeptClaim[]> {
  return db
    .selectFrom('estate_claims')
    .innerJoin('estate_sources', 'name', 'source')
    .select(['claim', 'seen_at'])
    .where('source', '=', source)
    .whereRef('since', '<=', 'made_at')
    .where((is) => is.or([is('until', 'is', null), is('until', '>', is.ref('made_at'))]))
    .orderBy('about')
    .execute();
}

/** Everything that is said now, by source, some at a time. */
export async function eachClaim(
  db: Db,
  take: (source: { name: string; kind: string }, claims: KeptClaim[]) => Promise<void>,
): Promise<void> {
  const sources = await db.selectFrom('estate_sources').selectAll().orderBy('name').execute();
  for (const { name, kind, made_at } of sources) {
    const source = { name, kind };
    await take(source, []);
    for (let after = ''; ; ) {
      const rows = await db
        .selectFrom('estate_claims')
        .select(['about', 'claim', 'seen_at'])
        .where('source', '=', name)
        .where('since', '<=', made_at)
        .where((is) => is.or([is('until', 'is', null), is('until', '>', made_at)]))
        .where('about', '>', after)
        .orderBy('about')
        .limit(page)
        .execute();
      if (rows.length > 0) await take(source, rows);
      if (rows.length < page) break;
      after = rows.at(-1)!.about;
    }
  }
}

export interface ImportRow {
  id: string;
  source: string;
  files: string;
  at: string;
  by_whom: string;
  report: string;
}

/**
 * Before an import is written, within a transaction: makes its source, should it be new, and takes back what was left of one that was
 * cut short.
 */
export async function beginImport(
  db: Db,
  { name, kind, holds }: ChangedSource,
  writing: string,
): Promise<void> {
  const { made_at } = await db
    .insertInto('estate_sources')
    .values({ name, kind, holds, made_at: '', writing })
    .onConflict((conflict) => conflict.constraint('estate_sources_pkey').doUpdateSet({ writing }))
    .returning('made_at')
    .executeTakeFirstOrThrow();
  await db.deleteFrom('estate_claims').where('source', '=', name).where('since', '>', made_at).execute();
  await db
    .updateTable('estate_claims')
    .set({ until: null })
    .where('source', '=', name)
    .where('until', '>', made_at)
    .execute();
}

/** @throws OVERTAKEN when another process began to write an import of the same source */
async function stillWriting(db: Db, source: string, writing: string): Promise<void> {
  const row = await db
    .selectFrom('estate_sources')
    .select('writing')
    .where('name', '=', source)
    .forUpdate()
    .executeTakeFirst();
  if (row?.writing === writing) return;
  throw fault(
    'OVERTAKEN',
    `Somebody else began to import "${source}" meanwhile. Nothing of this import counts.`,
    'See what they imported, and import again what it lacks.',
  );
}

/**
 * Within a transaction. What changed is closed, what is new is open, as soon as the source says that the import of this time was made.
 */
export async function savePortion(
  db: Db,
  source: string,
  { closed, opened, seen }: Portion,
  { at, writing }: { at: string; writing: string },
): Promise<void> {
  await stillWriting(db, source, writing);
  if (closed.length > 0)
    await db
      .updateTable('estate_claims')
      .set({ until: at })
      .where('source', '=', source)
      .where('until', 'is', null)
      .where('about', 'in', closed)
      .execute();
  if (opened.length > 0)
    await db
      .insertInto('estate_claims')
      .values(opened.map((row) => ({ ...row, source, since: at, until: null })))
      .execute();
  if (seen.length > 0) {
    const rows = seen.map(({ about, seen_at }) => sql`(${about}::text, ${seen_at}::text)`);
    // Named twice, so that they are looked up and not searched for.
    const named = sql.join(seen.map(({ about }) => about));
    await sql`
      update estate_claims set seen_at = now_seen.seen_at
      from (values ${sql.join(rows)}) as now_seen (about, seen_at)
      where source = ${source} and estate_claims.about in (${named}) and until is null
        and estate_claims.about = now_seen.about and estate_claims.seen_at < now_seen.seen_at`.execute(db);
  }
}

/** Within a transaction: from now on all of it counts. */
export async function endImport(
  db: Db,
  { name, kind, holds }: ChangedSource,
  writing: string,
  row: ImportRow,
): Promise<void> {
  await stillWriting(db, name, writing);
  await db
    .updateTable('estate_sources')
    .set({ kind, holds, made_at: row.at, writing: '' })
    .where('name', '=', name)
    .execute();
  await db.insertInto('estate_imports').values(row).execute();
}

export async function loadImports(db: Db, limit: number) {
  return db
    .selectFrom('estate_imports')
    .selectAll()
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
}

export async function loadImport(db: Db, id: string) {
  return db.selectFrom('estate_imports').selectAll().where('id', '=', id).executeTakeFirst();
}

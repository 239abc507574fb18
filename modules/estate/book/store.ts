/** This module's own tables: sources, imports, and claims with their time. */
import { type Kysely, sql } from 'kysely';
import type { Importer } from '../imports/importer.ts';
import type { ChangedSource, KeptClaim, Portion } from './requests.ts';

export interface EstateTables {
  estate_sources: { name: string; kind: string; holds: Importer['holds'] };
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
}

type Db = Kysely<EstateTables>;

/** Whether any source says anything now. */
export async function hasClaims(db: Db): Promise<boolean> {
  const one = await db
    .selectFrom('estate_claims')
    .select('about')
    .where('until', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return one !== undefined;
}

/** Rows that are read at a time. */
const page = 5_000;

/** Everything that is said now, by source, some at a time. */
export async function eachClaim(
  db: Db,
  take: (source: { name: string; kind: string }, claims: KeptClaim[]) => Promise<void>,
): Promise<void> {
  const sources = await db.selectFrom('estate_sources').select(['name', 'kind']).orderBy('name').execute();
  for (const source of sources) {
    await take(source, []);
    for (let after = ''; ; ) {
      const rows = await db
        .selectFrom('estate_claims')
        .select(['about', 'claim', 'seen_at'])
        .where('source', '=', source.name)
        .where('until', 'is', null)
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

export async function saveSource(
  db: Db,
  { name, kind, holds }: ChangedSource,
  row: ImportRow,
): Promise<void> {
  await db
    .insertInto('estate_sources')
    .values({ name, kind, holds })
    .onConflict((conflict) => conflict.constraint('estate_sources_pkey').doUpdateSet({ kind, holds }))
    .execute();
  await db.insertInto('estate_imports').values(row).execute();
}

/** What changed is closed, what is new is open from now on. */
export async function savePortion(
  db: Db,
  source: string,
  { closed, opened, seen }: Portion,
  at: string,
): Promise<void> {
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
    await sql`
      update estate_claims set seen_at = now_seen.seen_at
      from (values ${sql.join(rows)}) as now_seen (about, seen_at)
      where source = ${source} and until is null and estate_claims.about = now_seen.about
        and estate_claims.seen_at < now_seen.seen_at`.execute(db);
  }
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

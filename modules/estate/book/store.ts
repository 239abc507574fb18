/** This module's own tables: sources, imports, and claims with their time. */
import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { type Claim, claimId } from '../imports/claim.ts';
import type { Importer } from '../imports/importer.ts';
import type { Source } from '../merge/merged.ts';

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

/** Rows in one statement: parameters are numbered with 16 bits. */
const batch = 1_000;

/** Everything that is said now, by source. */
export async function loadSources(db: Db): Promise<Source[]> {
  const sources = await db.selectFrom('estate_sources').select(['name', 'kind']).orderBy('name').execute();
  const claims = new Map<string, Claim[]>(sources.map(({ name }) => [name, []]));
  const rows = await db
    .selectFrom('estate_claims')
    .select(['source', 'claim', 'seen_at'])
    .where('until', 'is', null)
    .orderBy('source')
    .orderBy('about')
    .execute();
  for (const { source, claim, seen_at } of rows)
    claims.get(source)?.push({ ...(JSON.parse(claim) as Claim), seen_at });
  return sources.map(({ name, kind }) => ({ name, kind, claims: claims.get(name)! }));
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

export interface Said {
  about: string;
  said: string;
  claim: Claim;
}

/** One claim about each thing: of two, the one that was seen last. */
export function saidBy(claims: readonly Claim[]): Map<string, Said> {
  const all = new Map<string, Said>();
  for (const claim of claims) {
    const about = digest(claimId(claim));
    const there = all.get(about);
    if (there && (there.claim.seen_at ?? '9') > (claim.seen_at ?? '9')) continue;
    const { seen_at: _, ...content } = claim;
    all.set(about, { about, said: digest(JSON.stringify(content)), claim });
  }
  return all;
}

export interface Difference {
  fresh: Said[];
  changed: Said[];
  /** The same as before, and when it was seen now. */
  same: Said[];
  /** What is said no more, by what it is about. */
  vanished: string[];
}

/** @param forgetBefore sightings that are older are over */
export async function differenceFrom(
  db: Db,
  source: string,
  said: ReadonlyMap<string, Said>,
  holds: Importer['holds'],
  forgetBefore: string,
): Promise<Difference> {
  const rows = await db
    .selectFrom('estate_claims')
    .select(['about', 'said', 'seen_at'])
    .where('source', '=', source)
    .where('until', 'is', null)
    .execute();
  const before = new Map(rows.map((row) => [row.about, row]));
  const difference: Difference = { fresh: [], changed: [], same: [], vanished: [] };
  for (const one of said.values()) {
    const was = before.get(one.about);
    if (!was) difference.fresh.push(one);
    else if (was.said === one.said) difference.same.push(one);
    // An older file of sightings says nothing against a newer one.
    else if (holds === 'catalogue' || (one.claim.seen_at ?? '9') >= (was.seen_at ?? '9'))
      difference.changed.push(one);
  }
  for (const { about, seen_at } of rows) {
    if (said.has(about)) continue;
    if (holds === 'catalogue' || (seen_at !== null && seen_at < forgetBefore))
      difference.vanished.push(about);
  }
  return difference;
}

export interface ImportRow {
  id: string;
  source: string;
  kind: string;
  holds: Importer['holds'];
  files: string;
  at: string;
  by: string;
  report: string;
}

/** Within a transaction: what changed is closed, what is new is open from now on. */
export async function saveImport(
  db: Db,
  row: ImportRow,
  { fresh, changed, same, vanished }: Difference,
): Promise<void> {
  const { id, source, kind, holds, files, at, by, report } = row;
  await db
    .insertInto('estate_sources')
    .values({ name: source, kind, holds })
    .onConflict((conflict) => conflict.constraint('estate_sources_pkey').doUpdateSet({ kind, holds }))
    .execute();
  await db.insertInto('estate_imports').values({ id, source, files, at, by_whom: by, report }).execute();
  for (const about of batches([...vanished, ...changed.map((one) => one.about)], batch)) {
    await db
      .updateTable('estate_claims')
      .set({ until: at })
      .where('source', '=', source)
      .where('until', 'is', null)
      .where('about', 'in', about)
      .execute();
  }
  for (const some of batches([...fresh, ...changed], batch)) {
    await db
      .insertInto('estate_claims')
      .values(
        some.map(({ about, said, claim }) => ({
          ...{ source, about, said, since: at, until: null },
          claim: JSON.stringify(claim),
          seen_at: claim.seen_at,
        })),
      )
      .execute();
  }
  for (const some of batches(same, batch)) {
    const rows = some.map(({ about, claim }) => sql`(${about}::text, ${claim.seen_at}::text)`);
    await sql`
      update estate_claims set seen_at = now_seen.seen_at
      from (values ${sql.join(rows)}) as now_seen (about, seen_at)
      where source = ${source} and until is null and estate_claims.about = now_seen.about
        and estate_claims.seen_at < now_seen.seen_at`.execute(db);
  }
}

function* batches<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
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

/** Plain SQL migrations: a folder of files per module, applied once each, in order of name. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fault, isFault } from '../fault/index.ts';
import type { Database } from './port.ts';

interface Applied {
  file: string;
  checksum: string;
}
interface Tables {
  cordon_migrations: Applied & { module: string };
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Of whoever changes the tables. The number is arbitrary and the same in every process: "cordon" as ASCII. */
export const migrationLock = Buffer.from('cordon').readUIntBE(0, 6);

/** Held until the transaction ends, and waited for however long another process takes. */
const oneAtATime = `set local lock_timeout = 0;
  select pg_advisory_xact_lock(${migrationLock});
  set local lock_timeout to default;`;

/** Line ends differ between checkouts; the SQL does not. */
const checksum = (sql: string): string =>
  createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');

/**
 * Applies the `*.sql` files in `dir` that `module` has not had yet, each in a transaction of its own together with
 * the note that it was applied. Names start with a time stamp (`20261123-1500-findings.sql`), so that files written
 * in parallel do not collide. Several processes may start at once: each file is applied by one of them, and the others
 * wait for it. Returns the names applied by this one.
 *
 * Faults: MIGRATION_CHANGED (an applied file was edited), MIGRATION_NEWER (the database has had files that this
 * release does not know), MIGRATION_FAILED (the file's SQL failed; nothing of it was kept).
 */
export async function migrate(database: Database, module: string, dir: string): Promise<string[]> {
  await prepareNotes(database);
  const mine: string[] = [];
  let [next] = await pendingOf(database, module, dir);
  while (next) {
    if (await apply(database, module, next.file, next.sql)) mine.push(next.file);
    [next] = await pendingOf(database, module, dir);
  }
  return mine;
}

/**
 * What `migrate` would apply to each module, in order; nothing is changed. Throws what it would throw beforehand, and MIGRATION_NEWER
 * also for a module that this release does not have.
 */
export async function pendingMigrations(
  database: Database,
  modules: readonly { module: string; dir: string }[],
): Promise<{ module: string; files: string[] }[]> {
  await prepareNotes(database);
  const had = await database
    .tables<Tables>()
    .selectFrom('cordon_migrations')
    .select(['module', 'file'])
    .orderBy('file')
    .execute();
  const stranger = had.find((one) => modules.every(({ module }) => module !== one.module));
  if (stranger) throw newer(stranger.module, stranger.file);
  const pending = [];
  for (const { module, dir } of modules)
    pending.push({ module, files: (await pendingOf(database, module, dir)).map(({ file }) => file) });
  return pending.filter(({ files }) => files.length > 0);
}

const prepareNotes = (database: Database): Promise<void> =>
  database.script(`${oneAtATime} create table if not exists cordon_migrations (
    module text not null, file text not null, checksum text not null,
    applied_at timestamptz not null default now(), primary key (module, file))`);

/** Files that are still to be applied, after making sure that what was applied is what is here. */
async function pendingOf(
  database: Database,
  module: string,
  dir: string,
): Promise<{ file: string; sql: string }[]> {
  const files = readdirSync(dir)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((file) => ({ file, sql: readFileSync(join(dir, file), 'utf8') }));
  const applied = await database
    .tables<Tables>()
    .selectFrom('cordon_migrations')
    .select(['file', 'checksum'])
    .where('module', '=', module)
    .execute();
  refuseSurprises(module, files, applied);
  const done = new Set(applied.map((one) => one.file));
  return files.filter((one) => !done.has(one.file));
}

/** False when another process, started at the same moment, has applied it in between. */
async function apply(database: Database, module: string, file: string, sql: string): Promise<boolean> {
  const note = [module, file, checksum(sql)].map(quoted).join(', ');
  try {
    // The note comes first: where it is already there, nothing else is tried.
    await database.script(
      `${oneAtATime} insert into cordon_migrations (module, file, checksum) values (${note});\n${sql}`,
    );
    return true;
  } catch (error) {
    if (!isFault(error)) throw error;
    if (error.code === 'DATABASE_DUPLICATE' && error.details.constraint === 'cordon_migrations_pkey')
      return false;
    // Nothing is known to be wrong with the file.
    if (error.code === 'DATABASE_LOST' || error.code === 'DATABASE_UNREACHABLE') throw error;
    throw fault(
      'MIGRATION_FAILED',
      `The change ${file} of ${module} to the database failed and was undone: ${error.message}`,
      'The data is as it was. Go back to the release that ran before, and report this.',
      { cause: error, details: { module, file } },
    );
  }
}

function refuseSurprises(module: string, files: { file: string; sql: string }[], applied: Applied[]): void {
  const known = new Map(files.map((one) => [one.file, checksum(one.sql)]));
  for (const one of applied) {
    const now = known.get(one.file);
    if (now === undefined) {
      throw newer(module, one.file);
    }
    if (now !== one.checksum) {
      throw fault(
        'MIGRATION_CHANGED',
        `The migration ${one.file} of ${module} is not the one that was applied. Nothing was changed.`,
        'Restore the file as it was, and put the change in a new one.',
        { details: { module, file: one.file } },
      );
    }
  }
}

const newer = (module: string, file: string): Error =>
  fault(
    'MIGRATION_NEWER',
    `The database was changed by a newer release of Cordon (${module}: ${file}). Nothing was changed.`,
    'Start the newer release, or use another data folder.',
    { details: { module, file } },
  );

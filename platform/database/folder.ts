/** The database's folder on disk: made whole or not at all, readable by this user only. */
import { constants, existsSync, readFileSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fault } from '../fault/index.ts';
import { runProcess } from '../worker/index.ts';

/** What PG_VERSION holds in folders that this release can open. */
const clusterVersion = '18';

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A few at a time, so that the disk can join the writes. */
async function each(paths: readonly string[], work: (path: string) => Promise<void>): Promise<void> {
  const next = paths.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const path of next) await work(path);
    }),
  );
}

/** What lies below `dir`, as paths from there; a folder comes before what is in it. */
async function treeOf(dir: string): Promise<{ files: string[]; folders: string[] }> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const pathOf = ({ parentPath, name }: { parentPath: string; name: string }): string =>
    relative(dir, join(parentPath, name));
  return {
    files: entries.filter((entry) => entry.isFile()).map(pathOf),
    folders: entries
      .filter((entry) => entry.isDirectory())
      .map(pathOf)
      .sort(),
  };
}

/** Syncs every file and folder below `dir`. */
async function syncTree(dir: string): Promise<void> {
  const { files, folders } = await treeOf(dir);
  await each(['', ...folders, ...files], (path) => syncPath(join(dir, path)));
}

/** A template: a thousand small files, for which `cp` asks three more questions each. */
async function copyTemplate(from: string, to: string): Promise<void> {
  const { files, folders } = await treeOf(from);
  for (const path of ['', ...folders]) await mkdir(join(to, path), { mode: 0o700 });
  await each(files, (path) => copyFile(join(from, path), join(to, path)));
}

function versionOf(dir: string): string | null {
  try {
    return readFileSync(join(dir, 'PG_VERSION'), 'utf8').trim();
  } catch {
    return null;
  }
}

/**
 * Writes an empty database into `dir`, which must not exist. The first one on a machine takes seconds; it is then
 * kept in the cache and copied.
 */
async function fill(dir: string, cache: string | null): Promise<void> {
  const template = cache && join(cache, `postgres-${clusterVersion}`);
  if (template && versionOf(template) === clusterVersion) return copyTemplate(template, dir);
  await mkdir(dir, { mode: 0o700 });
  // It runs once and briefly: optimising its code would take longer than running it.
  await runProcess(import.meta.url, 'database-create-worker', [dir], ['--liftoff-only']).catch(
    (error: unknown) => {
      throw fault(
        'DATABASE_CREATE',
        `A new database could not be made in ${dir} (${error instanceof Error ? error.message : String(error)}).`,
        'Check that there are 100 MB of free disk space and 1 GB of free memory, then start again.',
        { cause: error },
      );
    },
  );
  if (template) await keepTemplate(dir, template);
}

/** Copied beside and then renamed, so that nobody ever sees half a template. Without room for it, all still works. */
async function keepTemplate(dir: string, template: string): Promise<void> {
  const draft = `${template}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    await mkdir(dirname(template), { recursive: true, mode: 0o700 });
    await cp(dir, draft, { recursive: true });
    await rename(draft, template);
  } catch {
    await rm(draft, { recursive: true, force: true });
  }
}

/** A copy that shares its blocks with the original where the disk can. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await cp(from, to, { recursive: true, errorOnExist: true, force: false, mode: constants.COPYFILE_FICLONE });
}

/** Makes sure that `dir/pgdata` is a database that this release can open, and returns that path. */
export async function prepareFolder(dir: string, cache: string | null): Promise<string> {
  const data = join(dir, 'pgdata');
  if (existsSync(data)) {
    const version = versionOf(data);
    if (version === clusterVersion) return data;
    throw fault(
      'DATABASE_FORMAT',
      version === null
        ? `${data} is not a database. Nothing was changed.`
        : `${data} was written by PostgreSQL ${version}; this release reads ${clusterVersion}. Nothing was changed.`,
      'Use another data folder, or the release of Cordon that wrote this one.',
    );
  }
  const draft = join(dir, 'pgdata.new');
  await rm(draft, { recursive: true, force: true });
  await fill(draft, cache);
  await syncTree(draft);
  await rename(draft, data);
  await syncPath(dir);
  return data;
}

const memoryPrefix = 'cordon-memory-';

/** A folder for a database that ends with this process, and removes those whose process ended without doing so. */
export async function prepareMemory(cache: string | null): Promise<string> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(memoryPrefix) ? Number(name.slice(memoryPrefix.length).split('-')[0]) : 0;
    if (pid > 0 && pid !== process.pid && !isAlive(pid)) {
      await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
  const dir = await mkdtemp(join(tmpdir(), `${memoryPrefix}${process.pid}-`));
  await fill(join(dir, 'pgdata'), cache);
  return dir;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

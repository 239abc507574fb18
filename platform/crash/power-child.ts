/**
 * The victim of the power cut test: PostgreSQL in this thread over a file system that remembers, for every block
 * written since the last fsync, what was there before. When the power goes, a random half of those blocks goes back.
 * Says on standard output `found N`, then `committed N` after each commit; or `broken WHY`.
 * (Model: lost and reordered writes of 4 KiB; names of files are not lost, and the disk does not lie about fsync.)
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { PGlite } from '@electric-sql/pglite';

const dir = process.argv[2] as string;
/** File operations until the power goes; 0 for never. */
let left = Number(process.argv[3]);
/** Whether operations are counted from the start, or only once the database is open. */
let counting = process.argv[4] === 'opening';
/** Instead of dying it may go on, and leave here the disk as it would be if the power went now, until it is told to go on. */
const images = process.argv[5];

const block = 4096;
const real = { ...fs };
const say = (line: string): number => real.writeSync(1, `${line}\n`);

/** Per file: block number to what it held at the last sync; null when the file ended before it. */
const unsynced = new Map<string, Map<number, Buffer | null>>();
const paths = new Map<number, string>();

function remember(fd: number, position: number, length: number): void {
  const path = paths.get(fd);
  if (path === undefined || length === 0) return;
  let blocks = unsynced.get(path);
  if (!blocks) {
    blocks = new Map();
    unsynced.set(path, blocks);
  }
  for (let n = Math.floor(position / block); n <= Math.floor((position + length - 1) / block); n++) {
    if (blocks.has(n)) continue;
    const before = Buffer.alloc(block);
    const read = real.openSync(path, 'r');
    const bytes = real.readSync(read, before, 0, block, n * block);
    real.closeSync(read);
    blocks.set(n, bytes === 0 ? null : before.subarray(0, bytes));
  }
}

/** @param at where the files lie that are to lose what was not synced */
function loseUnsynced(at: string): void {
  for (const [name, blocks] of unsynced) {
    const path = at + name.slice(dir.length);
    if (!real.existsSync(path)) continue;
    const fd = real.openSync(path, 'r+');
    for (const [n, before] of blocks) {
      if (Math.random() < 0.5) continue;
      real.writeSync(fd, before ?? Buffer.alloc(block), 0, before?.length ?? block, n * block);
    }
    real.closeSync(fd);
  }
}

function cutPower(): never {
  loseUnsynced(dir);
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
}

function leaveImage(at: string): void {
  real.cpSync(dir, at, { recursive: true });
  loseUnsynced(at);
  say(`cut ${committed}`);
  real.readSync(0, Buffer.alloc(1));
  left = someOperations();
}

const someOperations = (): number => 20 + Math.round(Math.random() * 400);
let committed = 0;

function tick(): void {
  if (!counting || left === 0 || --left > 0) return;
  if (images === undefined) cutPower();
  leaveImage(images);
}

fs.openSync = ((path: string, ...rest: [string]) => {
  const fd = real.openSync(path, ...rest);
  if (typeof path === 'string' && path.startsWith(dir)) paths.set(fd, path);
  return fd;
}) as typeof fs.openSync;
fs.closeSync = (fd) => {
  paths.delete(fd);
  real.closeSync(fd);
};
fs.writeSync = ((fd: number, data: Uint8Array, offset: number, length: number, position: number) => {
  tick();
  remember(fd, position, length);
  return real.writeSync(fd, data, offset, length, position);
}) as typeof fs.writeSync;
fs.ftruncateSync = (fd, length = 0) => {
  const size = real.fstatSync(fd).size;
  if (size > length) remember(fd, length, size - length);
  real.ftruncateSync(fd, length);
};
fs.fsyncSync = (fd) => {
  tick();
  real.fsyncSync(fd);
  const path = paths.get(fd);
  if (path !== undefined) unsynced.delete(path);
};
fs.renameSync = (from, to) => {
  const blocks = unsynced.get(String(from));
  unsynced.delete(String(from));
  real.renameSync(from, to);
  if (blocks) unsynced.set(String(to), blocks);
};
syncBuiltinESMExports();

const { createDurableFs, durableParams, proveDurable } = await import('../database/durable-fs.ts');

try {
  const durable = createDurableFs(dir);
  const pg = await PGlite.create({ fs: durable.fs, startParams: durableParams() });
  await proveDurable(pg, durable.fsyncs);
  await pg.exec('create table if not exists entry (n int primary key, t text)');
  const { rows } = await pg.query<
    Record<'entries' | 'highest' | 'indexed', number>
  >(`select count(*)::int as entries,
    coalesce(max(n), 0)::int as highest, (select count(*)::int from generate_series(1, (select coalesce(max(n), 0) from entry)) g
    where exists (select 1 from entry where n = g)) as indexed from (select n, length(t) from entry) e`);
  const { entries, highest, indexed } = rows[0]!;
  if (entries !== highest || indexed !== highest)
    say(`broken ${entries} rows, highest ${highest}, ${indexed} by index`);
  say(`found ${highest}`);
  if (images !== undefined) left = someOperations();
  if (left === 0) {
    await pg.close();
    process.exit(0);
  }
  counting = true;
  for (let n = highest + 1; ; n++) {
    await pg.query('insert into entry values ($1, $2)', [n, 'x'.repeat(n % 900)]);
    committed = n;
    if (images === undefined) say(`committed ${n}`);
    if (n % 40 === 0) await pg.exec('checkpoint');
  }
} catch (error) {
  say(`broken ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  process.exit(1);
}

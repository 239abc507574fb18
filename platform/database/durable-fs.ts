/**
 * PGlite ships with fsync switched off and a file system that could not honour it anyway: a power cut then leaves a
 * corrupt folder. Here PostgreSQL's fsync reaches the host's disk. The place where this hooks in has moved between
 * PGlite releases, so `proveDurable` checks at every start that a commit really caused an fsync.
 */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { fault } from '../fault/index.ts';

/** The part of Emscripten's host file system that is hooked; PGlite does not type it. */
interface HostStream {
  nfd?: number | null;
  node: unknown;
}
interface HostFs {
  realPath(node: unknown): string;
  stream_ops: { fsync?: (stream: HostStream) => number };
}

export interface DurableFs {
  fs: NodeFS;
  /** How often PostgreSQL's fsync reached the host so far. */
  fsyncs(): number;
}

export function createDurableFs(dir: string): DurableFs {
  let count = 0;
  const fs = new NodeFS(dir);
  const init = fs.init.bind(fs);
  fs.init = async (pg, options) => {
    const { emscriptenOpts } = await init(pg, options);
    const hook = (mod: unknown): void => {
      const host = findHostFs(mod);
      if (!host) return;
      host.stream_ops.fsync = (stream) => {
        syncStream(host, stream);
        count++;
        return 0;
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [hook, ...(emscriptenOpts.preRun ?? [])] } };
  };
  return { fs, fsyncs: () => count };
}

function findHostFs(mod: unknown): HostFs | undefined {
  const known = mod as { NODEFS?: HostFs; FS?: { filesystems?: { NODEFS?: HostFs } } };
  return known.NODEFS ?? known.FS?.filesystems?.NODEFS;
}

function syncStream(host: HostFs, stream: HostStream): void {
  if (typeof stream.nfd === 'number') {
    fsyncSync(stream.nfd);
    return;
  }
  // A directory opened without a descriptor of its own: renames and new files in it must reach the disk too.
  const fd = openSync(host.realPath(stream.node), 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Settings of the server: durable, and small, since it shares a process with everything else. */
export const durableParams = (): string[] => [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  ...[
    '-c',
    'fsync=on',
    '-c',
    'wal_sync_method=fsync',
    '-c',
    'full_page_writes=on',
    '-c',
    'synchronous_commit=on',
  ],
  ...['-c', 'shared_buffers=16MB', '-c', 'TimeZone=UTC'],
];

/** For databases that end with the process: the same server without fsync. */
export const volatileParams = (): string[] => [
  ...PGlite.defaultStartParams,
  ...['-c', 'shared_buffers=16MB', '-c', 'TimeZone=UTC', '-c', 'synchronous_commit=off'],
];

/** Commits one small WAL record and refuses to go on if nothing was synced to disk for it. */
export async function proveDurable(pg: PGlite, fsyncs: () => number): Promise<void> {
  const before = fsyncs();
  await pg.query(`select pg_logical_emit_message(true, 'cordon', 'durability check')`);
  if (fsyncs() > before) return;
  throw fault(
    'DATABASE_NOT_DURABLE',
    'The database committed without syncing to disk, so a power cut could destroy it. It was closed again.',
    'Reinstall the exact dependency versions with `npm ci`, then start again.',
  );
}

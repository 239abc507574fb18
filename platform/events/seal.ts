/** Turning a stretch of the hot tail into one immutable, hashed Parquet file. */
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeIo } from '../log/index.ts';
import { quoted } from './compile.ts';
import type { Compiled } from './condition.ts';
import type { Engine } from './engine.ts';
import { type Manifests, segmentFile, sha256File, writeManifest } from './manifest.ts';
import type { SealedSegment } from './port.ts';

interface Sealing {
  engine: Engine;
  dir: string;
  manifests: Manifests;
  /** Sequence numbers, `upTo` exclusive. All of them are in the hot table. */
  from: number;
  upTo: number;
}

export interface Summary {
  rows: number;
  min_time: number | null;
  max_time: number | null;
  untimed: number;
}

/** Sorted by time within the file and cut into small groups, so that a search by time reads little of it. */
const rowsPerGroup = 10_240;

/** Data first, synced and renamed; then the manifest. Until that is in place the log still holds every row. */
export async function sealRows({ engine, dir, manifests, from, upTo }: Sealing): Promise<SealedSegment> {
  const segment = (manifests.entries.at(-1)?.segment ?? 0) + 1;
  const path = join(dir, segmentFile(segment));
  const draft = `${path}.new`;
  const which = `from hot where seq >= ${from} and seq < ${upTo}`;
  try {
    const summary = await summarise(engine, which);
    const { bytes, sha256 } = await writeParquet(engine, draft, { sql: `select * ${which}`, params: [] });
    await rename(draft, path);
    await nodeIo.syncFolder(dir);
    const entry: SealedSegment = {
      segment,
      file: segmentFile(segment),
      sha256,
      bytes,
      first_seq: from,
      next_seq: upTo,
      ...summary,
      sealed_at: new Date().toISOString(),
      previous: manifests.head,
    };
    manifests.head = await writeManifest(dir, entry);
    manifests.entries.push(entry);
    return entry;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** @param which `from …` and what follows it */
export async function summarise(engine: Engine, which: string): Promise<Summary> {
  const [summary] = await engine.write(`select count(*)::double as rows, min(t)::double as min_time,
    max(t)::double as max_time, count(*) filter (t = received)::double as untimed ${which}`);
  return summary as unknown as Summary;
}

/** Written and on the disk when this resolves, under a name that nothing reads yet. */
export async function writeParquet(
  engine: Engine,
  path: string,
  { sql, params }: Compiled,
): Promise<{ bytes: number; sha256: string }> {
  await engine.write(
    `copy (select * from (${sql}) order by t, seq) to ${quoted(path)}
      (format parquet, compression zstd, row_group_size ${rowsPerGroup})`,
    params,
  );
  return { bytes: await syncFile(path), sha256: await sha256File(path) };
}

async function syncFile(path: string): Promise<number> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

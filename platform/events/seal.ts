/** Turning a stretch of the hot tail into one immutable, hashed Parquet file. */
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeIo } from '../log/index.ts';
import { quoted } from './compile.ts';
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

interface Summary {
  rows: number;
  low: number | null;
  high: number | null;
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
    const [summary] = (await engine.write(`select count(*)::double as rows, min(t)::double as low,
      max(t)::double as high, count(*) filter (t = received)::double as untimed ${which}`)) as unknown as Summary[];
    await engine.write(`copy (select * ${which} order by t, seq) to ${quoted(draft)}
      (format parquet, compression zstd, row_group_size ${rowsPerGroup})`);
    const bytes = await syncFile(draft);
    const sha256 = await sha256File(draft);
    await rename(draft, path);
    await nodeIo.syncFolder(dir);
    const entry: SealedSegment = {
      segment,
      file: segmentFile(segment),
      sha256,
      bytes,
      rows: summary!.rows,
      first_seq: from,
      next_seq: upTo,
      min_time: summary!.low,
      max_time: summary!.high,
      untimed: summary!.untimed,
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

async function syncFile(path: string): Promise<number> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

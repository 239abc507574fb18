/**
 * Deleting what is no longer to be kept, one segment at a time. At every moment a segment is either as it was or as it is to be:
 * what stays is written to a file of its own first, and one rename makes that the segment.
 */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeIo } from '../log/index.ts';
import { compileKept, quoted } from './compile.ts';
import type { Compiled } from './condition.ts';
import type { Engine } from './engine.ts';
import { gone, isAsSealed, type Manifests, type Remains, revisedFile, writeRemains } from './manifest.ts';
import type { Deletion, Disposal, SealedSegment } from './port.ts';
import { summarise, writeParquet } from './seal.ts';

/** A segment, and how many of its rows are to go. */
export interface Due {
  entry: SealedSegment;
  rows: number;
}

/** Whole ones first: they free room that rewriting the others needs. */
export const inOrder = (due: readonly Due[]): Due[] =>
  [...due].sort(
    (a, b) =>
      Number(b.rows === b.entry.rows) - Number(a.rows === a.entry.rows) || a.entry.segment - b.entry.segment,
  );

interface Disposing {
  engine: Engine;
  dir: string;
  manifests: Manifests;
  disposal: Disposal;
  /** Takes the new entry into use, when no search relies on the old one. */
  replace(entry: SealedSegment): Promise<void>;
}

/** Null when it was left as it is, with the reason told. */
export async function disposeOf(
  { entry, rows }: Due,
  { engine, dir, manifests, disposal, replace }: Disposing,
  onProblem: (message: string) => void,
): Promise<Deletion | null> {
  // Written anew, it would have a hash that fits: what was done to it could not be seen any more.
  if (!(await isAsSealed(dir, entry))) {
    onProblem(`Nothing is deleted from sealed segment ${entry.segment}: its file was changed after sealing.`);
    return null;
  }
  const revision = (manifests.remains.get(entry.segment)?.revision ?? 0) + 1;
  const file = rows === entry.rows ? gone : revisedFile(entry.segment, revision);
  try {
    const now = file === gone ? nothing : await writeKept(file, entry, rows);
    const deletion: Deletion = {
      segment: entry.segment,
      revision,
      deleted: rows,
      kept: now.rows,
      before: entry.sha256,
      after: file === gone ? null : now.sha256,
    };
    await disposal.about(deletion);
    disposal.signal?.throwIfAborted();
    const remains: Remains = { ...deletion, disposed_at: new Date().toISOString(), now };
    await writeRemains(dir, remains);
    manifests.remains.set(entry.segment, remains);
    await replace({ ...entry, ...now });
    return deletion;
  } catch (error) {
    if (file !== gone) await rm(join(dir, `${file}.new`), { force: true });
    throw error;
  }

  async function writeKept(name: string, { rows: before, file: old }: SealedSegment, going: number) {
    const draft = join(dir, `${name}.new`);
    const kept: Compiled = compileKept(disposal, join(dir, old));
    const { bytes, sha256 } = await writeParquet(engine, draft, kept);
    const summary = await summarise(engine, `from read_parquet(${quoted(draft)})`);
    if (summary.rows !== before - going)
      throw new Error(`${summary.rows} of ${before} events were to stay, not ${before - going}`);
    await rename(draft, join(dir, name));
    await nodeIo.syncFolder(dir);
    return { file: name, sha256, bytes, ...summary };
  }
}

const nothing: Remains['now'] = {
  file: gone,
  sha256: '',
  bytes: 0,
  rows: 0,
  min_time: null,
  max_time: null,
  untimed: 0,
};

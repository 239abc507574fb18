/**
 * The list of sealed segments. Each segment has a manifest file of its own beside it, written after the data and
 * renamed into place: that rename is the moment of sealing. Each manifest holds the hash of the one before.
 *
 * A manifest is never changed, or the chain would break. What a deletion left of a segment is said in a second file beside it,
 * and the rename that puts that in place is the moment of deletion.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { nodeIo } from '../log/index.ts';
import type { Deletion, SealedSegment, Verification } from './port.ts';

export const noPrevious = '0'.repeat(64);

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** Stands for the file of a segment of which nothing is kept. */
export const gone = '';

export const segmentFile = (segment: number): string => `${String(segment).padStart(8, '0')}.parquet`;
const manifestFile = (segment: number): string => `${String(segment).padStart(8, '0')}.json`;

const remainsFile = (segment: number): string => `${String(segment).padStart(8, '0')}.remains.json`;
export const revisedFile = (segment: number, revision: number): string =>
  `${String(segment).padStart(8, '0')}.${revision}.parquet`;

/** What a deletion left of a segment: these take the place of what its manifest says. */
export interface Remains extends Deletion {
  disposed_at: string;
  now: Pick<SealedSegment, 'file' | 'sha256' | 'bytes' | 'rows' | 'min_time' | 'max_time' | 'untimed'>;
}

export interface Manifests {
  /** Oldest first, with what is left of each. */
  entries: SealedSegment[];
  /** Hash of the newest manifest. */
  head: string;
  /** Segments whose data cannot be read, which searches leave out. */
  unreadable: Set<number>;
  remains: Map<number, Remains>;
  problems: { segment: number; problem: string }[];
}

/**
 * Reads all manifests, and removes what an interrupted sealing left behind (its events are still in the log) and what an
 * interrupted deletion did (the file it began to write, or the one that it had replaced).
 */
export function readManifests(dir: string): Manifests {
  const names = readdirSync(dir).sort();
  const manifests: Manifests = {
    entries: [],
    head: noPrevious,
    unreadable: new Set(),
    remains: new Map(),
    problems: [],
  };
  for (const name of names.filter((one) => /^\d{8}\.json$/.test(one))) {
    const text = readFileSync(join(dir, name), 'utf8');
    const sealed = JSON.parse(text) as SealedSegment;
    const remains = readRemains(dir, sealed.segment);
    if (remains && remains !== 'damaged') manifests.remains.set(sealed.segment, remains);
    const entry = withRemains(sealed, remains);
    const damage = remains === 'damaged' ? remainsDamaged : dataProblem(dir, entry);
    if (damage) manifests.unreadable.add(entry.segment);
    const problem = damage ?? chainProblem(entry, manifests.head);
    if (problem) manifests.problems.push({ segment: entry.segment, problem });
    manifests.entries.push(entry);
    manifests.head = sha256(text);
  }
  const known = new Set(
    manifests.entries.flatMap((one) => [one.file, manifestFile(one.segment), remainsFile(one.segment)]),
  );
  // Of a segment that cannot be read nothing is removed: a person may still mend it.
  for (const name of names)
    if (!known.has(name) && !manifests.unreadable.has(Number(name.slice(0, 8))))
      rmSync(join(dir, name), { force: true });
  return manifests;
}

const remainsDamaged = 'the note of what was deleted from it cannot be read';

function readRemains(dir: string, segment: number): Remains | 'damaged' | null {
  const path = join(dir, remainsFile(segment));
  if (!existsSync(path)) return null;
  try {
    const remains = JSON.parse(readFileSync(path, 'utf8')) as Remains;
    return remains.segment === segment && typeof remains.now.rows === 'number' ? remains : 'damaged';
  } catch {
    return 'damaged';
  }
}

const withRemains = (sealed: SealedSegment, remains: Remains | 'damaged' | null): SealedSegment =>
  remains === null || remains === 'damaged' ? sealed : { ...sealed, ...remains.now };

/** From here on the segment is what `remains` says, and the file before it may go. */
export async function writeRemains(dir: string, remains: Remains): Promise<void> {
  await replaceFile(dir, remainsFile(remains.segment), `${JSON.stringify(remains, null, 2)}\n`);
}

/** What can be seen without reading the data. */
function dataProblem(dir: string, entry: SealedSegment): string | null {
  if (entry.file === gone) return null;
  const size = statSync(join(dir, entry.file), { throwIfNoEntry: false })?.size;
  if (size === undefined) return 'its file is missing';
  if (size !== entry.bytes) return `its file has ${size} bytes instead of ${entry.bytes}`;
  return null;
}

const chainProblem = (entry: SealedSegment, previous: string): string | null =>
  entry.previous === previous
    ? null
    : 'it does not follow the segment before it: one was changed or taken out';

/** The data file is already in place and synced. Returns the hash of the new manifest. */
export async function writeManifest(dir: string, entry: SealedSegment): Promise<string> {
  const text = `${JSON.stringify(entry, null, 2)}\n`;
  await replaceFile(dir, manifestFile(entry.segment), text);
  return sha256(text);
}

/** Whole or not at all, and on the disk when this resolves. */
async function replaceFile(dir: string, name: string, text: string): Promise<void> {
  const draft = join(dir, `${name}.new`);
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(dir, name));
  await nodeIo.syncFolder(dir);
}

export const isAsSealed = async (dir: string, entry: SealedSegment): Promise<boolean> =>
  entry.file === gone || (await sha256File(join(dir, entry.file))) === entry.sha256;

export async function verifyManifests(dir: string, entries: readonly SealedSegment[]): Promise<Verification> {
  const problems: Verification['problems'] = [];
  let head = noPrevious;
  let rows = 0;
  for (const { segment } of entries) {
    try {
      const text = readFileSync(join(dir, manifestFile(segment)), 'utf8');
      const sealed = JSON.parse(text) as SealedSegment;
      const remains = readRemains(dir, segment);
      const entry = withRemains(sealed, remains);
      const problem =
        (remains === 'damaged' ? remainsDamaged : null) ??
        dataProblem(dir, entry) ??
        chainProblem(sealed, head) ??
        ((await isAsSealed(dir, entry)) ? null : 'its file was changed after sealing');
      if (problem) problems.push({ segment, problem });
      head = sha256(text);
      rows += entry.rows;
    } catch (error) {
      problems.push({ segment, problem: `its manifest cannot be read (${(error as Error).message})` });
    }
  }
  return { ok: problems.length === 0, segments: entries.length, rows, head, problems };
}

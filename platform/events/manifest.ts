/**
 * The list of sealed segments. Each segment has a manifest file of its own beside it, written after the data and
 * renamed into place: that rename is the moment of sealing. Each manifest holds the hash of the one before.
 */
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { nodeIo } from '../log/index.ts';
import type { SealedSegment, Verification } from './port.ts';

export const noPrevious = '0'.repeat(64);

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export async function sha256File(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

export const segmentFile = (segment: number): string => `${String(segment).padStart(8, '0')}.parquet`;
const manifestFile = (segment: number): string => `${String(segment).padStart(8, '0')}.json`;

export interface Manifests {
  /** Oldest first. */
  entries: SealedSegment[];
  /** Hash of the newest manifest. */
  head: string;
  /** Segments whose data cannot be read, which searches leave out. */
  unreadable: Set<number>;
  problems: { segment: number; problem: string }[];
}

/** Reads all manifests and removes what an interrupted sealing left behind: its events are still in the log. */
export function readManifests(dir: string): Manifests {
  const names = readdirSync(dir).sort();
  const manifests: Manifests = { entries: [], head: noPrevious, unreadable: new Set(), problems: [] };
  for (const name of names.filter((one) => /^\d{8}\.json$/.test(one))) {
    const text = readFileSync(join(dir, name), 'utf8');
    const entry = JSON.parse(text) as SealedSegment;
    const damage = dataProblem(dir, entry);
    if (damage) manifests.unreadable.add(entry.segment);
    const problem = damage ?? chainProblem(entry, manifests.head);
    if (problem) manifests.problems.push({ segment: entry.segment, problem });
    manifests.entries.push(entry);
    manifests.head = sha256(text);
  }
  const known = new Set(manifests.entries.flatMap((one) => [one.file, manifestFile(one.segment)]));
  for (const name of names) if (!known.has(name)) rmSync(join(dir, name), { force: true });
  return manifests;
}

/** What can be seen without reading the data. */
function dataProblem(dir: string, entry: SealedSegment): string | null {
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
  const draft = join(dir, `${manifestFile(entry.segment)}.new`);
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(dir, manifestFile(entry.segment)));
  await nodeIo.syncFolder(dir);
  return sha256(text);
}

export async function verifyManifests(dir: string, entries: readonly SealedSegment[]): Promise<Verification> {
  const problems: Verification['problems'] = [];
  let head = noPrevious;
  let rows = 0;
  for (const { segment } of entries) {
    try {
      const text = readFileSync(join(dir, manifestFile(segment)), 'utf8');
      const entry = JSON.parse(text) as SealedSegment;
      const problem =
        dataProblem(dir, entry) ??
        chainProblem(entry, head) ??
        ((await sha256File(join(dir, entry.file))) === entry.sha256
          ? null
          : 'its file was changed after sealing');
      if (problem) problems.push({ segment, problem });
      head = sha256(text);
      rows += entry.rows;
    } catch (error) {
      problems.push({ segment, problem: `its manifest cannot be read (${(error as Error).message})` });
    }
  }
  return { ok: problems.length === 0, segments: entries.length, rows, head, problems };
}

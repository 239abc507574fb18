/** Which files a rulebook is made of, and what is in each, so that two folders can be compared. Reads files. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installedPacks } from './packs.ts';

/** By path below the folder, with `/`: SHA-256 of the content. */
export type Manifest = ReadonlyMap<string, string>;

export interface Change {
  path: string;
  /** null: it is gone. */
  sha256: string | null;
}

export function changesBetween(before: Manifest, after: Manifest): Change[] {
  const gone = [...before.keys()].filter((path) => !after.has(path)).map((path) => ({ path, sha256: null }));
  const other = [...after]
    .filter(([path, sha256]) => before.get(path) !== sha256)
    .map(([path, sha256]) => ({ path, sha256 }));
  return [...gone, ...other];
}

/** Reads only what its date, size or inode says is another than at the last call. */
export function createManifestReader(folder: string): () => Manifest {
  let known = new Map<string, { facts: string; sha256: string }>();
  return () => {
    const now: typeof known = new Map();
    for (const path of filesOf(folder)) {
      const file = join(folder, path);
      const info = statSync(file, { throwIfNoEntry: false });
      if (!info?.isFile()) continue;
      const facts = `${info.mtimeMs} ${info.size} ${info.ino}`;
      const before = known.get(path);
      now.set(path, before?.facts === facts ? before : { facts, sha256: hashOf(readFileSync(file)) });
    }
    known = now;
    return new Map([...now].map(([path, { sha256 }]) => [path, sha256]));
  };
}

export const hashOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

function filesOf(folder: string): string[] {
  const below = (place: string): string[] =>
    namesIn(join(folder, place)).map((name) => `${place}/${name.replaceAll('\\', '/')}`);
  const packs = installedPacks(folder).flatMap(({ name }) => below(`packs/${name}`));
  return ['modes.json', ...below('own'), ...below('mappings'), ...packs].filter((path) => !isBeside(path));
}

/** What was put aside, and drafts that are about to be renamed. */
const isBeside = (path: string): boolean =>
  /(^|\/)\./.test(path) || /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(path);

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

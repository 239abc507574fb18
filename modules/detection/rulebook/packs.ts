/** Packs of rules as they are kept: a copy in a folder of its own, so that what runs changes only when somebody says so. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fault } from '@cordon/platform/fault';
import { keyOf } from '../rules/files.ts';
import { type Mode, PackStamp } from './model.ts';
import { readPack } from './pack-files.ts';

/** The pack that comes with Cordon, and what was written here. */
export const shippedName = 'cordon';
export const ownName = 'own';

const packsIn = (folder: string): string => join(folder, 'packs');
const stampFile = 'pack.json';

/** Where the rules of an installed pack are. */
export const rulesOf = (folder: string, name: string): string => join(packsIn(folder), name, 'rules');

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\.zip$/, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);

/**
 * Copies the rules of a folder, zip or git checkout into the rulebook at `folder`; one that has the name already is
 * replaced as a whole.
 *
 * @throws PACK_MISSING, PACK_EMPTY, PACK_SIZE, PACK_DAMAGED, PACK_FACTS, PACK_NAME
 */
export async function addPack(
  path: string,
  folder: string,
  { name: wanted, mode, now }: { name?: string | undefined; mode: Mode; now: string },
): Promise<PackStamp> {
  const { files, name: own, ...facts } = await readPack(path);
  const name = slug(wanted ?? own);
  if (name === '' || name === shippedName || name === ownName)
    throw fault(
      'PACK_NAME',
      `A pack cannot be called "${wanted ?? own}". Nothing was changed.`,
      'Give it a name of letters and digits with --name.',
    );
  const stamp: PackStamp = {
    ...facts,
    name,
    added: now,
    files: files.length,
    sha256: keyOf(files),
    mode,
  };
  const target = join(packsIn(folder), name);
  const fresh = join(packsIn(folder), `.new-${name}`);
  rmSync(fresh, { recursive: true, force: true });
  for (const file of files) {
    const to = join(fresh, 'rules', file.path);
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    writeFileSync(to, file.bytes);
  }
  writeFileSync(join(fresh, stampFile), `${JSON.stringify(stamp, null, 2)}\n`);
  replace(target, fresh);
  return stamp;
}

/** Whoever reads meanwhile finds the old pack or the new one; what was there is put back when the change fails. */
function replace(target: string, fresh: string): void {
  const before = `${target}.old`;
  rmSync(before, { recursive: true, force: true });
  if (existsSync(target)) renameSync(target, before);
  try {
    renameSync(fresh, target);
  } catch (error) {
    if (existsSync(before)) renameSync(before, target);
    throw error;
  }
  rmSync(before, { recursive: true, force: true });
}

/** @throws PACK_MISSING */
export function removePack(folder: string, name: string): PackStamp {
  const known = installedPacks(folder);
  const stamp = known.find((pack) => pack.name === name);
  if (stamp === undefined)
    throw fault(
      'PACK_MISSING',
      `There is no pack "${name}". Nothing was changed.`,
      known.length === 0 ? 'None was added.' : `There are: ${known.map((pack) => pack.name).join(', ')}.`,
    );
  rmSync(join(packsIn(folder), name), { recursive: true, force: true });
  return stamp;
}

/** In the order of their names; a folder without a readable stamp is no pack. */
export function installedPacks(folder: string): PackStamp[] {
  const packs = packsIn(folder);
  if (!existsSync(packs)) return [];
  return readdirSync(packs)
    .sort()
    .flatMap((name) => {
      const file = join(packs, name, stampFile);
      if (name.startsWith('.') || !existsSync(file)) return [];
      const read = PackStamp.safeParse(JSON.parse(readFileSync(file, 'utf8')));
      return read.success && read.data.name === name ? [read.data] : [];
    });
}

/** The files of a rule pack, from a folder, a git checkout or a zip. Touches the file system; writes nothing. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { fault } from '@cordon/platform/fault';
import { createBudget } from '../readers/archives/budget.ts';
import { zipMembers } from '../readers/archives/zip.ts';
import { Damage, defaultLimits } from '../readers/report.ts';
import { findRuleFiles, isRuleFile, MAX_FILE_BYTES } from '../rules/files.ts';
import { checkoutOf } from './git.ts';
import { PackFacts, type PackStamp } from './model.ts';

/** Far above any collection of rules there is (SigmaHQ: 3,800 files, 8 MB). */
const most = { files: 50_000, bytes: 256e6 };

export interface PackFiles extends PackFacts {
  from: Exclude<PackStamp['from'], 'cordon' | 'own'>;
  /** Named by itself, else after where it was found. */
  name: string;
  /** Relative paths with `/`, none leading out. */
  files: { path: string; bytes: Buffer }[];
}

/** @throws PACK_MISSING, PACK_EMPTY, PACK_SIZE, PACK_DAMAGED, PACK_FACTS */
export async function readPack(path: string): Promise<PackFiles> {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined)
    throw fault(
      'PACK_MISSING',
      `There is no folder or zip "${path}". Nothing was changed.`,
      'Check the path and run it again.',
    );
  const pack = info.isDirectory() ? readFolder(path) : await readZip(path, info.size);
  if (pack.files.length === 0)
    throw fault(
      'PACK_EMPTY',
      `No .yml or .yaml file was found in "${path}". Nothing was changed.`,
      'Give the folder or zip that holds Sigma rules.',
    );
  const bytes = pack.files.reduce((sum, file) => sum + file.bytes.length, 0);
  if (pack.files.length > most.files || bytes > most.bytes)
    throw fault(
      'PACK_SIZE',
      `"${path}" holds ${pack.files.length} rule files of ${Math.round(bytes / 1e6)} MB; a pack may have ${most.files} of ${most.bytes / 1e6} MB. Nothing was changed.`,
      'Add a part of it.',
    );
  return pack;
}

function readFolder(path: string): PackFiles {
  const files = findRuleFiles([path]).files.map(({ path: found, bytes }) => ({
    path: relative(path, found).split(sep).join('/'),
    bytes,
  }));
  const checkout = checkoutOf(path);
  // A licence stands at the top of a checkout, though the rules are taken from a folder in it.
  const places = checkout ? [path, checkout.top] : [path];
  const read = (name: string): string | null => {
    const place = places.find((folder) => existsSync(join(folder, name)));
    return place === undefined ? null : readFileSync(join(place, name), 'utf8');
  };
  const names = places.flatMap((folder) => readdirSync(folder));
  const facts = factsFrom(names, read, path);
  return {
    ...facts,
    version: facts.version ?? checkout?.commit ?? null,
    homepage: facts.homepage ?? checkout?.origin ?? null,
    from: checkout ? 'git' : 'folder',
    name: facts.name ?? basename(checkout?.top ?? resolve(path)),
    files,
  };
}

async function readZip(path: string, size: number): Promise<PackFiles> {
  if (size > most.bytes)
    throw fault(
      'PACK_SIZE',
      `"${path}" is larger than ${most.bytes / 1e6} MB. Nothing was changed.`,
      'Add a part of it.',
    );
  const archive = readFileSync(path);
  const random = {
    size,
    read: async (offset: number, length: number) => archive.subarray(offset, offset + length),
  };
  const budget = createBudget({ ...defaultLimits, expanded: most.bytes });
  budget.input = size;
  const files: PackFiles['files'] = [];
  const others = new Map<string, string>();
  try {
    for await (const member of zipMembers(random, budget)) {
      const inside = insidePath(member.name);
      if (inside === null || !('bytes' in member)) continue;
      const name = basename(inside);
      const isRule = isRuleFile(name) && !/(^|\/)\./.test(inside);
      if (!isRule && !/^(pack\.json|version\.txt|licen[cs]e(\.\w+)?)$/i.test(name)) continue;
      const parts: Uint8Array[] = [];
      let length = 0;
      for await (const part of member.bytes) {
        length += part.length;
        if (length <= MAX_FILE_BYTES) parts.push(part);
      }
      if (length > MAX_FILE_BYTES) continue;
      const bytes = Buffer.concat(parts);
      if (isRule) files.push({ path: inside, bytes });
      else if (!others.has(name)) others.set(name, bytes.toString('utf8'));
    }
  } catch (error) {
    // Half a pack would look like a whole one.
    if (!(error instanceof Damage)) throw error;
    throw fault(
      'PACK_DAMAGED',
      `"${path}" could not be read to its end: ${error.message}. Nothing was changed.`,
      'Fetch it again.',
    );
  }
  const facts = factsFrom([...others.keys()], (name) => others.get(name) ?? null, path);
  return { ...facts, from: 'zip', name: facts.name ?? basename(path), files };
}

/** Names in an archive are anyone's: one that leads out of the pack is not taken. */
export function insidePath(name: string): string | null {
  const parts = name.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  if (/^[/\\]|^\w:/.test(name) || parts.length === 0 || parts.includes('..')) return null;
  return parts.join('/');
}

function factsFrom(
  names: readonly string[],
  read: (name: string) => string | null,
  path: string,
): PackFacts & { name: string | null } {
  const named = (pattern: RegExp): string | null => {
    const name = names.find((one) => pattern.test(one));
    return name === undefined ? null : read(name);
  };
  const written = named(/^pack\.json$/i);
  const facts = written === null ? { ...PackFacts.parse({}), name: null } : parseFacts(written, path);
  const heading = named(/^licen[cs]e(\.\w+)?$/i)
    ?.split('\n')
    .map((line) => line.replace(/^[#\s]+/, '').trim())
    .find((line) => line !== '');
  return {
    ...facts,
    version:
      facts.version ??
      (named(/^version\.txt$/i)
        ?.trim()
        .slice(0, 200) ||
        null),
    licence: facts.licence ?? heading?.slice(0, 200) ?? null,
  };
}

function parseFacts(text: string, path: string): PackFacts & { name: string | null } {
  try {
    const value: unknown = JSON.parse(text);
    const { name } = value as { name?: unknown };
    return { ...PackFacts.parse(value), name: typeof name === 'string' ? name : null };
  } catch (error) {
    throw fault(
      'PACK_FACTS',
      `The pack.json of "${path}" could not be read: ${(error as Error).message}. Nothing was changed.`,
      'Correct it: { "name", "version", "licence", "author", "homepage" }, each a text or left out.',
      { cause: error },
    );
  }
}

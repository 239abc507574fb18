/** Finding rule files on disk. Synchronous on purpose: for thousands of small files it is five times faster. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fault } from '@cordon/platform/fault';

/** Far above any rule file (SigmaHQ's largest is 150 kB); what is larger is named, not read. */
export const MAX_FILE_BYTES = 4_000_000;

export interface RuleFile {
  /** As given, joined with what was found below it. */
  readonly path: string;
  readonly bytes: Buffer;
  /** The given path that it was found at or below. */
  readonly root: string;
}

export interface FoundFiles {
  readonly files: readonly RuleFile[];
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

export const isRuleFile = (name: string): boolean =>
  /\.ya?ml$/i.test(name) && !/\.fixtures\.ya?ml$/i.test(name);
const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

/**
 * Rule files at or below the given paths, in the order of the paths and then of their names (by code unit,
 * so the same on every machine). Hidden files and folders are left out, as are `*.fixtures.yaml`.
 *
 * @throws RULES_MISSING when a given path does not exist: a rule folder mistyped must not look like no rules
 */
export function findRuleFiles(paths: readonly string[]): FoundFiles {
  const files: RuleFile[] = [];
  const unreadable: { path: string; reason: string }[] = [];
  const entered = new Set<string>();

  let root = '';

  function read(path: string, size: number) {
    if (size > MAX_FILE_BYTES) {
      unreadable.push({ path, reason: `larger than ${MAX_FILE_BYTES / 1e6} MB` });
      return;
    }
    try {
      files.push({ path, bytes: readFileSync(path), root });
    } catch (error) {
      unreadable.push({ path, reason: `cannot be read (${codeOf(error)})` });
    }
  }

  function walk(folder: string) {
    try {
      // A folder reached again through a symbolic link would never end.
      const real = realpathSync(folder);
      if (entered.has(real)) return;
      entered.add(real);
      for (const name of readdirSync(folder).sort(byCodeUnit)) {
        if (!name.startsWith('.')) visit(join(folder, name), name);
      }
    } catch (error) {
      unreadable.push({ path: folder, reason: `cannot be read (${codeOf(error)})` });
    }
  }

  function visit(path: string, name: string) {
    try {
      const info = statSync(path);
      if (info.isDirectory()) walk(path);
      else if (info.isFile() && isRuleFile(name)) read(path, info.size);
    } catch (error) {
      if (isRuleFile(name)) unreadable.push({ path, reason: `cannot be read (${codeOf(error)})` });
    }
  }

  for (const path of paths) {
    root = path;
    const info = statSync(path, { throwIfNoEntry: false });
    if (info === undefined) {
      throw fault(
        'RULES_MISSING',
        `There is no rule file or folder "${path}".`,
        'Check the path and run it again.',
      );
    }
    if (info.isDirectory()) walk(path);
    else read(path, info.size);
  }
  return { files, unreadable };
}

/** Changes when any file's name, size or content does. Lengths come first, so no two sets of files run together. */
export function keyOf(
  files: readonly Pick<RuleFile, 'path' | 'bytes'>[],
  ...versions: readonly (string | number)[]
): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(versions));
  for (const { path, bytes } of files) {
    hash.update(`\n${path.length} ${path} ${bytes.length}\n`);
    hash.update(bytes);
  }
  return hash.digest('hex');
}

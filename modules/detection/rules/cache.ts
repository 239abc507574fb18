/**
 * Parsed rules on disk, so that a start does not read YAML again. One file per folder; a first line
 * with the key of what was parsed and a hash of the rest. It is only ever a copy: anything odd about it
 * means parsing again, and failing to write it is no fault.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParsedRules } from '@cordon/sigma';

/** Raised when the layout of the file changes. */
export const cacheFormat = 2;

const digest = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

/** Named after the folder, so that folders do not overwrite each other's. */
export const cacheFile = (cacheDir: string, dir: string): string =>
  join(cacheDir, `rules-${digest(dir).slice(0, 16)}.cache`);

export function readCache(file: string, key: string): ParsedRules | undefined {
  try {
    const bytes = readFileSync(file);
    const end = bytes.indexOf(10);
    const [storedKey, hash] = bytes.toString('latin1', 0, Math.max(end, 0)).split(' ');
    const body = bytes.subarray(end + 1);
    if (storedKey !== key || hash !== digest(body)) return undefined;
    return JSON.parse(body.toString('utf8')) as ParsedRules;
  } catch {
    return undefined;
  }
}

export function writeCache(file: string, key: string, parsed: ParsedRules): void {
  const temporary = `${file}.${randomUUID()}`;
  try {
    mkdirSync(join(file, '..'), { recursive: true });
    const body = JSON.stringify(parsed);
    // Renaming is atomic: another process sees the old file or the new one, never half of one.
    writeFileSync(temporary, `${key} ${digest(body)}\n${body}`);
    renameSync(temporary, file);
  } catch {
    try {
      rmSync(temporary, { force: true });
    } catch {
      // The folder itself cannot be reached: there is nothing to tidy.
    }
  }
}

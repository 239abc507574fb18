/** Reads the sample files that stand beside each importer. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Claim } from '../claim.ts';
import type { Problem } from '../importer.ts';
import { type Part, type ReadOptions, type ReadResult, readFile } from '../read-file.ts';

/** When the samples were exported. */
export const exported = '2026-03-17T23:00:00.000Z';

export function readBytes(name: string, bytes: Uint8Array, options: Partial<ReadOptions> = {}): ReadResult {
  return readFile({ name, open: () => [bytes] }, { at: exported, ...options });
}

export interface Sample {
  parts: Part[];
  kinds: string[];
  claims: Claim[];
  problems: Problem[];
  /** Claims about one thing. */
  about<A extends Claim['about']>(about: A): Extract<Claim, { about: A }>[];
}

/** @param url of the sample, as `new URL('./samples/…', import.meta.url)` */
export function readSample(url: URL, options: Partial<ReadOptions> = {}): Sample {
  const path = fileURLToPath(url);
  const { parts } = readBytes(basename(path), readFileSync(path), options);
  const claims = parts.flatMap((part) => part.claims);
  return {
    parts,
    kinds: [...new Set(parts.map(({ kind }) => kind))],
    claims,
    problems: parts.flatMap(({ problems }) => problems),
    about: <A extends Claim['about']>(about: A) =>
      claims.filter((claim): claim is Extract<Claim, { about: A }> => claim.about === about),
  };
}

/** The keys of each asset, a line each. */
export const keysOf = ({ about }: Sample): string[] => about('asset').map(({ keys }) => keys.join(' '));

/** What was left out and why, a line each. */
export const reasons = ({ problems }: Sample): string[] =>
  problems.map(({ line, reason }) => `${line}: ${reason}`);

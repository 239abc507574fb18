/** The ring on disk: one line of JSON and its authentication code. Touches files, synchronously. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Fault, fault, systemCode } from '../fault/index.ts';
import { finishReplace, replace } from './disk.ts';

const Key = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  of: z.string(),
  made: z.iso.datetime(),
  state: z.enum(['current', 'old', 'destroyed']),
  since: z.iso.datetime(),
  /** Under the ring key; null once destroyed. */
  wrapped: z.base64().nullable(),
});

const Ring = z.strictObject({
  version: z.literal(1),
  /** The ring key, wrapped by the root key. */
  root: z.strictObject({ kind: z.string(), wrapped: z.string(), since: z.iso.datetime() }),
  /** The wrapping before this one, if its keeper may not have been told yet that nothing needs it. */
  forget: z.strictObject({ kind: z.string(), wrapped: z.string() }).nullable(),
  keys: z.array(Key),
});
export type Ring = z.infer<typeof Ring>;

export const ringFile = (folder: string): string => join(folder, 'keys.ring');

/** What a file says, before its code can be checked: that needs the ring key, which the root key opens. */
export interface ReadRing {
  ring: Ring;
  /** @throws RING_DAMAGED */
  check(ringKey: Buffer): void;
}

/** null when there is none. @throws RING_DAMAGED */
export function readRing(folder: string): ReadRing | null {
  const file = ringFile(folder);
  finishReplace(file);
  if (!existsSync(file)) return null;
  const [body = '', code = ''] = readFileSync(file, 'utf8').split('\n');
  let ring: Ring;
  try {
    ring = Ring.parse(JSON.parse(body));
  } catch {
    throw damaged(file);
  }
  return {
    ring,
    check(ringKey) {
      const said = Buffer.from(code, 'base64');
      const right = codeOf(ringKey, body);
      if (said.length !== right.length || !timingSafeEqual(said, right)) throw damaged(file);
    },
  };
}

/** @throws RING_NOT_WRITTEN */
export function writeRing(folder: string, ring: Ring, ringKey: Buffer): void {
  const body = JSON.stringify(ring);
  try {
    replace(ringFile(folder), `${body}\n${codeOf(ringKey, body).toString('base64')}\n`);
  } catch (error) {
    throw fault(
      'RING_NOT_WRITTEN',
      `The keys in ${folder} could not be changed (${systemCode(error)}). The keys from before are kept and work.`,
      'Free space on the disk or mend it, then try again.',
      { cause: error },
    );
  }
}

function codeOf(ringKey: Buffer, body: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', ringKey, '', 'cordon ring file', 32));
  return createHmac('sha256', key).update(body).digest();
}

const damaged = (file: string): Fault =>
  fault(
    'RING_DAMAGED',
    `${file} was changed or damaged since Cordon wrote it. Nothing was opened or changed.`,
    'Restore it from a backup, and find out who could write to it; docs/keys.md says how.',
  );

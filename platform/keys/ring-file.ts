/** The ring as text, one line of JSON and its authentication code, and where that lies. Touches files, synchronously. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Fault, fault, systemCode } from '../fault/index.ts';
import { takeLock } from '../lock/index.ts';
import { finishReplace, replace, writeNew } from './disk.ts';

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
/** There from the first ring on: with it, a folder that has no ring has lost it. */
const begunFile = (folder: string): string => join(folder, 'begun');

/** Where a ring lies; one process at a time has it. */
export interface RingPlace {
  /** For people: where to look. */
  name: string;
  /** null when there is none, and never was. @throws RING_MISSING */
  read(): string | null;
  /** In place of what was there, at one instant; kept when this returns. */
  write(text: string): void;
  release(): void;
}

/** @throws LOCKED */
export function placeInFolder(folder: string): RingPlace {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = takeLock(join(folder, 'lock'), 'The key ring');
  const file = ringFile(folder);
  return {
    name: folder,
    read() {
      finishReplace(file);
      if (existsSync(file)) {
        noteBegun(folder);
        return readFileSync(file, 'utf8');
      }
      if (existsSync(begunFile(folder))) throw missing(file);
      return null;
    },
    write(text) {
      replace(file, text);
      noteBegun(folder);
    },
    release: lock.release,
  };
}

export function noteBegun(folder: string): void {
  if (!existsSync(begunFile(folder))) writeNew(begunFile(folder), '');
}

/** What a text says, before its code can be checked: that needs the ring key, which the root key opens. */
export interface ReadRing {
  ring: Ring;
  /** @throws RING_DAMAGED */
  check(ringKey: Buffer): void;
}

/** null when there is none. @throws RING_DAMAGED, RING_MISSING */
export function readRing(place: RingPlace): ReadRing | null {
  const text = place.read();
  return text === null ? null : parseRing(place, text);
}

function parseRing(place: Pick<RingPlace, 'name'>, text: string): ReadRing {
  const [body = '', code = ''] = text.split('\n');
  let ring: Ring;
  try {
    ring = Ring.parse(JSON.parse(body));
  } catch {
    throw damaged(place);
  }
  return {
    ring,
    check(ringKey) {
      const said = Buffer.from(code, 'base64');
      const right = codeOf(ringKey, body);
      if (said.length !== right.length || !timingSafeEqual(said, right)) throw damaged(place);
    },
  };
}

/** @throws RING_NOT_WRITTEN */
export function writeRing(place: RingPlace, ring: Ring, ringKey: Buffer): void {
  const body = JSON.stringify(ring);
  try {
    place.write(`${body}\n${codeOf(ringKey, body).toString('base64')}\n`);
  } catch (error) {
    throw fault(
      'RING_NOT_WRITTEN',
      `The keys in ${place.name} could not be changed (${systemCode(error)}). The keys from before are kept and work.`,
      'Free space on the disk or mend it, then try again.',
      { cause: error },
    );
  }
}

function codeOf(ringKey: Buffer, body: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', ringKey, '', 'cordon ring file', 32));
  return createHmac('sha256', key).update(body).digest();
}

const damaged = ({ name }: Pick<RingPlace, 'name'>): Fault =>
  fault(
    'RING_DAMAGED',
    `The ring of keys in ${name} was changed or damaged since Cordon wrote it. Nothing was opened or changed.`,
    'Restore it from a backup, and find out who could write to it; docs/keys.md says how.',
  );

const missing = (file: string): Fault =>
  fault(
    'RING_MISSING',
    `${file} is gone. Nothing was made in its place: what is sealed would not open.`,
    'Restore that file from a backup. If nothing was ever sealed, or all of it is given up, remove the folder.',
  );

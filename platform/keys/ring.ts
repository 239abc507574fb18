/**
 * Envelope encryption: text is sealed under a data key for each `of`, data keys lie wrapped under one ring key, and that lies
 * wrapped under the root key. Only the root key's keeper differs from one installation to the next. Touches files.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type Fault, fault, isFault } from '../fault/index.ts';
import { boxBytes, fromText, keyBytes, shut, unshut } from './box.ts';
import type { KeyFacts, KeyRing, RootKey } from './port.ts';
import {
  noteBegun,
  placeInFolder,
  type Ring,
  type RingPlace,
  readRing,
  ringFile,
  writeRing,
} from './ring-file.ts';
import { damaged, type Held, noKey, sealLogs } from './seal-logs.ts';

export interface Roots {
  unlock: RootKey;
  /** What opened the ring before: where `unlock` does not, this does, and every key is put under `unlock`. */
  was?: RootKey;
  now?(): Date;
}

export interface KeyRingOptions extends Roots {
  /** Made if absent. One process at a time. */
  folder: string;
}

interface Opened extends Pick<Held, 'ring'> {
  ringKey: Buffer;
  secrets: Map<string, Buffer>;
}

const sealedForm = /^v1\.([0-9a-f]{16})\.([A-Za-z0-9_-]+)$/;

const keyFacts = (id: string, of: string): string[] => ['cordon data key', id, of];
const textFacts = (id: string, of: string, context: string): string[] => [
  'cordon sealed text',
  id,
  of,
  context,
];

/** @throws ROOT_REFUSED, ROOT_OTHER, RING_DAMAGED, RING_MISSING, LOCKED */
export async function openKeyRing({ folder, ...roots }: KeyRingOptions): Promise<KeyRing> {
  const place = placeInFolder(folder);
  try {
    return await openRing(place, roots);
  } catch (error) {
    place.release();
    throw error;
  }
}

/** The place is the ring's from now on, unless this rejects. */
export async function openRing(place: RingPlace, roots: Roots): Promise<KeyRing> {
  const { unlock, was } = roots;
  try {
    return await openUnder(place, roots);
  } catch (error) {
    if (was === undefined || !isRefusal(error)) throw error;
    const ring = await openUnder(place, { ...roots, unlock: was }).catch((other: unknown) => {
      // What the ring said of the keeper that is meant to open it is what to tell.
      throw isRefusal(other) ? error : other;
    });
    await ring.rotateRoot(unlock).catch((refusal: unknown) => {
      ring.close();
      throw refusal;
    });
    return ring;
  }
}

const isRefusal = (error: unknown): boolean => isFault(error, 'ROOT_OTHER') || isFault(error, 'ROOT_REFUSED');

async function openUnder(place: RingPlace, { unlock, was, now = () => new Date() }: Roots): Promise<KeyRing> {
  const moment = (): string => now().toISOString();
  let root = unlock;
  const opened = (await open(place, root, was)) ?? (await create(place, root, moment()));
  let { ringKey, ring } = opened;
  const { secrets } = opened;
  let current = currentKeys(ring);

  /** Memory follows the disk: nothing here changes when the ring could not be written. */
  function keep(next: Ring, nextKey = ringKey): void {
    writeRing(place, next, nextKey);
    if (nextKey !== ringKey) ringKey.fill(0);
    ring = next;
    ringKey = nextKey;
    current = currentKeys(ring);
    for (const { id, state } of ring.keys) {
      if (state !== 'destroyed') continue;
      secrets.get(id)?.fill(0);
      secrets.delete(id);
    }
  }

  function makeKey(of: string): string {
    const id = randomBytes(8).toString('hex');
    const secret = randomBytes(keyBytes);
    const at = moment();
    const wrapped = wrapKey(ringKey, id, of, secret);
    keep({
      ...ring,
      keys: [
        ...ring.keys.map((key) =>
          key.of === of && key.state === 'current' ? { ...key, state: 'old' as const, since: at } : key,
        ),
        { id, of, made: at, state: 'current', since: at, wrapped },
      ],
    });
    secrets.set(id, secret);
    return id;
  }

  /** Puts the keys that remain under a new ring key, and that under a new root key. */
  async function renew(to: RootKey, keysThen: () => Ring['keys']): Promise<void> {
    const nextKey = randomBytes(keyBytes);
    const wrapped = await to.wrap(nextKey);
    const keeper = root;
    const { kind, wrapped: before } = ring.root;
    const keys = keysThen().map((key) => {
      const secret = secrets.get(key.id);
      return key.state === 'destroyed' || secret === undefined
        ? key
        : { ...key, wrapped: wrapKey(nextKey, key.id, key.of, secret) };
    });
    const forget = { kind, wrapped: before };
    keep({ ...ring, root: { kind: to.kind, wrapped, since: moment() }, forget, keys }, nextKey);
    root = to;
    await keeper.forget(before);
  }

  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: each begins with what the one before has kept. */
  function inTurn<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  return {
    seal(of, context, plain) {
      const id = current.get(of) ?? makeKey(of);
      const box = shut(secrets.get(id)!, Buffer.from(plain), textFacts(id, of, context));
      return `v1.${id}.${box.toString('base64url')}`;
    },
    unseal(of, context, sealed) {
      const [, id, text] = sealedForm.exec(sealed) ?? [];
      const box = text === undefined ? null : fromText(text, 'base64url');
      if (id === undefined || box === null || box.length < boxBytes) throw damaged();
      const secret = secrets.get(id);
      if (secret === undefined) throw noKey(id, ring);
      const plain = unshut(secret, box, textFacts(id, of, context));
      if (plain === null) throw damaged();
      return plain.toString();
    },
    ...sealLogs(() => ({ ring, secrets, current }), makeKey),
    rotate: (of) =>
      inTurn(async () => {
        makeKey(of);
      }),
    rotateRoot: (to) => inTurn(() => renew(to ?? root, () => ring.keys)),
    destroy: (of, keyId) =>
      inTurn(async () => {
        const doomed = (key: KeyFacts): boolean =>
          key.of === of && key.state !== 'destroyed' && (keyId === undefined || key.id === keyId);
        if (!ring.keys.some(doomed)) throw nothingToDestroy(of, keyId);
        const ids: string[] = [];
        await renew(root, () => {
          // Looked up only now: a seal may have made a key while the root key was asked.
          ids.push(...ring.keys.filter(doomed).map(({ id }) => id));
          const at = moment();
          return ring.keys.map((key) =>
            doomed(key) ? { ...key, state: 'destroyed' as const, since: at, wrapped: null } : key,
          );
        });
        return ids;
      }),
    copyTo: (to, meanwhile) =>
      inTurn(async () => {
        await meanwhile();
        // In one go, and in the thread that writes: a seal may replace the file at any other moment.
        mkdirSync(to, { recursive: true, mode: 0o700 });
        writeFileSync(ringFile(to), place.read() ?? '', { mode: 0o600 });
        noteBegun(to);
      }),
    keys: () => ring.keys.map(({ wrapped: _wrapped, ...facts }) => facts),
    root: () => ({ kind: ring.root.kind, since: ring.root.since }),
    close() {
      for (const secret of secrets.values()) secret.fill(0);
      secrets.clear();
      ringKey.fill(0);
      place.release();
    },
  };
}

export const currentKeys = ({ keys }: Ring): Map<string, string> =>
  new Map(keys.filter(({ state }) => state === 'current').map(({ id, of }) => [of, id]));

const wrapKey = (ringKey: Buffer, id: string, of: string, secret: Buffer): string =>
  shut(ringKey, secret, keyFacts(id, of)).toString('base64');

/** null when there is no ring yet. */
async function open(place: RingPlace, root: RootKey, was: RootKey | undefined): Promise<Opened | null> {
  const read = readRing(place);
  if (read === null) return null;
  const { ring, check } = read;
  if (ring.root.kind !== root.kind)
    throw fault(
      'ROOT_OTHER',
      `The keys in ${place.name} are kept under a root key of kind "${ring.root.kind}", not "${root.kind}". Nothing was opened or changed.`,
      `Open them with that kind, or move them to the other; docs/keys.md says how.`,
    );
  const ringKey = await root.unwrap(ring.root.wrapped);
  check(ringKey);
  // What was cut off after the ring was written is finished now.
  for (const keeper of [root, was])
    if (ring.forget && ring.forget.kind === keeper?.kind) await keeper.forget(ring.forget.wrapped);
  return { ringKey, ring, secrets: secretsOf(ring, ringKey) };
}

/** By id; those that are not destroyed. */
export function secretsOf({ keys }: Ring, ringKey: Buffer): Map<string, Buffer> {
  const secrets = new Map<string, Buffer>();
  for (const { id, of, wrapped } of keys) {
    if (wrapped === null) continue;
    const secret = unshut(ringKey, Buffer.from(wrapped, 'base64'), keyFacts(id, of));
    // The file's own code holds, so this is a mistake of ours rather than damage.
    if (secret === null) throw new Error(`key ${id} does not open`);
    secrets.set(id, secret);
  }
  return secrets;
}

async function create(place: RingPlace, root: RootKey, at: string): Promise<Opened> {
  const ringKey = randomBytes(keyBytes);
  const wrapped = await root.wrap(ringKey);
  const ring: Ring = {
    version: 1,
    root: { kind: root.kind, wrapped, since: at },
    forget: null,
    keys: [],
  };
  writeRing(place, ring, ringKey);
  return { ringKey, ring, secrets: new Map() };
}

const nothingToDestroy = (of: string, keyId: string | undefined): Fault =>
  fault(
    'KEY_MISSING',
    `There is no key ${keyId === undefined ? '' : `${keyId} `}of "${of}" that could be destroyed. Nothing was changed.`,
    'List the keys to see what there is.',
  );

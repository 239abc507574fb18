/** Sealing what logs are made of with the keys of a ring. Pure. */
import { type Fault, fault } from '../fault/index.ts';
import { keyOfBytes, shutBytes, unshutBytes } from './bytes.ts';
import { type FieldKeys, fieldKeyOf } from './field.ts';
import type { SealsLogs } from './port.ts';
import type { Ring } from './ring-file.ts';

export interface Held {
  ring: Ring;
  /** By id; those that are not destroyed. */
  secrets: ReadonlyMap<string, Buffer>;
  /** Ids, by owner. */
  current: ReadonlyMap<string, string>;
}

/** @param makeKey makes one where there is none, or refuses to */
export function sealLogs(held: () => Held, makeKey: (of: string) => string): SealsLogs {
  let known: { ring: Ring; fields: Map<string, FieldKeys> } | null = null;
  return {
    sealBytes(of, context, plain) {
      const id = held().current.get(of) ?? makeKey(of);
      return shutBytes(held().secrets.get(id)!, id, of, context, plain);
    },
    unsealBytes(of, context, sealed) {
      const { ring, secrets } = held();
      const id = keyOfBytes(sealed);
      if (id === null) throw damaged();
      const secret = secrets.get(id);
      if (secret === undefined) throw noKey(id, ring);
      const plain = unshutBytes(secret, id, of, context, sealed);
      if (plain === null) throw damaged();
      return plain;
    },
    fieldKeys(of) {
      if (!held().current.has(of)) makeKey(of);
      const { ring, secrets } = held();
      if (known?.ring !== ring) known = { ring, fields: new Map() };
      const keys = known.fields.get(of) ?? fieldKeysOf(of, ring, secrets);
      known.fields.set(of, keys);
      return keys;
    },
  };
}

/** Newest first: what seals is what was made last. */
const fieldKeysOf = (of: string, { keys }: Ring, secrets: ReadonlyMap<string, Buffer>): FieldKeys =>
  keys
    .filter((key) => key.of === of)
    .reverse()
    .flatMap(({ id }) => {
      const secret = secrets.get(id);
      return secret ? fieldKeyOf(id, of, secret) : [];
    });

export const damaged = (): Fault =>
  fault(
    'SEALED_DAMAGED',
    'Something sealed was changed, or belongs to another place. Nothing of it was read.',
    'Restore the record it is part of from a backup, and find out who could write to it.',
  );

export function noKey(id: string, { keys }: Ring): Fault {
  const known = keys.find((key) => key.id === id);
  return known
    ? fault(
        'KEY_DESTROYED',
        `The key ${id} was destroyed at ${known.since}, and with it what was sealed.`,
        'Nobody can read it again; the ledger says who destroyed the key and why.',
      )
    : fault(
        'KEY_MISSING',
        `The key ${id}, which sealed this, is not on the ring. The sealed text is kept as it is.`,
        'Restore the newest backup of the folder of keys; docs/keys.md says how.',
      );
}

/** What the rest may know of keys: a ring that seals, and the root key that guards the ring. */
import type { FieldKeys } from './field.ts';

/** What whoever works through logs needs of a ring. */
export interface SealsLogs {
  /**
   * The same as `seal` of bytes, which are 37 longer then.
   *
   * @throws as `seal`
   */
  sealBytes(of: string, context: string, plain: Uint8Array): Buffer;
  /** @throws as `unseal` */
  unsealBytes(of: string, context: string, sealed: Uint8Array): Buffer;
  /**
   * Keys for fields that are sealed alike (`createFields`), for a thread that has no ring: the one of now, then the old ones, newest
   * first. The same list until they are others. Makes a key where there is none.
   *
   * @throws as `seal`
   */
  fieldKeys(of: string): FieldKeys;
}

export interface KeyRing extends SealsLogs {
  /**
   * Seals a text with the current key of `of` (an organisation, a ward); the first seal makes that key and returns only once it
   * is on the disk. `context` names the place the text is kept in (table/row/column): anywhere else it does not open.
   *
   * @returns `v1.<key id>.<base64url>`, about 60 characters more than four thirds of the text
   * @throws RING_NOT_WRITTEN when a key had to be made and could not be kept
   */
  seal(of: string, context: string, plain: string): string;
  /** @throws KEY_DESTROYED, KEY_MISSING, SEALED_DAMAGED (changed, or of another place) */
  unseal(of: string, context: string, sealed: string): string;
  /** Seals from now on use a new key; what was sealed before stays readable. */
  rotate(of: string): Promise<void>;
  /** Puts every key under a new root key, or under another keeper of it (`to`). Sealing goes on meanwhile. */
  rotateRoot(to?: RootKey): Promise<void>;
  /**
   * Makes everything sealed for `of`, or only with one of its keys, unreadable for good. When it resolves, the key is gone from
   * memory and from every file of the ring, the files that held it were written over, and the root key is another.
   *
   * @returns the ids that were destroyed
   * @throws KEY_MISSING when there is none
   */
  destroy(of: string, keyId?: string): Promise<string[]>;
  /**
   * Copies the ring into the folder `to`, while `meanwhile` copies what guards it: no rotation comes between, so they fit together.
   * Where a database is copied too, copy it first: a ring may know more keys than were used, never fewer.
   */
  copyTo(to: string, meanwhile: () => Promise<void>): Promise<void>;
  /** Never key material. In the order in which they were made. */
  keys(): KeyFacts[];
  root(): { kind: string; since: string };
  /** Forgets the keys in memory and lets another process open the ring. */
  close(): void;
}

export interface KeyFacts {
  id: string;
  of: string;
  /** ISO 8601, as all moments here. */
  made: string;
  /** `current` seals and opens; `old` only opens; `destroyed` does neither. */
  state: 'current' | 'old' | 'destroyed';
  /** Since when it is in that state. */
  since: string;
}

/**
 * What guards a ring: a file, a passphrase, the operating system, a security module (PKCS#11), a key service. It is asked when a
 * ring is opened and when its root key is rotated, never for each seal. Another one passes `contract.ts`.
 */
export interface RootKey {
  /** Written into the ring, so that opening it with another kind says so. */
  readonly kind: string;
  /**
   * Wraps 32 bytes under a root key that has wrapped nothing else, where this keeper makes its own; what it made is durable when
   * this resolves.
   *
   * @returns one line of text with all that `unwrap` needs but the secret itself
   */
  wrap(key: Buffer): Promise<string>;
  /** @throws ROOT_REFUSED, without a word of what the secret is */
  unwrap(wrapped: string): Promise<Buffer>;
  /** Nothing needs what opened `wrapped` any more: destroy it, where this keeper made it. Safe to call again. */
  forget(wrapped: string): Promise<void>;
}

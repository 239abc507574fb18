/** What every part of signing in stands on. */
import type { KeyRing } from '@cordon/platform/keys';
import type { Kysely } from 'kysely';
import type { Act, Actor } from '../ledger/model.ts';
import type { Membership } from './model.ts';
import type { PeopleTables } from './tables.ts';

export interface PeopleNeeds {
  db: Kysely<PeopleTables>;
  /** Seals what must not be read in the database. */
  keys: Pick<KeyRing, 'seal' | 'unseal'>;
  /** On the ledger of that organisation. */
  record(act: Act, org: string): Promise<void>;
  /** The organisation that runs this Cordon: what concerns none, or nobody's, is on its ledger. */
  own: string;
  now(): Date;
}

/** Where the console is, as browsers see it: passkeys are bound to it. */
export interface Place {
  /** `http://localhost:4680`, `https://cordon.hospital.example` */
  origin: string;
  /** The host name alone. */
  host: string;
}

/** Who does something, and for which organisation. */
export interface By {
  actor: Actor;
  org: string;
}

/** Where a person's own coming and going is recorded. */
export const homeOf = (memberships: readonly Membership[], own: string): string => memberships[0]?.org ?? own;

export const later = (at: Date, ms: number): string => new Date(at.getTime() + ms).toISOString();
export const minute = 60_000;
export const hour = 60 * minute;

/** What every part of signing in stands on. */
import type { KeyRing } from '@cordon/platform/keys';
import type { Kysely } from 'kysely';
import type { Act } from '../ledger/model.ts';
import type { PeopleTables } from './tables.ts';

export interface PeopleNeeds {
  db: Kysely<PeopleTables>;
  /** Seals what must not be read in the database. */
  keys: Pick<KeyRing, 'seal' | 'unseal'>;
  record(act: Act): Promise<void>;
  now(): Date;
}

/** Where the console is, as browsers see it: passkeys are bound to it. */
export interface Place {
  /** `http://localhost:4680`, `https://cordon.hospital.example` */
  origin: string;
  /** The host name alone. */
  host: string;
}

export const later = (at: Date, ms: number): string => new Date(at.getTime() + ms).toISOString();
export const minute = 60_000;
export const hour = 60 * minute;

/** Adds to the estate what was seen, by an import like any other, and keeps what is not ours out of the list. */
import type { Actor } from '@cordon/access';
import { httpFault } from '@cordon/platform/http';
import type { Kysely } from 'kysely';
import type { EstateBook } from '../book/book.ts';
import type { ImportReport } from '../book/model.ts';
import type { EstateTables } from '../book/store.ts';
import { type Sighting, type SightingList, sightingKey } from './model.ts';

export interface SightingsNeeds {
  /** As one organisation has it. */
  db: Kysely<EstateTables>;
  book: EstateBook;
  /** What live events show now and the estate does not know. */
  seen(): Promise<Sighting[]>;
  by: Actor;
  /** Notes it where it was done, in the same transaction. */
  record(db: Kysely<EstateTables>, act: SightingAct): Promise<void>;
  /** The estate is another now. */
  changed(): Promise<void>;
  now(): Date;
}

export interface SightingAct {
  act: 'estate.ignore' | 'estate.list-again';
  by: Actor;
  key: string;
  because?: string;
}

export function createSightings({ db, book, seen, by, record, changed, now }: SightingsNeeds) {
  const ignored = () => db.selectFrom('estate_ignored').selectAll().orderBy('at', 'desc').execute();
  const added = async (): Promise<Sighting[]> =>
    (await book.sighted()).map((one) => ({ ...one, key: sightingKey(one), first_seen: null }));

  /** Only what was really seen: nobody adds a host of their own invention by this way. */
  async function seenBy(keys: readonly string[]): Promise<Sighting[]> {
    const known = new Map((await seen()).map((one) => [one.key, one]));
    if (keys.some((key) => !known.has(key))) throw notSeen();
    return keys.map((key) => known.get(key)!);
  }

  return {
    async list(): Promise<SightingList> {
      const [now, out] = await Promise.all([seen(), ignored()]);
      const left = new Set(out.map(({ key }) => key));
      return {
        items: now
          .filter(({ key }) => !left.has(key))
          .sort((a, b) => (a.last_seen < b.last_seen ? 1 : a.last_seen > b.last_seen ? -1 : 0)),
        added: await added(),
        ignored: out.map(({ key, because, at, by_whom }) => ({ key, because, at, by: by_whom })),
      };
    },

    async add(keys: readonly string[], dry: boolean): Promise<ImportReport> {
      const report = await book.sight({ add: await seenBy(keys), remove: [], by, dry });
      if (!dry) await changed();
      return report;
    },

    async ignore(keys: readonly string[], because: string): Promise<void> {
      await seenBy(keys);
      const row = { because, at: now().toISOString(), by_whom: by.name };
      await db.transaction().execute(async (trx) => {
        for (const key of keys) {
          await trx
            .insertInto('estate_ignored')
            .values({ key, ...row })
            .onConflict((conflict) => conflict.constraint('estate_ignored_pkey').doUpdateSet(row))
            .execute();
          await record(trx, { act: 'estate.ignore', by, key, because });
        }
      });
    },

    /** Takes out of the estate what was added, and lists again what was ignored. */
    async undo(keys: readonly string[]): Promise<void> {
      const wanted = new Set(keys);
      await db.transaction().execute(async (trx) => {
        const gone = await trx
          .deleteFrom('estate_ignored')
          .where('key', 'in', keys)
          .returning('key')
          .execute();
        for (const { key } of gone) await record(trx, { act: 'estate.list-again', by, key });
      });
      if (!(await added()).some(({ key }) => wanted.has(key))) return;
      await book.sight({ add: [], remove: [...wanted], by, dry: false });
      await changed();
    },
  };
}

const notSeen = () =>
  httpFault(
    409,
    'NOT_SEEN',
    'Something that was named is not, or no longer, seen and unknown to the estate. Nothing was changed.',
    'Look at the list again: it may be in the estate by now.',
  );

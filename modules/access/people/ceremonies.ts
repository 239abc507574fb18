/** What was asked of a browser and is waited for: kept sealed for minutes, and answered once. */
import { httpFault } from '@cordon/platform/http';
import { newId } from '../secret.ts';
import { later, minute, type PeopleNeeds } from './needs.ts';

const lasts = 10 * minute;
const sealedOf = 'sign-in';

export interface Ceremonies {
  begin(purpose: string, state: unknown): Promise<string>;
  /** What was kept, for an answer that may be given again when it is wrong. @throws CEREMONY */
  look(id: string, purpose: string): Promise<unknown>;
  /** What was kept, and no second time. @throws CEREMONY */
  end(id: string, purpose: string): Promise<unknown>;
}

export function createCeremonies({ db, keys, now }: PeopleNeeds): Ceremonies {
  function opened(id: string, row: { ends: string; state: string } | undefined): unknown {
    if (!row || row.ends < now().toISOString())
      throw httpFault(
        409,
        'CEREMONY',
        'This took too long, or was answered already.',
        'Begin again from the page.',
      );
    return JSON.parse(keys.unseal(sealedOf, `ceremonies/${id}`, row.state));
  }

  return {
    async begin(purpose, state) {
      const id = newId() + newId();
      const sealed = keys.seal(sealedOf, `ceremonies/${id}`, JSON.stringify(state));
      await db.deleteFrom('ceremonies').where('ends', '<', now().toISOString()).execute();
      await db
        .insertInto('ceremonies')
        .values({ id, purpose, ends: later(now(), lasts), state: sealed })
        .execute();
      return id;
    },
    async look(id, purpose) {
      const row = await db
        .selectFrom('ceremonies')
        .selectAll()
        .where('id', '=', id)
        .where('purpose', '=', purpose)
        .executeTakeFirst();
      return opened(id, row);
    },
    async end(id, purpose) {
      const row = await db
        .deleteFrom('ceremonies')
        .where('id', '=', id)
        .where('purpose', '=', purpose)
        .returningAll()
        .executeTakeFirst();
      return opened(id, row);
    },
  };
}

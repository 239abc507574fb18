/** Who works with Cordon: inviting, giving roles, disabling. Each act is on the ledger before it is done. */
import { httpFault } from '@cordon/platform/http';
import type { Kysely } from 'kysely';
import { hashOf, matches, newId, newSecret } from '../secret.ts';
import { changeAlone } from './alone.ts';
import type { Membership, Person } from './model.ts';
import { type By, hour, later, type PeopleNeeds } from './needs.ts';
import type { Sessions } from './sessions.ts';
import type { PeopleTables } from './tables.ts';

const invitationLasts = 48 * hour;

export interface People {
  list(): Promise<Person[]>;
  /** @param from a transaction, to see what it sees */
  get(id: string, from?: Kysely<PeopleTables>): Promise<Person | null>;
  byAccount(account: string): Promise<Person | null>;
  /** Whether anybody can sign in at all. */
  any(): Promise<boolean>;
  /** @throws ACCOUNT_TAKEN */
  add(by: By, person: { name: string; account: string; memberships: readonly Membership[] }): Promise<Person>;
  /** @throws LAST_ADMINISTRATOR */
  setMemberships(by: By, person: Person, memberships: readonly Membership[]): Promise<void>;
  /** @throws LAST_ADMINISTRATOR */
  setEnabled(by: By, person: Person, enabled: boolean): Promise<void>;
  /** Has a way to sign in from now on. */
  activate(person: string): Promise<void>;
  /** @returns the secret of a link that works once; those given before do not work any more */
  invite(by: By, person: Person): Promise<{ secret: string; ends: string }>;
  /** Whom the link is for, if it works. */
  invited(secret: string): Promise<Person | null>;
  useInvitation(secret: string): Promise<void>;
}

export function createPeople({ db, record, now }: PeopleNeeds, sessions: Sessions): People {
  async function read(where: { id?: string; account?: string } = {}, from = db): Promise<Person[]> {
    let query = from
      .selectFrom('people')
      .selectAll()
      .select(({ selectFrom, fn }) => [
        selectFrom('passkeys')
          .whereRef('passkeys.person', '=', 'people.id')
          .select(fn.countAll<string>().as('n'))
          .as('passkeys'),
        selectFrom('codes')
          .whereRef('codes.person', '=', 'people.id')
          .select(fn.countAll<string>().as('n'))
          .as('code'),
        selectFrom('sessions')
          .whereRef('sessions.person', '=', 'people.id')
          .select((of) => of.fn.max('sessions.seen').as('seen'))
          .as('seen'),
      ])
      .orderBy('name');
    if (where.id !== undefined) query = query.where('id', '=', where.id);
    if (where.account !== undefined) query = query.where('account', '=', where.account);
    const rows = await query.execute();
    const memberships = await from
      .selectFrom('memberships')
      .select(['person', 'org', 'role'])
      .orderBy('role')
      .execute();
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      account: row.account,
      state: row.state,
      memberships: memberships
        .filter(({ person }) => person === row.id)
        .map(({ org, role }) => ({ org, role })),
      ways: {
        passkeys: Number(row.passkeys),
        code: Number(row.code) > 0,
        organisation_account: row.subject !== null,
      },
      last_seen: row.seen,
      created: row.created,
      created_by: row.created_by,
    }));
  }

  /** An administrator must stay, or nobody could ever be let in again. */
  async function refuseWithoutAdministrator(without: string, from: typeof db): Promise<void> {
    const left = (await read({}, from)).some(
      ({ id, state, memberships }) =>
        id !== without && state === 'active' && memberships.some(({ role }) => role === 'administrator'),
    );
    if (left) return;
    throw httpFault(
      409,
      'LAST_ADMINISTRATOR',
      'Nobody else who can sign in is an administrator. Nothing was changed.',
      'Make somebody else an administrator first.',
    );
  }

  const isAdministrator = ({ state, memberships }: Person): boolean =>
    state === 'active' && memberships.some(({ role }) => role === 'administrator');

  const invitationOf = async (secret: string) => {
    const [id = ''] = secret.split('.');
    const row = await db.selectFrom('invitations').selectAll().where('id', '=', id).executeTakeFirst();
    const works =
      row && row.used === null && row.ends > now().toISOString() && matches(secret, row.secret_hash);
    return works ? row : null;
  };

  const people: People = {
    list: () => read(),
    get: async (id, from = db) => (await read({ id }, from))[0] ?? null,
    byAccount: async (account) => (await read({ account }))[0] ?? null,
    async any() {
      return (
        (await db
          .selectFrom('people')
          .select('id')
          .where('state', '!=', 'invited')
          .limit(1)
          .executeTakeFirst()) !== undefined
      );
    },
    async add(by, { name, account, memberships }) {
      if (await people.byAccount(account))
        throw httpFault(
          409,
          'ACCOUNT_TAKEN',
          `Somebody signs in as ${account} already. Nobody was added.`,
          'Choose another name to sign in with, or change the roles of the one who is there.',
        );
      const id = newId();
      const at = now().toISOString();
      await record(
        {
          act: 'person.add',
          who: by.actor,
          object: id,
          details: { name, account, memberships: [...memberships] },
        },
        by.org,
      );
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto('people')
          .values({
            id,
            name,
            account,
            state: 'invited',
            issuer: null,
            subject: null,
            created: at,
            created_by: by.actor.name,
          })
          .execute();
        if (memberships.length > 0)
          await trx
            .insertInto('memberships')
            .values(
              memberships.map(({ org, role }) => ({
                person: id,
                org,
                role,
                given: at,
                given_by: by.actor.name,
              })),
            )
            .execute();
      });
      return (await people.get(id))!;
    },
    async setMemberships(by, person, memberships) {
      const leaves = isAdministrator(person) && !memberships.some(({ role }) => role === 'administrator');
      const at = now().toISOString();
      const rows = memberships.map(({ org, role }) => ({
        ...{ person: person.id, org, role },
        ...{ given: at, given_by: by.actor.name },
      }));
      await changeAlone(db, {
        async refuse(from) {
          if (leaves) await refuseWithoutAdministrator(person.id, from);
        },
        record: () =>
          record(
            {
              act: 'person.roles',
              who: by.actor,
              object: person.id,
              details: { before: person.memberships, after: [...memberships] },
            },
            by.org,
          ),
        async do(trx) {
          await trx.deleteFrom('memberships').where('person', '=', person.id).execute();
          await trx.insertInto('memberships').values(rows).execute();
        },
      });
      sessions.forget();
    },
    async setEnabled(by, person, enabled) {
      const { passkeys, code, organisation_account } = person.ways;
      const state = !enabled
        ? 'disabled'
        : passkeys > 0 || code || organisation_account
          ? 'active'
          : 'invited';
      await changeAlone(db, {
        async refuse(from) {
          if (!enabled && isAdministrator(person)) await refuseWithoutAdministrator(person.id, from);
        },
        record: () =>
          record(
            {
              act: enabled ? 'person.enable' : 'person.disable',
              who: by.actor,
              object: person.id,
              details: {},
            },
            by.org,
          ),
        async do(trx) {
          await trx.updateTable('people').set({ state }).where('id', '=', person.id).execute();
        },
      });
      if (!enabled) await sessions.endAll(person.id, 'the person was disabled');
      sessions.forget();
    },
    async activate(person) {
      await db
        .updateTable('people')
        .set({ state: 'active' })
        .where('id', '=', person)
        .where('state', '=', 'invited')
        .execute();
    },
    async invite(by, person) {
      const id = newId();
      const secret = `${id}.${newSecret()}`;
      const ends = later(now(), invitationLasts);
      await record({ act: 'person.invite', who: by.actor, object: person.id, details: { ends } }, by.org);
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('invitations').where('person', '=', person.id).execute();
        await trx
          .insertInto('invitations')
          .values({ id, person: person.id, secret_hash: hashOf(secret), ends, used: null })
          .execute();
      });
      return { secret, ends };
    },
    async invited(secret) {
      const row = await invitationOf(secret);
      const person = row && (await people.get(row.person));
      return person && person.state !== 'disabled' ? person : null;
    },
    async useInvitation(secret) {
      const [id = ''] = secret.split('.');
      await db.updateTable('invitations').set({ used: now().toISOString() }).where('id', '=', id).execute();
    },
  };
  return people;
}

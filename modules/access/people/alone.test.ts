/** Guards: two changes at once that each take what the other counts on, so that nobody can sign in any more. */
import { type Database, migrate, openDatabase, openPostgres } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { noPostgres, skippedFor, startPostgres, type TestPostgres, testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from './model.ts';
import type { By } from './needs.ts';
import { createPeople, type People } from './people.ts';
import type { Sessions } from './sessions.ts';
import type { PeopleTables } from './tables.ts';

const by: By = { actor: { kind: 'person', name: 'Somebody', proven: null }, org: 'sah' };
const sessions = { forget() {}, endAll: async () => undefined } as unknown as Sessions;

function guards(open: () => Promise<Database>): void {
  let database: Database;
  let people: People;
  const acts: string[] = [];
  beforeAll(async () => {
    database = await open();
    await migrate(database, 'access', projectPath('modules/access/migrations'));
    const needs = {
      db: database.tables<PeopleTables>(),
      keys: { seal: () => '', unseal: () => '' } as never,
      record: async ({ act }: { act: string }) => void acts.push(act),
      own: 'sah',
      now: () => new Date(),
    };
    people = createPeople(needs, sessions);
  }, 120_000);
  afterAll(() => database?.close());

  async function administrators(names: readonly string[]): Promise<Person[]> {
    const made: Person[] = [];
    for (const name of names) {
      const { id } = await people.add(by, {
        ...{ name, account: `${name}@hospital.example` },
        memberships: [{ org: 'sah', role: 'administrator' }],
      });
      await people.activate(id);
      made.push((await people.get(id))!);
    }
    return made;
  }

  it('leave one administrator, however many are disabled or lose the role at once', async () => {
    for (let round = 0; round < 5; round++) {
      const all = await administrators([`one-${round}`, `two-${round}`, `three-${round}`]);
      const ends = await Promise.allSettled(
        all.map((person, at) =>
          at % 2 === 0
            ? people.setEnabled(by, person, false)
            : people.setMemberships(by, person, [{ org: 'sah', role: 'analyst' }]),
        ),
      );
      const refused = ends.filter((end) => end.status === 'rejected');
      expect(refused.map(({ reason }) => reason.code)).toEqual(['LAST_ADMINISTRATOR']);
      const left = (await people.list()).filter(
        ({ state, memberships }) => state === 'active' && memberships[0]?.role === 'administrator',
      );
      expect(left).toHaveLength(1);
      // Out of the next round's way.
      await database.tables<PeopleTables>().deleteFrom('memberships').execute();
    }
  });
}

describe('changes at once, in the embedded database', () =>
  guards(() => openDatabase({ memory: true, cache: testCache })));

describe.skipIf(noPostgres)(`changes at once, in PostgreSQL${skippedFor(noPostgres)}`, () => {
  let postgres: TestPostgres;
  afterAll(() => postgres?.close());
  guards(async () => {
    postgres = await startPostgres();
    const { host, port, user, password } = postgres;
    const name = await postgres.createDatabase();
    return openPostgres({
      host,
      port,
      database: name,
      user,
      password: () => password,
      connections: 4,
      tls: null,
    });
  });
});

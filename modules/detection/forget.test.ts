/** Risks: a finding goes that is part of an incident, was judged, is held or is in date; or one that is none of these stays. */
import { type Database, migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { forgetFindings } from './forget.ts';
import type { RulebookTables } from './rulebook/index.ts';
import type { DetectionTables } from './store.ts';

let database: Database;
let db: Kysely<DetectionTables & RulebookTables>;
beforeAll(async () => {
  database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'detection', projectPath('modules/detection/migrations'));
  await secureOrganisations(database, []);
  db = database.within('sah').tables();
});
afterAll(() => database.close());

const before = '2026-06-01T00:00:00Z';

async function fill(): Promise<void> {
  const finding = (id: string, time: string | null, stored: string, thread: string | null): string =>
    `insert into findings (id, rule_id, title, level, tags, time, file, record_id, reason, format, event, thread, stored_at)
     values ('${id}', 'r', 't', 3, '[]', ${time === null ? 'null' : `'${time}'`}, 'f', '1', '[]', 'evtx', '{}',
       ${thread === null ? 'null' : `'${thread}'`}, '${stored}');`;
  await database.script(`select set_config('cordon.org', 'sah', true); delete from findings; delete from held_back; delete from rule_hits;
    ${finding('old', '2026-01-05T10:00:00.123456Z', '2026-01-05T10:01:00Z', null)}
    ${finding('watched', '2026-01-06T10:00:00+01:00', '2026-01-06T10:01:00Z', 'quiet')}
    ${finding('incident', '2026-01-07T10:00:00Z', '2026-01-07T10:01:00Z', 'raised')}
    ${finding('judged', '2026-01-08T10:00:00Z', '2026-01-08T10:01:00Z', null)}
    ${finding('timeless', null, '2026-01-09T10:01:00Z', null)}
    ${finding('late', '2026-01-10T10:00:00Z', '2026-06-01T00:00:00Z', null)}
    insert into feedback (finding, rule_id, useful, said_by, said_at) values ('judged', 'r', true, 'x', '2026-01-08');
    insert into held_back (id, filter, rule_id, title, level, time, event, stored_at)
      values ('hidden', '', 'r', 't', 3, '2026-01-05T10:00:00Z', '{}', '2026-01-05T10:01:00Z');
    insert into rule_hits values ('r', '2026-05-31', 5, '2026-05-31'), ('r', '2026-06-01', 7, '2026-06-01');`);
}

it.each([
  [[], ['incident', 'judged', 'late']],
  [
    [{ from: '2026-01-05T00:00:00Z', to: '2026-01-06T00:00:00Z' }],
    ['hidden', 'incident', 'judged', 'late', 'old', 'timeless'],
  ],
  [[{ from: '2026-01-06T09:00:00Z', to: null }], ['incident', 'judged', 'late', 'timeless', 'watched']],
  [[{ from: null, to: null }], ['hidden', 'incident', 'judged', 'late', 'old', 'timeless', 'watched']],
])('with %j held, what stays is %j', async (holds, stays) => {
  await fill();
  const gone = await forgetFindings(db, { before, holds, kept: ['raised', 'other'] });
  const left = [
    ...(await db.selectFrom('findings').select('id').execute()),
    ...(await db.selectFrom('held_back').select('id').execute()),
  ].map(({ id }) => id);
  expect(left.sort()).toEqual(stays);
  expect(gone).toBe(7 - stays.length);
  expect(await db.selectFrom('rule_hits').select('hits').execute()).toEqual([{ hits: 7 }]);
});

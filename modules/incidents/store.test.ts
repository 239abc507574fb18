/** Guards: what is known of an attack is otherwise after a restart, as a note or an entity that changed was not written; another process sees half a story. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '@cordon/detection';
import { type Database, migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createJoiner } from './join.ts';
import { followThreads, type IncidentTables, loadThreads, saveJoined } from './store.ts';
import type { Thread } from './thread.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-incidents-'));
let database: Database;
beforeAll(async () => {
  database = await openDatabase({ dir });
  await migrate(database, 'incidents', projectPath('modules', 'incidents', 'migrations'));
  await secureOrganisations(database, []);
});
afterAll(async () => {
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});

let made = 0;
const someFinding = fc
  .record({
    rule: fc.integer({ min: 1, max: 4 }),
    level: fc.constantFrom('low', 'medium', 'high' as const),
    host: fc.option(fc.integer({ min: 1, max: 4 })),
    account: fc.option(fc.integer({ min: 1, max: 3 })),
    hour: fc.integer({ min: 0, max: 200 }),
  })
  .map(
    ({ rule, level, host, account, hour }): Finding => ({
      id: `f${(made++).toString(16).padStart(12, '0')}`,
      rule_id: `rule-${rule}`,
      title: `Rule ${rule}`,
      level: level as Finding['level'],
      tags: ['attack.execution'],
      time: new Date(Date.parse('2026-03-01T00:00:00Z') + hour * 3_600_000).toISOString(),
      host: host === null ? null : `ws${host}`,
      account: account === null ? null : `user${account}`,
      ...{ source_address: null, destination_address: null, destination_port: null },
      ...{ file: 'test', record_id: '1', reason: [], format: 'evtx', source: 'evtx', event: {} },
    }),
  );
const byId = (threads: readonly Thread[]): Thread[] => [...threads].sort((a, b) => (a.id < b.id ? -1 : 1));

test('after every batch, what a restart finds is what was known, and so is what another process follows', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(someFinding, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 }),
      async (batches) => {
        const db = database.within(`org-${run++}`).tables<IncidentTables>();
        const joiner = createJoiner({ estate: null, containment: null });
        const followed = followThreads(db);
        for (const batch of batches) {
          const joined = joiner.add(batch);
          await db.transaction().execute((trx) => saveJoined(trx, joined));
          const known = byId(joiner.threads());
          expect(byId(await loadThreads(db))).toEqual(known);
          await followed.refresh();
          expect(byId(followed.all())).toEqual(known);
        }
        const { count } = await db
          .selectFrom('thread_parts')
          .select((of) => of.fn.countAll<string>().as('count'))
          .executeTakeFirstOrThrow();
        const parts = joiner
          .threads()
          .reduce((sum, { notes, entities }) => sum + notes.length + Object.keys(entities).length, 0);
        expect(Number(count)).toBe(parts);
      },
    ),
    { numRuns: 25 },
  );
});

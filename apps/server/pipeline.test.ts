/** Risk: a detection thread that dies takes the logs it had in hand with it, or they are counted twice when it is back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDetectionThread, openCorrelation, openRulebook, type SourceTables } from '@cordon/detection';
import { createIncidents } from '@cordon/incidents';
import { migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { openEvents } from '@cordon/platform/events';
import { fieldKeyOf } from '@cordon/platform/keys';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { afterAll, expect, it } from 'vitest';
import { encodeReceipt } from './doors/receipt.ts';
import { createPipeline } from './pipeline.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-pipeline-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const patients = [fieldKeyOf('0123456789abcdef', 'sah/patients', Buffer.alloc(32, 7))];
const lines = 500;
const receipt = (seq: number): { seq: number; data: Uint8Array } => {
  const body = Array.from({ length: lines }, (_, at) =>
    JSON.stringify({
      '@timestamp': '2026-03-18T10:00:00.000Z',
      winlog: {
        channel: 'Security',
        event_id: '4624',
        record_id: seq * lines + at,
        computer_name: 'ws1.hospital.example',
        event_data: { TargetUserName: 'x' },
      },
    }),
  ).join('\n');
  const at = '2026-03-18T10:00:01.000Z';
  return { seq, data: encodeReceipt({ name: 'a', key: `${seq}`, at, body: Buffer.from(body) }) };
};

it('goes on with another thread where one died, and counts each record once', async () => {
  const database = await openDatabase({ memory: true, cache: testCache });
  for (const module of ['access', 'detection', 'incidents'])
    await migrate(database, module, projectPath('modules', module, 'migrations'));
  await migrate(database, 'server', projectPath('apps/server/migrations'));
  await secureOrganisations(database, []);
  const own = database.within('sah');
  const events = await openEvents({ dir });
  const detection = createDetectionThread('sah', () => patients);
  const rulebook = await openRulebook({ folder: join(dir, 'rules'), cacheDir: testCache });
  const pipeline = await createPipeline({
    ...{ database: own, events, detection, topic: 'received', book: rulebook.current, tell: () => undefined },
    loadDetection: async () => ({ estate: null, learnt: null, stored: null, thresholds: {} }),
    loadCorrelation: ({ correlations, ruleSet }) =>
      openCorrelation(own.tables(), correlations, ruleSet.rules),
    loadIncidents: async () => createIncidents({ estate: null, containment: null, threads: [] }),
  });
  const all = Array.from({ length: 40 }, (_, seq) => receipt(seq));
  await pipeline.take(all.slice(0, 10));
  const taking = pipeline.take(all);
  await detection.close();
  await expect(taking).rejects.toMatchObject({ code: 'DETECTION_STOPPED' });
  await pipeline.take(all);
  const sources = await own.tables<SourceTables>().selectFrom('sources').selectAll().execute();
  expect(sources.map((row) => [Number(row.events), Number(row.repeated)])).toEqual([[all.length * lines, 0]]);
  await detection.close();
  await events.close();
  await database.close();
});

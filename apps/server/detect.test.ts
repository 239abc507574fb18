/**
 * Risks: an event that is lost, or counted twice, when a detection process is killed or two pipelines write; a source whose share never
 * comes free where others do the work.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDetectionThread,
  type DetectionTables,
  openCorrelation,
  openSharedRulebook,
  type Rulebook,
  type RulebookTables,
  type SourceTables,
} from '@cordon/detection';
import { createIncidents } from '@cordon/incidents';
import { type Database, openPostgres } from '@cordon/platform/database';
import { type EventStore, openEvents } from '@cordon/platform/events';
import type { KeyRing } from '@cordon/platform/keys';
import { openNats, type Stream } from '@cordon/platform/stream';
import { createLogger } from '@cordon/platform/telemetry';
import {
  launch,
  noNats,
  noPostgres,
  startNats,
  startPostgres,
  type TestNats,
  type TestPostgres,
  testCache,
} from '@cordon/platform/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeReceipt } from './doors/receipt.ts';
import { mostWaiting } from './doors/shares.ts';
import { openKeys } from './keys.ts';
import { createPublisher, readTopicOf } from './parts.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import { patientsOf } from './places.ts';
import { createSharing } from './reading.ts';
import { sealedStream } from './sealed-stream.ts';
import { Settings } from './settings.ts';
import { prepareTables } from './tables.ts';

const organisation = 'rxx';
const topic = 'received';
const perReceipt = 25;

let number = 0;
/** Every fifth matches the rule. */
function receipt(): Uint8Array {
  const lines = Array.from({ length: perReceipt }, () => {
    const n = number++;
    return JSON.stringify({
      '@timestamp': new Date(Date.UTC(2026, 2, 18, 10) + n * 10).toISOString(),
      winlog: {
        channel: 'Microsoft-Windows-Sysmon/Operational',
        event_id: '1',
        record_id: n,
        computer_name: 'ws1.hospital.example',
        event_data: { Image: 'C:\\a.exe', CommandLine: n % 5 === 0 ? 'odd tool' : 'ordinary', User: 'x' },
      },
    });
  });
  const at = '2026-03-18T10:00:00.000Z';
  return encodeReceipt({ name: 'load', key: `${number}`, at, body: Buffer.from(`${lines.join('\n')}\n`) });
}

describe.skipIf(noPostgres ?? noNats)(
  `detection in processes of its own (skipped: ${noPostgres ?? noNats})`,
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'cordon-detect-'));
    const rules = join(dir, 'hospital', 'rules');
    let postgres: TestPostgres;
    let nats: TestNats;
    let database: Database;
    let events: EventStore;
    let stream: Stream;
    let keys: KeyRing;
    let rulebook: Rulebook;
    let databaseName: string;
    const children: ChildProcess[] = [];

    beforeAll(async () => {
      [postgres, nats] = await Promise.all([startPostgres(), startNats(1)]);
      const { host, port, user, password } = postgres;
      databaseName = await postgres.createDatabase();
      const where = { host, port, user, database: databaseName, tls: null };
      const servers = { servers: nats.servers, user: nats.user, tls: null, replicas: 1 };
      database = await openPostgres({ ...where, password: () => password });
      await prepareTables(database);
      const data = join(dir, 'hospital');
      mkdirSync(data);
      const log = createLogger('test', { level: 'silent' });
      keys = await openKeys({
        dir: data,
        settings: Settings.parse({}),
        settingsFolder: dir,
        shared: { database, organisations: [organisation] },
        log,
      });
      const open = await openNats({ ...servers, password: () => nats.password });
      stream = sealedStream(open, keys, organisation, log);
      events = await openEvents({ dir: join(dir, 'events') });
      mkdirSync(join(rules, 'own'), { recursive: true });
      writeFileSync(
        join(rules, 'own', 'odd.yml'),
        `title: Odd tool
id: odd
level: high
logsource: { product: windows, category: process_creation }
detection: { a: { CommandLine|contains: odd tool }, condition: a }
`,
      );
      rulebook = await openSharedRulebook({
        db: database.within(organisation).tables(),
        folder: rules,
        cacheDir: testCache,
        follows: false,
      });
      for (const [name, text] of [
        ['db', password],
        ['nats', nats.password],
      ] as const)
        writeFileSync(join(dir, name), text);
      writeFileSync(
        join(dir, 'cordon.yaml'),
        `stores:
  database: { postgres: '${host}:${port}', database: ${where.database}, user: ${user}, password: { file: db } }
  stream: { nats: ['${nats.servers.join("', '")}'], user: ${nats.user}, password: { file: nats }, copies: 1 }
organisations: [{ id: ${organisation}, name: Test, kind: hospital }]
`,
      );
    }, 120_000);
    afterAll(async () => {
      for (const child of children) child.kill('SIGKILL');
      await stream?.close();
      keys?.close();
      await events?.close();
      await database?.close();
      await nats?.close();
      await postgres?.close();
      rmSync(dir, { recursive: true, force: true });
    });

    /** As a person starts it. Resolves when it is ready to read. */
    async function startProcess(): Promise<ChildProcess> {
      const child = launch('server', ['--role', 'detect'], dir);
      child.stderr.pipe(process.stderr, { end: false });
      children.push(child);
      await new Promise<void>((resolve, reject) => {
        child.stdout.on('data', (text) => String(text).includes('running as detect') && resolve());
        child.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
      });
      return child;
    }

    const openPipeline = async (): Promise<{ pipeline: Pipeline; close(): Promise<void> }> => {
      const own = database.within(organisation);
      const detection = createDetectionThread(organisation, () => keys.fieldKeys(patientsOf(organisation)));
      const pipeline = await createPipeline({
        ...{ database: own, events, detection, topic, book: rulebook.current, tell: () => undefined },
        loadDetection: async () => ({ estate: null, learnt: null, stored: null, thresholds: {} }),
        loadCorrelation: ({ correlations, ruleSet }) =>
          openCorrelation(own.tables(), correlations, ruleSet.rules),
        loadIncidents: async () => createIncidents({ estate: null, containment: null, threads: [] }),
      });
      return { pipeline, close: detection.close };
    };

    /** What is stored of it, each counted in its own way. */
    async function counts() {
      const db = database.within(organisation).tables<SourceTables & DetectionTables & RulebookTables>();
      const source = await db.selectFrom('sources').select(['events', 'repeated']).executeTakeFirst();
      const hits = await db.selectFrom('rule_hits').select('hits').where('rule_id', '=', 'odd').execute();
      const findings = await db.selectFrom('findings').select('id').where('rule_id', '=', 'odd').execute();
      return {
        events: Number(source?.events ?? 0),
        repeated: Number(source?.repeated ?? 0),
        hits: hits.reduce((sum, row) => sum + Number(row.hits), 0),
        findings: findings.length,
      };
    }

    it('loses no event and counts none twice when one is killed under load', {
      timeout: 180_000,
    }, async () => {
      const { pipeline, close } = await openPipeline();
      const taking = await stream.subscribe(readTopicOf(topic), 'taking', ({ records }) =>
        pipeline.takeRead(records),
      );
      const [one, two] = [await startProcess(), await startProcess()];
      const shared = `select count(distinct holder)::int as processes from leases where name like 'detect % part %'`;
      await expect
        .poll(() => postgres.ask(shared, databaseName), { timeout: 60_000, interval: 200 })
        .toEqual([{ processes: 2 }]);
      const publish = createPublisher(stream, topic);
      const receipts = 320;
      for (let sent = 0; sent < receipts; sent++) {
        await publish(receipt());
        if (sent === 160) {
          one.kill('SIGKILL');
          await once(one, 'exit');
        }
      }
      const total = receipts * perReceipt;
      await expect.poll(async () => (await counts()).events, { timeout: 120_000, interval: 200 }).toBe(total);
      expect(two.exitCode).toBeNull();
      expect(await counts()).toEqual({ events: total, repeated: 0, hits: total / 5, findings: total / 5 });
      const stored = await events.counts({
        orgs: [organisation],
        from: '2026-03-18T00:00:00Z',
        to: '2026-03-19T00:00:00Z',
      });
      expect(stored.map(({ count }) => count)).toEqual([total]);

      // Whoever has a door learns from the stores how far the others are.
      const sharing = createSharing(
        database.within(organisation),
        stream,
        topic,
        createLogger('test', { level: 'silent' }),
      );
      const flood = sharing.received.from('flood');
      const record = `{"message":"${'x'.repeat(10_000)}"}\n`;
      const body = Buffer.from(record.repeat(Math.ceil(mostWaiting / 4 / record.length)));
      const publishing = Array.from({ length: 4 }, (_, n) =>
        flood.publish(encodeReceipt({ name: 'flood', key: `${n}`, at: '2026-03-18T10:00:00.000Z', body })),
      );
      expect([flood.isFull(), sharing.received.from('other').isFull()]).toEqual([true, false]);
      await Promise.all(publishing);
      await expect.poll(() => flood.isFull(), { timeout: 60_000, interval: 200 }).toBe(false);
      sharing.stop();
      await taking.stop();
      await close();
    });

    it('undoes what a pipeline was about to write that another had written', {
      timeout: 120_000,
    }, async () => {
      const [one, two] = [await openPipeline(), await openPipeline()];
      const before = await counts();
      const record = { seq: 1_000_000, data: receipt() };
      await one.pipeline.take([record]);
      await expect(two.pipeline.take([record])).rejects.toMatchObject({ code: 'PIPELINE_OVERTAKEN' });
      // It has read the stores again, and knows now that this one is taken.
      await two.pipeline.take([record, { seq: 1_000_001, data: receipt() }]);
      await expect(one.pipeline.take([{ seq: 1_000_001, data: receipt() }])).rejects.toMatchObject({
        code: 'PIPELINE_OVERTAKEN',
      });
      expect(await counts()).toMatchObject({ events: before.events + 2 * perReceipt, repeated: 0 });
      await one.close();
      await two.close();
    });
  },
);

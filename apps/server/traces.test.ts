/** Risks: a log line whose way cannot be followed from door to page, and a trace that names what was asked for. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRulebook } from '@cordon/detection';
import { migrate, openDatabase } from '@cordon/platform/database';
import { fieldKeyOf } from '@cordon/platform/keys';
import { projectPath } from '@cordon/platform/root';
import { openStream } from '@cordon/platform/stream';
import { createLogger, createTracer, ending, type Tracer } from '@cordon/platform/telemetry';
import { startCollector, type TestCollector, testCache, treeOf, wordsOf } from '@cordon/platform/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Cordon, compose, oneHospital } from './compose.ts';
import { createAsk } from './connectors/ask.ts';
import { startDetect } from './detect.ts';
import { encodeReceipt } from './doors/receipt.ts';
import { decodeRead, encodeRead, readTopicOf } from './parts.ts';
import { Settings } from './settings.ts';
import { asHolder } from './test/running.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-traces-'));
const log = createLogger('test', { level: 'silent' });
let collector: TestCollector;
let tracer: Tracer;

beforeAll(async () => {
  collector = await startCollector();
  const { endpoint } = collector;
  tracer = createTracer({ endpoint, log, sample: 1, headers: () => ({}), resource: {} });
});
afterAll(async () => {
  await collector.close();
  rmSync(dir, { recursive: true, force: true });
});

const caller = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const line = '{"@timestamp":"2026-03-18T10:00:00Z","message":"Jones, 943 476 5919, moved"}\n';

it('a log line can be followed from the door through detection to the page, and a request by its route', async () => {
  const cordon: Cordon = await compose({
    ...{ dir, cacheDir: testCache, log, tracer, settingsFolder: dir },
    organisations: oneHospital(null),
    demonstration: () => null,
    settings: Settings.parse({}),
  });
  const address = await cordon.app.listen({ host: '127.0.0.1', port: 0 });
  const ask = asHolder(address, cordon.machineKey);
  await ask('/api/v1/logs?name=ward', {
    ...{ method: 'POST', body: line },
    headers: { 'content-type': 'application/x-ndjson', traceparent: caller },
  });
  await cordon.caughtUp();
  await ask('/api/v1/findings/Jones?because=943');
  await cordon.close();
  await tracer.close();

  const ofCaller = collector.spans.filter(({ traceId }) => traceId === 'a'.repeat(32));
  expect(treeOf(ofCaller, 'b'.repeat(16))).toEqual([
    'POST /api/v1/logs',
    '  keep',
    '    portion',
    '      read',
    '      store',
    '      correlate',
    '      incidents',
    '      tell',
  ]);
  const others = collector.spans.filter(({ traceId }) => traceId !== 'a'.repeat(32));
  expect(others.map(({ name }) => name)).toContain('GET /api/v1/findings/:id');
  const text = wordsOf(collector.spans);
  for (const leak of ['Jones', '943', cordon.machineKey, 'ward']) expect(text).not.toContain(leak);
}, 120_000);

it('a system that is asked learns which trace it is part of, and only while there is one', async () => {
  const spansBefore = collector.spans.length;
  const { endpoint } = collector;
  const own = createTracer({ endpoint, log, sample: 1, headers: () => ({}), resource: {} });
  const seen: (string | undefined)[] = [];
  const system = createServer((request, response) => {
    seen.push([request.headers.traceparent].flat()[0]);
    response.end('[]');
  }).listen(0, '127.0.0.1');
  await once(system, 'listening');
  const origin = `http://127.0.0.1:${(system.address() as AddressInfo).port}`;
  const ask = createAsk({ origins: [origin], signal: new AbortController().signal });
  await ending(own.start('pull', {}), () => ask(`${origin}/?q=Jones`));
  await ask(`${origin}/untraced`);
  await own.close();
  system.close();
  const [asked] = collector.spans.slice(spansBefore);
  expect(seen).toEqual([`00-${asked!.traceId}-${asked!.spanId}-01`, undefined]);
  expect(asked).toMatchObject({ name: `GET ${new URL(origin).host}`, kind: 3 });
  expect(wordsOf(collector.spans)).not.toContain('Jones');
});

it('what another process reads stays part of the trace that it came in', async () => {
  const spansBefore = collector.spans.length;
  const { endpoint } = collector;
  const own = createTracer({ endpoint, log, sample: 1, headers: () => ({}), resource: {} });
  const database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'server', projectPath('apps/server/migrations'));
  const stream = openStream({ dir: join(dir, 'stream-of-many') });
  const book = await openRulebook({ folder: join(dir, 'rules'), cacheDir: testCache });
  await stream.publish('received', [
    encodeReceipt({ name: 'ward', key: 'k', at: null, trace: caller, body: Buffer.from(line) }),
  ]);
  const patients = [fieldKeyOf('0123456789abcdef', 'rxx/patients', Buffer.alloc(32, 7))];
  const needs = {
    ...{ database, stream, log, organisation: 'rxx', topic: 'received' },
    ...{ book: book.current, patients: () => patients },
  };
  const detecting = await startDetect({ ...needs, tracer: own });
  const read = await new Promise<ReturnType<typeof decodeRead>>((resolve) => {
    stream.subscribe(readTopicOf('received'), 'test', async ({ records }) =>
      resolve(decodeRead(records[0]!.data)),
    );
  });
  await detecting.stop();
  await own.close();
  await stream.close();
  await database.close();
  const [span] = collector.spans.slice(spansBefore);
  expect(span).toMatchObject({ name: 'read', traceId: 'a'.repeat(32), parentSpanId: 'b'.repeat(16) });
  expect(read.trace).toBe(`00-${span!.traceId}-${span!.spanId}-01`);
}, 60_000);

it('what was read without a trace, and before there were any, is read as ever', () => {
  const packed = Buffer.from([0x1f, 0x8b, 1, 2, 10, 3]);
  expect(decodeRead(encodeRead(packed, null))).toEqual({ packed, trace: null });
  expect(decodeRead(encodeRead(packed, caller))).toEqual({ packed, trace: caller });
});

/** Risks: a trace that tells what the log hides, one that falls apart on its way, and a collector that holds Cordon up. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fault } from '../fault/index.ts';
import { startCollector, type TestCollector, treeOf, wordsOf } from '../test/index.ts';
import { createTracer, ending, noTracer, span, type Tracer, traceparent } from './index.ts';
import { readTraceparent } from './span.ts';

let collector: TestCollector;
const said: string[] = [];
const log = { warn: say, info: say };
function say(_: unknown, text?: string): void {
  said.push(text ?? '');
}
beforeEach(async () => {
  collector = await startCollector();
  said.length = 0;
});
afterEach(async () => {
  vi.useRealTimers();
  await collector.close();
});
const open = (sample = 1): Tracer =>
  createTracer({
    endpoint: collector.endpoint,
    ...{ sample, log },
    headers: () => ({ authorization: 'Bearer of the collector' }),
    resource: { 'service.name': 'cordon' },
  });

describe('a trace', () => {
  it('follows the work through promises and timers, side by side, and says what failed', async () => {
    const tracer = open();
    const one = ending(tracer.start('one', { 'cordon.records': 3 }, { kind: 'server' }), async () => {
      await Promise.all([
        span('a', {}, async () => {
          await pause(2);
          await span('in a', { share: 0.5, quick: true }, () => pause(2), 'client');
        }),
        span('b', {}, () => Promise.reject(fault('LOG_FULL', 'No room.', 'Make room.'))).catch(() => {}),
      ]);
      expect(traceparent()).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    });
    const two = ending(tracer.start('two', {}), () => span('c', {}, () => pause(1)));
    await Promise.all([one, two]);
    expect(traceparent()).toBeNull();
    await span('of nothing', {}, async () => {});
    await tracer.close();
    const traces = [...new Set(collector.spans.map(({ traceId }) => traceId))];
    const trees = traces.map((id) => treeOf(collector.spans.filter(({ traceId }) => traceId === id)));
    expect(trees.sort()).toEqual([
      ['one', '  a', '    in a', '  b'],
      ['two', '  c'],
    ]);
    const [b] = collector.spans.filter(({ name }) => name === 'b');
    expect(b).toMatchObject({
      status: { code: 2 },
      attributes: [{ key: 'error.type', value: { stringValue: 'LOG_FULL' } }],
    });
    expect(collector.headers[0]).toMatchObject({ authorization: 'Bearer of the collector' });
    for (const { startTimeUnixNano, endTimeUnixNano } of collector.spans)
      expect(BigInt(endTimeUnixNano) >= BigInt(startTimeUnixNano)).toBe(true);
  });

  it('never tells what the log would hide, however it is called', async () => {
    const tracer = open();
    await ending(
      tracer.start('looked at', {
        'http.request.header.authorization': 'Bearer abc',
        'cordon.NHS_Number': '943 476 5919',
        session_id: 's-1',
        'cordon.name': 'patient 9434765919 moved',
        'cordon.bytes': 12,
      }),
      () => span('in', { 'patient.id': 'p-1' }, () => Promise.reject(new Error('of 943 476 5919'))),
    ).catch(() => {});
    await tracer.close();
    const text = wordsOf(collector.spans);
    for (const leak of ['abc', '943', 's-1', 'p-1']) expect(text).not.toContain(leak);
    expect(text).toContain('moved');
    expect(text).toContain('"intValue":"12"');
  });

  it('goes on with what led to it, links the rest, and believes whoever records nothing', async () => {
    const tracer = open();
    const [a, b] = ['1', '2'].map((n) => `00-${n.repeat(32)}-${n.repeat(16)}-01`);
    tracer.start('portion', {}, { from: [null, 'nonsense', a, undefined, b] }).end();
    expect(tracer.start('hidden', {}, { from: [a!.replace(/01$/, '00')] }).traceparent).toBeNull();
    await tracer.close();
    expect(collector.spans).toHaveLength(1);
    expect(collector.spans[0]).toMatchObject({
      ...{ traceId: '1'.repeat(32), parentSpanId: '1'.repeat(16) },
      links: [{ traceId: '2'.repeat(32), spanId: '2'.repeat(16) }],
    });
  });

  it('is recorded whole or not at all, in the share that was asked for', async () => {
    const tracer = open(0.25);
    const all = Array.from({ length: 4_000 }, () => tracer.start('x', {}));
    const recorded = all.flatMap(({ traceparent: one }) => one ?? []);
    expect(recorded.length).toBeGreaterThan(800);
    expect(recorded.length).toBeLessThan(1_200);
    for (const from of recorded)
      expect(tracer.start('y', {}, { from: [from] }).traceparent?.slice(3, 35)).toBe(from.slice(3, 35));
    await tracer.close();
  });

  it('reads `traceparent` as W3C has it, and nothing else', () => {
    const good = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect(readTraceparent(good)).toMatchObject({ spanId: 'b7ad6b7169203331', sampled: true });
    expect(readTraceparent(good.replace(/^00/, '01').concat('-more'))).toMatchObject({ sampled: true });
    for (const bad of [
      good.concat('-more'),
      good.toUpperCase(),
      good.replace(/^00/, 'ff'),
      good.replace('b7ad6b7169203331', '0'.repeat(16)),
      good.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32)),
      good.slice(0, -1),
    ])
      expect(readTraceparent(bad), bad).toBeNull();
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => good + text),
        ),
        (text) => {
          const read = readTraceparent(text);
          if (read !== null) expect(text).toContain(`-${read.traceId}-${read.spanId}-`);
        },
      ),
    );
  });
});

describe('a collector', () => {
  const many = (tracer: Tracer, count: number): void => {
    for (let n = 0; n < count; n++) tracer.start('x', {}).end();
  };

  it('that never answers costs a bounded number of spans in memory, and no waiting but a moment at the end', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'performance'] });
    collector.answer = null;
    const tracer = open();
    many(tracer, 5_000);
    expect(tracer.lost()).toBe(5_000 - 4_096);
    await vi.advanceTimersByTimeAsync(2_000);
    many(tracer, 10);
    expect(tracer.lost()).toBe(5_010 - 4_096);
    const closing = tracer.close();
    await vi.advanceTimersByTimeAsync(2_000);
    await closing;
    expect(said).toEqual(['Traces cannot be handed to the collector; it is tried again.']);
  });

  it('that is away for a while gets what waited, and is told of once', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'performance'] });
    collector.answer = 503;
    const tracer = open();
    many(tracer, 700);
    for (let n = 0; n < 5; n++) {
      await vi.advanceTimersByTimeAsync(2_000);
      await vi.waitFor(() => expect(said).toHaveLength(1));
    }
    collector.answer = 200;
    for (let n = 0; n < 40 && collector.spans.length < 700; n++) {
      await vi.advanceTimersByTimeAsync(2_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await vi.waitFor(() => expect(collector.spans).toHaveLength(700));
    expect(new Set(collector.spans.map(({ spanId }) => spanId)).size).toBe(700);
    expect(said[1]).toBe('The collector takes traces again.');
    expect(tracer.lost()).toBe(0);
    await tracer.close();
  });

  it('that refuses is not asked for the same again', async () => {
    collector.answer = 401;
    const tracer = open();
    many(tracer, 600);
    await tracer.close();
    expect(tracer.lost()).toBe(600);
    expect(said[0]).toMatch(/refused traces/);
  });
});

it('costs nothing where nothing is recorded: the work is called, and nothing else', async () => {
  const open = noTracer.start('x', {});
  expect(open.within(() => traceparent())).toBeNull();
  const work = async () => 7;
  const answer = Promise.resolve(7);
  expect(span('x', {}, () => answer)).toBe(answer);
  expect(await ending(open, work)).toBe(7);
});

const python = join(process.env.CORDON_TEST_PACKAGES ?? '/nowhere', 'otlp', 'bin', 'python');
it.skipIf(!existsSync(python))(
  'what is sent is what the protocol itself reads (skipped: put opentelemetry-proto for Python into CORDON_TEST_PACKAGES)',
  async () => {
    const tracer = open();
    const from = ['1', '2'].map((n) => `00-${n.repeat(32)}-${n.repeat(16)}-01`);
    await ending(tracer.start('outer', { a: 'x', b: 1, c: 1.5, d: false }, { from, kind: 'server' }), () =>
      span('inner', {}, async () => {}),
    );
    await tracer.close();
    // The JSON mapping of Protocol Buffers has bytes in base64; that of OTLP has ids in hexadecimal.
    const program = `
import base64, json, sys
from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
def plain(node):
    if isinstance(node, list): return [plain(one) for one in node]
    if not isinstance(node, dict): return node
    return {name: base64.b64encode(bytes.fromhex(held)).decode() if name in ('traceId', 'spanId', 'parentSpanId') else plain(held) for name, held in node.items()}
for body in json.load(sys.stdin):
    request = json_format.ParseDict(plain(body), ExportTraceServiceRequest())
    for span in request.resource_spans[0].scope_spans[0].spans:
        print(span.name, span.kind, span.trace_id.hex(), span.parent_span_id.hex(), len(span.attributes), len(span.links))
`;
    const { stdout, stderr } = spawnSync(python, ['-c', program], {
      input: JSON.stringify(collector.bodies),
      encoding: 'utf8',
    });
    const outer = collector.spans.find(({ name }) => name === 'outer')!;
    expect(stdout.split('\n'), stderr).toEqual([
      `inner 1 ${'1'.repeat(32)} ${outer.spanId} 0 0`,
      `outer 2 ${'1'.repeat(32)} ${'1'.repeat(16)} 4 1`,
      '',
    ]);
  },
);

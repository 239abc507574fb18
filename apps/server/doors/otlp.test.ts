/**
 * Risks: what an exporter sends by default refused, read otherwise than its twin in JSON, or answered so that it never stops trying;
 * bytes of nonsense that the door falls over. With an exporter of OpenTelemetry itself where it is installed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createHttp } from '@cordon/platform/http';
import { createLogger } from '@cordon/platform/telemetry';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OtlpError, readOtlp, readOtlpProtobuf } from './otlp.ts';
import { decodeReceipt } from './receipt.ts';
import { otlpDoor } from './telemetry.ts';

type Any = Record<string, unknown>;
type Named = { key: string; value?: Any };
interface LogRecord {
  timeUnixNano?: string;
  observedTimeUnixNano?: string;
  severityText?: string;
  body?: Any;
  attributes?: Named[];
}
interface LogsRequest {
  resourceLogs: { resource?: { attributes: Named[] }; scopeLogs: { logRecords: LogRecord[] }[] }[];
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, value);
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return Buffer.from([...bytes, Number(left)]);
}
const tag = (field: number, wire: number): Buffer => varint(BigInt(field * 8 + wire));
const part = (field: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([tag(field, 2), varint(BigInt(bytes.length)), bytes]);
function eight(field: number, write: (into: Buffer) => void): Buffer {
  const into = Buffer.alloc(8);
  write(into);
  return Buffer.concat([tag(field, 1), into]);
}
const empty = Buffer.alloc(0);
const valuesOf = (held: unknown): unknown[] => (held as { values: unknown[] }).values;

function any(value: Any): Buffer {
  const [[kind, held] = ['', undefined]] = Object.entries(value);
  switch (kind) {
    case 'stringValue':
      return part(1, Buffer.from(held as string));
    case 'boolValue':
      return Buffer.concat([tag(2, 0), varint(held ? 1n : 0n)]);
    case 'intValue':
      return Buffer.concat([tag(3, 0), varint(BigInt(held as string))]);
    case 'doubleValue':
      return eight(4, (into) => into.writeDoubleLE(Number(held)));
    case 'arrayValue':
      return part(5, Buffer.concat(valuesOf(held).map((one) => part(1, any(one as Any)))));
    case 'kvlistValue':
      return part(6, Buffer.concat(valuesOf(held).map((one) => part(1, pair(one as Named)))));
    case 'bytesValue':
      return part(7, Buffer.from(held as string, 'base64'));
    default:
      return empty;
  }
}
const pair = ({ key, value }: Named): Buffer =>
  Buffer.concat([
    key === '' ? empty : part(1, Buffer.from(key)),
    value === undefined ? empty : part(2, any(value)),
  ]);
const nano = (field: number, time: string | undefined): Buffer =>
  time === undefined ? empty : eight(field, (into) => into.writeBigUInt64LE(BigInt(time)));
const record = ({ timeUnixNano, observedTimeUnixNano, severityText, body, attributes = [] }: LogRecord) =>
  Buffer.concat([
    nano(1, timeUnixNano),
    // What lines are not made of is there too: a severity, flags, a trace.
    Buffer.concat([tag(2, 0), varint(9n)]),
    severityText ? part(3, Buffer.from(severityText)) : empty,
    body === undefined ? empty : part(5, any(body)),
    ...attributes.map((one) => part(6, pair(one))),
    Buffer.concat([tag(8, 5), Buffer.alloc(4, 1)]),
    part(9, Buffer.alloc(16, 7)),
    nano(11, observedTimeUnixNano),
  ]);
const encode = ({ resourceLogs }: LogsRequest): Buffer =>
  Buffer.concat(
    resourceLogs.map(({ resource, scopeLogs }) =>
      part(
        1,
        Buffer.concat([
          resource ? part(1, Buffer.concat(resource.attributes.map((one) => part(1, pair(one))))) : empty,
          ...scopeLogs.map(({ logRecords }) =>
            part(
              2,
              Buffer.concat([
                part(1, part(1, Buffer.from('a scope'))),
                ...logRecords.map((one) => part(2, record(one))),
              ]),
            ),
          ),
        ]),
      ),
    ),
  );

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const value = fc.letrec<{ any: Any; named: Named }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 5 },
    fc.record({ stringValue: fc.oneof(text, fc.constantFrom('<34>1 - gw su - - - x', '{"EventID":1}')) }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String) }),
    fc.record({
      doubleValue: fc
        .double()
        .map((n): unknown => (Number.isFinite(n) ? n : String(n)))
        .filter((n) => !Object.is(n, -0)),
    }),
    fc.record({
      bytesValue: fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    }),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('any'), { maxLength: 3 }) }) }),
    fc.record({ kvlistValue: fc.record({ values: fc.array(tie('named'), { maxLength: 3 }) }) }),
    fc.constant({}),
  ),
  named: fc.record({ key: text, value: tie('any') }, { requiredKeys: ['key'] }),
}));
const attributes = fc.array(value.named, { maxLength: 4 });
const time = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const requests: fc.Arbitrary<LogsRequest> = fc.record({
  resourceLogs: fc.array(
    fc.record(
      {
        resource: fc.record({ attributes }),
        scopeLogs: fc.array(
          fc.record({
            logRecords: fc.array(
              fc.record(
                {
                  timeUnixNano: time,
                  observedTimeUnixNano: time,
                  severityText: text,
                  body: value.any,
                  attributes,
                },
                { requiredKeys: [] },
              ),
              { maxLength: 3 },
            ),
          }),
          { maxLength: 2 },
        ),
      },
      { requiredKeys: ['scopeLogs'] },
    ),
    { maxLength: 3 },
  ),
}) as fc.Arbitrary<LogsRequest>;

describe('protobuf', () => {
  it('the same request gives the same lines in both encodings', () => {
    fc.assert(
      fc.property(requests, (request) => {
        expect(readOtlpProtobuf(encode(request))).toEqual(readOtlp(JSON.stringify(request)));
      }),
      { numRuns: 500 },
    );
  });

  it('is read or refused in words, cut anywhere, altered anywhere, and when it is nonsense', () => {
    const fair = (bytes: Uint8Array): void => {
      try {
        for (const line of readOtlpProtobuf(bytes).json) expect(typeof JSON.parse(line)).toBe('object');
      } catch (error) {
        expect(error).toBeInstanceOf(OtlpError);
        expect((error as Error).message).toMatch(/^the body is no such message: |^resourceLogs/);
      }
    };
    const spoilt = fc
      .tuple(requests.map(encode), fc.nat(), fc.nat(), fc.nat(255))
      .map(([bytes, cut, at, byte]) => {
        const copy = Buffer.from(bytes.subarray(0, cut % (bytes.length + 1)));
        if (copy.length > 0) copy[at % copy.length] = byte;
        return copy;
      });
    fc.assert(fc.property(fc.oneof(spoilt, fc.uint8Array({ maxLength: 200 })), fair), { numRuns: 1_500 });
  });

  it('is bounded: a nest has an end, and a small body cannot become a large one', () => {
    let deep: Any = { stringValue: 'x' };
    for (let n = 0; n < 1_000; n++) deep = { arrayValue: { values: [deep] } };
    const request = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: deep }] }] }] };
    expect(readOtlpProtobuf(encode(request))).toEqual(readOtlp(JSON.stringify(request)));
    const records = Buffer.alloc(1_200_000, Buffer.from([0x12, 0x00]));
    expect(() => readOtlpProtobuf(part(1, part(2, records)))).toThrow(/more than 500000 parts/);
    // A length that would reach beyond the message, and beyond every number.
    expect(() => readOtlpProtobuf(Buffer.from([0x0a, ...Array(9).fill(0xff), 0x01]))).toThrow(/cut off/);
    expect(() => readOtlpProtobuf(Buffer.from('{"resourceLogs":[]}'))).toThrow(
      /not in the protobuf encoding/,
    );
  });
});

describe('the door', () => {
  let waiting = 0;
  let received: { name: string; text: string }[] = [];
  const app = createHttp(createLogger('test', { level: 'silent' }), { reach: 'intake' });
  const needs = {
    publish: async (bytes: Uint8Array) => {
      const { name, body } = decodeReceipt(bytes);
      received.push({ name, text: Buffer.from(body).toString('utf8') });
    },
    isFull: () => waiting > 0,
    lag: () => waiting,
  };
  otlpDoor(
    app,
    () => needs,
    () => 'collector',
  );
  let address = '';
  beforeAll(async () => {
    address = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => app.close());
  beforeEach(() => {
    waiting = 0;
    received = [];
  });
  const post = async (body: Buffer, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${address}/v1/logs`, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { 'content-type': 'application/x-protobuf', ...headers },
    });
    return {
      status: answer.status,
      type: answer.headers.get('content-type'),
      retry: answer.headers.get('retry-after'),
      bytes: Buffer.from(await answer.arrayBuffer()),
    };
  };
  const body = encode({
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'host.name', value: { stringValue: 'ws1' } }] },
        scopeLogs: [
          { logRecords: [{ timeUnixNano: '1773828000000000000', body: { stringValue: 'words' } }] },
        ],
      },
    ],
  });

  it('answers whoever sends protobuf in protobuf, plain and packed', async () => {
    for (const packed of [false, true]) {
      const answer = await post(packed ? gzipSync(body) : body, packed ? { 'content-encoding': 'gzip' } : {});
      expect(answer).toMatchObject({ status: 200, type: 'application/x-protobuf' });
      expect(answer.bytes).toHaveLength(0);
    }
    const line = '{"@timestamp":"2026-03-18T10:00:00.000000000Z","host.name":"ws1","message":"words"}\n';
    expect(received).toEqual([
      { name: 'collector', text: line },
      { name: 'collector', text: line },
    ]);
  });

  it('says in protobuf why it refuses, and asks to wait while Cordon is behind', async () => {
    const refused = await post(body.subarray(0, -1));
    expect(refused).toMatchObject({ status: 400, type: 'application/x-protobuf' });
    // Status: the code is field 1, the words are field 2.
    expect([...refused.bytes.subarray(0, 3)]).toEqual([0x08, 3, 0x12]);
    expect(refused.bytes.toString('utf8')).toContain('Nothing was kept');
    expect(await post(body, { 'content-encoding': 'br' })).toMatchObject({ status: 415 });
    waiting = 10_000;
    const busy = await post(body);
    expect(busy).toMatchObject({ status: 429, type: 'application/x-protobuf' });
    expect(busy.bytes[1]).toBe(14);
    expect(received).toEqual([]);
  });

  const python = join(process.env.CORDON_TEST_PACKAGES ?? '/nowhere', 'otlp', 'bin', 'python');
  it.skipIf(!existsSync(python))(
    'takes what an exporter of OpenTelemetry sends (skipped: .ci/run installs one)',
    async () => {
      const program = `
import logging, sys
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
provider = LoggerProvider(resource=Resource.create({"host.name": "ws1", "service.name": "pathology"}))
exporter = OTLPLogExporter(endpoint=sys.argv[1] + "/v1/logs", compression=Compression.Gzip)
provider.add_log_record_processor(BatchLogRecordProcessor(exporter))
log = logging.getLogger("lims")
log.addHandler(LoggingHandler(logger_provider=provider))
for n in range(300):
    log.warning("sample %d", n, extra={"EventID": 4625, "share": 0.5, "list": ["a", True, 3], "of": {"in": "x"}})
provider.shutdown()
`;
      const child = spawn(python, ['-W', 'ignore', '-c', program, address], { stdio: 'ignore' });
      await once(child, 'exit');
      const lines = received.flatMap(({ text }) => text.trim().split('\n')).map((line) => JSON.parse(line));
      expect(lines).toHaveLength(300);
      expect(lines.map(({ message }) => message)).toEqual(
        Array.from({ length: 300 }, (_, n) => `sample ${n}`),
      );
      expect(lines[0]).toMatchObject({
        '@timestamp': expect.stringMatching(/^20\d\d-/),
        'host.name': 'ws1',
        'service.name': 'pathology',
        severityText: 'WARN',
        EventID: 4625,
        share: 0.5,
        list: ['a', true, 3],
        of: { in: 'x' },
      });
    },
    30_000,
  );
});

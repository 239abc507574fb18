/** Risk: a body of nonsense that a door falls over, or takes half of. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BulkError, bulkAnswer, readBulk } from './bulk.ts';
import { HecError, readHec } from './hec.ts';
import { secretIn } from './intake.ts';
import { OtlpError, readOtlp } from './otlp.ts';

/** Texts made of the pieces that each format gives meaning to. */
const pieces = (...known: string[]) =>
  fc
    .array(fc.oneof(fc.constantFrom(...known), fc.string({ unit: 'binary', maxLength: 12 })), {
      maxLength: 30,
    })
    .map((parts) => parts.join(''));

const fair =
  <Answer>(read: () => Answer, fault: new (...args: never[]) => Error) =>
  (check: (answer: Answer) => void): void => {
    let answer: Answer;
    try {
      answer = read();
    } catch (error) {
      expect(error).toBeInstanceOf(fault);
      expect((error as Error).message).not.toBe('');
      return;
    }
    check(answer);
  };

it('bulk requests are read or refused, and every item is answered', () => {
  const body = pieces(
    '\n',
    '\r\n',
    '{"index":{}}',
    '{"create":{"_index":"a","_id":"1"}}',
    '{"delete":{}}',
    '{"update":null}',
    '{"n":1}',
    '{',
    '}',
    '[]',
  );
  fc.assert(
    fc.property(body, (text) =>
      fair(
        () => readBulk(Buffer.from(text, 'utf8')),
        BulkError,
      )((bulk) => {
        const kept = [...bulk.records.values()].flat().length;
        expect(bulk.items.filter(({ refused }) => refused === null)).toHaveLength(kept);
        expect(bulkAnswer(bulk, 0).items).toHaveLength(bulk.items.length);
        for (const record of [...bulk.records.values()].flat()) expect(record.includes(10)).toBe(false);
      }),
    ),
    { numRuns: 2_000 },
  );
});

it('events of HEC are read or refused, one line each', () => {
  const body = pieces(
    '{"event":',
    '"x"',
    '{}',
    '}',
    '{',
    '"',
    '\\',
    '"time":',
    '1e400',
    ',',
    '"host":"h"',
    '<34>x',
    '\n',
    '\u0000',
  );
  fc.assert(
    fc.property(body, (text) =>
      fair(
        () => readHec(text),
        HecError,
      )(({ json, formatted }) => {
        for (const line of json) expect(line.includes('\n')).toBe(false);
        for (const line of formatted) expect(line.includes('\n')).toBe(false);
        expect(json.length + formatted.length).toBeGreaterThan(0);
      }),
    ),
    { numRuns: 2_000 },
  );
});

it('logs of OpenTelemetry are read or refused, however deep they are', () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 6 },
      fc.record({ stringValue: fc.string() }),
      fc.record({ intValue: fc.oneof(fc.string(), fc.integer()) }),
      fc.record({ arrayValue: fc.record({ values: fc.array(tie('any'), { maxLength: 3 }) }) }),
      fc.record({
        kvlistValue: fc.record({
          values: fc.array(fc.record({ key: fc.string(), value: tie('any') }), { maxLength: 3 }),
        }),
      }),
      fc.jsonValue(),
    ),
  })).any;
  const record = fc.record(
    { timeUnixNano: fc.oneof(fc.string(), fc.bigInt().map(String)), body: value },
    { requiredKeys: [] },
  );
  const request = fc.oneof(
    fc.jsonValue(),
    fc.record({
      resourceLogs: fc.array(
        fc.record({
          scopeLogs: fc.array(fc.record({ logRecords: fc.array(record, { maxLength: 3 }) }), {
            maxLength: 2,
          }),
        }),
        { maxLength: 2 },
      ),
    }),
  );
  fc.assert(
    fc.property(request, (body) =>
      fair(
        () => readOtlp(JSON.stringify(body)),
        OtlpError,
      )(({ json }) => {
        for (const line of json) expect(typeof JSON.parse(line)).toBe('object');
      }),
    ),
    { numRuns: 1_000 },
  );
  let deep = '{"stringValue":"x"}';
  for (let n = 0; n < 5_000; n++) deep = `{"arrayValue":{"values":[${deep}]}}`;
  expect(readOtlp(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${deep}}]}]}]}`).json).toHaveLength(
    1,
  );
});

it('a header of nonsense holds no secret that could pass', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const secret = secretIn(text);
      expect(secret === null || typeof secret === 'string').toBe(true);
    }),
  );
});

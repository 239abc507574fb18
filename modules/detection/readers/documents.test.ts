import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { read } from './testing/read.ts';

const record = fc
  .dictionary(
    fc.string({ minLength: 1, maxLength: 6 }).filter((key) => key !== '__proto__'),
    fc.jsonValue({ maxDepth: 2 }),
    { maxKeys: 5 },
  )
  .map((value) => ({ id: 1, ...value }));

/** Ways in which a list of records is written to a file. */
const layouts: Record<string, (records: readonly object[]) => string> = {
  'one a line': (records) => records.map((one) => JSON.stringify(one)).join('\n'),
  'one a line, CRLF': (records) => records.map((one) => `${JSON.stringify(one)}\r\n`).join(''),
  'pretty-printed one after the other': (records) =>
    records.map((one) => JSON.stringify(one, null, 2)).join('\n'),
  'pretty-printed without indent': (records) =>
    records.map((one) => JSON.stringify(one, null, 1).replace(/\n +/g, '\n')).join('\n'),
  joined: (records) => records.map((one) => JSON.stringify(one)).join(''),
  'record separators': (records) => records.map((one) => `\u001e${JSON.stringify(one)}\n`).join(''),
  list: (records) => JSON.stringify(records),
  'pretty list': (records) => JSON.stringify(records, null, 4),
  'list, one a line': (records) => `[\n${records.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`,
  'search response': (records) =>
    JSON.stringify(
      {
        took: 1,
        hits: { total: 1, hits: records.map((_source) => ({ _id: '1', _source })) },
        x: { entry: [1] },
      },
      null,
      1,
    ),
  CloudTrail: (records) => JSON.stringify({ Records: records }, null, 1),
  OData: (records) =>
    JSON.stringify(
      { '@odata.context': 'https://x', value: records, '@odata.nextLink': 'https://y' },
      null,
      1,
    ),
};

describe('however records are laid out, all come out and in order', () => {
  for (const [name, layout] of Object.entries(layouts)) {
    test(name, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(record, { minLength: 1, maxLength: 6 }),
          fc.integer({ min: 1, max: 200 }),
          async (records, piece) => {
            const numbered = records.map((one, at) => ({
              ...one,
              id: at,
              _source: undefined,
              hits: undefined,
              result: undefined,
              entry: undefined,
            }));
            const { events, losses } = await read(layout(numbered), { piece });
            expect(losses).toEqual([]);
            expect(events.map((event) => event.raw())).toEqual(JSON.parse(JSON.stringify(numbered)));
          },
        ),
        { numRuns: 60, seed: 20260301 },
      );
    });
  }
});

describe('a damaged value costs itself only', () => {
  const good = (n: number) => JSON.stringify({ n });
  const found = (events: readonly { field(name: string): unknown }[]) =>
    events.map((event) => event.field('n'));

  test('one a line', async () => {
    const { events, losses } = await read(
      `${good(1)}\n{"n": 2, "cut\n${good(3)}\nnot json at all\n\n${good(4)}\n`,
    );
    expect(found(events)).toEqual([1, 3, 4]);
    expect(losses.map(({ where, what }) => [where, what])).toEqual([
      ['line 2', 'the line is not valid JSON'],
      ['line 4', 'the line is not valid JSON'],
    ]);
  });

  test('several values on one line are kept', async () => {
    const { events, losses } = await read(`${good(1)}\n${good(2)}${good(3)}{"cut\n${good(4)}\n`);
    expect(found(events)).toEqual([1, 2, 3, 4]);
    expect(losses).toHaveLength(1);
  });

  test('a document cut off before the next begins', async () => {
    const pretty = (n: number) => JSON.stringify({ n, more: { a: [1, 2] } }, null, 2);
    const { events, losses } = await read(`${pretty(1)}\n${pretty(2).slice(0, -8)}\n${pretty(3)}\n`);
    expect(found(events)).toEqual([1, 3]);
    expect(losses).toHaveLength(1);
  });

  test('an element that is not JSON, and one that is no object', async () => {
    const { events, losses } = await read(`[${good(1)}, {"n": oops}, "text", ${good(3)}`);
    expect(found(events)).toEqual([1, 3]);
    expect(losses.map((loss) => loss.what)).toEqual([
      'the value is not valid JSON',
      'something that is neither an object nor a list',
      'the input ends before its list is closed',
    ]);
  });
});

test('values and lines beyond the limit are dropped by themselves, without being held', async () => {
  const huge = 'x'.repeat(300_000);
  const limits = { record: 100_000 };
  const lines = await read(`{"n":1}\n{"n":2,"huge":"${huge}"}\n{"n":3}\n`, { limits, piece: 1000 });
  expect(lines.events.map((event) => event.field('n'))).toEqual([1, 3]);
  expect(lines.losses.map((loss) => loss.where)).toEqual(['line 2']);
  const list = await read(`[{"n":1},\n{"n":2,"huge":"${huge}"},\n{"n":3}]`, { limits, piece: 1000 });
  expect(list.events.map((event) => event.field('n'))).toEqual([1, 3]);
  expect(list.losses.map((loss) => loss.where)).toEqual(['value 2']);
});

test('a list of a hundred thousand records is read without holding it', async () => {
  const many = `[${Array.from({ length: 100_000 }, (_, n) => `{"n":${n}}`).join(',')}]`;
  const { events, losses } = await read(many, { limits: { record: 1000 } });
  expect(losses).toEqual([]);
  expect(events).toHaveLength(100_000);
  expect(events.at(-1)?.recordId).toBe('100000');
});

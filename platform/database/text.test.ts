/** Risk: one hostile record that the database refuses, at which everything that comes after it waits for ever. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { testCache } from '../test/index.ts';
import { openDatabase } from './index.ts';
import { asKept, jsonText } from './text.ts';

const nasty = fc.string({
  unit: fc.constantFrom('\u0000', '\ud800', '\udc00', '\\', 'u0000', 'ud800', '"', 'é', '😀', 'a'),
  maxLength: 8,
});
const clean = (text: string): string =>
  Buffer.from(text, 'utf8').toString('utf8').replaceAll('\u0000', '\ufffd');

it('any text and any JSON is kept, changed in nothing but what cannot be', async () => {
  const database = await openDatabase({ memory: true, cache: testCache });
  await database.script('create table held (json jsonb not null, text text not null)');
  const held = database.tables<{
    held: { json: import('kysely').ColumnType<unknown, string, string>; text: string };
  }>();
  await fc.assert(
    fc.asyncProperty(nasty, nasty, async (key, text) => {
      const row = await held
        .insertInto('held')
        .values({ json: jsonText({ [`k${key}`]: [text, text.length] }), text })
        .returningAll()
        .executeTakeFirstOrThrow();
      expect(asKept({ [`k${key}`]: text })).toEqual({ [`k${clean(key)}`]: clean(text) });
      expect(row).toEqual({ json: { [`k${clean(key)}`]: [clean(text), text.length] }, text: clean(text) });
    }),
    { numRuns: 300 },
  );
  await database.close();
});

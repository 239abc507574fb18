/** Guards: a link that hunts for something else than it says, and a row that is blank or breaks on an odd record. */
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { huntAround, huntTerm, summaryOf } from './hunt.ts';

test('a value is taken as it is, quotes included', () => {
  expect(huntTerm('account', 'CORP\\jane "jj" doe')).toBe('account:"CORP\\jane ""jj"" doe"');
});

test('around a moment is an hour either side, and no moment is no range', () => {
  expect(huntAround('2026-05-18T13:00:00.1234567Z')).toEqual({
    since: '2026-05-18T12:00:00.123Z',
    until: '2026-05-18T14:00:00.123Z',
  });
  expect(huntAround(null)).toEqual({});
  expect(huntAround('not a time')).toEqual({});
});

test.each([
  ['{"Event":{"EventData":{"Image":"C:\\\\a.exe","CommandLine":"a.exe -x"}}}', 'CommandLine: a.exe -x'],
  ['{"alert":{"signature":"ET SCAN"},"message":"later"}', 'signature: ET SCAN'],
  ['{"CommandLine":" ","n":1}', '{"CommandLine":" ","n":1}'],
  ['no JSON', 'no JSON'],
  ['{"cut":"in the mid', '{"cut":"in the mid'],
])('%s in a line', (record, wanted) => {
  expect(summaryOf(record)).toBe(wanted);
});

it('has a line for any record', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string({ minLength: 1 })), (record) => {
      const line = summaryOf(record);
      expect(line.length).toBeGreaterThan(0);
      expect(line.length).toBeLessThanOrEqual(300);
    }),
  );
});

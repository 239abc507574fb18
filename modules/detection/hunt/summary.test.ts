/** Guards: a row that is blank, or that breaks on an odd record. */
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { summaryOf } from './summary.ts';

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

/** Guards: a link that hunts for something else than it says. */
import { expect, test } from 'vitest';
import { huntAround, huntTerm } from './hunt.ts';

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

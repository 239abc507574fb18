/** Guards: what nobody knows being said as if it were fine. */
import { expect, it } from 'vitest';
import { clockWord, supportLine, supportOrder } from './estate.ts';

it('says that unknown support is to be treated as none, and puts it first', () => {
  expect(supportLine({ state: 'unknown', ends: null })).toBe('Unknown: treat as unsupported');
  expect(supportOrder[0]).toBe('unknown');
});

it('says what support had, not only that it is bought', () => {
  expect(supportLine({ state: 'extended', ends: '2025-10-14' })).toBe('Extended; ended 2025-10-14');
  expect(supportLine({ state: 'ended', ends: null })).toBe('Ended');
  expect(supportLine({ state: 'supported', ends: null })).toBe('No end announced');
});

it('says of fourteen days that nobody can count that they may be over', () => {
  const clock = { due: null, why: '' };
  expect(clockWord({ ...clock, state: 'unknown', days_left: null })).toBe('Not known: may be over');
  expect(clockWord({ ...clock, state: 'late', days_left: -1 })).toBe('1 day late');
  expect(clockWord({ ...clock, state: 'due', days_left: 3 })).toBe('3 days left');
});

import { expect, it } from 'vitest';
import { plural, supportWord, tacticWord, testWord } from './words.ts';

const now = Date.parse('2026-05-18T00:00:00Z');

it('never lets an unknown end of support look like a supported one', () => {
  expect(supportWord(null, now)).toEqual({ text: 'Unknown: treat as unsupported', state: 'unknown' });
  expect(supportWord('some day', now).state).toBe('unknown');
  expect(supportWord('2025-10-14', now)).toEqual({ text: 'Ended 2025-10-14', state: 'ended' });
  expect(supportWord('2026-10-14', now).state).toBe('soon');
  expect(supportWord('2029-01-09', now).state).toBe('supported');
});

it('says tactics in British English however they are spelt', () => {
  expect(tacticWord('defense_evasion')).toBe('Defence evasion');
  expect(tacticWord('lateral-movement')).toBe('Lateral movement');
  expect(tacticWord('something-new')).toBe('Something new');
  expect(tacticWord(null)).toBe('No tactic given');
});

it('counts in words', () => {
  expect([plural(1, 'event'), plural(12_345, 'event')]).toEqual(['1 event', '12,345 events']);
});

it('says the tests of a rule in words, and keeps what has none', () => {
  expect(
    ['equals', 're|i', 'contains|all', 'base64offset|contains', 'contains|windash'].map(testWord),
  ).toEqual(['is', 'matches the pattern', 'contains', 'base64offset (contains)', 'contains (windash)']);
});

/** Guards: a technique that looks better covered than it is. */
import { expect, test } from 'vitest';
import { trustOf } from './coverage.ts';

test.each([
  ['unknown', 'recording', 'unknown'],
  ['not-seen', 'recording', 'blind'],
  ['not-seen', 'none', 'blind'],
  ['seen', 'none', 'claimed'],
  ['seen', 'fixture', 'fixture'],
  ['seen', 'recording', 'recording'],
] as const)('a source that is %s with proof by %s is %s', (source, proof, wanted) => {
  expect(trustOf({ source, proof })).toBe(wanted);
});

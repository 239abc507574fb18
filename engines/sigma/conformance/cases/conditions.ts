/** Selections and the conditions over them. */
import { detectionCase, type MatchCase } from '../case.ts';
import type { Record_ } from '../naive.ts';

/** Selections a, b, c and d hold when their letter is in the text. */
const letters: [string | string[], string, boolean][] = [
  ['a', 'a', true],
  ['a and b', 'a', false],
  ['a or b and c', 'a', true],
  ['a or b and c', 'b', false],
  ['(a or b) and c', 'a', false],
  ['(a or b) and c', 'bc', true],
  ['not a', '', true],
  ['not a and b', 'b', true],
  ['not (a and b)', 'a', true],
  ['not not a', 'a', true],
  ['a and not b or c', 'abc', true],
  ['a and not b', 'ab', false],
  ['not a or a', 'a', true],
  ['a AND NOT b OR c', 'c', true],
  ['1 of them', 'd', true],
  ['1 of them', '', false],
  ['all of them', 'abcd', true],
  ['all of them', 'abc', false],
  ['not 1 of them', '', true],
  ['not all of them', 'abc', true],
  [['a', 'b'], 'b', true],
  [['a and b', 'c'], 'a', false],
  ['((((a))))', 'a', true],
];
const named = { sel_x: { x: 1 }, sel_y: { y: 1 }, other: { o: 1 }, _hidden: { h: 1 }, x_sel: { z: 1 } };
const patterns: [string, Record_, boolean][] = [
  ['1 of sel_*', { y: 1 }, true],
  ['1 of sel_*', { z: 1 }, false],
  ['1 of *_sel', { z: 1 }, true],
  ['1 of *e*', { o: 1 }, true],
  ['all of sel_*', { x: 1, y: 1 }, true],
  ['all of sel_*', { x: 1 }, false],
  ['1 of sel_* and not other', { x: 1, o: 1 }, false],
  ['1 of them', { h: 1 }, false],
  ['1 of _*', { h: 1 }, true],
  ['1 of *', { h: 1 }, false],
  ['all of them', { x: 1, y: 1, o: 1, z: 1 }, true],
  ['1 of sel_x', { x: 1 }, true],
  ['_hidden', { h: 1 }, true],
];

const maps = { s: [{ A: 1, B: 2 }, { C: 3 }], condition: 's' };
const mixed = { s: ['evil', { A: 1 }], condition: 's' };
const pairs = {
  selection_a: [
    { A: 1, B: 1 },
    { C: 1, D: 1 },
  ],
  selection_b: [{ E: 1, F: 1 }],
};
const anyPair = { ...pairs, condition: '1 of selection*' };
const allPairs = { ...pairs, condition: 'all of selection*' };

export const conditionCases: readonly MatchCase[] = [
  ...letters.map(([condition, held, matches]) => {
    const detection = { a: { a: 1 }, b: { b: 1 }, c: { c: 1 }, d: { d: 1 }, condition };
    const record = Object.fromEntries([...held].map((letter) => [letter, 1]));
    return {
      ...detectionCase('conditions', detection, record, matches),
      name: `${condition} ${matches ? 'holds' : 'does not hold'} when ${held || 'nothing'} does`,
    };
  }),
  ...patterns.map(([condition, record, matches]) =>
    detectionCase('1 of, all of, and patterns of names', { ...named, condition }, record, matches),
  ),
  ...(
    [
      [maps, { A: 1, B: 2 }, true],
      [maps, { C: 3 }, true],
      [maps, { A: 1, C: 4 }, false],
      [mixed, { X: 'so evil' }, true],
      [mixed, { A: 1 }, true],
      [mixed, { A: 2 }, false],
    ] as [object, Record_, boolean][]
  ).map(([detection, record, matches]) =>
    detectionCase(
      'entries of a map must all hold, entries of a list are alternatives',
      detection,
      record,
      matches,
    ),
  ),
  ...(
    [
      [anyPair, { A: 1, D: 1, F: 1 }, false],
      [anyPair, { C: 1, D: 1 }, true],
      [allPairs, { C: 1, D: 1, E: 1, F: 1 }, true],
      [allPairs, { C: 1, D: 1, E: 1 }, false],
    ] as [object, Record_, boolean][]
  ).map(([detection, record, matches]) =>
    detectionCase(
      '"of" over lists of maps needs one whole map, not parts of two',
      detection,
      record,
      matches,
    ),
  ),
];

/** Looking once at each key of a record must find what looking for each path in turn would. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFirstPlaces, firstText, type JsonObject, leafNames } from './fields.ts';

const key = fc.constantFrom('a', 'b', 'c', 'a.b', 'a.b.c', 'b.c', '');
const path = fc.constantFrom('a', 'b', 'c', 'a.b', 'a.b.c', 'b.c', 'c.a');
const scalar = fc.constantFrom<string | number | null>('x', 'y', '', '-', 7, null);
const record = fc.dictionary(
  key,
  fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 2 }),
    fc.dictionary(key, fc.oneof(scalar, fc.dictionary(key, scalar))),
  ),
);

test('the first path that a record may have comes no later than the first that gives text', () => {
  let found = 0;
  fc.assert(
    fc.property(fc.array(fc.uniqueArray(path), { maxLength: 3 }), record, (lists, one) => {
      const places = createFirstPlaces(lists)(one as JsonObject);
      lists.forEach((paths, i) => {
        const text = firstText(one as JsonObject, paths);
        expect(firstText(one as JsonObject, paths, places[i])).toBe(text);
        if (text !== undefined) found++;
      });
    }),
    { numRuns: 500 },
  );
  expect(found).toBeGreaterThan(100);
});

test('the names of a record without objects are those of one with them', () => {
  expect(leafNames({ a: 1, '': 2, 'b.c': null })).toEqual(['a', 'b.c']);
  expect(leafNames({ a: 1, '': 2, 'b.c': null, d: { e: 1 } })).toEqual(['a', 'b.c', 'd.e']);
});

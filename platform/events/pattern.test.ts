/** Guards: a record that a search should find and does not, or finds by what only looks like the field. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anywhere, fieldValue, wholeText } from './pattern.ts';
import type { Pattern } from './port.ts';

/** JavaScript reads what these patterns use of RE2's syntax the same way. */
const matches = (regex: string, text: string): boolean => new RegExp(regex, 'isu').test(text);

/** Few letters, and all the characters that mean something to JSON or to a regular expression. */
const text = fc.string({
  unit: fc.constantFrom(
    'a',
    'b',
    'B',
    '"',
    '\\',
    '\n',
    '\u0001',
    '*',
    '?',
    '.',
    ',',
    ':',
    '[',
    ']',
    '{',
    '}',
    '|',
    'é',
    '💊',
    ' ',
  ),
  maxLength: 6,
});
const scalar = fc.oneof(text, fc.integer({ min: -20, max: 20 }), fc.boolean(), fc.constant(null));
const name = fc.constantFrom('a', 'b', 'a.b', '"', '\\');
const record = fc.letrec<{ node: unknown; record: Record<string, unknown> }>((tie) => ({
  node: fc.oneof({ depthSize: 'small' }, scalar, fc.array(scalar, { maxLength: 3 }), tie('record')),
  record: fc.dictionary(name, tie('node'), { maxKeys: 4, noNullPrototype: true }),
})).record;
const gap = fc.constantFrom({ wild: '*' as const }, { wild: '?' as const });
const pattern: fc.Arbitrary<Pattern> = fc.array(fc.oneof(text, gap), { maxLength: 4 });

/** The plain meaning: the last gap is tried at every length. */
function plain(parts: Pattern, value: string): boolean {
  const [first, ...rest] = parts;
  if (first === undefined) return value === '';
  if (typeof first === 'string') return value.startsWith(first) && plain(rest, value.slice(first.length));
  const [character] = value;
  if (first.wild === '?') return character !== undefined && plain(rest, value.slice(character.length));
  return plain(rest, value) || (character !== undefined && plain(parts, value.slice(character.length)));
}
const lower = (parts: Pattern): Pattern =>
  parts.map((one) => (typeof one === 'string' ? one.toLowerCase() : one));
const holds = (parts: Pattern, value: string): boolean => plain(lower(parts), value.toLowerCase());

/** Scalars under that name at any depth, and items of lists. */
function valuesOf(node: unknown, wanted: string): unknown[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => [
    ...(key === wanted
      ? (Array.isArray(value) ? value : [value]).filter((one) => typeof one !== 'object' || one === null)
      : []),
    ...valuesOf(value, wanted),
  ]);
}

test('a whole column matches as the pattern plainly says', () => {
  fc.assert(
    fc.property(pattern, text, (parts, value) => {
      expect(matches(`^(?:${wholeText(parts)})$`, value)).toBe(holds(parts, value));
    }),
  );
});

test('a field of a record is found exactly where it is', () => {
  fc.assert(
    fc.property(record, name, pattern, (found, wanted, parts) => {
      const values = valuesOf(found, wanted).map((value) =>
        typeof value === 'string' ? value : String(value),
      );
      const expected = values.some((value) => holds(parts, value));
      expect(matches(fieldValue(wanted, parts), JSON.stringify(found))).toBe(expected);
    }),
    { numRuns: 1_000 },
  );
});

test('what a value holds is found anywhere', () => {
  fc.assert(
    fc.property(record, text, (found, part) => {
      const holdsIt = JSON.stringify(found)
        .toLowerCase()
        .includes(JSON.stringify(part).slice(1, -1).toLowerCase());
      expect(matches(anywhere([part]), JSON.stringify(found))).toBe(holdsIt);
    }),
  );
});

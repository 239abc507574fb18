/** Looking through the JSON text of a record first never hides a keyword that is in one of its values. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileRuleSet, type FieldValue, type SigmaEvent } from '../index.ts';
import { jsonScreen } from '../screen.ts';
import { anySource, ruleOf } from './helpers.ts';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** What keywords and values are made of, so that they meet: escapes, numbers and words of JSON among them. */
const part = fc.constantFrom(
  ...[
    'sekurlsa::',
    'x::y',
    '::1',
    'kiwi',
    'KIWI.sys',
    'C:\\Temp\\x',
    'a/b/c/d',
    'say "hello"',
    'line\nfeed',
    'tab\tbed',
  ],
  ...[
    'é-accent',
    'true',
    'null',
    '1000',
    '1e21',
    'Infinity',
    '0.5',
    '[1,2]',
    '{"k":1}',
    'event',
    'naïve',
    '\u{1F600}smile',
  ],
);
const text = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
const keyword = fc
  .tuple(text, fc.nat(6), fc.integer({ min: 4, max: 12 }))
  .map(([whole, from, length]) => whole.slice(from, from + length))
  .filter((one) => one.length >= 3 && !/[*?\\]/.test(one));
const leaf: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: text },
  fc.constantFrom(1000, 1e21, 0.5, true, null),
);
const value: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: leaf },
  fc.array(leaf, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('k', 'event'), leaf, { noNullPrototype: true }),
);
const record = fc.dictionary(fc.constantFrom('F', 'G', 'EventID'), value, { noNullPrototype: true });

/** As another program might have written the same record. */
const written = (found: object, spaced: boolean, escaped: boolean): string => {
  const json = JSON.stringify(found, null, spaced ? 1 : 0)
    .replaceAll('1e+21', '1E21')
    .replace(/(?<=": ?)1000\b/g, '1E3');
  if (!escaped) return json;
  return json.replace(/[/kKé]/g, (one) =>
    one === '/' ? '\\/' : `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
};

/** Objects within a record are values as their JSON text. */
const fieldValue = (found: Json | undefined): FieldValue | undefined =>
  typeof found === 'object' && found !== null
    ? Array.isArray(found)
      ? (found as FieldValue[])
      : JSON.stringify(found)
    : found;

test('on random keywords and records, however the record was written', () => {
  let matched = 0;
  let screened = 0;
  fc.assert(
    fc.property(
      fc.array(keyword, { minLength: 1, maxLength: 4 }),
      fc.array(record, { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      fc.boolean(),
      (keywords, records, spaced, escaped) => {
        const rule = ruleOf({ keywords, condition: 'keywords' });
        const route = compileRuleSet([rule], { mappings: [] }).route(anySource);
        for (const found of records) {
          const json = written(found, spaced, escaped);
          expect(JSON.parse(json)).toEqual(found);
          const event: SigmaEvent = {
            field: (name) => fieldValue(found[name]),
            fieldNames: () => Object.keys(found),
          };
          const plain = route.match(event).length;
          expect(route.match({ ...event, jsonText: () => json }).length).toBe(plain);
          matched += plain;
          const lowered = keywords.map((one) => one.toLowerCase());
          if (plain === 0 && jsonScreen(lowered, {}, [])?.test(json) === false) screened++;
        }
      },
    ),
    { numRuns: 1000 },
  );
  expect(matched).toBeGreaterThan(100);
  expect(screened).toBeGreaterThan(100);
});

test('no screen where the text need not hold the keyword, or may write it otherwise', () => {
  expect(jsonScreen(['sekurlsa::', 'kiwi'], {}, [])?.test('{"a":"SEKURLSA::logon"}')).toBe(true);
  expect(jsonScreen(['sekurlsa::', 'kiwi'], {}, [])?.test('{"a":"b"}')).toBe(false);
  expect(jsonScreen(['kiwi'], {}, [])?.test('{"a":"\\u006biwi"}')).toBe(true);
  for (const literal of ['1000', ':[1,', 'true', 'fini', 'a"b\\c', 'ünö', 'abc']) {
    expect(jsonScreen([literal], {}, []), literal).toBeNull();
  }
  expect(jsonScreen(['kiwi'], { Channel: 'Kiwi/Operational' }, [])).toBeNull();
});

test('the text is looked at instead of the values', () => {
  const rule = ruleOf({ keywords: ['sekurlsa::logonpasswords'], condition: 'keywords' });
  const route = compileRuleSet([rule], { mappings: [] }).route(anySource);
  let asked = 0;
  const event: SigmaEvent = {
    field: () => 'nothing',
    fieldNames: () => {
      asked++;
      return ['F'];
    },
    jsonText: () => '{"F":"nothing"}',
  };
  expect(route.match(event)).toHaveLength(0);
  expect(asked).toBe(0);
});

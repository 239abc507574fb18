import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { compileRegex, longestSafe } from './regex.ts';
import { parseRegex } from './regex-syntax.ts';

const fragment = fc.constantFrom(
  'a',
  'b',
  'ab',
  '.',
  '\\d',
  '\\s',
  '\\w',
  '\\W',
  '[a-c]',
  '[^ab]',
  '\\.',
  '-',
  'B',
  'é',
  '\\b',
  '^',
  '$',
);
const pattern = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fragment,
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(?:${a}|${b})`),
    fc
      .tuple(tie('node'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '+?'))
      .map(([a, times]) => `(?:${a})${times}`),
  ),
})).node;
const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', 'A', 'B', ' ', '\n', '-', '.', '1', 'é', 'É'),
  maxLength: 12,
});

describe('a regular expression from a rule', () => {
  test.each(['^(a+)+$', '(a|a)*b', '(a*)*b', '(.*a){12}b', '(a?){30}a{30}b'])(
    '%s on hostile text ends at once',
    (source) => {
      const regex = compileRegex(source, '', true);
      const started = process.cpuUsage();
      for (const length of [30, 300, 3000]) expect(regex.test(`${'a'.repeat(length)}!`)).toBe(false);
      expect(process.cpuUsage(started).user / 1e6).toBeLessThan(2);
    },
  );

  test('only patterns with a bound on backtracking run in V8, on texts within that bound', () => {
    const bound = (source: string) => longestSafe(parseRegex(source, '')!);
    expect(bound('^(a+)+$')).toBe(-1);
    expect(bound('(a|b)*')).toBe(-1);
    expect(bound('(a{0,50}){0,50}')).toBe(-1);
    expect(bound('abc')).toBeGreaterThan(10_000);
    expect(bound('a.*b')).toBeGreaterThan(200);
    expect(bound('a.*b.*c.*d')).toBeLessThan(40);
  });

  test('the ends of lines stand between characters, never between the halves of one', () => {
    expect(compileRegex('(?:a|$)^', 'm', true).test('\u{1F600}')).toBe(false);
    expect(compileRegex('(?:a|$)^', 'm', true).test('x\n')).toBe(true);
  });

  test('gives the same answer whichever engine runs it', () => {
    fc.assert(
      fc.property(pattern, fc.constantFrom('', 'i', 'm', 's', 'im'), text, (source, flags, found) => {
        const regex = compileRegex(source, flags, true);
        const padded = `${found}${'\u{1F600}'.repeat(1500)}`;
        const bits =
          (flags.includes('i') ? 1 : 0) | (flags.includes('s') ? 2 : 0) | (flags.includes('m') ? 4 : 0);
        const re2 = RE2JS.compile(source, bits);
        expect(regex.test(found)).toBe(re2.test(found));
        expect(regex.test(padded)).toBe(re2.test(padded));
      }),
      { numRuns: 400 },
    );
  });

  test('never matches a text without one of its needles', () => {
    let looked = 0;
    fc.assert(
      fc.property(
        pattern,
        fc.constantFrom('', 'i'),
        fc.array(text, { minLength: 20, maxLength: 20 }),
        (source, flags, texts) => {
          const regex = compileRegex(source, flags, false);
          if (regex.needles.length === 0) return;
          for (const found of texts.filter((one) => regex.test(one))) {
            looked++;
            expect(regex.needles.some((needle) => found.toLowerCase().includes(needle))).toBe(true);
          }
        },
      ),
      { numRuns: 1500 },
    );
    expect(looked).toBeGreaterThan(5);
  });

  test.each<[string, string[]]>([
    ['foo.*barbaz', ['barbaz']],
    ['(?i)FooBar\\d+', ['foobar']],
    ['(abc|defg)\\d', ['abc', 'defg']],
    ['a?b?', []],
    ['(abc)?', []],
    ['x(?:yz)+', ['yz']],
    ['[Pp]ower[Ss]hell', ['powershell']],
  ])('%s must contain one of %j', (source, needles) => {
    expect(compileRegex(source, '', false).needles).toEqual(needles);
  });
});

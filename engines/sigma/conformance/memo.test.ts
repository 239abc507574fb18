/** Remembering what a text held never changes what an event matches. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileRuleSet } from '../index.ts';
import { createMemo, isMemorable } from '../memo.ts';
import { anySource, eventOf, ruleOf } from './helpers.ts';
import { naiveMatches, type Record_ } from './naive.ts';

const letter = fc.constantFrom('a', 'b', 'A', '\\', '.', 'é');
const longText = fc.string({ unit: letter, minLength: 12, maxLength: 24 });
const wanted = fc.string({ unit: letter, minLength: 1, maxLength: 3 });

const comparison = fc
  .tuple(
    fc.constantFrom('F', 'G'),
    fc.constantFrom('', '|contains', '|startswith', '|endswith', '|re', '|contains|cased'),
    fc.array(wanted, { minLength: 1, maxLength: 3 }),
    longText,
  )
  .map(([field, modifier, short, whole]): [string, string[]] => [
    field + modifier,
    modifier === '' ? [whole] : short.map((one) => (modifier === '|re' ? one.replaceAll('\\', '\\\\') : one)),
  ]);
const detection = fc
  .tuple(comparison, comparison, fc.constantFrom('s1', 's1 and s2', 's1 and not s2', 'not s1', '1 of s*'))
  .map(([first, second, condition]) => ({
    selections: { s1: Object.fromEntries([first]), s2: Object.fromEntries([second]) },
    condition,
  }));

test('on events that repeat a few texts, alone or in lists', () => {
  let remembered = 0;
  fc.assert(
    fc.property(
      fc.array(detection, { minLength: 1, maxLength: 4 }),
      fc.array(longText, { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.boolean()), { minLength: 5, maxLength: 20 }),
      (detections, pool, picks) => {
        const rules = detections.map(({ selections, condition }, i) =>
          ruleOf({ ...selections, condition }, { id: `rule-${i}` }),
        );
        const route = compileRuleSet(rules, { mappings: [] }).route(anySource);
        const seen = new Set<string>();
        for (const [f, g, listed] of picks) {
          const one = pool[f % pool.length]!;
          const other = pool[g % pool.length]!;
          const record: Record_ = listed ? { F: [one, other], G: other } : { F: one, G: other };
          if (seen.has(other)) remembered++;
          seen.add(other);
          expect(route.match(eventOf(record)).map(({ rule }) => rule.id)).toEqual(
            rules.filter((_, i) => naiveMatches(detections[i]!, record)).map(({ id }) => id),
          );
        }
      },
    ),
    { numRuns: 400 },
  );
  expect(remembered).toBeGreaterThan(500);
});

test('a field whose texts never repeat stops asking, one whose texts do goes on, and both stay right', () => {
  const rule = ruleOf({ s: { 'F|contains': 'needle' }, condition: 's' });
  const route = compileRuleSet([rule], { mappings: [] }).route(anySource);
  for (let i = 0; i < 3000; i++) {
    const text = i % 7 === 0 ? `number ${i} needle` : `number ${i} nothing`;
    expect(route.match(eventOf({ F: text })).length).toBe(i % 7 === 0 ? 1 : 0);
  }
  const unique = createMemo();
  const repeating = createMemo();
  for (let i = 0; i < 3000; i++) {
    for (const [memo, text] of [
      [unique, `text ${i}`],
      [repeating, `text ${i % 100}`],
    ] as const)
      if (memo.find(text) === undefined)
        memo.keep(text, { predicates: Int32Array.of(i), rules: new Int32Array(0) });
  }
  expect(unique.pays()).toBe(false);
  expect(repeating.pays()).toBe(true);
  expect([...repeating.find('text 42')!.predicates]).toEqual([42]);
  expect(isMemorable('short')).toBe(false);
  expect(isMemorable('x'.repeat(100_000))).toBe(false);
});

test('on long texts that repeat a few lines, whatever line another literal is in', () => {
  const line = fc.string({ unit: letter, minLength: 0, maxLength: 30 });
  const needle = fc.string({ unit: fc.constantFrom('a', 'b', '.', '\n'), minLength: 1, maxLength: 4 });
  let found = 0;
  fc.assert(
    fc.property(
      fc.array(fc.array(needle, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
      fc.array(line, { minLength: 1, maxLength: 5 }),
      fc.array(fc.array(fc.nat(4), { minLength: 1, maxLength: 6 }), { minLength: 3, maxLength: 10 }),
      (wantedOf, pool, picks) => {
        const detections = wantedOf.map((texts) => ({
          selections: { s: { 'F|contains': texts } },
          condition: 's',
        }));
        const rules = detections.map(({ selections, condition }, i) =>
          ruleOf({ ...selections, condition }, { id: `rule-${i}` }),
        );
        const route = compileRuleSet(rules, { mappings: [] }).route(anySource);
        for (const pick of picks) {
          const lines = pick.map((place) => pool[place % pool.length]!);
          // Longer than what is remembered whole, by a line that holds nothing.
          const record: Record_ = { F: [...lines, 'x'.repeat(1100), ...lines].join('\n') };
          const expected = rules.filter((_, i) => naiveMatches(detections[i]!, record)).map(({ id }) => id);
          found += expected.length;
          expect(route.match(eventOf(record)).map(({ rule }) => rule.id)).toEqual(expected);
        }
      },
    ),
    { numRuns: 300 },
  );
  expect(found).toBeGreaterThan(500);
});

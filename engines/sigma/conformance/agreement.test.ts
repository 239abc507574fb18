/** The engine and the naive evaluator agree, on random rules and records and on real ones. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Condition, compileRuleSet, explainRule, type SigmaRule } from '../index.ts';
import { anySource, eventOf, ruleOf } from './helpers.ts';
import { type NaiveRule, naiveMatches, type Record_ } from './naive.ts';

/** Few letters, so that values meet; with case, wildcards, escapes and letters beyond ASCII among them. */
const letter = fc.constantFrom('a', 'b', 'A', 'B', '.', ' ', '-', '/', '\\', 'é', 'É', '–', 'ſ');
const plainText = fc.string({ unit: letter, maxLength: 6 });
const pattern = fc.string({
  unit: fc.oneof({ weight: 6, arbitrary: letter }, fc.constantFrom('*', '?', '\\*', '\\\\')),
  maxLength: 6,
});
const fieldName = fc.constantFrom('F', 'G', 'H.x', 'I j');

const scalar = fc.oneof(plainText, fc.integer({ min: 0, max: 12 }), fc.boolean());
const record = fc.dictionary(
  fieldName,
  fc.oneof(
    { weight: 5, arbitrary: scalar },
    fc.constant(null),
    fc.array(fc.oneof(scalar, fc.constant(null)), { maxLength: 3 }),
  ),
  { noNullPrototype: true },
) as fc.Arbitrary<Record_>;

const withModifiers = (chains: string[], value: fc.Arbitrary<unknown>) =>
  fc
    .tuple(
      fieldName,
      fc.constantFrom(...chains),
      fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 4 })),
    )
    .map(([field, chain, wanted]): [string, unknown] => [chain === '' ? field : `${field}|${chain}`, wanted]);

const regex = fc.constantFrom(
  'a',
  '^a',
  'b$',
  'a.b',
  'a+b',
  '[ab]{2}',
  '(a|b)-',
  'a|-',
  '\\.',
  '[^a]b',
  '^$',
  'ab?',
);
const needed = (value: fc.Arbitrary<unknown>, chains: string[]) =>
  fc
    .tuple(fieldName, fc.constantFrom(...chains), fc.array(value, { minLength: 2, maxLength: 3 }))
    .map(([field, chain, wanted]): [string, unknown] => [`${field}|${chain}`, wanted]);

const comparison: fc.Arbitrary<[string, unknown]> = fc.oneof(
  {
    weight: 4,
    arbitrary: withModifiers(
      ['', 'contains', 'startswith', 'endswith'],
      fc.oneof(pattern, fc.integer({ min: 0, max: 12 })),
    ),
  },
  needed(pattern, ['contains|all', 'all', 'startswith|all', 'contains|all|neq']),
  withModifiers(
    ['neq', 'contains|neq', 'cased', 'contains|cased', 'endswith|cased', 'contains|windash'],
    pattern,
  ),
  withModifiers(['re', 're|i', 're|neq'], regex),
  withModifiers(['gt', 'gte', 'lt', 'lte'], fc.integer({ min: 0, max: 12 })),
  withModifiers(['fieldref', 'fieldref|neq', 'fieldref|contains', 'fieldref|cased'], fieldName),
  fc.tuple(fieldName, fc.boolean()).map(([field, value]): [string, unknown] => [`${field}|exists`, value]),
  fieldName.map((field): [string, unknown] => [field, null]),
);
const keywords = fc.oneof(
  fc.array(
    pattern.filter((text) => text !== ''),
    { minLength: 1, maxLength: 3 },
  ),
  fc.array(pattern, { minLength: 2, maxLength: 3 }).map((list) => ({ '|all': list })),
);
const map = fc
  .array(comparison, { minLength: 1, maxLength: 3 })
  .map((entries) => Object.fromEntries(entries));
const selection = fc.oneof(
  { weight: 4, arbitrary: map },
  fc.array(map, { minLength: 1, maxLength: 3 }),
  keywords,
);

const condition = fc.constantFrom(
  's1',
  'not s1',
  's1 and s2',
  's1 or s2',
  's1 and not s2',
  'not s1 and not s2',
  '1 of them',
  'all of them',
  '1 of s*',
  's1 and (s2 or not _x)',
  'not (s1 or s2) or _x',
  '_x and not 1 of s*',
  'not all of s*',
);
const detection = fc.record({ s1: selection, s2: selection, _x: selection, condition });

const naiveOf = ({ condition: text, ...selections }: Record<string, unknown>): NaiveRule => ({
  selections: selections as NaiveRule['selections'],
  condition: text as string,
});

test('on random rules and records, all rules of a set evaluated together', () => {
  fc.assert(
    fc.property(
      fc.array(detection, { minLength: 1, maxLength: 6 }),
      fc.array(record, { minLength: 1, maxLength: 6 }),
      (detections, records) => {
        const rules = detections.map((one, i) => ruleOf(one, { id: `rule-${i}` }));
        const route = compileRuleSet(rules, { mappings: [] }).route(anySource);
        for (const one of records) {
          const matched = route.match(eventOf(one)).map(({ rule }) => rule.id);
          const expected = rules
            .filter((_, i) => naiveMatches(naiveOf(detections[i]!), one))
            .map(({ id }) => id);
          expect(matched).toEqual(expected);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('an explanation says the same as the match, and the reasons are its tests that held where the condition asks', () => {
  fc.assert(
    fc.property(detection, record, (one, found) => {
      const rule: SigmaRule = ruleOf(one);
      const [match] = compileRuleSet([rule], { mappings: [] }).route(anySource).match(eventOf(found));
      const explanation = explainRule(rule, eventOf(found), anySource);
      expect(explanation.matches).toBe(match !== undefined);
      if (match === undefined) return;
      const asked = askedFor(rule.detection.condition, false);
      const expected = explanation.selections
        .filter(({ selection: name, holds }) => holds && asked.includes(name))
        .flatMap(({ selection: name, tests }) =>
          tests
            .filter(({ holds }) => holds)
            .map(({ holds: _, ...test }) => ({ selection: name, ...test, found: test.found ?? '' })),
        );
      expect(match.explain()).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});

/** Selections under an even number of negations. */
function askedFor(one: Condition, negated: boolean): string[] {
  if (one.kind === 'selection') return negated ? [] : [one.name];
  if (one.kind === 'not') return askedFor(one.of, !negated);
  return one.of.flatMap((part) => askedFor(part, negated));
}

test('fixed fields of a source change what is computed when, never the answer', () => {
  fc.assert(
    fc.property(
      fc.array(detection, { minLength: 1, maxLength: 4 }),
      record,
      fc.oneof(plainText, fc.integer({ min: 0, max: 12 })),
      (detections, rest, value) => {
        const found = { ...rest, F: value };
        const rules = detections.map((one, i) => ruleOf(one, { id: `rule-${i}` }));
        const set = compileRuleSet(rules, { mappings: [] });
        const open = set.route(anySource).match(eventOf(found));
        const fixed = set.route({ ...anySource, key: 'fixed', fixed: { F: value } }).match(eventOf(found));
        expect(fixed.map(({ rule }) => rule.id)).toEqual(open.map(({ rule }) => rule.id));
      },
    ),
    { numRuns: 200 },
  );
});

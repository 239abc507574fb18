import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAutomaton } from './automaton.ts';
import { anySource, eventOf, ruleOf } from './conformance/helpers.ts';
import { compileRuleSet } from './rule-set.ts';
import { createTrieBuilder } from './trie.ts';

const literal = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\\', ' '), minLength: 1, maxLength: 8 });

test('every literal is found wherever a plain search finds it, together with all others', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(literal, { minLength: 1, maxLength: 30 }),
      fc.array(literal, { maxLength: 8 }),
      (literals, parts) => {
        const found = parts.join('');
        const rules = literals.flatMap((one, i) => {
          const value = one.replaceAll('\\', '\\\\');
          return ['contains', 'startswith', 'endswith'].map((where) =>
            ruleOf({ s: { [`F|${where}`]: value }, condition: 's' }, { id: `${i} ${where}` }),
          );
        });
        const matched = compileRuleSet(rules, { mappings: [] })
          .route(anySource)
          .match(eventOf({ F: found }));
        const expected = literals.flatMap((one, i) => [
          ...(found.includes(one) ? [`${i} contains`] : []),
          ...(found.startsWith(one) ? [`${i} startswith`] : []),
          ...(found.endsWith(one) ? [`${i} endswith`] : []),
        ]);
        expect(matched.map(({ rule }) => rule.id)).toEqual(expected);
      },
    ),
    { numRuns: 200 },
  );
});

test('an automaton too large for complete rows falls back along failure links and stays right', () => {
  // Enough states that only part of them get rows: 40,000 random words over 30 letters.
  let seed = 1;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >> 8) % below;
  };
  const word = () => Array.from({ length: 3 + next(6) }, () => String.fromCharCode(97 + next(26))).join('');
  const words = [...new Set(Array.from({ length: 40_000 }, word))];
  const builder = createTrieBuilder(false);
  words.forEach((one, i) => {
    builder.add(one, i);
  });
  const automaton = createAutomaton(builder.finish());
  expect(automaton.fullStates).toBeLessThan(automaton.fail.length);

  const rules = words
    .slice(0, 400)
    .map((one, i) =>
      ruleOf(
        { s: { 'F|contains': [one, words[i + 400]!, ...words.slice(i * 90, i * 90 + 90)] }, condition: 's' },
        { id: `${i}` },
      ),
    );
  const route = compileRuleSet(rules, { mappings: [] }).route(anySource);
  for (let round = 0; round < 20; round++) {
    const found = Array.from({ length: 12 }, word).join('');
    const expected = rules.filter(({ detection }) => {
      const [search] = Object.values(detection.selections);
      return search?.kind === 'field' && search.values.some((value) => found.includes(String(value)));
    });
    expect(route.match(eventOf({ F: found })).map(({ rule }) => rule.id)).toEqual(
      expected.map(({ id }) => id),
    );
  }
});

/** What a refusal does not touch, and what only several documents together can show. */
import { expect, test } from 'vitest';
import { compileRuleSet, parseRules } from '../index.ts';

const rule = (detection: string, head = '') =>
  `title: a rule\nid: r1\n${head}logsource: { product: test }\ndetection:\n${detection}`;

test('aliases multiply values only up to a bound', () => {
  const words = Array(500).fill('x').join(', ');
  const maps = Array(600).fill('{ F: *w }').join(', ');
  const yaml = `title: t\nlogsource: { product: x }\ndetection:\n  a: &w [${words}]\n  b: [${maps}]\n  condition: b`;
  expect(parseRules(yaml, 'f.yml').refusals).toMatchObject([{ reason: 'the detection is too large' }]);
});

test('a faulty document does not take its neighbours with it, and says its title and id', () => {
  const good = (id: string) =>
    `title: t\nid: ${id}\nlogsource: { product: x }\ndetection: { s: { F: 1 }, condition: s }`;
  const yaml = [good('one'), rule('  s: { F|contain: x }\n  condition: s'), good('three')].join('\n---\n');
  const { rules, refusals } = parseRules(yaml, 'f.yml');
  expect(rules.map(({ id, line }) => [id, line])).toEqual([
    ['one', 1],
    ['three', 13],
  ]);
  expect(refusals).toMatchObject([{ line: 10, title: 'a rule', id: 'r1' }]);
});

test('the second of two rules with one id is refused and names the first', () => {
  const yaml = rule('  s: { F: 1 }\n  condition: s');
  const both = [parseRules(yaml, 'a.yml').rules[0]!, parseRules(yaml, 'b.yml').rules[0]!];
  const set = compileRuleSet(both, { mappings: [] });
  expect(set.rules).toHaveLength(1);
  expect(set.refusals).toMatchObject([{ file: 'b.yml', reason: 'has the same id as "a rule" (a.yml:1)' }]);
});

test('a parsed rule is plain JSON: a cache gives back the same rule', () => {
  const { rules } = parseRules(rule('  s: [x, { F|re|i: "a+" }]\n  condition: not s'), 'f.yml');
  expect(JSON.parse(JSON.stringify(rules))).toEqual(rules);
});

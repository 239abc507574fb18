/** What is not Sigma is refused with its line, never loaded as something else and never skipped. */
import { expect, test } from 'vitest';
import { compileRuleSet, parseRules } from '../index.ts';

const rule = (detection: string, head = '') =>
  `title: a rule\nid: r1\n${head}logsource: { product: test }\ndetection:\n${detection}`;

test.each<[string, string, RegExp, number]>([
  ['an unknown modifier', rule('  s:\n    F|contain: x\n  condition: s'), /unknown modifier "contain"/, 6],
  ['a modifier given twice', rule('  s: { F|contains|contains: x }\n  condition: s'), /twice/, 5],
  ['two places for one text', rule('  s: { F|contains|endswith: x }\n  condition: s'), /only one of/, 5],
  ['flags without re', rule('  s: { F|i: x }\n  condition: s'), /must follow "re"/, 5],
  ['re with contains', rule('  s: { F|contains|re: x }\n  condition: s'), /cannot be combined/, 5],
  ['re with cased', rule('  s: { F|re|cased: x }\n  condition: s'), /cannot be combined/, 5],
  ['contains before base64', rule('  s: { F|contains|base64: x }\n  condition: s'), /must come before/, 5],
  ['base64 before wide', rule('  s: { F|base64|wide: x }\n  condition: s'), /must come before base64/, 5],
  ['wildcards in base64', rule('  s: { F|base64: "x*" }\n  condition: s'), /cannot encode wildcards/, 5],
  ['a text where a number must be', rule('  s: { F|gt: five }\n  condition: s'), /not a number/, 5],
  ['exists without yes or no', rule('  s: { F|exists: maybe }\n  condition: s'), /true or false/, 5],
  ['exists turned round by neq', rule('  s: { F|exists|neq: true }\n  condition: s'), /stands alone/, 5],
  ['no network', rule('  s: { F|cidr: 10.0.0.0/33 }\n  condition: s'), /longer than its address/, 5],
  ['host bits in a network', rule('  s: { F|cidr: 10.0.0.1/8 }\n  condition: s'), /write 10\.0\.0\.0\/8/, 5],
  ['all with one value', rule('  s: { F|all: x }\n  condition: s'), /at least two values/, 5],
  ['null in a list', rule('  s:\n    F: [a, null]\n  condition: s'), /null cannot stand in a list/, 6],
  ['null with contains', rule('  s: { F|contains: null }\n  condition: s'), /as it is/, 5],
  ['an empty list', rule('  s: { F: [] }\n  condition: s'), /empty list/, 5],
  ['an empty selection', rule('  s: {}\n  condition: s'), /is empty/, 5],
  ['a map as a value', rule('  s: { F: { G: 1 } }\n  condition: s'), /cannot hold a map/, 5],
  ['a list in a list of values', rule('  s: { F: [[a]] }\n  condition: s'), /must be a text/, 5],
  ['a number as a selection', rule('  s: 5\n  condition: s'), /must be a map or a list/, 5],
  ['a name with a modifier', rule('  s|endswith: x\n  condition: 1 of s*'), /cannot name a selection/, 5],
  ['expand without a placeholder', rule('  s: { F|expand: x }\n  condition: s'), /no %placeholder%/, 5],
  ['a keyword with a start', rule('  s: { "|startswith": x }\n  condition: s'), /no start or end/, 5],
  ['fieldref to a number', rule('  s: { F|fieldref: 5 }\n  condition: s'), /name of a field/, 5],
  ['look-behind', rule('  s: { F|re: "(?<=a)b" }\n  condition: s'), /regular expression/, 5],
  ['a back-reference', rule("  s: { F|re: '(a)\\1' }\n  condition: s"), /regular expression/, 5],
  ['an open group', rule("  s: { F|re: '(a' }\n  condition: s"), /regular expression/, 5],
  ['no condition', rule('  s: { F: 1 }'), /no condition/, 5],
  ['no selection', rule('  condition: s'), /no selection/, 5],
  ['an unknown selection', rule('  s: { F: 1 }\n  condition: s and t'), /unknown selection "t"/, 6],
  ['a pattern for no selection', rule('  s: { F: 1 }\n  condition: 1 of t*'), /no selection matches/, 6],
  ['a pattern without a quantity', rule('  s1: { F: 1 }\n  condition: s*'), /needs "1 of"/, 6],
  ['an open parenthesis', rule('  s: { F: 1 }\n  condition: (s'), /not closed/, 6],
  ['a stray parenthesis', rule('  s: { F: 1 }\n  condition: s)'), /unexpected "\)"/, 6],
  ['two names in a row', rule('  s: { F: 1 }\n  condition: s s'), /unexpected "s"/, 6],
  ['an unfinished condition', rule('  s: { F: 1 }\n  condition: s and'), /ends too early/, 6],
  ['2 of them', rule('  s: { F: 1 }\n  condition: 2 of them'), /not Sigma/, 6],
  ['an old aggregation', rule('  s: { F: 1 }\n  condition: s | count() > 5'), /correlation rules/, 6],
  ['an old time frame', rule('  s: { F: 1 }\n  timeframe: 5m\n  condition: s'), /correlation rules/, 6],
  ['a wrong level', rule('  s: { F: 1 }\n  condition: s', 'level: huge\n'), /one of informational/, 3],
  ['another taxonomy', rule('  s: { F: 1 }\n  condition: s', 'taxonomy: ecs\n'), /taxonomy "ecs"/, 3],
  ['no title', 'logsource: { product: x }\ndetection: { s: { F: 1 }, condition: s }', /no title/, 1],
  ['no log source', 'title: t\ndetection: { s: { F: 1 }, condition: s }', /no logsource/, 1],
  ['an empty log source', 'title: t\nlogsource: {}\ndetection: { s: { F: 1 }, condition: s }', /names no/, 2],
  ['a rule collection', 'action: global\ntitle: t', /not supported yet/, 1],
  ['a repeated field', rule('  s:\n    F: 1\n    F: 2\n  condition: s'), /YAML/, 7],
  ['broken YAML', 'title: "open\nlogsource: x', /YAML/, 2],
  ['a list as a document', '- a\n- b', /must be a map/, 1],
  ['an empty file', '', /empty/, 1],
  [
    'a tower of parentheses',
    rule(`  s: { F: 1 }\n  condition: ${'('.repeat(5000)}s`),
    /nested too deeply/,
    6,
  ],
  [
    'a tower of lists',
    rule(`  s: ${'['.repeat(300)}1${']'.repeat(300)}\n  condition: s`),
    /texts and maps only/,
    5,
  ],
  ['a bomb of aliases', bomb(), /texts and maps only/, 4],
])('%s', (_, yaml, reason, line) => {
  const { rules, refusals } = parseRules(yaml, 'dir/file.yml');
  expect(rules).toEqual([]);
  expect(refusals).toHaveLength(1);
  expect(refusals[0]!.reason).toMatch(reason);
  expect(refusals[0]).toMatchObject({ file: 'dir/file.yml', line });
});

/** Each anchor holds the one before it ten times: a hundred million words in ten lines. */
function bomb(): string {
  const levels = [...'bcdefgh'].map(
    (name, i) => `  ${name}: &${name} [${Array(10).fill(`*${'abcdefg'[i]}`).join(', ')}]`,
  );
  return `title: t\nlogsource: { product: x }\ndetection:\n  a: &a [x, y]\n${levels.join('\n')}\n  condition: h`;
}

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

/** What is not Sigma is refused with its line, never loaded as something else and never skipped. */
import type { RefusalCase } from '../case.ts';

const rule = (detection: string, head = '') =>
  `title: a rule\nid: r1\n${head}logsource: { product: test }\ndetection:\n${detection}`;

const correlation = (body: string) => `title: failed\nname: failed\nlogsource: { product: test }
detection: { s: { F: 1 }, condition: s }
---
title: c\ncorrelation:
${body.replace(/^/gm, '  ')}`;
const counted = (rest: string) => correlation(`type: event_count\nrules: [failed]\ntimespan: 5m\n${rest}`);

const filter = (body: string) => `title: failed\nname: failed\nlogsource: { product: test, service: a }
detection: { s: { F: 1 }, condition: s }
---
title: f\nlogsource: { product: test }\nfilter:
${body.replace(/^/gm, '  ')}`;

/** Each anchor holds the one before it ten times: a hundred million words in ten lines. */
function bomb(): string {
  const levels = [...'bcdefgh'].map(
    (name, i) => `  ${name}: &${name} [${Array(10).fill(`*${'abcdefg'[i]}`).join(', ')}]`,
  );
  return `title: t\nlogsource: { product: x }\ndetection:\n  a: &a [x, y]\n${levels.join('\n')}\n  condition: h`;
}

const rows: readonly [string, string, RegExp, number][] = [
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
];

const correlationRows: readonly [string, string, RegExp, number][] = [
  [
    'an unknown key',
    counted('condition: { gte: 1 }\nwindow: sliding'),
    /unknown key "window" in correlation/,
    12,
  ],
  ['an unknown key of the condition', counted('condition: { gte: 1, above: 2 }'), /unknown key "above"/, 11],
  ['no type', correlation('rules: [failed]\ntimespan: 5m\ncondition: { gte: 1 }'), /no type/, 8],
  ['an unknown type', correlation('type: event_rate'), /one of event_count/, 8],
  ['no rules', correlation('type: event_count\ntimespan: 5m\ncondition: { gte: 1 }'), /names no rules/, 8],
  [
    'an unknown rule',
    correlation('type: event_count\nrules: [passed]\ntimespan: 5m\ncondition: { gte: 1 }'),
    /unknown rule "passed"/,
    6,
  ],
  [
    'a rule twice',
    correlation('type: event_count\nrules: [failed, failed]\ntimespan: 5m\ncondition: { gte: 1 }'),
    /"failed" twice/,
    9,
  ],
  [
    'itself',
    correlation('type: event_count\nrules: [c]\ntimespan: 5m\ncondition: { gte: 1 }'),
    /built on itself/,
    6,
  ],
  ['no timespan', correlation('type: event_count\nrules: [failed]\ncondition: { gte: 1 }'), /no timespan/, 8],
  ...['5', 'm', '5 m', '5M', '1.5h', '0s', '-5m', '5w', '1h30m', '99999d'].map(
    (timespan): [string, string, RegExp, number] => [
      `the timespan "${timespan}"`,
      correlation(`type: event_count\nrules: [failed]\ntimespan: "${timespan}"\ncondition: { gte: 1 }`),
      /timespan/,
      10,
    ],
  ),
  ['no condition', counted(''), /event_count needs a condition/, 8],
  ['a condition without a number', counted('condition: {}'), /needs one of gt/, 11],
  ['a text for a number', counted('condition: { gte: many }'), /gte must be a number/, 11],
  ['an endless number', counted('condition: { gte: .inf }'), /gte must be a number/, 11],
  ['a field for event_count', counted('condition: { gte: 1, field: User }'), /measures no field/, 11],
  [
    'an expression for event_count',
    counted('condition: failed'),
    /event_count needs a condition such as/,
    11,
  ],
  [
    'value_count without a field',
    correlation('type: value_count\nrules: [failed]\ntimespan: 5m\ncondition: { gte: 1 }'),
    /needs a field/,
    11,
  ],
  [
    'value_sum of two fields',
    correlation('type: value_sum\nrules: [failed]\ntimespan: 5m\ncondition: { gte: 1, field: [a, b] }'),
    /measures one field/,
    11,
  ],
  [
    'value_percentile without a percentile',
    correlation('type: value_percentile\nrules: [failed]\ntimespan: 5m\ncondition: { gte: 1, field: a }'),
    /needs "percentile/,
    11,
  ],
  [
    'a percentile of 101',
    correlation(
      'type: value_percentile\nrules: [failed]\ntimespan: 5m\ncondition: { gte: 1, field: a, percentile: 101 }',
    ),
    /from 0 to 100/,
    11,
  ],
  [
    'a percentile for value_sum',
    correlation(
      'type: value_sum\nrules: [failed]\ntimespan: 5m\ncondition: { gte: 1, field: a, percentile: 5 }',
    ),
    /takes no percentile/,
    11,
  ],
  ['generate that is no flag', counted('condition: { gte: 1 }\ngenerate: maybe'), /true or false/, 12],
  [
    'an alias for another rule',
    counted('condition: { gte: 1 }\naliases: { ip: { passed: src } }'),
    /not among the correlation's rules/,
    12,
  ],
  ['an alias without a field', counted('condition: { gte: 1 }\naliases: { ip: {} }'), /names no field/, 12],
  ['a group-by that is a map', counted('condition: { gte: 1 }\ngroup-by: { a: b }'), /list of texts/, 12],
  [
    'an absence alone',
    correlation('type: temporal\nrules: [failed]\ntimespan: 5m\ncondition: not failed'),
    /only for absences/,
    11,
  ],
  [
    'a rule that the expression leaves out',
    correlation('type: temporal\nrules: [failed, c]\ntimespan: 5m\ncondition: failed'),
    /does not use the rule "c"/,
    11,
  ],
  [
    'a name that is not among the rules',
    correlation('type: temporal\nrules: [failed]\ntimespan: 5m\ncondition: failed and other'),
    /unknown rule "other"/,
    11,
  ],
  [
    'an order with "or"',
    correlation('type: temporal_ordered\nrules: [failed, c]\ntimespan: 5m\ncondition: failed or c'),
    /joined by "and"/,
    11,
  ],
  [
    'an order that begins with an absence',
    correlation('type: temporal_ordered\nrules: [c, failed]\ntimespan: 5m\ncondition: failed and not c'),
    /begins with an absence/,
    11,
  ],
  [
    'an order of some of the rules',
    correlation('type: temporal_ordered\nrules: [failed, c]\ntimespan: 5m\ncondition: { gte: 1 }'),
    /needs all 2 rules/,
    11,
  ],
  ['a correlation that is a text', 'title: t\ncorrelation: x', /"correlation" must be a map/, 2],
  ['a correlation without a title', 'id: x\ncorrelation: { type: event_count }', /no title/, 1],
  [
    'a detection beside a correlation',
    rule('  s: { F: 1 }\n  condition: s\ncorrelation: {}'),
    /cannot hold both/,
    7,
  ],
];

const filterRows: readonly [string, string, RegExp, number][] = [
  ['no rules', filter('s: { F: 1 }\ncondition: not s'), /needs "rules"/, 9],
  ['an unknown rule', filter('rules: [passed]\ns: { F: 1 }\ncondition: not s'), /unknown rule "passed"/, 6],
  [
    'a selection that is not used',
    filter('rules: any\nrule: [x]\ns: { F: 1 }\ncondition: not s'),
    /"rule" is not used/,
    10,
  ],
  ['no condition', filter('rules: any\ns: { F: 1 }'), /no condition/, 9],
  [
    'an unknown modifier',
    filter('rules: any\ns: { F|contain: 1 }\ncondition: not s'),
    /unknown modifier/,
    10,
  ],
  ['no log source', 'title: t\nfilter: { rules: any, s: { F: 1 }, condition: not s }', /no logsource/, 1],
  [
    'a date that is none',
    `expires: soon\n${filter('rules: any\ns: { F: 1 }\ncondition: not s').split('---\n')[1]}`,
    /ISO 8601/,
    1,
  ],
  [
    'a log source that does not cover the rule',
    filter('rules: [failed]\ns: { F: 1 }\ncondition: not s').replace(
      'product: test }\nfilter',
      'product: other }\nfilter',
    ),
    /does not cover the rule "failed"/,
    6,
  ],
];

const casesOf = (group: string, from: typeof rows): RefusalCase[] =>
  from.map(([name, yaml, reason, line]) => ({ kind: 'refusal', group, name, yaml, reason, line }));

export const refusalCases: readonly RefusalCase[] = [
  ...casesOf('rules that are refused', rows),
  ...casesOf('correlations that are refused', correlationRows),
  ...casesOf('filters that are refused', filterRows),
];

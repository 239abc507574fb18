/** Filters: conditions added to rules after the fact. A match stays visible where the filter's condition holds. */
import type { MatchCase } from '../case.ts';
import type { Record_ } from '../naive.ts';

const rule = `title: tool
id: 0d7c6a0e-7f37-4f5e-9f4e-0c4f3e5f7a10
name: tool
logsource: { product: test }
detection: { s: { Image: tool.exe }, condition: s }`;

const filter = (body: string, logsource = '{ product: test }') =>
  `${rule}\n---\ntitle: known\nlogsource: ${logsource}\nfilter: { ${body} }`;

const known = 'admin: { User|startswith: adm_ }, condition: not admin';
const rows: readonly [string, string, Record_, boolean][] = [
  ['hides what its condition rules out', filter(`rules: [tool], ${known}`), { User: 'adm_7' }, false],
  ['leaves the rest', filter(`rules: [tool], ${known}`), { User: 'bob' }, true],
  ['a field that is not there is no reason to hide', filter(`rules: [tool], ${known}`), {}, true],
  [
    'names a rule by id',
    filter(`rules: [0d7c6a0e-7f37-4f5e-9f4e-0c4f3e5f7a10], ${known}`),
    { User: 'adm_7' },
    false,
  ],
  ['may name one rule without a list', filter(`rules: tool, ${known}`), { User: 'adm_7' }, false],
  ['any: every rule of its log source', filter(`rules: any, ${known}`), { User: 'adm_7' }, false],
  [
    'any: a log source that names less covers more',
    filter(`rules: any, ${known}`, '{}'),
    { User: 'adm_7' },
    false,
  ],
  [
    'any: not rules of another log source',
    filter(`rules: any, ${known}`, '{ product: other }'),
    { User: 'adm_7' },
    true,
  ],
  [
    'any: not rules that name less',
    filter(`rules: any, ${known}`, '{ product: test, service: s }'),
    { User: 'adm_7' },
    true,
  ],
  [
    'keeps only what its condition asks for',
    filter('rules: any, ward: { Host: w9 }, condition: ward'),
    { Host: 'w1' },
    false,
  ],
  [
    'keeps what its condition asks for',
    filter('rules: any, ward: { Host: w9 }, condition: ward'),
    { Host: 'W9' },
    true,
  ],
  [
    'has selections of its own, whatever the rule calls its own',
    filter('rules: any, s: { User: bob }, condition: not s'),
    { User: 'bob' },
    false,
  ],
  [
    'several filters must all let a match through',
    `${filter(`rules: any, ${known}`)}\n---\ntitle: more\nlogsource: {}\nfilter: { rules: any, b: { Host: w1 }, condition: not b }`,
    { User: 'bob', Host: 'w1' },
    false,
  ],
  [
    'takes part in conditions with "of"',
    filter('rules: any, f_a: { Host: w1 }, f_b: { Host: w2 }, condition: not 1 of f_*'),
    { Host: 'w2' },
    false,
  ],
];

export const filterCases: readonly MatchCase[] = rows.map(([name, yaml, fields, matches]) => ({
  kind: 'match',
  group: 'filters',
  name,
  yaml,
  record: { Image: 'tool.exe', ...fields },
  matches,
}));

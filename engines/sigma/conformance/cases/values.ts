/** Values and the search of whole records: the meanings that are easiest to get wrong. */
import { type Comparison, comparisons, detectionCase, type MatchCase } from '../case.ts';
import type { Record_ } from '../naive.ts';

/** What the field F is compared with, the record, and whether it holds. */
const onF = (group: string, rows: readonly [unknown, Record_, boolean][]) =>
  comparisons(
    group,
    rows.map(([value, record, holds]): Comparison => ['F', value, record, holds]),
  );

const texts: [string, string, boolean][] = [
  ['prog?.exe', 'progA.exe', true],
  ['prog?.exe', 'prog.exe', false],
  ['a*c', 'abbbc', true],
  ['a*c', 'ac', true],
  ['a*c', 'acd', false],
  ['*a*b*', 'xxbxxaxxbx', true],
  ['a**b', 'ab', true],
  ['*a?c*', 'xxabcx', true],
  ['\\*', '*', true],
  ['\\*', 'x', false],
  ['\\?', '?', true],
  ['\\?', 'x', false],
  ['a\\b', 'a\\b', true],
  ['a\\\\b', 'a\\b', true],
  ['\\\\*', '\\anything', true],
  ['\\\\*', '*', false],
  ['\\\\\\*', '\\*', true],
  ['\\\\\\*', '\\x', false],
  ['\\\\\\\\srv', '\\\\srv', true],
  ['C:\\', 'C:\\', true],
  ['C:\\Windows\\*\\x.exe', 'c:\\windows*\\x.exe', true],
  ['C:\\Windows\\*\\x.exe', 'c:\\windows\\y\\x.exe', false],
  ['C:\\Windows\\\\*\\x.exe', 'c:\\windows\\y\\x.exe', true],
  ['a.c', 'abc', false],
  ['\u0130x*', '\u0130X1', true],
  ['ΣΑΣ*', 'σας1', true],
];
const modified: [string, string, string, boolean][] = [
  ['contains', 'C:\\', 'x C:\\temp', true],
  ['contains', 'a\\*b', 'xa*bx', true],
  ['contains', 'a*b', 'xa--bx', true],
  ['startswith', 'a?c', 'abcd', true],
  ['endswith', 'a*z', 'xa--z', true],
  ['endswith', '\\*', 'x*', true],
];
const keywords: [unknown, Record_, boolean][] = [
  [['event::clear', 'event::drop'], { A: 'x', B: 'ran EVENT::DROP now' }, true],
  [['event::clear', 'event::drop'], { A: 'event', B: 'clear' }, false],
  [
    { '|all': ['OabVirtualDirectory', ' -ExternalUrl '] },
    { A: 'x -externalurl y', B: 'OABVIRTUALDIRECTORY' },
    true,
  ],
  [{ '|all': ['OabVirtualDirectory', ' -ExternalUrl '] }, { A: 'OabVirtualDirectory' }, false],
  ['single', { A: 'a SINGLE word' }, true],
  [['a*z'], { A: 'xa', B: 'zx' }, true],
  [['a?z'], { A: 'xa.z' }, true],
  [[4625], { A: 4625 }, true],
  [{ '|re': 'a[0-9]z' }, { A: 'x', B: 'a5z' }, true],
  [{ '|re': 'a[0-9]z' }, { A: 'aXz' }, false],
  [['word'], { A: ['x', 'a word'] }, true],
  [['word'], {}, false],
  [['A'], { word: 'b' }, false],
  [{ '|contains|all': ['a', 'b'] }, { X: 'ab' }, true],
  [{ '|cased': 'Word' }, { X: 'word' }, false],
  [{ '|cased': 'Word' }, { X: 'a Word' }, true],
  [['wörd'], { X: 'ein WÖRD' }, true],
];

/** Numbers that lose digits unless they are kept as written; YAML, because JSON could not say it. */
const written = (value: string, found: bigint | string, matches: boolean): MatchCase => ({
  kind: 'match',
  group: 'integers beyond 2^53 and hexadecimal values are compared as written',
  name: `${value} ${matches ? 'holds' : 'does not hold'} on ${found}`,
  yaml: `title: t\nlogsource: { product: test }\ndetection: { s: { F: ${value} }, condition: s }`,
  record: { F: found },
  matches,
});

export const valueCases: readonly MatchCase[] = [
  ...onF('null, empty text and absent fields are three different things', [
    [null, {}, true],
    [null, { F: null }, true],
    [null, { F: '' }, false],
    [null, { F: 'null' }, false],
    [null, { F: [] }, true],
    ['', { F: '' }, true],
    ['', {}, false],
    ['', { F: null }, false],
    ['null', { F: null }, false],
    ['null', { F: 'NULL' }, true],
    ['*', { F: '' }, true],
    ['*', {}, false],
    ['?*', { F: '' }, false],
  ]),
  ...onF('numbers and texts compare by what they say', [
    [42, { F: '42' }, true],
    ['42', { F: 42 }, true],
    [42, { F: 420 }, false],
    [4.5, { F: '4.5' }, true],
    [true, { F: true }, true],
    [true, { F: 'True' }, true],
    ['false', { F: false }, true],
    [1, { F: true }, false],
    [42, { F: 42n }, true],
  ]),
  written('9007199254740993', 9007199254740993n, true),
  written('9007199254740993', 9007199254740992n, false),
  written('0x1410', '0x1410', true),
  ...onF(
    'wildcards and escapes',
    texts.map(([value, text, holds]) => [value, { F: text }, holds]),
  ),
  ...comparisons(
    'wildcards and escapes',
    modified.map(
      ([modifier, value, text, holds]): Comparison => [`F|${modifier}`, value, { F: text }, holds],
    ),
  ),
  ...comparisons('a list in the record matches when any element does', [
    ['F', 'b', { F: ['a', 'b'] }, true],
    ['F', 'b', { F: ['a', ['b']] }, true],
    ['F', 5, { F: [4, 5] }, true],
    ['F|contains|all', ['x', 'y'], { F: ['ax', 'ay'] }, true],
    ['F|gt', 5, { F: [1, 9] }, true],
    ['F|cidr', '10.0.0.0/8', { F: ['192.168.0.1', '10.0.0.1'] }, true],
    ['F|re', '^b$', { F: ['a', 'b'] }, true],
    ['F', null, { F: ['a', null] }, true],
    ['F|neq', 'a', { F: ['a', 'b'] }, false],
    ['F', 'a,b', { F: ['a', 'b'] }, false],
    ['F|cased', 'B', { F: ['a', 'B'] }, true],
  ]),
  ...comparisons(
    'field names with spaces, dots and dashes are taken as they are',
    ['Threat Name', 'id.orig_h', 'cs-uri-query', 'alert.signature', 'constructor'].flatMap(
      (name): Comparison[] => [
        [`${name}|contains`, 'x', { [name]: 'axb' }, true],
        [name, 'x', {}, false],
      ],
    ),
  ),
  ...keywords.map(([words, record, matches]) =>
    detectionCase('keywords search the whole record', { words, condition: 'words' }, record, matches),
  ),
  ...(
    [
      [{ A: 1, B: 'xy' }, true],
      [{ A: 2, B: 'xy' }, false],
    ] as const
  ).map(([record, matches]) =>
    detectionCase(
      'a keyword beside fields in one map must hold with them',
      { s: { A: 1, '|all': ['x', 'y'] }, condition: 's' },
      record,
      matches,
    ),
  ),
];

/** Values, conditions and record searches: the meanings that are easiest to get wrong. */
import { describe, expect, test } from 'vitest';
import { compileRuleSet, parseRules } from '../index.ts';
import { anySource, eventOf, fires, holds } from './helpers.ts';
import type { Record_ } from './naive.ts';

describe('null, empty text and absent fields are three different things', () => {
  test.each<[unknown, Record_, boolean]>([
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
  ])('%j on %j is %j', (value, record, expected) => {
    expect(holds('F', value, record)).toBe(expected);
  });
});

describe('numbers and texts compare by what they say', () => {
  test.each<[unknown, Record_, boolean]>([
    [42, { F: '42' }, true],
    ['42', { F: 42 }, true],
    [42, { F: 420 }, false],
    [4.5, { F: '4.5' }, true],
    [true, { F: true }, true],
    [true, { F: 'True' }, true],
    ['false', { F: false }, true],
    [1, { F: true }, false],
  ])('%j on a record is %j', (value, record, expected) => {
    expect(holds('F', value, record)).toBe(expected);
  });
});

test('integers beyond 2^53 keep every digit, in the rule and in the record', () => {
  expect(holds('F', 42, { F: 42n })).toBe(true);
  const rule = (value: string) =>
    `title: t\nlogsource: {product: test}\ndetection: {s: {F: ${value}}, condition: s}`;
  const matches = (value: string, found: bigint | string) => {
    const { rules } = parseRules(rule(value), 'r.yml');
    return (
      compileRuleSet(rules, { mappings: [] })
        .route(anySource)
        .match(eventOf({ F: found })).length === 1
    );
  };
  expect(matches('9007199254740993', 9007199254740993n)).toBe(true);
  expect(matches('9007199254740993', 9007199254740992n)).toBe(false);
  expect(matches('0x1410', '0x1410')).toBe(true);
});

describe('wildcards and escapes', () => {
  test.each<[string, string, boolean]>([
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
  ])('%s on %s is %j', (value, text, expected) => {
    expect(holds('F', value, { F: text })).toBe(expected);
  });
  test.each<[string, string, string, boolean]>([
    ['contains', 'C:\\', 'x C:\\temp', true],
    ['contains', 'a\\*b', 'xa*bx', true],
    ['contains', 'a*b', 'xa--bx', true],
    ['startswith', 'a?c', 'abcd', true],
    ['endswith', 'a*z', 'xa--z', true],
    ['endswith', '\\*', 'x*', true],
  ])('%s %s on %s is %j', (modifier, value, text, expected) => {
    expect(holds(`F|${modifier}`, value, { F: text })).toBe(expected);
  });
});

describe('a list in the record matches when any element does', () => {
  test.each<[string, unknown, Record_, boolean]>([
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
  ])('%s: %j on %j is %j', (field, value, record, expected) => {
    expect(holds(field, value, record)).toBe(expected);
  });
});

describe('field names with spaces, dots and dashes are taken as they are', () => {
  test.each(['Threat Name', 'id.orig_h', 'cs-uri-query', 'alert.signature', 'constructor'])('%s', (name) => {
    expect(holds(`${name}|contains`, 'x', { [name]: 'axb' })).toBe(true);
    expect(holds(name, 'x', {})).toBe(false);
  });
});

describe('selections', () => {
  const maps = { s: [{ A: 1, B: 2 }, { C: 3 }], condition: 's' };
  test('entries of a map must all hold, maps of a list are alternatives', () => {
    expect(fires(maps, { A: 1, B: 2 })).toBe(true);
    expect(fires(maps, { C: 3 })).toBe(true);
    expect(fires(maps, { A: 1, C: 4 })).toBe(false);
  });
  test('a list may mix words and maps', () => {
    const mixed = { s: ['evil', { A: 1 }], condition: 's' };
    expect(fires(mixed, { X: 'so evil' })).toBe(true);
    expect(fires(mixed, { A: 1 })).toBe(true);
    expect(fires(mixed, { A: 2 })).toBe(false);
  });
});

describe('keywords search the whole record', () => {
  test.each<[unknown, Record_, boolean]>([
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
  ])('%j on %j is %j', (keywords, record, expected) => {
    expect(fires({ keywords, condition: 'keywords' }, record)).toBe(expected);
  });
  test('a keyword beside fields in one map must hold with them', () => {
    const detection = { s: { A: 1, '|all': ['x', 'y'] }, condition: 's' };
    expect(fires(detection, { A: 1, B: 'xy' })).toBe(true);
    expect(fires(detection, { A: 2, B: 'xy' })).toBe(false);
  });
});

describe('conditions', () => {
  /** Selections a, b, c and d hold when their letter is in the text. */
  function decide(condition: string | string[], letters: string): boolean {
    const record = Object.fromEntries([...letters].map((letter) => [letter, 1]));
    const selections = { a: { a: 1 }, b: { b: 1 }, c: { c: 1 }, d: { d: 1 } };
    return fires({ ...selections, condition }, record);
  }
  test.each<[string | string[], string, boolean]>([
    ['a', 'a', true],
    ['a and b', 'a', false],
    ['a or b and c', 'a', true],
    ['a or b and c', 'b', false],
    ['(a or b) and c', 'a', false],
    ['(a or b) and c', 'bc', true],
    ['not a', '', true],
    ['not a and b', 'b', true],
    ['not (a and b)', 'a', true],
    ['not not a', 'a', true],
    ['a and not b or c', 'abc', true],
    ['a and not b', 'ab', false],
    ['not a or a', 'a', true],
    ['a AND NOT b OR c', 'c', true],
    ['1 of them', 'd', true],
    ['1 of them', '', false],
    ['all of them', 'abcd', true],
    ['all of them', 'abc', false],
    ['not 1 of them', '', true],
    ['not all of them', 'abc', true],
    [['a', 'b'], 'b', true],
    [['a and b', 'c'], 'a', false],
    ['((((a))))', 'a', true],
  ])('%s with %s is %j', (condition, letters, expected) => {
    expect(decide(condition, letters)).toBe(expected);
  });

  const named = { sel_x: { x: 1 }, sel_y: { y: 1 }, other: { o: 1 }, _hidden: { h: 1 }, x_sel: { z: 1 } };
  test.each<[string, Record_, boolean]>([
    ['1 of sel_*', { y: 1 }, true],
    ['1 of sel_*', { z: 1 }, false],
    ['1 of *_sel', { z: 1 }, true],
    ['1 of *e*', { o: 1 }, true],
    ['all of sel_*', { x: 1, y: 1 }, true],
    ['all of sel_*', { x: 1 }, false],
    ['1 of sel_* and not other', { x: 1, o: 1 }, false],
    ['1 of them', { h: 1 }, false],
    ['1 of _*', { h: 1 }, true],
    ['1 of *', { h: 1 }, false],
    ['all of them', { x: 1, y: 1, o: 1, z: 1 }, true],
    ['1 of sel_x', { x: 1 }, true],
    ['_hidden', { h: 1 }, true],
  ])('%s on %j is %j', (condition, record, expected) => {
    expect(fires({ ...named, condition }, record)).toBe(expected);
  });

  test('`1 of selection*` over lists of maps needs one whole map, not parts of two', () => {
    const detection = {
      selection_a: [
        { A: 1, B: 1 },
        { C: 1, D: 1 },
      ],
      selection_b: [{ E: 1, F: 1 }],
      condition: '1 of selection*',
    };
    expect(fires(detection, { A: 1, D: 1, F: 1 })).toBe(false);
    expect(fires(detection, { C: 1, D: 1 })).toBe(true);
    expect(fires({ ...detection, condition: 'all of selection*' }, { C: 1, D: 1, E: 1, F: 1 })).toBe(true);
  });
});

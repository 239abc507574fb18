/** Guards: a query that means something else than it says, an error that does not say where, text that breaks the parser. */
import type { Pattern } from '@cordon/platform/events';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseQuery, type Query, QueryError } from './parse.ts';

/** A tree in brackets, so that a table can be read. */
function shown(query: Query): string {
  const pattern = (parts: Pattern): string =>
    parts.map((part) => (typeof part === 'string' ? part : `<${part.wild}>`)).join('');
  if (query.kind === 'text') return pattern(query.value);
  if (query.kind === 'field') return `${query.field}=${pattern(query.value)}`;
  if (query.kind === 'not') return `(not ${shown(query.of)})`;
  return `(${query.of.map(shown).join(` ${query.kind} `)})`;
}

test.each([
  ['vssadmin', 'vssadmin'],
  ['host:pacs-01', 'host=pacs-01'],
  ['a b', '(a and b)'],
  ['a and b or c and not d', '((a and b) or (c and (not d)))'],
  ['a AND (b Or c)', '(a and (b or c))'],
  ['not not a', '(not (not a))'],
  ['not a b', '((not a) and b)'],
  ['not (a or b)', '(not (a or b))'],
  ['(((a)))', 'a'],
  ['source:windows* EventID:4688', '(source=windows<*> and EventID=4688)'],
  ['CommandLine:*vss?dmin*', 'CommandLine=<*>vss<?>dmin<*>'],
  [String.raw`Image:C:\Windows\*.exe`, String.raw`Image=C:\Windows\<*>.exe`],
  [String.raw`account:"CORP\jane doe"`, String.raw`account=CORP\jane doe`],
  ['"say ""hello"" and * ("', 'say "hello" and * ('],
  ['"and"', 'and'],
  ['field:and', 'field=and'],
  ['id.orig_h:10.0.0.1', 'id.orig_h=10.0.0.1'],
  ['winlog.event_data.User:x', 'winlog.event_data.User=x'],
  ['12:30:00', '12:30:00'],
  ['fe80::1', 'fe80::1'],
  ['src:fe80::1', 'src=fe80::1'],
  ['*', '<*>'],
  ['host:a(b)', '(host=a and b)'],
])('%s', (text, wanted) => {
  expect(shown(parseQuery(text))).toBe(wanted);
});

test.each([
  ['', 0, /empty/],
  ['   ', 0, /empty/],
  ['a and', 5, /ends after "and"/],
  ['or a', 0, /cannot begin with "or"/],
  ['a or and b', 5, /"and" cannot follow "or"/],
  ['host: pacs', 5, /right behind it/],
  ['host:', 5, /right behind it/],
  ['a (b', 2, /never closed/],
  ['a) b', 1, /closes nothing/],
  ['()', 0, /nothing between/],
  ['host:()', 5, /value is expected/],
  ['a "b', 2, /never closed/],
  ['a ""', 3, /nothing between/],
  [`${'('.repeat(30)}a${')'.repeat(30)}`, 24, /at most 24 deep/],
  [`${'not '.repeat(30)}a`, 96, /at most 24 deep/],
  ['x'.repeat(2_001), 2_000, /longer than/],
])('%j is refused at %i', (text, at, message) => {
  const refused = (): unknown => parseQuery(text);
  expect(refused).toThrow(message);
  expect(refused).toThrow(expect.objectContaining({ name: 'QueryError', at }));
});

describe('whatever is typed', () => {
  it('is understood or refused at a place within it', () => {
    const piece = fc.constantFrom(
      '(',
      ')',
      '"',
      'and',
      'or',
      'not',
      'host:',
      'x',
      '*',
      ':',
      ' ',
      '\\',
      '""',
      '💊',
      '\u0000',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (typed) => {
        try {
          parseQuery(typed);
        } catch (error) {
          expect(error).toBeInstanceOf(QueryError);
          expect((error as QueryError).at).toBeLessThanOrEqual(typed.length);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('means the same however it is bracketed and spaced', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'B', '\\', '"', '*', ' ', '('),
      minLength: 1,
      maxLength: 5,
    });
    const leaf = fc.record({ field: fc.option(fc.constantFrom('host', 'EventID', 'id.orig_h')), word });
    type Written = { text: string; shown: string };
    const written = fc.letrec<{ query: Written }>((tie) => ({
      query: fc.oneof(
        { maxDepth: 4 },
        leaf.map(({ field, word }) => ({
          text: `${field === null ? '' : `${field}:`}"${word.replaceAll('"', '""')}"`,
          shown: `${field === null ? '' : `${field}=`}${word}`,
        })),
        tie('query').map((of) => ({ text: `not  ( ${of.text} )`, shown: `(not ${of.shown})` })),
        fc.tuple(fc.constantFrom('and', 'or'), tie('query'), tie('query')).map(([kind, a, b]) => ({
          text: `( (${a.text})${kind === 'and' ? ' ' : ' OR '}((${b.text})))`,
          shown: `(${a.shown} ${kind} ${b.shown})`,
        })),
      ),
    })).query;
    fc.assert(
      fc.property(written, ({ text, shown: wanted }) => {
        expect(shown(parseQuery(text))).toBe(wanted);
      }),
    );
  });
});

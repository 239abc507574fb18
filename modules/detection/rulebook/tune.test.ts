/** Risk: a filter that hides more than the one who asked for it saw, or nothing at all, or that a record wrote itself into. */
import { compileRuleSet, parseRules, type SigmaRule } from '@cordon/sigma';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event, FieldValue } from '../model.ts';
import { fieldsOf, readFilter, TuneError, writeFilter } from './tune.ts';

const rule = parseRules(
  `title: Tool started
id: 0d7c6a0e-7f37-4f5e-9f4e-0c4f3e5f7a10
logsource: { product: windows, category: process_creation }
detection: { s: { EventID: 1 }, condition: s }`,
  'rule.yml',
).rules[0] as SigmaRule;

const source = {
  key: 'windows|x|1',
  format: 'windows-json',
  product: 'windows',
  category: 'process_creation',
  fixed: {},
} as const;
function eventOf(fields: Record<string, FieldValue>): Event {
  const all: Record<string, FieldValue> = { EventID: 1, ...fields };
  return {
    source,
    file: 'x',
    recordId: '1',
    field: (name) => (Object.hasOwn(all, name) ? all[name] : undefined),
    fieldNames: () => Object.keys(all),
    envelope: () => ({}),
    raw: () => ({}),
  };
}

const draft = (fields: string[], more: Partial<Parameters<typeof writeFilter>[2]> = {}) => ({
  fields,
  scope: 'rule' as const,
  owner: 'Vulnerability management',
  because: 'The scanner starts it every night.',
  until: '2027-03-01',
  id: '6a0d14f0-4f0e-4c2b-9a61-3d2b4f6b8c11',
  date: '2026-11-25',
  ...more,
});

const mappings = [
  { logsource: { product: 'windows', category: 'process_creation' }, source: { product: 'windows' } },
];
function hides(text: string, event: Event): boolean {
  const rules = compileRuleSet([rule], { mappings, filters: [readFilter(text)] });
  const [match] = rules.route(event.source).match(event);
  return match!.hiddenBy.length > 0;
}

const value = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('*', '?', '\\', "'", '"', ':', '#', '%', '\n', 'a', 'B', ' ', '-', '{'),
  }),
  fc.constantFrom(
    'C:\\Tools\\*.exe',
    '\\\\fs01\\share$\\',
    '%placeholder%',
    'yes',
    'null',
    '0123',
    '1e3',
    '~',
  ),
  fc.integer(),
  fc.boolean(),
);

describe('a filter made of a finding', () => {
  it('hides the record it was made of, and no record that differs in one of its fields', () => {
    fc.assert(
      fc.property(value, value, (one, two) => {
        const event = eventOf({ Image: one, User: 'SVC' });
        const text = writeFilter(rule, event, draft(['Image', 'User']));
        expect(hides(text, event)).toBe(true);
        expect(hides(text, eventOf({ Image: one, User: 'other' }))).toBe(false);
        expect(hides(text, eventOf({ User: 'SVC' }))).toBe(false);
        const same = String(one).toLowerCase() === String(two).toLowerCase();
        // Only letters beyond ASCII fold differently here than in Sigma, and those are not what is tested.
        if (!same && /^[\x20-\x7e]*$/.test(`${one}${two}`))
          expect(hides(text, eventOf({ Image: two, User: 'SVC' }))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps who asked, why and until when, whatever characters they wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (words) => {
        fc.pre(words.trim() === words && words !== '');
        const filter = readFilter(
          writeFilter(rule, eventOf({ Image: 'x' }), draft(['Image'], { owner: words, because: words })),
        );
        expect([filter.author, filter.description, filter.expires]).toEqual([words, words, '2027-03-01']);
        expect(filter.rules).toEqual([rule.id]);
      }),
    );
  });

  it('takes every value of a list, and says what it cannot make a filter of', () => {
    const event = eventOf({ Groups: ['a', 'b'], Script: 'x'.repeat(5_000), Deep: [['a']] });
    const text = writeFilter(rule, event, draft(['Groups'], { scope: 'any' }));
    expect(readFilter(text).rules).toBe('any');
    expect(hides(text, event)).toBe(true);
    expect(hides(text, eventOf({ Groups: ['a'] }))).toBe(false);
    for (const field of ['Nothing', 'Script', 'Deep'])
      expect(() => writeFilter(rule, event, draft([field]))).toThrow(TuneError);
  });

  it('offers what the rule tested first, and nothing that never comes again', () => {
    const event = eventOf({ UtcTime: 'now', Empty: '', ProcessGuid: '{1}', User: 'SVC', Image: 'tool.exe' });
    expect(fieldsOf(event, ['Image']).map(({ field }) => field)).toEqual(['Image', 'EventID', 'User']);
  });
});

/** Risks: a patient left in clear in some corner of a text; a number that is no patient's sealed, so that a rule or a person misses it. */
import { randomBytes } from 'node:crypto';
import { createFields, fieldKeyOf, sealedFields } from '@cordon/platform/keys';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nhsNumbers } from '../testing/nhs.ts';
import { mayName, sealText, soughtForms } from './texts.ts';

const fields = createFields(
  ['a', 'b'].map((id) => fieldKeyOf(id.repeat(16), 'sah/patients', randomBytes(32))),
);
const seal = (text: string): string => sealText(text, fields.seal);
const open = (text: string): string => text.replace(sealedFields, (one) => fields.open(one) ?? one);

const grouped = (number: string, by: string): string =>
  [number.slice(0, 3), number.slice(3, 6), number.slice(6)].join(by);
/** What may stand beside a number, on either side. */
const beside = fc.constantFrom('', ' ', '/', '_', ':', '"', "'", '=', '(', ')', '|', 'NHS', '\n', '£', 'of ');

describe('NHS numbers and references', () => {
  it('are sealed wherever they stand in a text, and the rest of it stays as it was', () => {
    fc.assert(
      fc.property(nhsNumbers, fc.constantFrom('', ' ', '-'), beside, beside, (number, by, before, after) => {
        const written = grouped(number, by);
        const text = `${before}${written}${after.replace(/^[A-Za-z]/, ' $&')}`;
        const sealed = seal(text);
        expect(sealed).not.toContain(written);
        expect(sealed.replace(sealedFields, written)).toBe(text);
        expect(open(sealed)).toBe(text);
        expect(mayName(JSON.stringify(text))).toBe(true);
      }),
    );
  });

  it('are sealed in any text, which opens to what it was', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.string({ unit: 'grapheme' }), nhsNumbers, fc.constantFrom('Patient/', 'Patient%2F')),
        ),
        (parts) => {
          const text = parts.join('');
          const sealed = seal(text);
          expect(open(sealed)).toBe(text);
          if (sealed !== text) expect(mayName(JSON.stringify(text))).toBe(true);
        },
      ),
    );
  });

  it.each([
    ['Patient/p-004213', 'Patient/', 'p-004213', ''],
    [
      'https://epr.example/fhir/r4/Patient/123/_history/4',
      'https://epr.example/fhir/r4/Patient/',
      '123',
      '/_history/4',
    ],
    ['GET /Patient%2Fabc.d-9?_count=2', 'GET /Patient%2F', 'abc.d-9', '?_count=2'],
    ['saw Patient/12.', 'saw Patient/', '12', '.'],
  ])('%s: the id goes, the rest stays', (text, before, id, after) => {
    expect(seal(text)).toBe(`${before}${fields.seal(id)}${after}`);
  });

  it.each([
    'Patient/$export',
    'Patient?_count=500',
    'Inpatients 1234567890',
    // Check digits that do not prove it.
    '9434765918',
    '943 476 5910',
    // Seconds since 1970, whatever their check digit.
    ...Array.from({ length: 11 }, (_, n) => `at ${1_773_820_800 + n}`),
    'S-1-5-21-4857773456-9434765919-7000000008-500',
    '019434765919',
    'd41d8c9434765919ab',
    '194347659193',
    '9434765919.25.1',
  ])('%s stays as it is', (text) => {
    expect(seal(text)).toBe(text);
  });
});

describe('what is looked for', () => {
  it('is found under every key, however a number was grouped when it was sealed', () => {
    const old = createFields([fieldKeyOf('b'.repeat(16), 'sah/patients', Buffer.alloc(32))]);
    const both = createFields([
      fieldKeyOf('a'.repeat(16), 'sah/patients', Buffer.alloc(32, 1)),
      fieldKeyOf('b'.repeat(16), 'sah/patients', Buffer.alloc(32)),
    ]);
    fc.assert(
      fc.property(
        nhsNumbers,
        fc.constantFrom('', ' ', '-'),
        fc.constantFrom('', ' ', '-'),
        (number, one, other) => {
          const sought = soughtForms(grouped(number, one), both.forms);
          for (const sealing of [old, both]) expect(sought).toContain(sealing.seal(grouped(number, other)));
        },
      ),
    );
    for (const sealing of [old, both]) {
      expect(soughtForms('p-004213', both.forms)).toContain(sealing.seal('p-004213'));
      expect(soughtForms('Patient/p-004213', both.forms)).toContain(`Patient/${sealing.seal('p-004213')}`);
    }
  });

  it('is looked for as it is first of all', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(soughtForms(text, fields.forms)[0]).toBe(text);
      }),
    );
  });
});

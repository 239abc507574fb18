/** Risks: two patients that look like one; text of a log that breaks the record it is shown in. */
import { randomBytes } from 'node:crypto';
import { createFields, fieldKeyOf } from '@cordon/platform/keys';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readable, sealedIn } from './sealed.ts';

const fields = createFields([fieldKeyOf('0123456789abcdef', 'sah/patients', randomBytes(32))]);
const record = (...texts: string[]): string => JSON.stringify({ texts });

it('shows what is the same alike, and what is not differently', () => {
  const [one, other] = [fields.seal('9434765919'), fields.seal('Featherstonehaugh')];
  const shown = JSON.parse(readable(record(`a${one}`, other, one))) as { texts: string[] };
  expect(shown.texts[0]).toBe(`a${shown.texts[2]}`);
  expect(shown.texts[1]).not.toBe(shown.texts[2]);
  expect(sealedIn(record(one, other, one))).toEqual([one, other]);
});

it('shows any opened text as it was, within the record as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (plain) => {
      const sealed = fields.seal(plain);
      const opened = new Map([[sealed, fields.open(sealed)]]);
      expect(JSON.parse(readable(record(sealed), opened))).toEqual({
        texts: [Buffer.from(plain).toString()],
      });
    }),
  );
});

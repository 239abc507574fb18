/** Risks: what waits on the stream opens elsewhere, altered or after its key is gone; a thread that goes on with keys of before. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { isFault } from '../fault/index.ts';
import { createFields, openKeyRing, rootInFile } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'cordon-seal-logs-'));
const ring = await openKeyRing({ folder, unlock: rootInFile({ folder }) });
afterAll(() => {
  ring.close();
  rmSync(folder, { recursive: true, force: true });
});
const place = 'stream/received';
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return isFault(error) ? error.code : String(error);
  }
  return 'none';
};

test('any bytes come back as they were, and no two seals of them are alike', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (plain) => {
      const sealed = ring.sealBytes('sah', place, plain);
      expect(new Uint8Array(ring.unsealBytes('sah', place, sealed))).toEqual(plain);
      expect(sealed.equals(ring.sealBytes('sah', place, plain))).toBe(false);
    }),
  );
});

test('they open in their place alone, and with no bit of them another', () => {
  const sealed = ring.sealBytes('sah', place, Buffer.from('a log line'));
  expect(codeOf(() => ring.unsealBytes('sah', 'stream/other', sealed))).toBe('SEALED_DAMAGED');
  expect(codeOf(() => ring.unsealBytes('rxx', place, sealed))).toBe('SEALED_DAMAGED');
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(codeOf(() => ring.unsealBytes('sah', place, changed))).toMatch(/^(SEALED_DAMAGED|KEY_MISSING)$/);
  }
  for (let length = 0; length < sealed.length; length++)
    expect(codeOf(() => ring.unsealBytes('sah', place, sealed.subarray(0, length)))).toBe('SEALED_DAMAGED');
});

test('a thread is told of other keys by another list: rotated ones still open, destroyed ones are not among them', async () => {
  const first = ring.fieldKeys('sah/patients');
  expect(ring.fieldKeys('sah/patients')).toBe(first);
  const sealed = createFields(first).seal('9434765919');
  const waiting = ring.sealBytes('sah/patients', place, Buffer.from('x'));

  await ring.rotate('sah/patients');
  const both = ring.fieldKeys('sah/patients');
  expect([both.length, both[1]!.id]).toEqual([2, first[0]!.id]);
  expect(createFields(both).seal('9434765919')).not.toBe(sealed);
  expect(createFields(both).open(sealed)).toBe('9434765919');

  await ring.destroy('sah/patients', first[0]!.id);
  expect(ring.fieldKeys('sah/patients').map(({ id }) => id)).toEqual([both[0]!.id]);
  expect(codeOf(() => ring.unsealBytes('sah/patients', place, waiting))).toBe('KEY_DESTROYED');
  await ring.destroy('sah/patients');
  // Work goes on, with a key that opens nothing of before.
  const next = ring.fieldKeys('sah/patients');
  expect(next).toHaveLength(1);
  expect(createFields(next).open(sealed)).toBeNull();
});

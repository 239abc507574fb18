/** Risk: a time is off by a digit, a day or an era. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filetimeFraction, filetimeSeconds, filetimeToIso, isoToFiletime } from './time.ts';

const EPOCH = 116_444_736_000_000_000n;
const halves = (time: bigint): [number, number] => [Number(time & 0xffff_ffffn), Number(time >> 32n)];

test('every FILETIME up to the year 9999 is the text that exact arithmetic gives, and back', () => {
  const last = BigInt(Date.parse('9999-12-31T23:59:59Z')) * 10_000n + EPOCH;
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: last }), (time) => {
      const unix = time - EPOCH;
      const ms = (unix - (((unix % 10_000n) + 10_000n) % 10_000n)) / 10_000n;
      const units = String(((unix % 10_000_000n) + 10_000_000n) % 10_000_000n).padStart(7, '0');
      const want = `${new Date(Number(ms)).toISOString().slice(0, 19)}.${units}Z`;
      expect(filetimeToIso(...halves(time))).toBe(want);
      expect(isoToFiletime(want)).toBe(time);
      const seconds = BigInt(filetimeSeconds(...halves(time)));
      expect(seconds * 10_000_000n + BigInt(filetimeFraction(...halves(time)))).toBe(unix);
    }),
    { numRuns: 500, seed: 1 },
  );
});

test.each([
  ['the first', 0n, '1601-01-01T00:00:00.0000000Z'],
  ['1970', EPOCH, '1970-01-01T00:00:00.0000000Z'],
  ['a leap day', EPOCH + 951_782_400n * 10_000_000n + 1n, '2000-02-29T00:00:00.0000001Z'],
  ['far too late', 2n ** 63n, '+030828-09-14T02:48:05.4775808Z'],
])('%s instant', (_, time, want) => {
  expect(filetimeToIso(...halves(time))).toBe(want);
});

test('text that is no instant is none', () => {
  for (const text of [
    '',
    'yesterday',
    '2026-03-02T03:04:05',
    '2026-13-02T03:04:05Z',
    '1500-01-01T00:00:00Z',
  ]) {
    expect(isoToFiletime(text)).toBeUndefined();
  }
  expect(isoToFiletime('2026-03-02T04:04:05.5+01:00')).toBe(isoToFiletime('2026-03-02T03:04:05.5000000Z'));
});

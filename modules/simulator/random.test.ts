import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from './random.ts';

test('a label gives one stream, another label another', () => {
  const take = (label: string): number[] => {
    const random = createRandom(label);
    return Array.from({ length: 50 }, () => random.next());
  };
  expect(take('a')).toEqual(take('a'));
  expect(take('a')).not.toEqual(take('b'));
  expect(createRandom('a').fork('b').next()).toBe(createRandom('a/b').next());
});

test('floats spread evenly over the unit interval', () => {
  const random = createRandom('even');
  const bins = new Array<number>(16).fill(0);
  for (let i = 0; i < 160_000; i++) bins[Math.floor(random.next() * 16)]!++;
  for (const count of bins) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});

test('gaps have the mean asked for, so that rates hold', () => {
  const random = createRandom('gaps');
  let sum = 0;
  for (let i = 0; i < 100_000; i++) sum += random.gap(250);
  expect(sum / 100_000).toBeGreaterThan(245);
  expect(sum / 100_000).toBeLessThan(255);
});

test('whole numbers stay in range, samples hold no item twice, hex has the digits asked for', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.integer({ min: -1000, max: 1000 }),
      fc.nat(1000),
      fc.nat(40),
      (label, low, span, size) => {
        const random = createRandom(label);
        const n = random.int(low, low + span);
        expect(n).toBeGreaterThanOrEqual(low);
        expect(n).toBeLessThanOrEqual(low + span);
        const items = Array.from({ length: size }, (_, i) => i);
        const sample = random.sample(items, span % 50);
        expect(new Set(sample).size).toBe(Math.min(size, span % 50));
        expect(random.hex(size)).toMatch(new RegExp(`^[0-9a-f]{${size}}$`));
      },
    ),
  );
});

test('picking from nothing is an error, not undefined', () => {
  expect(() => createRandom('x').pick([])).toThrow(RangeError);
});

/** The risk: a block that is taken to close a flow it leaves half open, or the other way round. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { common, covers, meet, type PortRange, portRanges } from './ports.ts';

const ranges = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 4 }))
    .map(([low, width]): PortRange => [low, low + width]),
  { maxLength: 4 },
);
const numbers = (some: readonly PortRange[]): Set<number> =>
  new Set(some.flatMap(([low, high]) => Array.from({ length: high - low + 1 }, (_, i) => low + i)));

test('ranges answer as the sets of numbers that they stand for', () => {
  fc.assert(
    fc.property(ranges, ranges, (a, b) => {
      const [left, right] = [numbers(a), numbers(b)];
      expect(numbers(common(a, b))).toEqual(new Set([...left].filter((port) => right.has(port))));
      expect(meet(a, b)).toBe([...left].some((port) => right.has(port)));
      expect(covers(a, b)).toBe([...right].every((port) => left.has(port)));
    }),
  );
});

test('text of flows becomes ranges', () => {
  expect(portRanges(['443', '135-139', 'any'])).toEqual([
    [443, 443],
    [135, 139],
    [0, 65_535],
  ]);
});

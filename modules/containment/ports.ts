/** Sets of ports as flows write them: `443`, `135-139` or `any`. */

export type PortRange = readonly [low: number, high: number];

const highest = 65_535;

/** In the order given; text that is no port is left out, since an estate that was loaded has none. */
export const portRanges = (ports: readonly string[]): PortRange[] =>
  ports.flatMap((text): PortRange[] => {
    if (text === 'any') return [[0, highest]];
    const [low = Number.NaN, high = low] = text.split('-').map(Number);
    return low <= high ? [[low, high]] : [];
  });

/** A range as flows write it. */
export const portText = ([low, high]: PortRange): string => (low === high ? String(low) : `${low}-${high}`);

export const meet = (a: readonly PortRange[], b: readonly PortRange[]): boolean =>
  a.some(([low, high]) => b.some((other) => low <= other[1] && other[0] <= high));

/** What both hold. */
export const common = (a: readonly PortRange[], b: readonly PortRange[]): PortRange[] =>
  a.flatMap(([low, high]) =>
    b.flatMap((other): PortRange[] => {
      const [from, to] = [Math.max(low, other[0]), Math.min(high, other[1])];
      return from <= to ? [[from, to]] : [];
    }),
  );

/** Whether every port of `inner` is in `outer`. */
export function covers(outer: readonly PortRange[], inner: readonly PortRange[]): boolean {
  const sorted = [...outer].sort((a, b) => a[0] - b[0]);
  return inner.every(([low, high]) => {
    let next = low;
    for (const [from, to] of sorted) {
      if (from > next) break;
      if (to >= next) next = to + 1;
    }
    return next > high;
  });
}

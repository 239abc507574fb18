/**
 * Seeded randomness. The stream is xoshiro128** (Blackman and Vigna, 2018: 128 bits of state, 32-bit
 * output), its state filled by SplitMix32 from a 32-bit hash of a label, so that every part of the
 * simulation can own an independent stream: adding a scenario never changes the ordinary day around it.
 */

export interface Random {
  /** A float in [0, 1) with 32 bits of randomness. */
  next(): number;
  /** An integer in [low, high], both included. */
  int(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** One of the items, in proportion to its weight; weights need not add up to one. */
  weighted<T>(items: readonly T[], weight: (item: T) => number): T;
  /** Up to `count` different items, in random order. */
  sample<T>(items: readonly T[], count: number): T[];
  /** Exponentially distributed with this mean: the gap between independent happenings. */
  gap(mean: number): number;
  /** Lower-case hexadecimal of this many digits. */
  hex(digits: number): string;
  /** An independent stream for a named part. */
  fork(label: string): Random;
}

/** FNV-1a over UTF-16 code units, finished with the mixing steps of MurmurHash3 so short labels differ in every bit. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const rotateLeft = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

export function createRandom(label: string): Random {
  let seed = hash32(label);
  const split = (): number => {
    seed = (seed + 0x9e3779b9) | 0;
    let z = seed;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return z ^ (z >>> 16);
  };
  let a = split();
  let b = split();
  let c = split();
  let d = split();

  const word = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
  const next = (): number => word() / 4294967296;
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new RangeError('cannot pick from an empty list');
    return items[Math.floor(next() * items.length)] as T;
  };

  return {
    next,
    int,
    pick,
    chance: (probability) => next() < probability,
    weighted(items, weight) {
      let total = 0;
      for (const item of items) total += weight(item);
      let left = next() * total;
      for (const item of items) {
        left -= weight(item);
        if (left < 0) return item;
      }
      return pick(items);
    },
    sample(items, count) {
      const pool = [...items];
      for (let i = 0; i < Math.min(count, pool.length); i++) {
        const j = int(i, pool.length - 1);
        [pool[i], pool[j]] = [pool[j]!, pool[i]!];
      }
      return pool.slice(0, count);
    },
    gap: (mean) => -mean * Math.log(1 - next()),
    hex(digits) {
      let text = '';
      while (text.length < digits) text += word().toString(16).padStart(8, '0');
      return text.slice(0, digits);
    },
    fork: (part) => createRandom(`${label}/${part}`),
  };
}

/** Hexadecimal that depends only on the label: for hashes and identifiers that must not change between runs. */
export const stableHex = (label: string, digits: number): string => createRandom(label).hex(digits);

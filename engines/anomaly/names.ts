/** Whether a name looks made up by a machine: its entropy, and its surprise to one who knows the estate's own names. */

/** Bits a character, from the text's own letters. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  const length = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / length) * Math.log2(count / length);
  return bits;
}

/** 0 the edge of the name, 1-26 letters, 27-36 digits, 37-39 `-`, `_`, `.`, 40 a blank, 41 anything else. */
const SYMBOLS = 42;

function symbol(code: number): number {
  if (code >= 97 && code <= 122) return code - 96;
  if (code >= 65 && code <= 90) return code - 64;
  if (code >= 48 && code <= 57) return code - 21;
  if (code === 45) return 37;
  if (code === 95) return 38;
  if (code === 46) return 39;
  if (code === 32) return 40;
  return 41;
}

export interface NameModel {
  readonly trained: number;
  learn(name: string): void;
  /** Mean bits a character: about 2 to 4 for names like those learnt, 5 and more for random ones. */
  surprise(name: string): number;
  snapshot(): number[];
}

/** Pairs of neighbouring characters with add-one smoothing: 1,764 numbers whatever it is fed. Names count up to 256 characters. */
export function createNameModel(state: readonly number[] = []): NameModel {
  const pairs = Float64Array.from({ length: SYMBOLS * SYMBOLS }, (_, i) => state[i] ?? 0);
  const sums = new Float64Array(SYMBOLS);
  let trained = 0;
  pairs.forEach((count, pair) => {
    sums[Math.floor(pair / SYMBOLS)]! += count;
  });
  // Every name ends once at the edge, so the edge's row says how many were learnt.
  trained = sums[0]!;
  function* steps(name: string): Generator<readonly [number, number]> {
    let before = 0;
    for (let i = 0; i < Math.min(name.length, 256); i++) {
      const now = symbol(name.charCodeAt(i));
      yield [before, now];
      before = now;
    }
    yield [before, 0];
  }
  return {
    get trained() {
      return trained;
    },
    learn(name) {
      for (const [before, now] of steps(name)) {
        pairs[before * SYMBOLS + now]! += 1;
        sums[before]! += 1;
      }
      trained++;
    },
    surprise(name) {
      let bits = 0;
      let length = 0;
      for (const [before, now] of steps(name)) {
        bits -= Math.log2((pairs[before * SYMBOLS + now]! + 1) / (sums[before]! + SYMBOLS));
        length++;
      }
      return bits / length;
    },
    snapshot: () => Array.from(pairs),
  };
}

/**
 * How many different keys were seen, without keeping them: HyperLogLog (Flajolet, Fusy, Gandouet, Meunier, 2007) with
 * linear counting while few registers are taken. 2^precision bytes; standard error 1.04 / sqrt(2^precision).
 * Keeping only hashes is also why it suits patient numbers: the state does not hold whom the count is about.
 */
import { hash32 } from './hash.ts';

export interface DistinctOptions {
  /** 4 to 14; 10 is one kilobyte and about 3 %. */
  precision?: number;
  seed?: number;
}

export interface DistinctState {
  precision: number;
  seed: number;
  /** One character (`0` to `T`) a register. */
  registers: string;
}

export interface Distinct {
  add(key: string): void;
  count(): number;
  snapshot(): DistinctState;
}

export function createDistinct(options: DistinctOptions = {}, state?: DistinctState): Distinct {
  const precision = state?.precision ?? options.precision ?? 10;
  const seed = state?.seed ?? options.seed ?? 0;
  if (!Number.isInteger(precision) || precision < 4 || precision > 14)
    throw new RangeError('precision must be 4 to 14');
  const size = 2 ** precision;
  const registers = new Uint8Array(size);
  for (let i = 0; state && i < size; i++) registers[i] = Number.parseInt(state.registers[i] ?? '0', 36);
  return {
    add(key) {
      const hash = hash32(key, seed);
      // The first bits choose the register, the rest show how long a run of zeros they begin with.
      const rest = (hash << precision) >>> 0;
      const rank = Math.min(Math.clz32(rest), 32 - precision) + 1;
      const register = hash >>> (32 - precision);
      if (rank > registers[register]!) registers[register] = rank;
    },
    count() {
      let sum = 0;
      let empty = 0;
      for (const rank of registers) {
        sum += 2 ** -rank;
        if (rank === 0) empty++;
      }
      const alpha =
        size === 16 ? 0.673 : size === 32 ? 0.697 : size === 64 ? 0.709 : 0.7213 / (1 + 1.079 / size);
      const estimate = (alpha * size * size) / sum;
      return estimate <= 2.5 * size && empty > 0 ? size * Math.log(size / empty) : estimate;
    },
    snapshot: () => ({
      precision,
      seed,
      registers: Array.from(registers, (rank) => rank.toString(36)).join(''),
    }),
  };
}

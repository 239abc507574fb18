/**
 * Quantiles of a stream of values from 0 up, in buckets that grow by a constant factor, as in DDSketch (Masson, Rim, Lee,
 * 2019). Chosen over t-digest and P² because its answer is within `relativeError` of the true one by construction,
 * does not depend on the order of arrival, and restores exactly. Small values share a bucket once `bins` are in use.
 */
export interface QuantilesState {
  zero: number;
  /** [bucket, count], ascending. */
  bins: [number, number][];
}

export interface Quantiles {
  readonly count: number;
  add(value: number): void;
  /** @param q 0 to 1. Undefined before the first value. */
  quantile(q: number): number | undefined;
  /** Share of the values seen that were at least this large, in steps of one bucket. */
  shareAtLeast(value: number): number;
  snapshot(): QuantilesState;
}

export interface QuantilesOptions {
  relativeError?: number;
  bins?: number;
}

export function createQuantiles(options: QuantilesOptions = {}, state?: QuantilesState): Quantiles {
  const { relativeError = 0.02, bins: most = 256 } = options;
  const gamma = (1 + relativeError) / (1 - relativeError);
  const bins = new Map<number, number>(state?.bins);
  let zero = state?.zero ?? 0;
  let count = zero;
  for (const each of bins.values()) count += each;
  const bucketOf = (value: number): number => Math.ceil(Math.log(value) / Math.log(gamma));
  const middleOf = (bucket: number): number => (2 * gamma ** bucket) / (gamma + 1);
  /** Buckets in use, ascending. Asked far more often than a new one turns up, so the order is kept until one does. */
  let order: number[] | null = null;
  const ascending = (): number[] => {
    order ??= [...bins.keys()].sort((a, b) => a - b);
    return order;
  };
  return {
    get count() {
      return count;
    },
    add(value) {
      if (!Number.isFinite(value) || value < 0) return;
      count++;
      if (value < 1e-9) {
        zero++;
        return;
      }
      const bucket = bucketOf(value);
      const known = bins.get(bucket);
      bins.set(bucket, (known ?? 0) + 1);
      if (known !== undefined) return;
      order = null;
      if (bins.size > most) {
        const [lowest, next] = ascending() as [number, number];
        bins.set(next, bins.get(next)! + bins.get(lowest)!);
        bins.delete(lowest);
        order = null;
      }
    },
    quantile(q) {
      if (count === 0) return undefined;
      const rank = Math.min(Math.max(q, 0), 1) * (count - 1);
      let below = zero;
      if (rank < below) return 0;
      const buckets = ascending();
      const highest = buckets.at(-1);
      if (highest === undefined) return 0;
      if (q >= 1) return middleOf(highest);
      for (const bucket of buckets) {
        below += bins.get(bucket)!;
        if (rank < below) return middleOf(bucket);
      }
      return middleOf(highest);
    },
    shareAtLeast(value) {
      if (count === 0) return 1;
      if (value < 1e-9) return 1;
      const from = bucketOf(value);
      let above = 0;
      for (const [bucket, few] of bins) if (bucket >= from) above += few;
      return above / count;
    },
    snapshot: () => ({ zero, bins: ascending().map((bucket) => [bucket, bins.get(bucket)!]) }),
  };
}

/**
 * What is measured of fields. Beside the queue of hits each meter keeps just what its number needs: a total, the
 * last time of each value, a sorted list.
 */
import { exactHits, Hits, type Meter } from './hits.ts';
import { LastSeen } from './last-seen.ts';
import type { Refs, Step } from './track.ts';

abstract class OverHits implements Meter {
  protected readonly hits: Hits;

  constructor(timespanMs: number, saved: unknown) {
    this.hits = new Hits(timespanMs, saved);
  }

  abstract readonly value: number;
  abstract add(step: Step): void;
  abstract expire(before: number): void;

  get count(): number {
    return this.hits.count;
  }

  get first(): number {
    return this.hits.first;
  }

  get refs(): readonly Refs[] {
    return this.hits.refs;
  }

  get size(): number {
    return this.hits.size;
  }

  save(): unknown {
    return this.hits.save();
  }
}

/** value_sum and value_avg: a running total, summed afresh now and then so that rounding does not build up. */
export class Total extends OverHits {
  readonly #average: boolean;
  #total: number;
  #dropped: number;

  constructor(timespanMs: number, average: boolean, saved?: unknown) {
    const [hits, total, dropped] = (saved as [unknown, number, number] | undefined) ?? [undefined, 0, 0];
    super(timespanMs, hits);
    this.#average = average;
    this.#total = total;
    this.#dropped = dropped;
  }

  get value(): number {
    return this.#average ? this.#total / this.hits.count : this.#total;
  }

  add(step: Step): void {
    this.hits.add(step);
    this.#total += step.amount;
  }

  expire(before: number): void {
    while (this.hits.oldest < before) {
      this.#total -= this.hits.dropOldest();
      this.#dropped++;
    }
    if (this.#dropped > this.hits.size) {
      this.#total = this.#sum();
      this.#dropped = 0;
    }
  }

  /** With the total as it is, rounding included: a restored sum must not differ in its last digit. */
  override save(): unknown {
    return [this.hits.save(), this.#total, this.#dropped];
  }

  #sum(): number {
    return this.hits.amounts.reduce((sum, amount) => sum + amount, 0);
  }
}

/** More different values than this are not told apart: the oldest is forgotten. */
const maxValues = 65_536;

/** value_count: when each value was last seen is all it takes to know how many there are in any window. */
export class DistinctValues extends OverHits {
  readonly #lastSeen: LastSeen;

  constructor(timespanMs: number, saved?: unknown) {
    const [hits, values] = (saved as [unknown, [string, number][]] | undefined) ?? [undefined, []];
    super(timespanMs, hits);
    this.#lastSeen = new LastSeen(maxValues, values);
  }

  get value(): number {
    return this.#lastSeen.size;
  }

  override get size(): number {
    return this.hits.size + this.#lastSeen.size;
  }

  add(step: Step): void {
    this.hits.add(step);
    this.#lastSeen.see(step.value, step.time);
  }

  expire(before: number): void {
    this.hits.expire(before);
    this.#lastSeen.expire(before);
  }

  override save(): unknown {
    return [this.hits.save(), [...this.#lastSeen.entries()]];
  }
}

/** Fewer than `exactHits`, so that every value keeps an entry of its own. */
const sampled = exactHits - 24;

/** value_percentile and value_median, over the newest values: a rank of a sample that long is near enough. */
export class Percentile extends OverHits {
  readonly #percentile: number;
  readonly #sorted: number[];

  constructor(timespanMs: number, percentile: number, saved?: unknown) {
    super(timespanMs, saved);
    this.#percentile = percentile;
    this.#sorted = this.hits.amounts.sort((a, b) => a - b);
  }

  /** Between two ranks the value lies between theirs, in proportion. */
  get value(): number {
    const rank = (this.#percentile / 100) * (this.#sorted.length - 1);
    const below = this.#sorted[Math.floor(rank)] ?? Number.NaN;
    const above = this.#sorted[Math.ceil(rank)] ?? Number.NaN;
    return below + (above - below) * (rank - Math.floor(rank));
  }

  override get size(): number {
    return 2 * this.hits.size;
  }

  add(step: Step): void {
    if (this.hits.size >= sampled) this.#forgetOldest();
    this.hits.add(step);
    this.#sorted.splice(placeIn(this.#sorted, step.amount), 0, step.amount);
  }

  expire(before: number): void {
    while (this.hits.oldest < before) this.#forgetOldest();
  }

  #forgetOldest(): void {
    this.#sorted.splice(placeIn(this.#sorted, this.hits.dropOldest()), 1);
  }
}

/** Where a number stands, or would stand, in an ascending list. */
function placeIn(sorted: readonly number[], number: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle]! < number) from = middle + 1;
    else to = middle;
  }
  return from;
}

/**
 * What is measured over the hits in a window. Each meter keeps one short queue of what is still in the window,
 * and beside it just what its own number needs: a count, a total, the last time of each value, a sorted list.
 */
import { LastSeen } from './last-seen.ts';
import type { Refs, Step } from './track.ts';

/** Up to this many hits are kept one by one; beyond it, hits of one `timespan / exactHits` share an entry. */
const exactHits = 1024;
/** More different values than this are not told apart: the oldest is forgotten. */
const maxValues = 65_536;

export interface Meter {
  add(step: Step): void;
  /** Forgets hits before this time. */
  expire(before: number): void;
  /** What the condition compares; NaN when there is nothing to measure. */
  readonly value: number;
  readonly count: number;
  readonly first: number;
  readonly refs: readonly Refs[];
  readonly seen?: readonly (number | null)[];
  readonly size: number;
  save(): unknown;
}

interface Entry {
  /** Of the newest hit in it. */
  time: number;
  count: number;
  amount: number;
  refs: Refs;
}

/** event_count, and the queue under the meters that follow. */
export class Hits implements Meter {
  #entries: Entry[] = [];
  #head = 0;
  #count = 0;
  readonly #quantum: number;

  constructor(timespanMs: number, saved?: unknown) {
    this.#quantum = timespanMs / exactHits;
    if (saved !== undefined) this.#entries = (saved as Entry[]).map((entry) => ({ ...entry }));
    for (const { count } of this.#entries) this.#count += count;
  }

  get value(): number {
    return this.#count;
  }

  get count(): number {
    return this.#count;
  }

  get first(): number {
    return this.#entries[this.#head]!.time;
  }

  get refs(): readonly Refs[] {
    return this.#entries.slice(this.#head).map(({ refs }) => refs);
  }

  get size(): number {
    return this.#entries.length - this.#head;
  }

  add({ time, refs, amount }: Step): void {
    this.#count++;
    const last = this.#entries[this.#entries.length - 1];
    if (
      this.size >= exactHits &&
      Math.floor(last!.time / this.#quantum) === Math.floor(time / this.#quantum)
    ) {
      last!.time = time;
      last!.count++;
      last!.amount += amount;
      last!.refs = refs;
    } else this.#entries.push({ time, count: 1, amount, refs });
  }

  expire(before: number): void {
    for (let entry = this.#entries[this.#head]; entry !== undefined && entry.time < before; ) {
      this.dropOldest();
      entry = this.#entries[this.#head];
    }
  }

  /** The amount of the oldest entry, which is forgotten. */
  dropOldest(): number {
    const { amount, count } = this.#entries[this.#head]!;
    this.#count -= count;
    this.#head++;
    if (this.#head > 16 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    return amount;
  }

  get amounts(): number[] {
    return this.#entries.slice(this.#head).map(({ amount }) => amount);
  }

  save(): unknown {
    return this.#entries.slice(this.#head);
  }
}

/** value_sum and value_avg: a running total, summed afresh now and then so that rounding does not build up. */
export class Total implements Meter {
  readonly #hits: Hits;
  readonly #average: boolean;
  #total: number;
  #dropped = 0;

  constructor(timespanMs: number, average: boolean, saved?: unknown) {
    this.#hits = new Hits(timespanMs, saved);
    this.#average = average;
    this.#total = this.#sum();
  }

  get value(): number {
    return this.#average ? this.#total / this.#hits.count : this.#total;
  }

  get count(): number {
    return this.#hits.count;
  }

  get first(): number {
    return this.#hits.first;
  }

  get refs(): readonly Refs[] {
    return this.#hits.refs;
  }

  get size(): number {
    return this.#hits.size;
  }

  add(step: Step): void {
    this.#hits.add(step);
    this.#total += step.amount;
  }

  expire(before: number): void {
    while (this.#hits.size > 0 && this.#hits.first < before) {
      this.#total -= this.#hits.dropOldest();
      this.#dropped++;
    }
    if (this.#dropped > this.#hits.size) {
      this.#total = this.#sum();
      this.#dropped = 0;
    }
  }

  save(): unknown {
    return this.#hits.save();
  }

  #sum(): number {
    return this.#hits.amounts.reduce((sum, amount) => sum + amount, 0);
  }
}

/** value_count: when each value was last seen is all it takes to know how many there are in any window. */
export class DistinctValues implements Meter {
  readonly #hits: Hits;
  readonly #lastSeen: LastSeen;

  constructor(timespanMs: number, saved?: unknown) {
    const [hits, values] = (saved as [unknown, [string, number][]] | undefined) ?? [undefined, []];
    this.#hits = new Hits(timespanMs, hits);
    this.#lastSeen = new LastSeen(maxValues, values);
  }

  get value(): number {
    return this.#lastSeen.size;
  }

  get count(): number {
    return this.#hits.count;
  }

  get first(): number {
    return this.#hits.first;
  }

  get refs(): readonly Refs[] {
    return this.#hits.refs;
  }

  get size(): number {
    return this.#hits.size + this.#lastSeen.size;
  }

  add(step: Step): void {
    this.#hits.add(step);
    this.#lastSeen.see(step.value, step.time);
  }

  expire(before: number): void {
    this.#hits.expire(before);
    this.#lastSeen.expire(before);
  }

  save(): unknown {
    return [this.#hits.save(), [...this.#lastSeen.entries()]];
  }
}

/** Fewer than `exactHits`, so that every value keeps an entry of its own. */
const sampled = 1000;

/** value_percentile and value_median, over the newest values: a rank of a sample that long is near enough. */
export class Percentile implements Meter {
  readonly #hits: Hits;
  readonly #percentile: number;
  readonly #sorted: number[];

  constructor(timespanMs: number, percentile: number, saved?: unknown) {
    this.#hits = new Hits(timespanMs, saved);
    this.#percentile = percentile;
    this.#sorted = this.#hits.amounts.sort((a, b) => a - b);
  }

  /** Between two ranks the value lies between theirs, in proportion. */
  get value(): number {
    const rank = (this.#percentile / 100) * (this.#sorted.length - 1);
    const below = this.#sorted[Math.floor(rank)] ?? Number.NaN;
    const above = this.#sorted[Math.ceil(rank)] ?? Number.NaN;
    return below + (above - below) * (rank - Math.floor(rank));
  }

  get count(): number {
    return this.#hits.count;
  }

  get first(): number {
    return this.#hits.first;
  }

  get refs(): readonly Refs[] {
    return this.#hits.refs;
  }

  get size(): number {
    return 2 * this.#hits.size;
  }

  add(step: Step): void {
    if (this.#hits.size >= sampled) this.#forgetOldest();
    this.#hits.add(step);
    this.#sorted.splice(placeIn(this.#sorted, step.amount), 0, step.amount);
  }

  expire(before: number): void {
    while (this.#hits.size > 0 && this.#hits.first < before) this.#forgetOldest();
  }

  save(): unknown {
    return this.#hits.save();
  }

  #forgetOldest(): void {
    this.#sorted.splice(placeIn(this.#sorted, this.#hits.dropOldest()), 1);
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

/** temporal: when each rule was last seen; its value is how many were. */
export class Presence implements Meter {
  readonly #latest: ({ time: number; refs: Refs } | null)[];

  constructor(members: number, saved?: unknown) {
    this.#latest = saved === undefined ? Array(members).fill(null) : [...(saved as never[])];
  }

  get value(): number {
    return this.#latest.reduce((sum, one) => (one === null ? sum : sum + 1), 0);
  }

  get count(): number {
    return this.value;
  }

  get first(): number {
    return Math.min(...this.#present.map(({ time }) => time));
  }

  get refs(): readonly Refs[] {
    return this.#present.sort((a, b) => a.time - b.time).map(({ refs }) => refs);
  }

  get seen(): readonly (number | null)[] {
    return this.#latest.map((one) => one?.time ?? null);
  }

  get size(): number {
    return this.#latest.length;
  }

  add({ member, time, refs }: Step): void {
    this.#latest[member] = { time, refs };
  }

  expire(before: number): void {
    this.#latest.forEach((one, member) => {
      if (one !== null && one.time < before) this.#latest[member] = null;
    });
  }

  save(): unknown {
    return this.#latest;
  }

  get #present(): { time: number; refs: Refs }[] {
    return this.#latest.filter((one) => one !== null);
  }
}

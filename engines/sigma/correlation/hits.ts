/** The queue of hits that are still in a window, short however many there are. */
import type { Refs, Step } from './track.ts';

/** Up to this many hits are kept one by one; beyond it, hits of one `timespan / exactHits` share an entry. */
export const exactHits = 1024;

/** Something measured over the hits in a window. */
export interface Meter {
  add(step: Step): void;
  /** Forgets hits before this time. */
  expire(before: number): void;
  /** What the condition compares; NaN when there is nothing to measure. */
  readonly value: number;
  readonly count: number;
  /** When the oldest of what it rests on happened. */
  readonly first: number;
  readonly refs: readonly Refs[];
  /** For each member when it was seen, where that is what is measured. */
  readonly seen?: readonly (number | null)[];
  readonly size: number;
  save(): unknown;
}

interface Entry {
  /** Of the newest hit in it. */
  time: number;
  /** Of the oldest. */
  readonly began: number;
  count: number;
  amount: number;
  refs: Refs;
}

/** event_count, and the queue under the other meters. */
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
    const began = this.#entries.slice(this.#head).map((entry) => entry.began);
    return began.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  }

  /** The time of the oldest entry; Infinity when there is none. */
  get oldest(): number {
    return this.#entries[this.#head]?.time ?? Number.POSITIVE_INFINITY;
  }

  get refs(): readonly Refs[] {
    return this.#entries.slice(this.#head).map(({ refs }) => refs);
  }

  get size(): number {
    return this.#entries.length - this.#head;
  }

  add({ time, began, refs, amount }: Step): void {
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
    } else this.#entries.push({ time, began, count: 1, amount, refs });
  }

  expire(before: number): void {
    while (this.oldest < before) this.dropOldest();
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

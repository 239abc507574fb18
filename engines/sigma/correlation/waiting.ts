/**
 * Hits that wait for their turn. Logs are nearly in order, so a hit that is no earlier than the last one joins a
 * plain queue; only stragglers pay for a heap.
 */
import { Heap } from './heap.ts';

/** A hit as the correlator keeps it: what correlations compare, as texts in the order of the rule's fields. */
export interface WaitingHit {
  readonly source: string;
  readonly time: number;
  readonly ref: string;
  readonly values: readonly (string | null)[];
}

/** By time; among hits of one moment by ref and rule, so that the order does not depend on how they arrived. */
function before(a: WaitingHit, b: WaitingHit): boolean {
  if (a.time !== b.time) return a.time < b.time;
  return a.ref === b.ref ? a.source < b.source : a.ref < b.ref;
}

export class WaitingHits {
  #queue: WaitingHit[] = [];
  #head = 0;
  readonly #stragglers = new Heap<WaitingHit>(before);

  get size(): number {
    return this.#queue.length - this.#head + this.#stragglers.size;
  }

  push(hit: WaitingHit): void {
    const last = this.#queue.length > this.#head ? this.#queue[this.#queue.length - 1] : undefined;
    if (last === undefined || !before(hit, last)) this.#queue.push(hit);
    else this.#stragglers.push(hit);
  }

  peek(): WaitingHit | undefined {
    const queued = this.#queue[this.#head];
    const straggler = this.#stragglers.peek();
    if (queued === undefined || straggler === undefined) return queued ?? straggler;
    return before(straggler, queued) ? straggler : queued;
  }

  pop(): WaitingHit | undefined {
    const next = this.peek();
    if (next === undefined) return undefined;
    if (next === this.#stragglers.peek()) return this.#stragglers.pop();
    this.#head++;
    if (this.#head > 1024 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return next;
  }

  toArray(): WaitingHit[] {
    return [...this.#queue.slice(this.#head), ...this.#stragglers.toArray()];
  }
}

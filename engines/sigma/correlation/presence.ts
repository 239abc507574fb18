import type { Meter } from './hits.ts';
import type { Refs, Step } from './track.ts';

interface Sighting {
  readonly time: number;
  readonly began: number;
  readonly refs: Refs;
}

/** temporal: when each rule was last seen; its value is how many were. */
export class Presence implements Meter {
  readonly #latest: (Sighting | null)[];

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
    return Math.min(...this.#present.map(({ began }) => began));
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

  add({ member, time, began, refs }: Step): void {
    this.#latest[member] = { time, began, refs };
  }

  expire(before: number): void {
    this.#latest.forEach((one, member) => {
      if (one !== null && one.time < before) this.#latest[member] = null;
    });
  }

  save(): unknown {
    return this.#latest;
  }

  get #present(): Sighting[] {
    return this.#latest.filter((one) => one !== null);
  }
}

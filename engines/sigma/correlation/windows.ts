/**
 * When a measured condition speaks. What can only be reached (gt, gte) is looked at with every hit, over the
 * timespan that ends with it. What may be true of too little (lt, lte, eq, neq) can only be judged when nothing more
 * can come: its window opens with a hit, lasts one timespan, and is judged at its end.
 */
import type { Meter } from './hits.ts';
import type { Outcome, Step, Track } from './track.ts';

type Holds = (meter: Meter) => boolean;

const outcomeOf = (meter: Meter, time: number, ref: string): Outcome => ({
  time,
  ref,
  first: meter.first,
  value: meter.value,
  count: meter.count,
  refs: meter.refs,
  ...(meter.seen === undefined ? {} : { seen: meter.seen }),
});

export class SlidingTrack implements Track {
  readonly deadline = Number.POSITIVE_INFINITY;
  readonly #meter: Meter;
  readonly #holds: Holds;
  readonly #timespanMs: number;
  /** When it last spoke, as long as that keeps it silent. */
  #spoke: number | null;

  constructor(make: (saved?: unknown) => Meter, holds: Holds, timespanMs: number, saved?: unknown) {
    const [meter, spoke] = (saved as [unknown, number | null] | undefined) ?? [undefined, null];
    this.#meter = make(meter);
    this.#holds = holds;
    this.#timespanMs = timespanMs;
    this.#spoke = spoke;
  }

  step(step: Step): Outcome | undefined {
    this.#meter.expire(step.time - this.#timespanMs);
    if (this.#spoke !== null && (step.time - this.#spoke > this.#timespanMs || !this.#holds(this.#meter))) {
      this.#spoke = null;
    }
    this.#meter.add(step);
    if (this.#spoke !== null || !this.#holds(this.#meter)) return undefined;
    this.#spoke = step.time;
    return outcomeOf(this.#meter, step.time, step.ref);
  }

  close(): undefined {}

  get size(): number {
    return this.#meter.size;
  }

  save(): unknown {
    return [this.#meter.save(), this.#spoke];
  }
}

export class ClosingTrack implements Track {
  readonly #make: (saved?: unknown) => Meter;
  readonly #holds: Holds;
  readonly #timespanMs: number;
  #open: { meter: Meter; deadline: number; ref: string } | null = null;

  constructor(make: (saved?: unknown) => Meter, holds: Holds, timespanMs: number, saved?: unknown) {
    this.#make = make;
    this.#holds = holds;
    this.#timespanMs = timespanMs;
    if (saved !== undefined && saved !== null) {
      const [meter, deadline, ref] = saved as [unknown, number, string];
      this.#open = { meter: make(meter), deadline, ref };
    }
  }

  get deadline(): number {
    return this.#open?.deadline ?? Number.POSITIVE_INFINITY;
  }

  step(step: Step): undefined {
    this.#open ??= { meter: this.#make(), deadline: step.time + this.#timespanMs, ref: step.ref };
    this.#open.meter.add(step);
  }

  close(): Outcome | undefined {
    if (this.#open === null) return undefined;
    const { meter, deadline, ref } = this.#open;
    this.#open = null;
    return this.#holds(meter) ? outcomeOf(meter, deadline, ref) : undefined;
  }

  get size(): number {
    return this.#open?.meter.size ?? 0;
  }

  save(): unknown {
    return this.#open === null ? null : [this.#open.meter.save(), this.#open.deadline, this.#open.ref];
  }
}

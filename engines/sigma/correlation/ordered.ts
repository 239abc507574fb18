/**
 * temporal_ordered: rules one after another, with `not` for what must not come in between or after.
 *
 * Of all ways to have come as far as the n-th rule, only the one that began last matters: whatever completes another
 * completes it as well, and it has the most time left. So one unfinished sequence for each length is all that is
 * kept, however many hits there are.
 */
import type { Outcome, Refs, Step, Track } from './track.ts';

/** What the condition asks for, as places in `rules`. */
export interface Sequence {
  readonly wanted: readonly number[];
  /** For each member that must be absent: how many wanted ones come before it. Others hold -1. */
  readonly absentAfter: readonly number[];
}

interface Sighting {
  readonly time: number;
  readonly began: number;
  readonly ref: string;
  readonly refs: Refs;
}

interface Progress {
  readonly start: number;
  readonly began: number;
  /** Of the hit that it began with. */
  readonly ref: string;
  readonly refs: readonly Refs[];
  readonly times: readonly number[];
}

interface Saved {
  best: (Progress | null)[];
  latest: (Sighting | null)[];
  waiting: Progress | null;
  spoke: number | null;
}

export class OrderedTrack implements Track {
  readonly #sequence: Sequence;
  readonly #members: number;
  readonly #timespanMs: number;
  /** Absence after the last rule is only certain when the timespan is over. */
  readonly #waits: boolean;
  /** `best[n]`: the sequence of the first n + 1 wanted rules that began last. */
  readonly #best: (Progress | null)[];
  readonly #latest: (Sighting | null)[];
  #waiting: Progress | null;
  #spoke: number | null;

  constructor(sequence: Sequence, members: number, timespanMs: number, saved?: unknown) {
    this.#sequence = sequence;
    this.#members = members;
    this.#timespanMs = timespanMs;
    this.#waits = sequence.absentAfter.includes(sequence.wanted.length);
    const known = saved as Saved | undefined;
    this.#best = known?.best ?? sequence.wanted.map(() => null);
    this.#latest = known?.latest ?? Array(members).fill(null);
    this.#waiting = known?.waiting ?? null;
    this.#spoke = known?.spoke ?? null;
  }

  get deadline(): number {
    return this.#waiting === null ? Number.POSITIVE_INFINITY : this.#waiting.start + this.#timespanMs;
  }

  step({ member, time, began, ref, refs }: Step): Outcome | undefined {
    const complete = this.#best[this.#best.length - 1] ?? null;
    if (
      this.#spoke !== null &&
      (complete === null || time - complete.start > this.#timespanMs || time - this.#spoke > this.#timespanMs)
    ) {
      this.#spoke = null;
    }
    this.#latest[member] = { time, began, ref, refs };
    const after = this.#sequence.absentAfter[member]!;
    if (after >= 0) {
      this.#best[after - 1] = null;
      if (after === this.#best.length) this.#waiting = null;
      return undefined;
    }
    // Logs may tell several things of one moment in any order: what else happened at this time may come next.
    let reached = this.#sequence.wanted.indexOf(member);
    while (reached >= 0 && this.#reach(reached)) {
      const next = this.#sequence.wanted[reached + 1];
      if (next === undefined) return this.#completed(time, ref);
      if (this.#latest[next]?.time !== time) return undefined;
      reached++;
    }
    return undefined;
  }

  close(): Outcome | undefined {
    const done = this.#waiting;
    this.#waiting = null;
    return done === null ? undefined : this.#outcome(done, done.start + this.#timespanMs, done.ref);
  }

  get size(): number {
    return this.#members;
  }

  save(): unknown {
    return { best: this.#best, latest: this.#latest, waiting: this.#waiting, spoke: this.#spoke };
  }

  /** Lengthens the best sequence by the rule's latest hit; says whether there was one. */
  #reach(place: number): boolean {
    const { time, began, ref, refs } = this.#latest[this.#sequence.wanted[place]!]!;
    const so = place === 0 ? null : this.#best[place - 1]!;
    if (place > 0 && (so === null || time - so.start > this.#timespanMs)) return false;
    const broken = this.#sequence.absentAfter.some(
      (after, member) => after === place + 1 && this.#latest[member]?.time === time,
    );
    if (broken) return false;
    this.#best[place] = {
      start: so?.start ?? time,
      began: Math.min(so?.began ?? began, began),
      ref: so?.ref ?? ref,
      refs: [...(so?.refs ?? []), refs],
      times: [...(so?.times ?? []), time],
    };
    return true;
  }

  #completed(time: number, ref: string): Outcome | undefined {
    const done = this.#best[this.#best.length - 1]!;
    if (this.#waits) {
      this.#waiting ??= done;
      return undefined;
    }
    if (this.#spoke !== null) return undefined;
    this.#spoke = time;
    return this.#outcome(done, time, ref);
  }

  #outcome({ began, refs, times }: Progress, time: number, ref: string): Outcome {
    const seen: (number | null)[] = Array(this.#members).fill(null);
    this.#sequence.wanted.forEach((member, i) => {
      seen[member] = times[i]!;
    });
    return { time, ref, first: began, value: times.length, count: times.length, refs, seen };
  }
}

/**
 * temporal with `not`: something happened and something else did not. A window opens with a rule that the condition
 * asks for and lasts one timespan; while it is open, what has not been seen may still come, so the condition is
 * true, false or not yet decided. It speaks as soon as it is certainly true, and its end decides the rest.
 */
import type { Condition } from '../types.ts';
import type { Outcome, Refs, Step, Track } from './track.ts';

interface Sighting {
  readonly time: number;
  readonly began: number;
  readonly ref: string;
  readonly refs: Refs;
}

/** The first keeps the window where it began, the last is what a later window can begin with. */
interface Seen {
  readonly first: Sighting;
  readonly last: Sighting;
}

/** Whether the condition holds, given what is known; undefined while that is open. */
export function decide(
  condition: Condition,
  seen: (name: string) => boolean | undefined,
): boolean | undefined {
  switch (condition.kind) {
    case 'selection':
      return seen(condition.name);
    case 'not': {
      const inner = decide(condition.of, seen);
      return inner === undefined ? undefined : !inner;
    }
    default: {
      const settling = condition.kind === 'or';
      const parts = condition.of.map((one) => decide(one, seen));
      if (parts.includes(settling)) return settling;
      return parts.includes(undefined) ? undefined : !settling;
    }
  }
}

export class AbsenceTrack implements Track {
  readonly #condition: Condition;
  readonly #names: readonly string[];
  /** Whether each member opens a window: those that the condition asks for somewhere without `not`. */
  readonly #opens: readonly boolean[];
  readonly #timespanMs: number;
  #seen: (Seen | null)[];
  #spoke: number | null;

  constructor(
    condition: Condition,
    names: readonly string[],
    opens: readonly boolean[],
    timespanMs: number,
    saved?: unknown,
  ) {
    this.#condition = condition;
    this.#names = names;
    this.#opens = opens;
    this.#timespanMs = timespanMs;
    const [seen, spoke] = (saved as [(Seen | null)[], number | null] | undefined) ?? [
      names.map(() => null),
      null,
    ];
    this.#seen = [...seen];
    this.#spoke = spoke;
  }

  get deadline(): number {
    return (this.#opener?.first.time ?? Number.POSITIVE_INFINITY) + this.#timespanMs;
  }

  step({ member, time, began, ref, refs }: Step): Outcome | undefined {
    if (this.#opener === undefined && !this.#opens[member]) return undefined;
    const sighting = { time, began, ref, refs };
    this.#seen[member] = { first: this.#seen[member]?.first ?? sighting, last: sighting };
    const decided = this.#decide(false);
    if (decided === undefined) return undefined;
    const outcome = decided ? this.#outcome(time, ref) : undefined;
    this.#seen = this.#names.map(() => null);
    return outcome;
  }

  close(): Outcome | undefined {
    const opener = this.#opener;
    if (opener === undefined) return undefined;
    const start = opener.first.time;
    if (this.#decide(true)) {
      const outcome = this.#outcome(start + this.#timespanMs, opener.first.ref);
      this.#seen = this.#names.map(() => null);
      return outcome;
    }
    // What came later in this window may belong to one that begins with it.
    this.#forget((time) => time > start);
    const next = this.#opener?.first.time ?? Number.POSITIVE_INFINITY;
    this.#forget((time) => time >= next);
    return undefined;
  }

  get size(): number {
    return this.#seen.length;
  }

  save(): unknown {
    return [this.#seen, this.#spoke];
  }

  #forget(keep: (time: number) => boolean): void {
    this.#seen = this.#seen.map((one) => {
      if (one === null || !keep(one.last.time)) return null;
      return keep(one.first.time) ? one : { first: one.last, last: one.last };
    });
  }

  get #opener(): Seen | undefined {
    let opener: Seen | undefined;
    this.#seen.forEach((one, member) => {
      if (one === null || !this.#opens[member]) return;
      if (opener === undefined || one.first.time < opener.first.time) opener = one;
    });
    return opener;
  }

  #decide(atEnd: boolean): boolean | undefined {
    const unseen = atEnd ? false : undefined;
    return decide(this.#condition, (name) =>
      this.#seen[this.#names.indexOf(name)] === null ? unseen : true,
    );
  }

  /** Silent when it has spoken less than a timespan ago. */
  #outcome(time: number, ref: string): Outcome | undefined {
    if (this.#spoke !== null && time - this.#spoke <= this.#timespanMs) return undefined;
    this.#spoke = time;
    const present = this.#seen.filter((one) => one !== null);
    return {
      time,
      ref,
      first: Math.min(...present.map(({ first }) => first.began)),
      value: present.length,
      count: present.length,
      refs: present.sort((a, b) => a.first.time - b.first.time).map(({ first }) => first.refs),
      seen: this.#seen.map((one) => one?.first.time ?? null),
    };
  }
}

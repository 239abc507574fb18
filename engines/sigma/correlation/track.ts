/** What a correlation remembers about one group, however it counts. */

/** Refs of one hit; several where the hit is itself the outcome of a correlation. */
export type Refs = string | readonly string[];

/** A hit as one correlation sees it. */
export interface Step {
  readonly time: number;
  /** When the oldest of what it rests on happened: `time` itself, unless a correlation is the hit. */
  readonly began: number;
  readonly ref: string;
  readonly refs: Refs;
  /** Which of the correlation's rules matched. */
  readonly member: number;
  /** The value measured, folded for value_count; empty when nothing is measured. */
  readonly value: string;
  /** The same as a number, where the type measures numbers. */
  readonly amount: number;
}

/** The condition came true. */
export interface Outcome {
  readonly time: number;
  /** Of the hit that completed it, or that opened the window whose end decided. */
  readonly ref: string;
  readonly first: number;
  readonly value: number;
  readonly count: number;
  readonly refs: readonly Refs[];
  /** For temporal types: when each member was seen, or null. */
  readonly seen?: readonly (number | null)[];
}

export interface Track {
  /** Hits come in the order of time. */
  step(step: Step): Outcome | undefined;
  /** When only the passing of time will decide; Infinity when nothing waits for it. */
  readonly deadline: number;
  /** The deadline has passed. */
  close(): Outcome | undefined;
  /** How much is kept, for the bound over all groups. */
  readonly size: number;
  /** Plain JSON, from which the same track can be made again. */
  save(): unknown;
}

const keptRefs = 20;

/** The oldest and the newest, when there are too many. */
export function someRefs(refs: readonly Refs[]): string[] {
  const near = refs.length > keptRefs ? [...refs.slice(0, keptRefs / 2), ...refs.slice(-keptRefs / 2)] : refs;
  const flat = near.flat();
  return flat.length > keptRefs ? [...flat.slice(0, keptRefs / 2), ...flat.slice(-keptRefs / 2)] : flat;
}

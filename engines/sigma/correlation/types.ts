/** The words of correlations (specification, "Sigma Correlation Rules"). */
import type { Condition, FieldValue, Refusal, RuleHeader } from '../types.ts';

export const correlationTypes = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
] as const;
export type CorrelationType = (typeof correlationTypes)[number];

export const comparators = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const;
export type Comparator = (typeof comparators)[number];

/** A number to reach, or for temporal types a boolean expression over the names in `rules`. */
export type CorrelationCondition =
  | {
      kind: 'number';
      /** All must hold. */
      tests: { comparator: Comparator; number: number }[];
      /** What is measured; several fields count as one combined value. Empty for types that measure no field. */
      fields: string[];
      /** Only for value_percentile: 0 to 100. */
      percentile?: number;
      text: string;
    }
  | { kind: 'expression'; of: Condition; text: string };

/** A correlation, parsed and checked. Plain JSON, like a rule. */
export interface SigmaCorrelation extends RuleHeader {
  kind: 'correlation';
  type: CorrelationType;
  /** Ids or names as written: of rules, or of other correlations. */
  rules: string[];
  groupBy: string[];
  /** By alias, then by rule as written in `rules`: the field that the alias stands for. */
  aliases: Record<string, Record<string, string>>;
  timespanMs: number;
  condition: CorrelationCondition;
  /** Whether the rules named also speak for themselves. */
  generate: boolean;
}

/** A rule matched an event. */
export interface CorrelationHit {
  /** The rule's id. */
  rule: string;
  /** When it happened, in milliseconds since 1970. */
  time: number;
  /** Unique to the event and the rule, and the same whenever the same log is read again. */
  ref: string;
  /** At least the fields that `fieldsOf(rule)` names, as far as the event has them. */
  values: Readonly<Record<string, FieldValue | undefined>>;
}

/** One thing that a correlation asked for, and what there was. */
export interface CorrelationReason {
  test: string;
  wanted: string;
  found: string;
}

/** A correlation came true. */
export interface Correlated {
  readonly correlation: SigmaCorrelation;
  /** Of the hit that completed it; the end of the window where only its end could decide. */
  readonly time: number;
  /** Of the oldest hit that it rests on. */
  readonly first: number;
  /** What the hits have in common, by the names in `group-by`. */
  readonly group: Readonly<Record<string, string>>;
  /** What was compared with the condition's numbers; for temporal types, how many of the rules were seen. */
  readonly value: number;
  /** How many hits it rests on; for temporal types one for each rule. */
  readonly count: number;
  /** Of those hits, at most 20: the oldest and the newest. */
  readonly refs: string[];
  readonly reasons: CorrelationReason[];
  /** The same hits give the same id. */
  readonly id: string;
}

export interface CorrelatorOptions {
  /** How much later than the newest hit an older one may come and still be put in its place; 5 minutes. */
  latenessMs?: number;
  /** Groups kept over all correlations; the least recently touched are given up first. */
  maxGroups?: number;
  /** Hits that wait for their turn; beyond it the oldest are taken at once. */
  maxWaiting?: number;
}

export interface CorrelatorCounters {
  /** Hits that came too late to count. */
  readonly late: number;
  /** Hits without a usable time. */
  readonly untimed: number;
  /** Groups given up while their window was open. */
  readonly evicted: number;
  readonly groups: number;
  readonly waiting: number;
}

export interface Correlator {
  /** Those that can be evaluated; the others are in `refusals`. */
  readonly correlations: readonly SigmaCorrelation[];
  readonly refusals: readonly Refusal[];
  readonly counters: CorrelatorCounters;
  /** Which fields a hit of this rule must carry; undefined when no correlation wants the rule. */
  fieldsOf(ruleId: string): readonly string[] | undefined;
  /** Whether every correlation that names the rule (or correlation) leaves it no voice of its own. */
  isOnlyBuildingBlock(ruleId: string): boolean;
  /** Takes a hit, in any order within the lateness bound, and returns what became certain. */
  add(hit: CorrelationHit): readonly Correlated[];
  /** Time has reached this, whether or not anything happened. */
  advance(timeMs: number): readonly Correlated[];
  /** Nothing more comes: everything that waits is judged, and nothing is kept. */
  end(): readonly Correlated[];
  /** Plain JSON. */
  snapshot(): unknown;
  /** Goes on as the correlator that gave the snapshot; what belongs to correlations since changed is left out. */
  restore(state: unknown): void;
}

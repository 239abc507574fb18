/** The shape of a case, and short ways of writing one. */
import type { Placeholders } from '../index.ts';
import type { Record_ } from './naive.ts';

interface Common {
  /** What the case is about, for example a modifier. */
  readonly group: string;
  readonly name: string;
  /** Rules, correlations and filters, as a file would hold them. */
  readonly yaml: string;
}

/** Whether the one rule in the text matches the record and no filter beside it hides the match. */
export interface MatchCase extends Common {
  readonly kind: 'match';
  readonly record: Record_;
  readonly placeholders?: Placeholders;
  readonly matches: boolean;
}

/** A document that must not be loaded. Where and why is for engines that say so. */
export interface RefusalCase extends Common {
  readonly kind: 'refusal';
  readonly reason: RegExp;
  readonly line: number;
}

export interface TimedRecord {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly record: Record_;
}

/** Records in the order in which they arrive, and the alerts of correlations when nothing more comes. */
export interface AlertCase extends Common {
  readonly kind: 'alerts';
  readonly records: readonly TimedRecord[];
  /** Title and second of each alert, such as `burst@40`, in the order of time. */
  readonly alerts: readonly string[];
}

export type Case = MatchCase | RefusalCase | AlertCase;

/** A rule around a detection. JSON is YAML, so values reach the engine exactly as given. */
export function ruleText(detection: object, extra: object = {}): string {
  return JSON.stringify({ title: 'a rule', logsource: { product: 'test' }, detection, ...extra });
}

export const shown = (value: unknown): string =>
  JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? `${one}n` : one));

/** A whole detection, a record, and whether they match. */
export function detectionCase(
  group: string,
  detection: object,
  record: Record_,
  matches: boolean,
  placeholders?: Placeholders,
): MatchCase {
  return {
    kind: 'match',
    group,
    name: `${shown(detection)} ${matches ? 'matches' : 'does not match'} ${shown(record)}`,
    yaml: ruleText(detection),
    record,
    ...(placeholders === undefined ? {} : { placeholders }),
    matches,
  };
}

/** Field with modifiers, value in the rule, record, and whether the comparison holds. */
export type Comparison = readonly [string, unknown, Record_, boolean];

export function comparisons(group: string, rows: readonly Comparison[]): MatchCase[] {
  return rows.map(([field, value, record, holds]) => ({
    ...detectionCase(group, { selection: { [field]: value }, condition: 'selection' }, record, holds),
    name: `${field}: ${shown(value)} ${holds ? 'holds' : 'does not hold'} on ${shown(record)}`,
  }));
}

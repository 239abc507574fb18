/** Runs the cases against an engine. */
import type { Placeholders } from '../index.ts';
import type { Case, TimedRecord } from './case.ts';
import type { Record_ } from './naive.ts';

/** What an engine must be able to do to be measured. */
export interface ConformanceEngine {
  load(yaml: string, placeholders: Placeholders): LoadedText;
}

export interface LoadedText {
  /** What was not loaded, in any words; `line` where the engine knows it. */
  readonly refusals: readonly { readonly line?: number; readonly reason: string }[];
  /** Titles of the rules that match the record and are hidden by no filter. Log sources do not count. */
  match(record: Record_): readonly string[];
  /** Alerts of correlations on records in the order of arrival, once nothing more comes. */
  correlate(records: readonly TimedRecord[]): readonly { readonly title: string; readonly time: number }[];
}

export interface CaseResult {
  readonly case: Case;
  readonly passed: boolean;
  readonly wanted: string;
  readonly found: string;
}

/** One result for each case, in their order. What an engine throws is what it answered. */
export function runConformance(engine: ConformanceEngine, cases: readonly Case[]): CaseResult[] {
  return cases.map((one) => {
    const wanted = wantedOf(one);
    const found = answer(engine, one);
    return { case: one, passed: found === wanted, wanted, found };
  });
}

function wantedOf(one: Case): string {
  if (one.kind === 'refusal') return 'refused';
  return one.kind === 'match' ? (one.matches ? 'match' : 'no match') : one.alerts.join(' ');
}

function answer(engine: ConformanceEngine, one: Case): string {
  try {
    const loaded = engine.load(one.yaml, (one.kind === 'match' && one.placeholders) || {});
    const [refusal] = loaded.refusals;
    if (one.kind === 'refusal') return refusal === undefined ? 'loaded' : 'refused';
    if (refusal !== undefined) return `refused: ${refusal.reason}`;
    if (one.kind === 'match') return loaded.match(one.record).length > 0 ? 'match' : 'no match';
    return loaded
      .correlate(one.records)
      .map(({ title, time }) => `${title}@${time / 1000}`)
      .join(' ');
  } catch (error) {
    return `threw: ${(error as Error).message}`;
  }
}

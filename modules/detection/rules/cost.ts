/**
 * What each rule costs by itself: to find the one that an update made slow. In a rule set it costs less, since rules share
 * their tests, so the sum says nothing of the whole. Takes time; reads no clock but the one it is given.
 */
import { compileRuleSet, type LogsourceMapping, type SigmaRule } from '@cordon/sigma';
import type { Event } from '../model.ts';

export interface RuleCost {
  rule: SigmaRule;
  /** Microseconds for a record of the sources it is about; null when the sample has none. */
  micros: number | null;
  /** Of the sample: records of its sources, and how many of those it matches. */
  records: number;
  matches: number;
}

/** Long enough against the grain of the clock, short enough for thousands of rules. */
const leastMs = 2;

/** Dearest first, then those that nothing of the sample concerns. `now` in milliseconds, with fractions. */
export function costOfRules(
  rules: readonly SigmaRule[],
  sample: readonly Event[],
  mappings: readonly LogsourceMapping[],
  now: () => number,
): RuleCost[] {
  const sources = [...new Set(sample.map(({ source }) => source))];
  const costs = rules.map((rule): RuleCost => {
    const alone = compileRuleSet([rule], { mappings });
    const concerned = new Set(sources.filter((source) => alone.route(source).ruleCount > 0));
    const records = sample.filter(({ source }) => concerned.has(source));
    if (records.length === 0) return { rule, micros: null, records: 0, matches: 0 };
    const pass = (): number =>
      records.reduce((sum, event) => sum + alone.route(event.source).match(event).length, 0);
    // The first pass compiles the routes and reads the fields.
    const matches = pass();
    const began = now();
    let passes = 0;
    let took = 0;
    do {
      pass();
      passes += 1;
      took = now() - began;
    } while (took < leastMs);
    return { rule, micros: (took * 1000) / (passes * records.length), records: records.length, matches };
  });
  return costs.sort((a, b) => (b.micros ?? -1) - (a.micros ?? -1));
}

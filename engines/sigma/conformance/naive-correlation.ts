/**
 * The plain meaning of correlations whose condition can only be reached: every window is looked at anew, hit by hit.
 * Slow and short; the correlator must agree with it.
 */

import type { CorrelationHit, SigmaCorrelation } from '../correlation/types.ts';
import { hitText } from '../correlation/values.ts';
import type { Condition } from '../types.ts';

const folded = (value: Parameters<typeof hitText>[0]) => hitText(value)?.toLowerCase() ?? null;

/** @param hits in the order of time */
export function plainAlerts(
  correlation: SigmaCorrelation,
  hits: readonly CorrelationHit[],
): { time: number; id: string; value: number }[] {
  const { timespanMs, groupBy, condition, rules, id } = correlation;
  const fields = condition.kind === 'number' ? condition.fields : [];
  const measuresNumbers = /sum|avg|median|percentile/.test(correlation.type);
  const takesPart = ({ rule, values }: CorrelationHit) =>
    rules.includes(rule) &&
    [...groupBy, ...fields].every((field) => folded(values[field]) !== null) &&
    (!measuresNumbers || !Number.isNaN(Number(values[fields[0]!])));
  const group = ({ values }: CorrelationHit) => JSON.stringify(groupBy.map((field) => folded(values[field])));

  const alerts: { time: number; id: string; value: number }[] = [];
  const spoke = new Map<string, number>();
  hits.forEach((hit, i) => {
    if (!takesPart(hit)) return;
    const key = group(hit);
    const windowUpTo = (end: number) =>
      hits
        .slice(0, end)
        .filter((one) => takesPart(one) && group(one) === key && one.time >= hit.time - timespanMs);
    const last = spoke.get(key);
    const held = holds(correlation, windowUpTo(i));
    if (last !== undefined && (hit.time - last > timespanMs || !held)) spoke.delete(key);
    const now = windowUpTo(i + 1);
    if (spoke.has(key) || !holds(correlation, now)) return;
    spoke.set(key, hit.time);
    alerts.push({ time: hit.time, id: `${id}:${hit.ref}`, value: measure(correlation, now) });
  });
  return alerts;
}

function holds(correlation: SigmaCorrelation, window: readonly CorrelationHit[]): boolean {
  const { condition } = correlation;
  if (condition.kind === 'expression') {
    return evaluate(condition.of, (name) => window.some(({ rule }) => rule === name));
  }
  const value = measure(correlation, window);
  return condition.tests.every(({ comparator, number }) =>
    comparator === 'gt' ? value > number : comparator === 'gte' && value >= number,
  );
}

function evaluate(condition: Condition, seen: (name: string) => boolean): boolean {
  if (condition.kind === 'selection') return seen(condition.name);
  if (condition.kind === 'not') return !evaluate(condition.of, seen);
  return condition.kind === 'and'
    ? condition.of.every((one) => evaluate(one, seen))
    : condition.of.some((one) => evaluate(one, seen));
}

function measure({ type, rules, condition }: SigmaCorrelation, window: readonly CorrelationHit[]): number {
  const { fields, percentile = 50 } = condition.kind === 'number' ? condition : { fields: [] };
  const numbers = window.map(({ values }) => Number(values[fields[0]!])).sort((a, b) => a - b);
  const sum = numbers.reduce((total, number) => total + number, 0);
  switch (type) {
    case 'event_count':
      return window.length;
    case 'value_count':
      return new Set(window.map(({ values }) => JSON.stringify(fields.map((field) => folded(values[field])))))
        .size;
    case 'value_sum':
      return sum;
    case 'value_avg':
      return sum / numbers.length;
    case 'temporal':
      return new Set(window.map(({ rule }) => rule)).size;
    case 'temporal_ordered':
      return longestInOrder(rules, window);
    default: {
      const rank = (percentile / 100) * (numbers.length - 1);
      const [below, above] = [numbers[Math.floor(rank)], numbers[Math.ceil(rank)]];
      return below === undefined ? Number.NaN : below + (above! - below) * (rank % 1);
    }
  }
}

/** How many of the rules, from the first on, can be found one after another. */
function longestInOrder(rules: readonly string[], window: readonly CorrelationHit[]): number {
  const from = (place: number, time: number): number => {
    const next = window.filter((hit) => hit.rule === rules[place] && hit.time >= time);
    return next.length === 0 ? place : from(place + 1, Math.min(...next.map((hit) => hit.time)));
  };
  return from(0, Number.NEGATIVE_INFINITY);
}

/** Why a correlation came true, in words that need no knowledge of Sigma. */
import type { Plan } from './resolve.ts';
import type { Outcome } from './track.ts';
import type { Comparator, CorrelationReason, SigmaCorrelation } from './types.ts';

const words: Record<Comparator, string> = {
  gt: 'more than',
  gte: 'at least',
  lt: 'less than',
  lte: 'at most',
  eq: 'exactly',
  neq: 'other than',
};

export function reasonsFor({ correlation, members }: Plan, outcome: Outcome): CorrelationReason[] {
  const { condition, timespanMs, type } = correlation;
  const within = `within ${spanText(timespanMs)}`;
  const { seen } = outcome;
  const rules: CorrelationReason[] = (seen === undefined ? [] : members).map(({ title }, member) => {
    const time = seen![member];
    return {
      test: title,
      wanted: within,
      found: time === null || time === undefined ? 'not seen' : new Date(time).toISOString(),
    };
  });
  if (condition.kind === 'expression') {
    return [
      { test: 'rules seen', wanted: `${condition.text} ${within}`, found: `${outcome.value}` },
      ...rules,
    ];
  }
  const wanted = condition.tests
    .map(({ comparator, number }) => `${words[comparator]} ${number}`)
    .join(' and ');
  const found = String(Math.round(outcome.value * 1000) / 1000);
  const order = type === 'temporal_ordered' ? ', in this order' : '';
  return [{ test: measured(correlation), wanted: `${wanted} ${within}${order}`, found }, ...rules];
}

function measured({ type, condition }: SigmaCorrelation): string {
  const fields = condition.kind === 'number' ? condition.fields.join(' and ') : '';
  switch (type) {
    case 'event_count':
      return 'events';
    case 'value_count':
      return `different values of ${fields}`;
    case 'value_sum':
      return `sum of ${fields}`;
    case 'value_avg':
      return `average of ${fields}`;
    case 'value_median':
      return `median of ${fields}`;
    case 'value_percentile':
      return `percentile ${condition.kind === 'number' ? condition.percentile : ''} of ${fields}`;
    default:
      return 'rules seen';
  }
}

const units = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
] as const;

function spanText(ms: number): string {
  const [length, unit] = units.find(([one]) => ms % one === 0) ?? [1000, 'second'];
  const number = ms / length;
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}

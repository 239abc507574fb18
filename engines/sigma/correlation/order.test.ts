/** Alerts must not depend on how logs arrive, on restarts, or on short cuts that a plain reading does not take. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainAlerts } from '../conformance/naive-correlation.ts';
import { type Correlated, type CorrelationHit, createCorrelator, parseRules } from '../index.ts';

const minute = 60_000;
const lateness = 5 * minute;

const base = ['a', 'b', 'c']
  .map(
    (name) =>
      `title: rule ${name}\nname: ${name}\nlogsource: { product: x }\ndetection: { s: { k: 1 }, condition: s }`,
  )
  .join('\n---\n');

const correlation = (name: string, body: string) => `title: ${name}\nname: ${name}\ncorrelation: { ${body} }`;

/** One of each kind, small enough that random hits make them true and false again and again. */
const reachable = [
  correlation(
    'counted',
    'type: event_count, rules: [a, b], group-by: [u], timespan: 5m, condition: { gte: 3 }',
  ),
  correlation('ungrouped', 'type: event_count, rules: [a], timespan: 3m, condition: { gt: 2 }'),
  correlation(
    'distinct',
    'type: value_count, rules: [a, b], group-by: [u], timespan: 5m, condition: { field: v, gte: 3 }',
  ),
  correlation(
    'pairs',
    'type: value_count, rules: [a], group-by: [u], timespan: 5m, condition: { field: [u, v], gte: 2 }',
  ),
  correlation(
    'summed',
    'type: value_sum, rules: [a, b], group-by: [u], timespan: 5m, condition: { field: n, gte: 20 }',
  ),
  correlation(
    'average',
    'type: value_avg, rules: [a], group-by: [u], timespan: 5m, condition: { field: n, gt: 5 }',
  ),
  correlation(
    'middle',
    'type: value_median, rules: [a], group-by: [u], timespan: 5m, condition: { field: n, gt: 4 }',
  ),
  correlation(
    'upper',
    'type: value_percentile, rules: [a, b], group-by: [u], timespan: 5m, condition: { field: n, percentile: 90, gte: 8 }',
  ),
  correlation('together', 'type: temporal, rules: [a, b, c], group-by: [u], timespan: 5m'),
  correlation('some', 'type: temporal, rules: [a, b, c], group-by: [u], timespan: 4m, condition: { gte: 2 }'),
  correlation(
    'either',
    'type: temporal, rules: [a, b, c], group-by: [u], timespan: 4m, condition: a and (b or c)',
  ),
  correlation('in_order', 'type: temporal_ordered, rules: [a, b, c], group-by: [u], timespan: 6m'),
  correlation('two_in_order', 'type: temporal_ordered, rules: [b, a], timespan: 2m'),
];
const closing = [
  correlation('few', 'type: event_count, rules: [a], group-by: [u], timespan: 5m, condition: { lt: 3 }'),
  correlation(
    'exactly',
    'type: value_count, rules: [a, b], group-by: [u], timespan: 5m, condition: { field: v, eq: 2 }',
  ),
  correlation(
    'between',
    'type: event_count, rules: [a, b, c], group-by: [u], timespan: 5m, condition: { gte: 2, lte: 4 }',
  ),
  correlation(
    'without',
    'type: temporal, rules: [a, b], group-by: [u], timespan: 5m, condition: a and not b',
  ),
  correlation(
    'neither',
    'type: temporal, rules: [a, b, c], group-by: [u], timespan: 5m, condition: a and c and not b',
  ),
  correlation(
    'never_after',
    'type: temporal_ordered, rules: [a, b, c], group-by: [u], timespan: 5m, condition: a and b and not c',
  ),
  correlation(
    'not_between',
    'type: temporal_ordered, rules: [a, b, c], group-by: [u], timespan: 5m, condition: a and not b and c',
  ),
];
const chained = [
  correlation('then', 'type: temporal_ordered, rules: [counted, c], group-by: [u], timespan: 9m'),
  correlation(
    'lasting',
    'type: event_count, rules: [few, without], group-by: [v], timespan: 30m, condition: { gte: 2 }',
  ),
];

function correlatorOf(documents: readonly string[], options = { latenessMs: lateness }) {
  const { rules, correlations, refusals } = parseRules([base, ...documents].join('\n---\n'), 'f.yml');
  const correlator = createCorrelator(correlations, rules, options);
  expect([...refusals, ...correlator.refusals]).toEqual([]);
  return correlator;
}

const hitArbitrary = fc.record({
  rule: fc.constantFrom('a', 'b', 'c'),
  // Whole minutes and half ones: windows are met exactly at their ends, and moments are shared.
  time: fc.integer({ min: 0, max: 60 }).map((halves) => halves * 0.5 * minute),
  u: fc.constantFrom('Ann', 'ann', 'Bob', null),
  v: fc.constantFrom('x', 'y', 'z', 'X', 7, null),
  n: fc.constantFrom(0, 3, 5, 9, '10', 'many', null),
});
const hitsArbitrary = fc
  .array(hitArbitrary, { maxLength: 60 })
  .map((hits) =>
    hits.map(({ rule, time, ...values }, i): CorrelationHit => ({ rule, time, ref: `r${i}`, values })),
  );

const inOrder = (hits: readonly CorrelationHit[]) =>
  [...hits].sort((a, b) => a.time - b.time || (a.ref < b.ref ? -1 : 1));
const shown = ({ correlation: { title }, reasons: _, ...alert }: Correlated) => ({ title, ...alert });

function run(documents: readonly string[], hits: readonly CorrelationHit[]) {
  const correlator = correlatorOf(documents);
  const alerts = [...hits.flatMap((hit) => correlator.add(hit)), ...correlator.end()];
  return { alerts: alerts.map(shown), counters: correlator.counters };
}

const all = [...reachable, ...closing, ...chained];

test('hits that arrive out of order within the lateness bound give the same alerts in the same order', () => {
  const delays = fc.array(fc.integer({ min: 0, max: lateness - 1 }), { minLength: 60, maxLength: 60 });
  fc.assert(
    fc.property(hitsArbitrary, delays, (hits, delay) => {
      const arrived = hits
        .map((hit, i) => ({ hit, at: hit.time + delay[i]! }))
        .sort((a, b) => a.at - b.at)
        .map(({ hit }) => hit);
      expect(run(all, arrived)).toEqual(run(all, inOrder(hits)));
    }),
    { numRuns: 60 },
  );
});

test('a correlator restored from a snapshot goes on exactly as the original', () => {
  fc.assert(
    fc.property(hitsArbitrary, fc.nat(60), fc.boolean(), (hits, cut, advance) => {
      const original = correlatorOf(all);
      const before = hits.slice(0, cut);
      for (const hit of before) original.add(hit);
      if (advance) original.advance(20 * minute);
      const snapshot = JSON.parse(JSON.stringify(original.snapshot()));
      expect(original.snapshot()).toEqual(snapshot);
      const restored = correlatorOf(all);
      restored.add({ rule: 'a', time: 0, ref: 'other', values: { u: 'Eve' } });
      restored.restore(snapshot);
      expect(restored.snapshot()).toEqual(snapshot);
      for (const hit of hits.slice(cut)) expect(restored.add(hit)).toEqual(original.add(hit));
      expect(restored.advance(40 * minute)).toEqual(original.advance(40 * minute));
      expect(restored.end()).toEqual(original.end());
      expect(restored.counters).toEqual(original.counters);
    }),
    { numRuns: 60 },
  );
});

describe('counting as time passes agrees with counting each window anew', () => {
  test.each(reachable.map((document) => [document.split('\n')[1]!.slice(6), document]))(
    '%s',
    (_, document) => {
      const { correlations } = parseRules(document, 'f.yml');
      fc.assert(
        fc.property(hitsArbitrary, (hits) => {
          const ordered = inOrder(hits);
          const found = run([document], ordered).alerts.map(({ time, id, value }) => ({ time, id, value }));
          expect(found).toEqual(plainAlerts(correlations[0]!, ordered));
        }),
        { numRuns: 60 },
      );
    },
  );
});

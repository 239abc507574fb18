/** A log may hold anything, in any number and at any time: memory stays bounded, nothing throws, losses are counted. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CorrelationHit, type CorrelatorOptions, createCorrelator, parseRules } from '../index.ts';

const base = ['a', 'b']
  .map(
    (name) =>
      `title: ${name}\nname: ${name}\nlogsource: { product: x }\ndetection: { s: { k: 1 }, condition: s }`,
  )
  .join('\n---\n');

function correlatorOf(bodies: string | readonly string[], options: CorrelatorOptions = {}) {
  const documents = [bodies].flat().map((body, i) => `title: c${i}\ncorrelation: { ${body} }`);
  const { rules, correlations, refusals } = parseRules([base, ...documents].join('\n---\n'), 'f.yml');
  const correlator = createCorrelator(correlations, rules, options);
  expect([...refusals, ...correlator.refusals]).toEqual([]);
  return correlator;
}

const hit = (time: number, values: CorrelationHit['values'] = {}, rule = 'a'): CorrelationHit => ({
  rule,
  time,
  ref: `${rule}${time}-${JSON.stringify(values)}`,
  values,
});
const byUser = 'type: event_count, rules: [a], group-by: [u], timespan: 10s, condition: { gte: 2 }';

test('later than the bound, a hit counts while its window is open and is counted as late otherwise', () => {
  const correlator = correlatorOf(byUser, { latenessMs: 1000 });
  correlator.add(hit(20_000, { u: 'x' }));
  correlator.advance(25_000);
  // Settled up to 24 s: the window of x reaches back to 14 s, and y has none.
  expect(correlator.add(hit(13_999, { u: 'x' }))).toEqual([]);
  expect(correlator.add(hit(15_000, { u: 'y' }))).toEqual([]);
  expect(correlator.counters.late).toBe(2);
  expect(correlator.add(hit(15_000, { u: 'x' }))).toMatchObject([{ count: 2, first: 15_000, time: 24_000 }]);
  expect(correlator.counters.late).toBe(2);
});

test('the least recently touched groups are given up first, and counted', () => {
  const correlator = correlatorOf(byUser, { latenessMs: 0, maxGroups: 10 });
  for (let i = 0; i < 10; i++) correlator.add(hit(i, { u: i }));
  for (const time of [20, 21]) correlator.add(hit(time, { u: 0 }));
  correlator.add(hit(22, { u: 'one more' }));
  correlator.advance(30);
  expect(correlator.counters).toMatchObject({ groups: 9, evicted: 2 });
  const alerts = [hit(31, { u: 1 }), hit(32, { u: 3 })].flatMap((one) => correlator.add(one));
  expect([...alerts, ...correlator.end()].map(({ group }) => group.u)).toEqual(['3']);
});

test('groups whose window is over make room without being counted as given up', () => {
  const correlator = correlatorOf(byUser, { latenessMs: 0, maxGroups: 10 });
  for (let i = 0; i < 200; i++) correlator.add(hit(i * 5000, { u: i }));
  correlator.advance(1_000_000);
  expect(correlator.counters.evicted).toBe(0);
  expect(correlator.counters.groups).toBeLessThan(11);
});

test('a group given up while its end was awaited is never judged', () => {
  const correlator = correlatorOf('type: temporal, group-by: [u], timespan: 10s, condition: a and not b', {
    latenessMs: 0,
    maxGroups: 4,
  });
  for (let i = 0; i < 5; i++) correlator.add(hit(i, { u: i }));
  expect(correlator.end().map(({ group }) => group.u)).toEqual(['2', '3', '4']);
  expect(correlator.counters.evicted).toBe(2);
});

test('hits that wait are bounded: beyond it the oldest are taken at once', () => {
  const correlator = correlatorOf(byUser, { maxWaiting: 100 });
  const alerts = Array.from({ length: 300 }, (_, i) => correlator.add(hit(i * 10, { u: 'x' }))).flat();
  expect(alerts).toHaveLength(1);
  expect(correlator.counters.waiting).toBe(100);
});

test('a flood in one group is counted to the hit, in a few entries', () => {
  const correlator = correlatorOf('type: event_count, rules: [a], timespan: 1h, condition: { gte: 50000 }', {
    latenessMs: 0,
  });
  const alerts = Array.from({ length: 60_000 }, (_, i) => correlator.add(hit(i * 10))).flat();
  expect(alerts).toMatchObject([{ count: 50_000, value: 50_000, first: 0, time: 499_990 }]);
  expect(alerts[0]!.refs).toHaveLength(20);
  expect(JSON.stringify(correlator.snapshot()).length).toBeLessThan(300_000);
});

test('beyond a bound different values are no longer told apart', () => {
  const condition = '{ field: v, gte: 100000 }';
  const correlator = correlatorOf(`type: value_count, rules: [a], timespan: 1h, condition: ${condition}`, {
    latenessMs: 0,
  });
  for (let i = 0; i < 120_000; i++) expect(correlator.add(hit(i, { v: i })).length).toBe(0);
  const { plans } = correlator.snapshot() as {
    plans: { groups: [[...unknown[], [[unknown, unknown[]]]]] }[];
  };
  expect(JSON.stringify(plans).match(/\["\d+",/g)!.length).toBeLessThan(70_000);
});

test('a sum restored in the middle does not differ in its last digit', () => {
  const body = 'type: value_sum, rules: [a], timespan: 10s, condition: { field: n, gt: 1.2 }';
  const [original, restored] = [correlatorOf(body, { latenessMs: 0 }), correlatorOf(body, { latenessMs: 0 })];
  const hits = Array.from({ length: 200 }, (_, i) => hit(i * 997, { n: (i % 7) / 10 }));
  hits.slice(0, 91).map((one) => original.add(one));
  restored.restore(JSON.parse(JSON.stringify(original.snapshot())));
  const rest = hits.slice(91).flatMap((one) => original.add(one));
  expect(rest.length).toBeGreaterThan(3);
  expect(hits.slice(91).flatMap((one) => restored.add(one))).toEqual(rest);
});

test('refs are the oldest ten and the newest ten', () => {
  const correlator = correlatorOf('type: event_count, rules: [a], timespan: 1h, condition: { gte: 50 }');
  for (let i = 0; i < 50; i++) correlator.add({ rule: 'a', time: i, ref: `r${i}`, values: {} });
  const numbers = correlator.end()[0]!.refs.map((ref) => Number(ref.slice(1)));
  expect(numbers).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49]);
});

test('time alone closes windows, once lateness has passed as well', () => {
  const correlator = correlatorOf('type: temporal, timespan: 10s, condition: a and not b', {
    latenessMs: 1000,
  });
  correlator.add(hit(0));
  expect(correlator.advance(11_000)).toEqual([]);
  expect(correlator.advance(11_001)).toMatchObject([{ time: 10_000, id: `c0:${hit(0).ref}` }]);
  expect(correlator.advance(Number.NaN)).toEqual([]);
  expect(correlator.end()).toEqual([]);
});

test('state of another format or of a changed correlation is left out, the rest is kept', () => {
  const kept = 'type: event_count, rules: [a], group-by: [w], timespan: 10s, condition: { gte: 2 }';
  const before = correlatorOf([byUser, kept], { latenessMs: 1000 });
  for (const time of [0, 5000]) before.add(hit(time, { u: 'x', w: `w${time}` }));
  const changed = correlatorOf([kept.replace('10s', '11s'), kept], { latenessMs: 1000 });
  changed.restore(before.snapshot());
  // c0 asks for another field and another time now: only c1 still means what it did.
  expect(changed.counters).toMatchObject({ groups: 1, waiting: 1 });
  const same = correlatorOf(['type: event_count, rules: [b], timespan: 1s, condition: { gte: 9 }', kept], {
    latenessMs: 1000,
  });
  same.restore(before.snapshot());
  expect(same.counters).toMatchObject({ groups: 1, waiting: 1 });
  expect([...same.add(hit(6000, { w: 'w0' })), ...same.end()]).toMatchObject([
    { group: { w: 'w0' }, count: 2 },
  ]);
  for (const state of [undefined, null, 7, [], {}, { format: 0 }]) same.restore(state);
});

test('whatever a hit holds, nothing is thrown', () => {
  const value: fc.Arbitrary<CorrelationHit['values'][string]> = fc.oneof(
    fc.string(),
    fc.double(),
    fc.bigInt(),
    fc.constantFrom(true, null, undefined, '', '1e999', '0x', 'x'.repeat(5000)),
    fc.array(fc.oneof(fc.string(), fc.constant(null), fc.array(fc.string()))),
  );
  const anyHit = fc.record({
    rule: fc.constantFrom('a', 'b', 'toString'),
    time: fc.oneof(fc.double(), fc.integer({ min: 0, max: 100_000 })),
    ref: fc.string(),
    values: fc.dictionary(fc.constantFrom('u', 'v', '__proto__', 'constructor'), value),
  });
  const bodies = [
    'type: event_count, rules: [a], group-by: [u, constructor], timespan: 10s, condition: { gte: 2 }',
    'type: value_count, rules: [a, b], group-by: [__proto__], timespan: 10s, condition: { field: v, gte: 2 }',
    'type: value_sum, rules: [a], timespan: 10s, condition: { field: v, gte: 2 }',
    'type: value_percentile, rules: [a], timespan: 10s, condition: { field: v, percentile: 1, lt: 2 }',
    'type: temporal, group-by: [u], timespan: 10s, condition: a and not b',
    'type: temporal_ordered, rules: [b, a], group-by: [u], timespan: 10s',
  ];
  fc.assert(
    fc.property(fc.array(anyHit, { maxLength: 30 }), (hits) => {
      const correlator = correlatorOf(bodies, { latenessMs: 10 });
      for (const one of hits) correlator.add(one);
      const copy = correlatorOf(bodies, { latenessMs: 10 });
      copy.restore(JSON.parse(JSON.stringify(correlator.snapshot())));
      const alerts = correlator.end();
      expect(copy.end()).toEqual(alerts);
      for (const alert of alerts) expect(Number.isFinite(alert.time)).toBe(true);
    }),
    { numRuns: 150 },
  );
});

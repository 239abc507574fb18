/**
 * Correlating, on one thread: `npx tsx bench/correlation.ts`.
 *
 * First hits a second into the correlator, beside the least that any counting must do: looking each hit's group and
 * value up in a Map. Then the correlation lane of the fastest open Sigma engine, from JSON text to alerts, beside rsigma
 * when it is on the PATH. The lane has no times, so both sides get one more field, a tenth of a second apart. rsigma's
 * time is that of a long input less that of a short one, so that starting counts for neither side.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type CorrelationHit, compileRuleSet, createCorrelator, parseRules } from '@cordon/sigma';
import { best, sharedData } from './measure.ts';

const rounds = 5;
const rules = `title: failed
id: 3c1f0a58-6d0f-4a55-9d0b-0a7a5b8b3c01
name: failed
logsource: { product: windows, category: authentication }
detection: { s: { EventType: authentication_failure }, condition: s }
---
title: passed
id: 3c1f0a58-6d0f-4a55-9d0b-0a7a5b8b3c02
name: passed
logsource: { product: windows, category: authentication }
detection: { s: { EventType: authentication_success }, condition: s }
`;
const kinds: Record<string, string> = {
  event_count: 'rules: [failed], group-by: [User], timespan: 5m, condition: { gte: 5 }',
  value_count:
    'rules: [failed], group-by: [Computer], timespan: 15m, condition: { field: User, gte: 100000 }',
  value_sum: 'rules: [failed], group-by: [User], timespan: 5m, condition: { field: BytesOut, gte: 100000 }',
  value_median:
    'rules: [failed], group-by: [Computer], timespan: 5m, condition: { field: BytesOut, gte: 100000 }',
  temporal: 'rules: [failed, passed], group-by: [User], timespan: 5m',
  temporal_ordered: 'rules: [failed, passed], group-by: [User], timespan: 5m',
};

function load(types: readonly string[]) {
  const documents = types.map((type) => `title: ${type}\ncorrelation: { type: ${type}, ${kinds[type]} }`);
  const parsed = parseRules([rules, ...documents].join('\n---\n'), 'bench.yml');
  const correlator = () => createCorrelator(parsed.correlations, parsed.rules);
  const refusals = [...parsed.refusals, ...correlator().refusals];
  if (refusals.length > 0) throw new Error(refusals[0]!.reason);
  return { ...parsed, correlator };
}

/** The fastest of the rounds, after one that does not count. */
function fastest(work: () => void): number {
  work();
  const all = Array.from({ length: rounds }, () => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  });
  return best(all);
}

const rate = (count: number, seconds: number) => Math.round(count / seconds).toLocaleString('en');

// 1,800 accounts: the number at which rsigma's own figures for value_count fall to a twentieth.
const hits = Array.from({ length: 300_000 }, (_, i): CorrelationHit => {
  const passed = i % 5 === 4;
  return {
    rule: `3c1f0a58-6d0f-4a55-9d0b-0a7a5b8b3c0${passed ? 2 : 1}`,
    time: i * 10,
    ref: `hit-${i}`,
    values: { User: `user-${(i * 7919) % 1800}`, Computer: `auth-${i % 4}`, BytesOut: (i * 31) % 5000 },
  };
});
const alone = fastest(() => {
  const groups = new Map<unknown, Map<unknown, number>>();
  for (const { values } of hits) {
    const group = groups.get(values.Computer) ?? new Map<string, number>();
    groups.set(values.Computer, group);
    group.set(values.User, (group.get(values.User) ?? 0) + 1);
  }
});
console.log('hits a second, 300,000 hits of 1,800 accounts on 4 hosts; ratio to counting in a Map alone');
console.table({
  'a Map alone': { 'hits a second': rate(hits.length, alone), ratio: '1.00' },
  ...Object.fromEntries(
    Object.keys(kinds).map((type) => {
      const { correlator } = load([type]);
      const seconds = fastest(() => {
        const one = correlator();
        for (const hit of hits) one.add(hit);
        one.end();
      });
      return [type, { 'hits a second': rate(hits.length, seconds), ratio: (alone / seconds).toFixed(2) }];
    }),
  ),
});

const lane = gunzipSync(readFileSync(join(sharedData(), 'lanes', 'correlation.ndjson.gz')))
  .toString('utf8')
  .trim()
  .split('\n');
const start = Date.parse('2026-01-05T00:00:00Z');
const timed = (times: number) =>
  Array.from({ length: lane.length * times }, (_, i) => {
    const time = new Date(start + i * 100).toISOString();
    return `{"@timestamp":"${time}",${lane[i % lane.length]!.slice(1)}`;
  });

/** From JSON text to alerts. */
function correlate(lines: readonly string[], { rules: parsed, correlator }: ReturnType<typeof load>): number {
  const one = correlator();
  const source = { key: 'lane', product: 'windows', category: 'authentication', fixed: {} };
  const route = compileRuleSet(parsed, { mappings: [] }).route(source);
  let alerts = 0;
  lines.forEach((line, i) => {
    const record = JSON.parse(line) as Record<string, string | number>;
    const event = { field: (name: string) => record[name], fieldNames: () => Object.keys(record) };
    for (const { rule } of route.match(event)) {
      const time = Date.parse(record['@timestamp'] as string);
      alerts += one.add({ rule: rule.id, time, ref: `${i}`, values: record }).length;
    }
  });
  return alerts + one.end().length;
}

/** Seconds that rsigma takes for the long input beyond the short one. */
function rsigma(type: string, short: readonly string[], long: readonly string[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-correlation-'));
  try {
    const file = join(folder, 'rules.yml');
    const id = '3c1f0a58-6d0f-4a55-9d0b-0a7a5b8b3c09';
    writeFileSync(
      file,
      `${rules}---\ntitle: ${type}\nid: ${id}\ncorrelation: { type: ${type}, ${kinds[type]} }\n`,
    );
    const time = (name: string, lines: readonly string[]): number => {
      const input = join(folder, name);
      writeFileSync(input, lines.join('\n'));
      const before = performance.now();
      const flags = ['--no-detections', '--timestamp-field', '@timestamp', '--quiet'];
      const { status } = spawnSync(
        'rsigma',
        ['engine', 'eval', '--rules', file, ...flags, '--event', `@${input}`],
        {
          stdio: 'ignore',
        },
      );
      return status === 0 ? (performance.now() - before) / 1000 : Number.NaN;
    };
    const all = Array.from({ length: 3 }, () => [time('short', short), time('long', long)] as const);
    return best(all.map(([, one]) => one)) - best(all.map(([one]) => one));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const [short, long] = [timed(1), timed(6)];
const hasRsigma = spawnSync('which', ['rsigma']).status === 0;
console.log(
  `events a second from JSON text to alerts, ${long.length - short.length} events of the correlation lane`,
);
console.table(
  Object.fromEntries(
    ['event_count', 'value_count', 'temporal_ordered'].map((type) => {
      const loaded = load([type]);
      const seconds = fastest(() => correlate(long, loaded)) - fastest(() => correlate(short, loaded));
      const peer = hasRsigma ? rsigma(type, short, long) : Number.NaN;
      const events = long.length - short.length;
      return [
        type,
        {
          Cordon: rate(events, seconds),
          rsigma: hasRsigma ? rate(events, peer) : 'not on the PATH',
          ratio: hasRsigma ? (peer / seconds).toFixed(2) : '',
        },
      ];
    }),
  ),
);

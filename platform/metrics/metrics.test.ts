/** Risk: one label that a stranger chose makes the whole answer unreadable, or fills the memory. */
import { expect, test } from 'vitest';
import { createMetrics } from './index.ts';

const lineOf = /^[a-z_]+(\{([a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+\})? -?[\d.e+-]+$/;

test('what Prometheus reads: one head for each name, buckets that add up, labels that cannot break out', () => {
  const metrics = createMetrics();
  const labels = { route: '/a"b\\c\nd', status: '200' };
  for (const seconds of [0.004, 0.07, 30]) metrics.observe('request_seconds', 'Requests.', labels, seconds);
  const text = metrics.text([
    { type: 'gauge', name: 'findings', help: 'By level.', value: 2, labels: { level: 'high' } },
    { type: 'gauge', name: 'findings', help: 'By level.', value: 0, labels: { level: 'low' } },
    { type: 'counter', name: 'events_total', help: 'All.', value: 12, labels: {} },
  ]);
  const lines = text.trimEnd().split('\n');
  for (const line of lines) if (!line.startsWith('#')) expect(line).toMatch(lineOf);
  expect(lines.filter((line) => line.startsWith('# TYPE'))).toEqual([
    '# TYPE request_seconds histogram',
    '# TYPE findings gauge',
    '# TYPE events_total counter',
  ]);
  const bucket = (le: string): string | undefined =>
    lines
      .find((line) => line.includes(`le="${le}"`))
      ?.split(' ')
      .at(-1);
  expect([bucket('0.01'), bucket('0.1'), bucket('10'), bucket('+Inf')]).toEqual(['1', '2', '2', '3']);
  expect(lines.at(-1)).toBe('events_total 12');
});

test('keeps no more series than there could be routes', () => {
  const metrics = createMetrics();
  for (let n = 0; n < 5_000; n++) metrics.observe('request_seconds', 'Requests.', { route: String(n) }, 1);
  expect(
    metrics
      .text([])
      .split('\n')
      .filter((line) => line.startsWith('request_seconds_count')),
  ).toHaveLength(2_000);
});

/** Every case of the suite, on this engine; for refusals the line and the reason as well. */
import { expect, test } from 'vitest';
import { cordon } from './cordon.ts';
import { conformanceCases, runConformance } from './index.ts';

test.each(
  runConformance(cordon, conformanceCases).map(
    (result) => [result.case.group, result.case.name, result] as const,
  ),
)('%s: %s', (_group, _name, result) => {
  expect(result.found).toBe(result.wanted);
  if (result.case.kind !== 'refusal') return;
  const { refusals } = cordon.load(result.case.yaml, {});
  expect(refusals).toHaveLength(1);
  expect(refusals[0]!.reason).toMatch(result.case.reason);
  expect(refusals[0]!.line).toBe(result.case.line);
});

test('no two cases are the same', () => {
  const names = conformanceCases.map(({ group, name }) => `${group}: ${name}`);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('the runner tells a failing engine from a passing one', () => {
  const silent = { load: () => ({ refusals: [], match: () => [], correlate: () => [] }) };
  const broken = {
    load: () => {
      throw new Error('no');
    },
  };
  const passed = (engine: Parameters<typeof runConformance>[0]) =>
    runConformance(engine, conformanceCases).filter((result) => result.passed).length;
  const negative = conformanceCases.filter(
    (one) => (one.kind === 'match' && !one.matches) || (one.kind === 'alerts' && one.alerts.length === 0),
  );
  expect(passed(silent)).toBe(negative.length);
  expect(passed(broken)).toBe(0);
});

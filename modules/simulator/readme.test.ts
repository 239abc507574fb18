import { readFileSync } from 'node:fs';
import * as estate from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { expect, test, vi } from 'vitest';
import * as simulator from './index.ts';

test('the example in the README runs and finds the first signal', async () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const log = vi.fn();
  const body = code.replace(/^import .*$/gm, '').replaceAll('console.log', 'log');
  const example = new Function(
    'loadEstate',
    'loadScenario',
    'simulate',
    'log',
    `return (async () => {${body}})()`,
  );
  // The example names the hospital from the root of the project; tests may run from anywhere.
  const loadEstate = (folder: string) => estate.loadEstate(projectPath(folder));
  await example(loadEstate, simulator.loadScenario, simulator.simulate, log);
  expect(log).toHaveBeenCalledOnce();
  const [time, stream, name] = log.mock.calls[0]!;
  expect(time).toMatch(/^2026-03-11T16:32:0/);
  expect(stream).toBe('windows/sysmon.ndjson');
  expect(name).toMatch(/^\\MSSE-\d{4}-server$/);
});

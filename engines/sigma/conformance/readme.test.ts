import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import * as conformance from './index.ts';

test('the example in the README prints what it says', () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const log = vi.fn();
  const plain = code.replace(/^import .*$/m, '').replaceAll('console.log', 'log');
  new Function('conformanceCases', 'runConformance', 'log', plain)(
    conformance.conformanceCases,
    conformance.runConformance,
    log,
  );
  expect(log.mock.calls).toEqual([[true, true]]);
});

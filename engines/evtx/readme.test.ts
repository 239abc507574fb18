/** Risk: the example that people copy does not work, or prints something else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as evtx from './index.ts';

test('the example in the README prints what it says', () => {
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const output = /```text\n([\s\S]*?)```/.exec(readme)![1]!;
  const body = code.replace(/^import .* from '@cordon\/evtx';$/m, '');
  expect(body).not.toContain('import');
  const lines: string[] = [];
  const log = (...parts: unknown[]) => lines.push(`${parts.join(' ')}\n`);
  new Function('readEvtxBuffer', 'writeEvtx', 'console', body)(evtx.readEvtxBuffer, evtx.writeEvtx, { log });
  expect(lines.join('')).toBe(output);
});

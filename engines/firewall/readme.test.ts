/** The risk: an example in the README that no longer works is the first thing a newcomer tries. */
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import * as firewall from './index.ts';

test('the example in the README prints what it says', () => {
  const code = /```ts\n([\s\S]*?)```/.exec(
    readFileSync(new URL('./README.md', import.meta.url), 'utf8'),
  )![1]!;
  const printed: string[] = [];
  const print = (...values: unknown[]) =>
    printed.push(values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '));
  const body = code.replace(/^import .*$/m, '').replaceAll('console.log', 'print');
  new Function(...Object.keys(firewall), 'print', body)(...Object.values(firewall), print);
  expect(printed).toEqual([...code.matchAll(/console\.log.*\/\/ (.*)$/gm)].map(([, line]) => line));
});

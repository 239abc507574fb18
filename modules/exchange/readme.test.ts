/** The risk: an example in the README that no longer works is the first thing a newcomer tries. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { signedHeaders } from './index.ts';

test('the example in the README prints what it says', () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const printed: string[] = [];
  const body = code.replace(/^import .*$/m, '').replaceAll('console.log', 'print');
  new Function('signedHeaders', 'print', body)(signedHeaders, (line: string) => printed.push(line));
  expect(printed).toEqual([...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line));
});

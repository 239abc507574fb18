/** The risk: an example in the README that no longer works is the first thing a newcomer tries. */
import { readFileSync } from 'node:fs';
import { projectPath } from '@cordon/platform/root';
import { expect, test } from 'vitest';
import { createDetect, openRules, readInput } from './index.ts';

test('the example in the README prints what it says', async () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const printed: string[] = [];
  const body = code.replace(/^import .*$/m, '').replaceAll('console.log', 'print');
  const run = new Function(
    'createDetect',
    'openRules',
    'readInput',
    'print',
    `return (async () => {${body}})()`,
  );
  const open = (dirs: string[], cache: null) =>
    openRules(
      dirs.map((dir) => projectPath(dir)),
      cache,
    );
  await run(createDetect, open, readInput, (...words: unknown[]) => printed.push(words.join(' ')));
  expect(printed).toEqual([...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line));
});

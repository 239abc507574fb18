/** The risk: an example in the README that no longer works is the first thing a newcomer tries. */
import { readFileSync } from 'node:fs';
import { loadEstate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { expect, test } from 'vitest';
import { createContainment } from './index.ts';

test('the example in the README prints what it says', async () => {
  const code = /```ts\n([\s\S]*?)```/.exec(
    readFileSync(new URL('./README.md', import.meta.url), 'utf8'),
  )![1]!;
  const printed: string[] = [];
  const body = code
    .replace(/^import .*$/gm, '')
    .replaceAll('console.log', 'print')
    .replaceAll(')!;', ');');
  const run = new Function('createContainment', 'loadEstate', 'print', `return (async () => {${body}})()`);
  await run(
    createContainment,
    (folder: string) => loadEstate(projectPath(folder)),
    (...words: unknown[]) => printed.push(words.join(' ')),
  );
  expect(printed).toEqual([...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line));
});

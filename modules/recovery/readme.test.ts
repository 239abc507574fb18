/** The risk: an example in the README that no longer works is the first thing a newcomer tries. */
import { readFileSync } from 'node:fs';
import { loadEstate, loadRegisters } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { expect, test } from 'vitest';
import { drawBoard } from './index.ts';

test('the example in the README prints what it says', async () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const printed: string[] = [];
  const body = code
    .replace(/^import .*$/gm, '')
    .replaceAll('console.log', 'print')
    .replaceAll(' as const', '')
    .replaceAll(')!;', ');');
  const given = {
    drawBoard,
    loadEstate: (folder: string) => loadEstate(projectPath(folder)),
    loadRegisters: (folder: string, estate: Awaited<ReturnType<typeof loadEstate>>) =>
      loadRegisters(projectPath(folder), estate),
    print: (...words: unknown[]) => printed.push(words.join(' ')),
  };
  await new Function(...Object.keys(given), `return (async () => {${body}})()`)(...Object.values(given));
  expect(printed).toEqual([...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line));
});

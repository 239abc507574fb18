/** The risk: an example in the README that no longer works is the first thing a newcomer tries. */
import { readFileSync } from 'node:fs';
import { loadKnowledge } from '@cordon/containment';
import { createFlowBook, createFlowTally, readInput } from '@cordon/detection';
import { loadEstate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { expect, test } from 'vitest';
import { createSegmentation, loadPatterns } from './index.ts';

test('the example in the README prints what it says', async () => {
  const code = /```ts\n([\s\S]*?)```/.exec(
    readFileSync(new URL('./README.md', import.meta.url), 'utf8'),
  )![1]!;
  const printed: string[] = [];
  const given = {
    ...{ loadKnowledge, createFlowBook, createFlowTally, readInput, createSegmentation, loadPatterns },
    loadEstate: (folder: string) => loadEstate(projectPath(folder)),
    print: (...words: unknown[]) => printed.push(words.join(' ')),
  };
  const body = code.replace(/^import .*$/gm, '').replaceAll('console.log', 'print');
  const run = new Function(...Object.keys(given), `return (async () => {${body}})()`);
  await run(...Object.values(given));
  expect(printed).toEqual([...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line));
});

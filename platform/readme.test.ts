/** The risk: an example in the README that no longer works is the first thing a newcomer tries. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from './database/index.ts';
import { openEvents } from './events/index.ts';
import { openStream } from './stream/index.ts';
import { testCache } from './test/index.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-readme-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('the example in the README prints what it says', async () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const printed: string[] = [];
  const body = code.replaceAll(/^import .*$/gm, '').replaceAll('console.log', 'print');
  const names = ['openDatabase', 'openEvents', 'openStream', 'dir', 'cache', 'print'];
  const run = new Function(...names, `return (async () => {${body}})()`);
  const print = (...values: unknown[]): void => {
    printed.push(values.map((value) => inspect(value)).join(' '));
  };
  await run(openDatabase, openEvents, openStream, dir, testCache, print);
  expect(printed).toEqual([...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line));
});

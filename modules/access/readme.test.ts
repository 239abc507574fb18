/** The risk: an example in the README that no longer works is the first thing a newcomer tries. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openDatabase } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { expect, test } from 'vitest';
import { openLedger } from './index.ts';

test('the example in the README prints what it says', async () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const folder = mkdtempSync(join(tmpdir(), 'cordon-access-readme-'));
  const database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'access', projectPath('modules/access/migrations'));
  const printed: string[] = [];
  const body = code.replace(/^import .*$/m, '').replaceAll('console.log', 'print');
  const run = new Function('openLedger', 'db', 'folder', 'print', `return (async () => {${body}})()`);
  await run(openLedger, database.tables(), folder, (...words: unknown[]) => printed.push(words.join(' ')));
  expect(printed).toEqual([...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line));
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

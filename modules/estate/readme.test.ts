/** The risk: an example in the README that no longer works is the first thing a newcomer tries. */
import { readFileSync } from 'node:fs';
import { projectPath } from '@cordon/platform/root';
import { expect, test } from 'vitest';
import { importers } from './imports/importers.ts';
import { findAsset, formatLine, loadEstate, loadRules, merge, readImport } from './index.ts';
import { schemas } from './rows.ts';

test('the example in the README prints what it says', async () => {
  const readme = readFileSync(projectPath('modules', 'estate', 'README.md'), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  const printed: string[] = [];
  const body = code
    .replace(/^import .*$/m, '')
    .replaceAll('console.log', 'print')
    .replaceAll(')!;', ');');
  const run = new Function('loadEstate', 'print', `return (async () => {${body}})()`);
  await run(
    (folder: string) => loadEstate(projectPath(folder)),
    (...words: unknown[]) => printed.push(words.join(' ')),
  );
  expect(printed).toEqual([...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line));
});

test('the example of firewalls prints what it says', async () => {
  const readme = readFileSync(projectPath('modules', 'estate', 'README.md'), 'utf8');
  const code = /```ts firewalls\n([\s\S]*?)```/.exec(readme)![1]!;
  const printed: string[] = [];
  const body = code
    .replace(/^import .*$/m, '')
    .replaceAll('console.log', 'print')
    .replaceAll(/!(?=[.\]])/g, '');
  const run = new Function('loadEstate', 'formatLine', 'print', `return (async () => {${body}})()`);
  await run(
    (folder: string) => loadEstate(projectPath(folder)),
    formatLine,
    (...words: unknown[]) => printed.push(words.join(' ')),
  );
  expect(printed).toEqual([...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line));
});

test('the example of an import prints what it says', async () => {
  const readme = readFileSync(projectPath('modules', 'estate', 'README.md'), 'utf8');
  const code = /```ts imports\n([\s\S]*?)```/.exec(readme)![1]!;
  const printed: string[] = [];
  const body = code
    .replace(/^import .*$/gm, '')
    .replaceAll('console.log', 'print')
    .replaceAll(')!;', ');');
  const run = new Function(
    'read',
    'needs',
    'print',
    `const readFileSync = read, { findAsset, loadRules, merge, readImport } = needs; ${body}`,
  );
  run(
    (path: string) => readFileSync(projectPath(path)),
    { findAsset, loadRules, merge, readImport },
    (...words: unknown[]) => printed.push(words.join(' ')),
  );
  expect(printed).toEqual([...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line));
});

test('docs/estate.md names every kind of export that can be read', () => {
  const docs = readFileSync(projectPath('docs', 'estate.md'), 'utf8');
  for (const { kind } of importers) expect(docs).toContain(`\`${kind}\``);
});

test('docs/estate.md names every list and field, so that nobody has to read the code to describe a hospital', () => {
  const docs = readFileSync(projectPath('docs', 'estate.md'), 'utf8');
  const named = new Map<string, string[]>();
  let list = '';
  for (const [, first, fields] of docs.matchAll(/^\|([^|]*)\| *`([^`|]+)`/gm)) {
    list = first!.trim() || list;
    named.set(list, [...(named.get(list) ?? []), ...fields!.split(' ')]);
  }
  for (const [section, schema] of Object.entries(schemas)) {
    expect(named.get(section)?.sort(), section).toEqual(Object.keys(schema.shape).sort());
  }
});

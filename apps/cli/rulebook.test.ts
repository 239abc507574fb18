/** Risk: rules that are not run though somebody added them, or run before anybody trusts them; a refusal that does not help. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cordon } from './test/cordon.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-cli-rules-'));
const theirs = join(dir, 'Their Rules');
const rules = (...args: string[]) => cordon(['rules', ...args, '--data', join(dir, 'data')]);

beforeAll(() => {
  mkdirSync(theirs);
  writeFileSync(
    join(theirs, 'odd.yml'),
    'title: Odd\u001b[31m tool\nid: odd-tool\nlogsource: { product: windows }\ndetection: { a: { F: x }, condition: a }\n',
  );
  writeFileSync(join(theirs, 'broken.yml'), 'title: Broken\n');
  writeFileSync(join(theirs, 'pack.json'), '{ "version": "7", "licence": "MIT" }');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('a pack is added on test, listed with what it says of itself, trusted with a reason, and removed', async () => {
  const added = await rules('add', theirs);
  expect(added).toMatchObject({ code: 0 });
  expect(added.out).toContain('Added "their-rules": 1 rules and correlations from 2 files, 1 refused.');
  expect(added.out).toContain('Version 7; licence MIT; author not stated.');
  expect(added.out).toContain('It is on test');
  expect((await rules('packs')).out).toMatch(/their-rules +on test +1 rules, 1 refused; 7; MIT/);
  const listed = await rules('list', '--pack', 'their-rules');
  expect(listed.out).toMatch(/^on test +medium +their-rules +odd-tool/);
  expect(listed.out).not.toContain('\u001b');
  await rules('mode', 'their-rules', 'enabled', '--because', 'two quiet weeks', '--by', 'Security team');
  expect((await rules('mode', 'odd-tool', 'disabled', '--because', 'imaging uses it')).out).toContain(
    'is now disabled',
  );
  expect((await rules('list', '--mode', 'disabled')).out).toContain('odd-tool');
  expect((await rules('remove', 'their-rules')).code).toBe(0);
  expect((await rules('packs')).out).not.toContain('their-rules');
}, 60_000);

it.each([
  [['add', join(dir, 'nothing here')], 'There is no folder or zip'],
  [['remove', 'nothing'], 'There is no pack "nothing"'],
  [['mode', 'no-rule', 'test', '--because', 'why'], 'There is no rule "no-rule"'],
  [['mode', 'cordon', 'loud', '--because', 'why'], 'Give one of enabled, test, disabled'],
])(
  'says what is wrong with %j',
  async (args, message) => {
    const outcome = await rules(...args);
    expect(outcome.code).toBe(2);
    expect(outcome.err).toContain(message);
  },
  20_000,
);

it('tells what rules cost on logs, and how many those logs cannot say anything of', async () => {
  const log = join(dir, 'a.ndjson');
  const record = { EventID: 1, Channel: 'Microsoft-Windows-Sysmon/Operational', F: 'x' };
  writeFileSync(log, `${JSON.stringify(record)}\n`.repeat(3));
  const { out } = await cordon(['rules', 'cost', log, '--rules', theirs]);
  expect(out).toMatch(/\d+\.\d\d +3 +3 {2}Odd/);
  expect(out).toContain('All 1 rules together');
  expect((await cordon(['rules', 'cost', join(dir, 'nothing.log')])).code).toBe(2);
}, 30_000);

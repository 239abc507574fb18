/** Risks: a rule that runs though somebody switched it off, or does not though nobody did; half a pack; tuning without an owner. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mode } from './model.ts';
import { insidePath } from './pack-files.ts';
import { addPack, installedPacks, removePack } from './packs.ts';
import { openRulebook, type Rulebook } from './rulebook.ts';

let dir: string;
let shipped: string;
let folder: string;
let from: string;
const now = '2026-11-25T09:00:00.000Z';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'cordon-rulebook-'));
  [shipped, folder, from] = [join(dir, 'shipped'), join(dir, 'book'), join(dir, 'from')];
  put(shipped, 'one.yml', rule(1));
  put(shipped, 'two.yml', rule(2));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const rule = (n: number, more = '') =>
  `title: Rule ${n}\nid: ${id(n)}\n${more}logsource:\n  product: windows\ndetection:\n  a:\n    F: x\n  condition: a\n`;
const filter = (more: string) =>
  `title: f\nid: ${id(90)}\n${more}logsource: { product: windows }\nfilter: { rules: any, a: { F: y }, condition: not a }\n`;

function put(root: string, name: string, text: string): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
const open = () => openRulebook({ folder, cacheDir: join(dir, 'cache'), shipped });
const runs = (book: Rulebook) => book.current().ruleSet.rules.map(({ title }) => title);
const choice = (mode: Mode) => ({ mode, by: 'Security team', because: 'too loud on imaging', at: now });

it('the example in the README prints what it says', async () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(readme)![1]!;
  put(from, 'odd.yml', rule(7).replace('Rule 7', 'Odd tool started'));
  const printed: string[] = [];
  const body = code
    .replace(/^import .*$/m, '')
    .replace("'their-rules'", JSON.stringify(from))
    .replace("'.cordon/hospital/rules'", JSON.stringify(folder))
    .replace("mode: 'test'", "name: 'their-rules', mode: 'test'")
    .replaceAll('console.log', 'print');
  const run = new Function('addPack', 'openRulebook', 'print', `return (async () => {${body}})()`);
  await run(addPack, openRulebook, (...words: unknown[]) => printed.push(words.join(' ')));
  expect(printed).toEqual([...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line]) => line));
});

describe('modes', () => {
  it('are those chosen for the rule, else for its pack, else on; what an author gave up is off', async () => {
    put(from, 'three.yml', rule(3));
    put(from, 'four.yml', rule(4, 'status: deprecated\n'));
    await addPack(from, folder, { name: 'theirs', mode: 'enabled', now });
    const book = await open();
    expect(runs(book)).toEqual(['Rule 1', 'Rule 2', 'Rule 3']);
    await book.setMode({ rule: id(1) }, choice('disabled'));
    await book.setMode({ pack: 'theirs' }, choice('test'));
    await book.setMode({ rule: id(4) }, choice('enabled'));
    expect(runs(book)).toEqual(['Rule 2', 'Rule 4', 'Rule 3']);
    expect([1, 2, 3, 4].map((n) => book.current().rules.get(id(n))?.mode)).toEqual([
      'disabled',
      'enabled',
      'test',
      'enabled',
    ]);
    expect([1, 2, 3, 4].filter((n) => book.current().isOnTest(id(n)))).toEqual([3]);
    expect(book.current().rules.get(id(1))?.choice).toEqual(choice('disabled'));
    // Another opener, as after a restart, sees the same.
    expect(runs(await open())).toEqual(runs(book));
  });

  it('of rules and packs that are not there are refused', async () => {
    const book = await open();
    await expect(book.setMode({ rule: 'no such' }, choice('test'))).rejects.toMatchObject({
      code: 'RULE_MISSING',
    });
    await expect(book.setMode({ pack: '__proto__' }, choice('test'))).rejects.toMatchObject({
      code: 'RULE_MISSING',
    });
    expect(existsSync(join(folder, 'modes.json'))).toBe(false);
  });

  it('that cannot be read stop a start, and leave a running book as it was', async () => {
    const book = await open();
    await book.setMode({ rule: id(1) }, choice('disabled'));
    put(folder, 'modes.json', '{"rules": {');
    await expect(book.refresh()).rejects.toMatchObject({ code: 'MODES_DAMAGED' });
    expect(runs(book)).toEqual(['Rule 2']);
    // Told once, not at every look; and shown until it is mended.
    expect(await book.refresh()).toBe(false);
    expect(book.problem()).toContain('modes.json cannot be read');
    await expect(open()).rejects.toMatchObject({ code: 'MODES_DAMAGED' });
    rmSync(join(folder, 'modes.json'));
    expect(await book.refresh()).toBe(true);
    expect([book.problem(), runs(book)]).toEqual([null, ['Rule 1', 'Rule 2']]);
  });
});

describe('what is written here', () => {
  it('is taken up when it changes, goes before a pack, and is named by file', async () => {
    const book = await open();
    expect(await book.refresh()).toBe(false);
    put(folder, 'own/mine.yml', rule(1).replace('Rule 1', 'My first'));
    expect(await book.refresh()).toBe(true);
    expect(runs(book)).toEqual(['My first', 'Rule 2']);
    const { refusals, packs } = book.current();
    expect(refusals.map(({ file }) => file)).toEqual([join(shipped, 'one.yml')]);
    expect(packs.map(({ name, rules, refused }) => [name, rules, refused])).toEqual([
      ['own', 1, 0],
      ['cordon', 1, 1],
    ]);
  });

  it('a filter hides only with an owner, a reason and an expiry; removing one keeps its file', async () => {
    const book = await open();
    await book.addFilter(id(90), filter('author: me\n'));
    expect(book.current().filters).toEqual([]);
    expect(book.current().refusals[0]?.reason).toBe(
      'the filter hides nothing: it needs a reason (description) and an expiry (expires)',
    );
    await book.addFilter(id(90), filter('author: me\ndescription: why\nexpires: 2027-01-01\n'));
    expect(book.current().filters).toHaveLength(1);
    await book.removeFilter(id(90));
    expect(book.current().filters).toEqual([]);
    expect(readdirSync(join(folder, 'own', 'filters', '.removed'))).toEqual([`${id(90)}.yml`]);
    await expect(book.removeFilter(id(90))).rejects.toMatchObject({ code: 'FILTER_MISSING' });
  });
});

describe('packs', () => {
  it('come from a folder with what it says of itself, and from its licence', async () => {
    put(from, 'a/three.yml', rule(3));
    put(from, 'notes.md', 'no rule');
    put(from, 'LICENSE', '\n# Detection Rule License (DRL) 1.1\n\nText\n');
    put(
      from,
      'pack.json',
      JSON.stringify({ name: 'Their Rules', version: '2026.4', author: 'A consortium' }),
    );
    const stamp = await addPack(from, folder, { mode: 'enabled', now });
    expect(stamp).toMatchObject({
      name: 'their-rules',
      version: '2026.4',
      author: 'A consortium',
      licence: 'Detection Rule License (DRL) 1.1',
      homepage: null,
      from: 'folder',
      files: 1,
    });
    expect(installedPacks(folder)).toEqual([stamp]);
    expect(runs(await open())).toEqual(['Rule 1', 'Rule 2', 'Rule 3']);
  });

  it('come from a git checkout with its commit, without git, and from a folder within it', async () => {
    const git = (...args: string[]) =>
      execFileSync(
        'git',
        ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'init.defaultBranch=main', ...args],
        {
          cwd: from,
          encoding: 'utf8',
        },
      );
    put(from, 'rules/three.yml', rule(3));
    put(from, 'LICENSE.md', 'A licence');
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'rules');
    git('remote', 'add', 'origin', 'https://someone:secret@git.example/rules.git');
    const commit = git('rev-parse', 'HEAD').trim();
    const expected = {
      name: 'from',
      version: commit,
      licence: 'A licence',
      homepage: 'https://git.example/rules.git',
    };
    expect(await addPack(join(from, 'rules'), folder, { mode: 'enabled', now })).toMatchObject({
      ...expected,
      from: 'git',
      files: 1,
    });
    git('pack-refs', '--all');
    expect(await addPack(from, folder, { mode: 'enabled', now })).toMatchObject(expected);
    git('checkout', '-q', '--detach');
    expect(await addPack(from, folder, { mode: 'enabled', now })).toMatchObject(expected);
    git('worktree', 'add', '-q', join(dir, 'tree'));
    expect(await addPack(join(dir, 'tree'), folder, { mode: 'enabled', now })).toMatchObject({
      version: commit,
      name: 'tree',
    });
  });

  it('come from a zip, with nothing written outside', async () => {
    const zip = put(dir, 'rules-1.zip', '');
    writeFileSync(
      zip,
      zipSync({
        'top/three.yml': strToU8(rule(3)),
        'top/version.txt': strToU8('r2026-11-01\n'),
        'top/LICENSE.txt': strToU8('A licence\nmore'),
        'top/.github/x.yml': strToU8('no: rule'),
        '../../escaped.yml': strToU8(rule(4)),
      }),
    );
    const stamp = await addPack(zip, folder, { mode: 'enabled', now });
    expect(stamp).toMatchObject({
      name: 'rules-1',
      version: 'r2026-11-01',
      licence: 'A licence',
      from: 'zip',
      files: 1,
    });
    expect(runs(await open())).toEqual(['Rule 1', 'Rule 2', 'Rule 3']);
    expect(existsSync(join(dir, 'escaped.yml'))).toBe(false);
  });

  it.each(['../a.yml', '/etc/a.yml', 'a/../../b.yml', 'C:\\a.yml', '..\\a.yml', ''])(
    'does not take the name %j',
    (name) => expect(insidePath(name)).toBeNull(),
  );

  it('are replaced and removed as a whole; what cannot be read to its end changes nothing', async () => {
    put(from, 'three.yml', rule(3));
    await addPack(from, folder, { name: 'theirs', mode: 'enabled', now });
    const whole = zipSync({ 'a.yml': strToU8(rule(5)), 'b.yml': strToU8(rule(6)) }, { level: 0 });
    const zip = join(dir, 'theirs.zip');
    writeFileSync(zip, whole.subarray(0, whole.length - 40));
    await expect(addPack(zip, folder, { mode: 'enabled', now })).rejects.toMatchObject({
      code: 'PACK_DAMAGED',
    });
    const book = await open();
    expect(runs(book)).toContain('Rule 3');
    writeFileSync(zip, whole);
    await addPack(zip, folder, { mode: 'enabled', now });
    expect(await book.refresh()).toBe(true);
    expect(runs(book)).toEqual(['Rule 1', 'Rule 2', 'Rule 5', 'Rule 6']);
    removePack(folder, 'theirs');
    expect(await book.refresh()).toBe(true);
    expect(runs(book)).toEqual(['Rule 1', 'Rule 2']);
  });

  it.each([
    ['PACK_MISSING', () => join(dir, 'nowhere'), undefined],
    ['PACK_EMPTY', () => dirname(put(from, 'readme.md', 'x')), undefined],
    ['PACK_FACTS', () => dirname(put(dirname(put(from, 'a.yml', rule(3))), 'pack.json', '{')), undefined],
    ['PACK_NAME', () => dirname(put(from, 'a.yml', rule(3))), 'own'],
    ['PACK_NAME', () => dirname(put(from, 'a.yml', rule(3))), '../..'],
  ])('say %s', async (code, path, name) => {
    await expect(addPack(path(), folder, { name, mode: 'test', now })).rejects.toMatchObject({ code });
    expect(installedPacks(folder)).toEqual([]);
  });
});

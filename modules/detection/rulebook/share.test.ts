/** Risks: a rule that is off on one machine and runs on another; a change that another's change takes back; a folder that is lost. */
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
import { type Database, migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createManifestReader } from './manifest.ts';
import { addPack, removePack } from './packs.ts';
import type { Rulebook } from './rulebook.ts';
import { openSharedRulebook, type SharedRulebookTables } from './share.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-share-'));
let database: Database;
let place = 0;
/** Folders of one organisation. */
let home: string;
let org: string;
const now = '2026-11-30T09:00:00.000Z';

beforeAll(async () => {
  database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'detection', projectPath('modules/detection/migrations'));
  await secureOrganisations(database, []);
  for (const n of [1, 2]) put(join(dir, 'shipped'), `${n}.yml`, rule(n));
});
afterAll(async () => {
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(() => {
  place += 1;
  home = join(dir, `place-${place}`);
  org = `org-${place}`;
});

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const rule = (n: number): string =>
  `title: Rule ${n}\nid: ${id(n)}\nlogsource:\n  product: windows\ndetection:\n  a:\n    F: x\n  condition: a\n`;
function put(root: string, name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}
const choice = (mode: 'test' | 'disabled') => ({ mode, by: 'Security team', because: 'too loud', at: now });
const db = () => database.within(org).tables<SharedRulebookTables>();
const open = (name: string, follows = false): Promise<Rulebook> =>
  openSharedRulebook({
    db: db(),
    folder: join(home, name),
    cacheDir: join(dir, 'cache'),
    shipped: join(dir, 'shipped'),
    follows,
  });
const modes = (book: Rulebook): string[] => [...book.current().rules.values()].map(({ mode }) => mode);
const filesIn = (name: string) => [...createManifestReader(join(home, name))()].sort();

describe('a rulebook that processes share', () => {
  it('is the same for all after a change by any, in the order of the changes', async () => {
    const [one, two, reader] = [await open('one'), await open('two'), await open('reader', true)];
    await one.setMode({ rule: id(1) }, choice('disabled'));
    // Before it has looked: the change is made to the newest, and takes nothing back.
    await two.setMode({ rule: id(2) }, choice('test'));
    for (const book of [one, two, reader]) await book.refresh();
    for (const book of [one, two, reader]) expect(modes(book).sort()).toEqual(['disabled', 'test']);
    expect([await one.refresh(), await two.refresh(), await reader.refresh()]).toEqual([false, false, false]);
  });

  it('takes up whole packs, and gives them up, and what is changed by hand', async () => {
    const [one, reader] = [await open('one'), await open('reader', true)];
    for (let n = 10; n < 40; n++) put(join(home, 'from'), `deep/${n}.yml`, rule(n));
    await addPack(join(home, 'from'), one.folder, { name: 'theirs', mode: 'test', now });
    put(one.folder, 'own/mine.yml', rule(50));
    expect(await one.refresh()).toBe(true);
    await reader.refresh();
    expect(reader.current().packs.map(({ name, rules }) => [name, rules])).toEqual([
      ['own', 1],
      ['cordon', 2],
      ['theirs', 30],
    ]);
    removePack(one.folder, 'theirs');
    await one.refresh();
    await reader.refresh();
    expect(reader.current().rules.size).toBe(3);
    expect(filesIn('reader')).toEqual(filesIn('one'));
  });

  it('keeps what was in a folder that was never shared, beside the one that is', async () => {
    await (await open('one')).setMode({ rule: id(1) }, choice('disabled'));
    put(join(home, 'two'), 'own/mine.yml', rule(60));
    const two = await open('two');
    expect([two.current().rules.size, modes(two).includes('disabled')]).toEqual([2, true]);
    const beside = readdirSync(home).find((name) => name.startsWith('two-before-'))!;
    expect(readFileSync(join(home, beside, 'own/mine.yml'), 'utf8')).toBe(rule(60));
    // Once it is shared it stays, and what was changed meanwhile is for all.
    put(two.folder, 'own/new.yml', rule(61));
    expect((await open('two')).current().rules.has(id(61))).toBe(true);
    expect(readdirSync(home).filter((name) => name.includes('-before-'))).toEqual([beside]);
    expect((await open('reader', true)).current().rules.has(id(61))).toBe(true);
  });

  it('is not given what cannot be read, and does not take what somebody altered', async () => {
    const [one, reader] = [await open('one'), await open('reader', true)];
    await one.setMode({ rule: id(1) }, choice('disabled'));
    await reader.refresh();
    writeFileSync(join(one.folder, 'modes.json'), 'nonsense');
    await expect(one.refresh()).rejects.toMatchObject({ code: 'MODES_DAMAGED' });
    await one.refresh();
    await reader.refresh();
    expect(modes(reader)).toContain('disabled');
    for (const path of ['own/a.yml', '../../escaped.yml']) {
      const content = Buffer.from(rule(70));
      const sha256 = path.startsWith('.') ? 'a'.repeat(64) : 'b'.repeat(64);
      await db().insertInto('rulebook_files').values({ path, sha256, content }).execute();
      await db().updateTable('rulebook_head').set({ version: '900' }).execute();
      await expect(reader.refresh()).rejects.toMatchObject({ code: 'RULEBOOK_DAMAGED' });
      await db().deleteFrom('rulebook_files').where('path', '=', path).execute();
    }
    expect(existsSync(join(dir, 'escaped.yml'))).toBe(false);
  });

  it('is alike everywhere whatever was changed where, once all have looked twice', async () => {
    const change = fc.record({
      where: fc.constantFrom('one', 'two'),
      file: fc.constantFrom('own/a.yml', 'own/filters/b.txt', 'mappings/c.txt'),
      text: fc.option(fc.constantFrom('# x', '# yy', '# zzz'), { nil: null }),
      looks: fc.boolean(),
    });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
        org = `many-${place}-${round}`;
        home = join(dir, `many-${place}-${round++}`);
        const books = { one: await open('one'), two: await open('two') };
        const reader = await open('reader', true);
        for (const { where, file, text, looks } of changes) {
          if (text === null) rmSync(join(home, where, file), { force: true });
          else put(join(home, where), file, text);
          if (looks) await books[where].refresh();
        }
        for (const book of [books.one, books.two, books.one, reader]) await book.refresh();
        expect(filesIn('two')).toEqual(filesIn('one'));
        expect(filesIn('reader')).toEqual(filesIn('one'));
        // What only one of them ever touched is there as that one left it.
        for (const file of new Set(changes.map((one) => one.file))) {
          const touched = changes.filter((one) => one.file === file);
          if (new Set(touched.map(({ where }) => where)).size > 1) continue;
          const { text } = touched.at(-1)!;
          const path = join(home, 'reader', file);
          expect(existsSync(path) ? readFileSync(path, 'utf8') : null).toBe(text);
        }
      }),
      { numRuns: 8 },
    );
  });
});

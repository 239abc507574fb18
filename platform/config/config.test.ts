import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { folderChoices, openFolders } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cordon-config-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('CORDON_HOME, when set, is the only choice; relative to where the command was given', () => {
  const choices = folderChoices({ CORDON_HOME: 'data', XDG_STATE_HOME: '/x' }, '/repo', '/home/me', '/srv');
  expect(choices).toEqual([{ data: '/srv/data', cache: '/srv/data/cache', origin: 'CORDON_HOME' }]);
});

test('the project comes first, then the state folder of the user; relative XDG values are ignored', () => {
  const choices = folderChoices(
    { XDG_STATE_HOME: 'relative', XDG_CACHE_HOME: '/fast' },
    '/repo',
    '/home/me',
    '/',
  );
  expect(choices.map((one) => [one.data, one.cache])).toEqual([
    ['/repo/.cordon', '/repo/.cordon/cache'],
    ['/home/me/.local/state/cordon', '/fast/cordon'],
  ]);
});

test('a checkout and a home that cannot be written to still start, with a warning', () => {
  // A file in place of a folder: refused to everyone, root included.
  const blocked = join(scratch, 'file');
  writeFileSync(blocked, '');
  const home = mkdtempSync(join(scratch, 'home-'));
  expect(openFolders({}, blocked, home)).toMatchObject({ origin: 'user', warning: null });
  const nowhere = openFolders({}, blocked, blocked);
  expect(nowhere).toMatchObject({ origin: 'temporary', warning: expect.stringContaining('CORDON_HOME') });
  expect(openFolders({ CORDON_HOME: blocked }, home, home).warning).toContain(blocked);
  rmSync(nowhere.data, { recursive: true });
});

test('the data folder is closed to other users', () => {
  const root = mkdtempSync(join(scratch, 'root-'));
  chmodSync(root, 0o755);
  const { data } = openFolders({}, root, root);
  expect(statSync(data).mode & 0o077).toBe(0);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type KeeperNeeds, KeySettings, keepersOf, openKeyRing } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cordon-key-settings-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const folder = join(scratch, 'keys');
const needs: KeeperNeeds = {
  rootFolder: join(scratch, 'root-keys'),
  settingsFolder: scratch,
  credentials: scratch,
  askPassphrase: async () => 'five words nobody guesses',
};
writeFileSync(join(scratch, 'cordon-root'), 'cXu1YJt7Nn8sX0aQe5xVYb7m3o8n2wFhVJt9Zr1mAaE=');

test('keys move from a file to a passphrase to a credential with what was sealed, by settings alone', async () => {
  const asked: boolean[] = [];
  const askPassphrase: KeeperNeeds['askPassphrase'] = async ({ fresh }) => {
    asked.push(fresh);
    return 'five words nobody guesses';
  };
  const start = async (settings: unknown) =>
    openKeyRing({ folder, ...(await keepersOf(KeySettings.parse(settings), { ...needs, askPassphrase })) });
  const first = await start({});
  const sealed = first.seal('sah', 'here', 'text');
  first.close();

  // What is not said to have been otherwise is refused rather than made anew.
  await expect(start({ root: { kind: 'passphrase' } })).rejects.toMatchObject({ code: 'ROOT_OTHER' });
  for (const settings of [
    { root: { kind: 'passphrase' }, was: { kind: 'file' } },
    { root: { kind: 'passphrase' } },
    { root: { kind: 'file', folder: 'elsewhere' }, was: { kind: 'passphrase' } },
    { root: { kind: 'credential' }, was: { kind: 'file', folder: 'elsewhere' } },
    { root: { kind: 'credential', path: './cordon-root' } },
  ]) {
    const ring = await start(settings);
    expect(ring.unseal('sah', 'here', sealed)).toBe('text');
    expect(ring.root().kind).toBe(settings.root.kind);
    ring.close();
  }
  // A move that is refused leaves the ring as it was, and free to be opened.
  const short: KeeperNeeds = { ...needs, askPassphrase: async () => 'short' };
  const refused = { root: { kind: 'passphrase' }, was: { kind: 'credential', path: './cordon-root' } };
  await expect(
    openKeyRing({ folder, ...(await keepersOf(KeySettings.parse(refused), short)) }),
  ).rejects.toMatchObject({ code: 'PASSPHRASE_SHORT' });
  const kept = await start({ root: { kind: 'credential', path: './cordon-root' } });
  expect(kept.unseal('sah', 'here', sealed)).toBe('text');
  kept.close();

  // Typed twice where it is new, once where it is known; the first of these is the start that was refused.
  expect(asked).toEqual([false, true, false, false]);
});

test('a credential that systemd did not hand over stops the start and says so', async () => {
  const none = { ...needs, credentials: undefined };
  await expect(keepersOf(KeySettings.parse({ root: { kind: 'credential' } }), none)).rejects.toMatchObject({
    code: 'CREDENTIAL_NONE',
  });
});

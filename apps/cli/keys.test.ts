import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Act, keyRoutes } from '@cordon/access';
import { type KeyRing, openKeyRing, rootInFile } from '@cordon/platform/keys';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { destroyKeysCommand, listKeysCommand, rotateKeysCommand } from './keys.ts';
import { startPart } from './test/running.ts';

const data = mkdtempSync(join(tmpdir(), 'cordon-cli-keys-'));
const acts: Act[] = [];
let keys: KeyRing;
let stop: () => Promise<unknown>;
const because = 'the ward is closed';

beforeAll(async () => {
  keys = await openKeyRing({
    folder: join(data, 'keys'),
    unlock: rootInFile({ folder: join(data, 'root-keys') }),
  });
  // Whoever asks is of RXX alone.
  const { app } = await startPart(data, (app) =>
    keyRoutes(app, {
      keys,
      record: async (act) => {
        acts.push(act);
      },
      organisations: ['RYY', 'RXX'],
    }),
  );
  stop = () => app.close();
});
afterAll(async () => {
  await stop();
  keys.close();
  rmSync(data, { recursive: true, force: true });
});

it('shows keys without showing a key, and none of another organisation or of Cordon itself', async () => {
  for (const of of ['RXX', 'RXX/ward-3', 'RYY', 'RXXY', 'sign-in']) keys.seal(of, 'here', 'text');
  const told = await listKeysCommand({ data });
  expect(told).toContain('2 keys, under a root key of kind "file"');
  for (const { id, of } of keys.keys()) expect(told.includes(id)).toBe(/^RXX(\/|$)/.test(of));
});

it('rotates with who and why on the ledger, and not what belongs to others', async () => {
  const before = keys.seal('RXX', 'here', 'text');
  await rotateKeysCommand('RXX', { data, because });
  expect(keys.seal('RXX', 'here', 'text').split('.')[1]).not.toBe(before.split('.')[1]);
  expect(acts.at(-1)).toMatchObject({
    act: 'key.rotate',
    who: { name: 'Night shift', proven: 'data folder' },
    object: 'RXX',
    details: { because },
  });
  // The root key guards every organisation's keys; one of them alone does not decide.
  for (const of of [null, 'RYY', 'sign-in', 'RXX/no-such-ward'])
    await expect(rotateKeysCommand(of, { data, because })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(acts).toHaveLength(1);
});

it('destroys only when that was said twice over, and only what is one’s own', async () => {
  const sealed = keys.seal('RXX/ward-3', 'here', 'text');
  const shown = await destroyKeysCommand('RXX/ward-3', { data, because, sure: false });
  expect(shown).toContain('Nothing was destroyed');
  expect(keys.unseal('RXX/ward-3', 'here', sealed)).toBe('text');
  const others = keys.seal('RYY', 'here', 'text');
  for (const of of ['RYY', 'RXXY', 'sign-in'])
    await expect(destroyKeysCommand(of, { data, because, sure: true })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  expect(keys.unseal('RYY', 'here', others)).toBe('text');
  expect(await destroyKeysCommand('RXX/ward-3', { data, because, sure: true })).toContain('Destroyed');
  expect(() => keys.unseal('RXX/ward-3', 'here', sealed)).toThrow('was destroyed');
  expect(acts.at(-1)).toMatchObject({ act: 'key.destroy', object: 'RXX/ward-3', details: { because } });
});

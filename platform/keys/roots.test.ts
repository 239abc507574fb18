import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { isFault } from '../fault/index.ts';
import { rootKeyContract } from './contract.ts';
import { openKeyRing, rootFromCredential, rootFromPassphrase, rootInFile } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cordon-roots-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const credential = (name: string, text: string): string => {
  const path = join(scratch, name);
  writeFileSync(path, text, { mode: 0o400 });
  return path;
};
const one = credential('one', 'cXu1YJt7Nn8sX0aQe5xVYb7m3o8n2wFhVJt9Zr1mAaE=\n');
const two = credential('two', 'kD0xOqfTgBvGzYw4Rj5n6s8u2a1c3e5g7i9kLmNoPqR=\n');

rootKeyContract(
  'a file',
  () => rootInFile({ folder: join(scratch, 'here') }),
  () => rootInFile({ folder: join(scratch, 'there') }),
);
rootKeyContract(
  'a passphrase',
  () => rootFromPassphrase({ passphrase: 'caf\u00e9 lantern oxbow tin' }),
  () => rootFromPassphrase({ passphrase: 'cafe lantern oxbow tin' }),
);
rootKeyContract(
  'a credential',
  () => rootFromCredential({ path: one }),
  () => rootFromCredential({ path: two }),
);

const secrets = ['correct horse battery', 'cXu1YJt7Nn8sX0aQe5xVYb7m3o8n2wFhVJt9Zr1mAaE'];

test('no error tells a secret: not a passphrase, not a credential, not what was sealed', async () => {
  const folder = join(scratch, 'errors');
  const ring = await openKeyRing({ folder, unlock: rootFromCredential({ path: one }) });
  const sealed = ring.seal('sah', 'here', 'JBSWY3DPEHPK3PXP');
  const failures: unknown[] = [];
  const note = (error: unknown): void => {
    failures.push(error);
  };
  for (const [of, context, text] of [
    ['rxx', 'here', sealed],
    ['sah', 'there', sealed],
    ['sah', 'here', 'JBSWY3DPEHPK3PXP'],
    ['sah', 'here', `v1.0123456789abcdef.${sealed.split('.')[2]}`],
  ] as const) {
    try {
      ring.unseal(of, context, text);
    } catch (error) {
      note(error);
    }
  }
  ring.close();
  await openKeyRing({ folder, unlock: rootFromPassphrase({ passphrase: secrets[0]! }) }).catch(note);
  await openKeyRing({ folder, unlock: rootFromCredential({ path: two }) }).catch(note);
  await openKeyRing({ folder, unlock: rootFromCredential({ path: join(scratch, 'none') }) }).catch(note);
  await rootFromPassphrase({ passphrase: 'short secret' }).wrap(Buffer.alloc(32)).catch(note);
  expect(failures).toHaveLength(8);
  for (const error of failures) {
    expect(isFault(error)).toBe(true);
    const { message, stack, next, details } = error as Error & { next: string; details: object };
    const told = [message, stack, next, JSON.stringify(details)].join('\n');
    for (const secret of [...secrets, 'JBSWY3DPEHPK3PXP', 'short secret', sealed.split('.')[2]!])
      expect(told).not.toContain(secret);
  }
});

test('a passphrase or credential that could be guessed guards nothing new', async () => {
  await expect(rootFromPassphrase({ passphrase: 'hospital' }).wrap(Buffer.alloc(32))).rejects.toMatchObject({
    code: 'PASSPHRASE_SHORT',
  });
  const weak = credential('weak', 'password\n');
  await expect(rootFromCredential({ path: weak }).wrap(Buffer.alloc(32))).rejects.toMatchObject({
    code: 'ROOT_REFUSED',
  });
});

test('a passphrase typed with combined or with composed accents is the same', async () => {
  const wrapped = await rootFromPassphrase({ passphrase: 'caf\u00e9 lantern oxbow' }).wrap(
    Buffer.alloc(32, 1),
  );
  const typed = rootFromPassphrase({ passphrase: 'cafe\u0301 lantern oxbow' });
  expect(await typed.unwrap(wrapped)).toEqual(Buffer.alloc(32, 1));
});

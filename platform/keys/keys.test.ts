import {
  chmodSync,
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { isFault } from '../fault/index.ts';
import { type KeyRing, openKeyRing, rootInFile } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cordon-keys-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const freshFolder = (): string => mkdtempSync(join(scratch, 'ring-'));
const openIn = (folder: string): Promise<KeyRing> => openKeyRing({ folder, unlock: rootInFile({ folder }) });
const ring = await openIn(freshFolder());

/** The code of the fault that `work` ends in. */
async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return isFault(error) ? error.code : String(error);
  }
  return 'none';
}

test('any text comes back as it was, and no two seals of it are alike', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string({ unit: 'grapheme' }), (of, context, plain) => {
      const sealed = ring.seal('any', context, plain);
      expect(ring.unseal('any', context, sealed)).toBe(plain);
      expect(ring.seal('any', context, plain)).not.toBe(sealed);
      // `of` may be any text too; few of them, since each gets a key of its own.
      if (of.length === 1) expect(ring.unseal(of, '', ring.seal(of, '', plain))).toBe(plain);
    }),
  );
});

test('a sealed text with any character changed, added or cut off is refused', async () => {
  const sealed = ring.seal('sah', 'people/7/totp', 'JBSWY3DPEHPK3PXP');
  for (let at = 0; at < sealed.length; at++) {
    for (const other of ['A', 'b', '0', '.', '_', '\n']) {
      if (sealed[at] === other) continue;
      const changed = `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`;
      expect(await codeOf(() => ring.unseal('sah', 'people/7/totp', changed)), changed).toMatch(
        /^(SEALED_DAMAGED|KEY_MISSING)$/,
      );
    }
    expect(await codeOf(() => ring.unseal('sah', 'people/7/totp', sealed.slice(0, at)))).toBe(
      'SEALED_DAMAGED',
    );
  }
  expect(await codeOf(() => ring.unseal('sah', 'people/7/totp', `${sealed}A`))).toBe('SEALED_DAMAGED');
  const bytes = Buffer.from(sealed.split('.')[2]!, 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    const text = `${sealed.slice(0, 20)}${flipped.toString('base64url')}`;
    expect(await codeOf(() => ring.unseal('sah', 'people/7/totp', text))).toBe('SEALED_DAMAGED');
  }
});

test('what was sealed for one place or owner does not open for another', async () => {
  const sealed = ring.seal('sah', 'people/7/totp', 'secret');
  expect(await codeOf(() => ring.unseal('sah', 'people/8/totp', sealed))).toBe('SEALED_DAMAGED');
  expect(await codeOf(() => ring.unseal('rxx', 'people/7/totp', sealed))).toBe('SEALED_DAMAGED');
  // Where one name ends and the next begins is part of what is bound.
  const close = ring.seal('a', 'b/c', 'secret');
  expect(await codeOf(() => ring.unseal('a/b', 'c', close))).toBe('SEALED_DAMAGED');
});

test('rotating keeps what was sealed readable, also after the ring was opened again', async () => {
  const folder = freshFolder();
  const first = await openIn(folder);
  const before = first.seal('sah', 'here', 'before');
  await first.rotate('sah');
  await first.rotateRoot();
  const after = first.seal('sah', 'here', 'after');
  expect(after.split('.')[1]).not.toBe(before.split('.')[1]);
  first.close();
  const again = await openIn(folder);
  expect([again.unseal('sah', 'here', before), again.unseal('sah', 'here', after)]).toEqual([
    'before',
    'after',
  ]);
  expect(again.keys().map(({ state }) => state)).toEqual(['old', 'current']);
  expect(again.seal('sah', 'here', 'x').split('.')[1]).toBe(after.split('.')[1]);
  again.close();
});

const rootFilesIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith('root.'))
    .map((name) => join(folder, name));

/** Every byte of every file of a folder, as base64 and as it is. */
const everything = (folder: string): string =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name)))
    .map((bytes) => `${bytes.toString('latin1')}\n${bytes.toString('base64')}`)
    .join('\n');

test('after destroying, nothing opens what was sealed, and no file holds the key in any form', async () => {
  const folder = freshFolder();
  const mine = await openIn(folder);
  const gone = mine.seal('ward-3', 'packs/1/name', 'text');
  const kept = mine.seal('ward-4', 'packs/2/name', 'text');
  const [before] = readFileSync(join(folder, 'keys.ring'), 'utf8').split('\n');
  const { root, keys } = JSON.parse(before!) as {
    root: { wrapped: string };
    keys: { of: string; wrapped: string }[];
  };
  const [rootFile = ''] = rootFilesIn(folder);
  const rootText = readFileSync(rootFile, 'utf8').trim();
  const traces = [rootText, JSON.parse(root.wrapped).box, keys.find(({ of }) => of === 'ward-3')!.wrapped];
  for (const trace of traces.filter((_, n) => n !== 1)) expect(everything(folder)).toContain(trace);

  expect(await mine.destroy('ward-3')).toEqual([gone.split('.')[1]]);
  expect(await codeOf(() => mine.unseal('ward-3', 'packs/1/name', gone))).toBe('KEY_DESTROYED');
  expect(mine.unseal('ward-4', 'packs/2/name', kept)).toBe('text');
  mine.close();
  const left = everything(folder);
  expect(left).not.toContain(traces[0]);
  expect(left).not.toContain(traces[2]);
  expect(readdirSync(folder).filter((name) => /\.(new|gone)$/.test(name))).toEqual([]);
  expect(existsSync(rootFile)).toBe(false);

  const again = await openIn(folder);
  expect(await codeOf(() => again.unseal('ward-3', 'packs/1/name', gone))).toBe('KEY_DESTROYED');
  expect(again.unseal('ward-4', 'packs/2/name', kept)).toBe('text');
  expect(await codeOf(() => again.destroy('ward-3'))).toBe('KEY_MISSING');
  again.close();
});

test('the blocks that held a destroyed key are written over before their names go', async () => {
  const folder = freshFolder();
  const mine = await openIn(folder);
  mine.seal('ward-3', 'here', 'text');
  // Other names for the same blocks, as an undelete would find them.
  const held = [join(folder, 'keys.ring'), ...rootFilesIn(folder)];
  const seen = held.map((file, n) => {
    const other = join(scratch, `held-${n}`);
    linkSync(file, other);
    return other;
  });
  await mine.destroy('ward-3');
  mine.close();
  for (const file of seen) {
    const bytes = readFileSync(file);
    expect(bytes.length).toBeGreaterThan(40);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
  }
});

test('a ring file from before a key was destroyed does not bring it back', async () => {
  const folder = freshFolder();
  const mine = await openIn(folder);
  mine.seal('ward-3', 'here', 'text');
  const copy = readFileSync(join(folder, 'keys.ring'));
  await mine.destroy('ward-3');
  mine.close();
  writeFileSync(join(folder, 'keys.ring'), copy);
  expect(await codeOf(() => openIn(folder))).toBe('ROOT_REFUSED');
});

test('one key of several is destroyed by its id, and the others stay', async () => {
  const mine = await openIn(freshFolder());
  const old = mine.seal('sah', 'here', 'old');
  await mine.rotate('sah');
  const current = mine.seal('sah', 'here', 'current');
  await mine.destroy('sah', old.split('.')[1]);
  expect(await codeOf(() => mine.unseal('sah', 'here', old))).toBe('KEY_DESTROYED');
  expect(mine.unseal('sah', 'here', current)).toBe('current');
  expect(await codeOf(() => mine.destroy('another', current.split('.')[1]))).toBe('KEY_MISSING');
  mine.close();
});

test('sealing goes on while root keys are rotated, and nothing that was sealed meanwhile is lost', async () => {
  const folder = freshFolder();
  const mine = await openIn(folder);
  const rotations = [mine.rotateRoot(), mine.rotate('ward-1'), mine.rotateRoot(), mine.destroy('ward-1')];
  const sealed = new Map<string, string>();
  for (let n = 0; n < 40; n++) {
    await new Promise((resolve) => setImmediate(resolve));
    sealed.set(`ward-${10 + n}`, mine.seal(`ward-${10 + n}`, 'here', String(n)));
  }
  await Promise.all(rotations);
  mine.close();
  const again = await openIn(folder);
  for (const [of, text] of sealed)
    expect(again.unseal(of, 'here', text)).toBe(String(Number(of.slice(5)) - 10));
  again.close();
});

test('a copy opens with the root key that was copied with it, whatever is rotated and sealed meanwhile', async () => {
  const folder = freshFolder();
  const rootFolder = join(folder, 'root');
  const mine = await openKeyRing({ folder, unlock: rootInFile({ folder: rootFolder }) });
  for (let n = 0; n < 5; n++) {
    const sealed = mine.seal(`ward-${n}`, 'here', 'text');
    const to = freshFolder();
    const before = mine.rotateRoot();
    const copied = mine.copyTo(to, () => cp(rootFolder, join(to, 'root'), { recursive: true }));
    const after = mine.rotateRoot();
    for (let k = 0; k < 20; k++) {
      await new Promise((resolve) => setImmediate(resolve));
      mine.seal(`ward-${n}-${k}`, 'here', 'text');
    }
    await Promise.all([before, copied, after]);
    const copy = await openKeyRing({ folder: to, unlock: rootInFile({ folder: join(to, 'root') }) });
    expect(copy.unseal(`ward-${n}`, 'here', sealed)).toBe('text');
    copy.close();
  }
  mine.close();
});

test('a ring that was altered, lost, or laid bare is told as what it is, and nothing is made in its place', async () => {
  const folder = freshFolder();
  const mine = await openIn(folder);
  mine.seal('sah', 'here', 'text');
  await mine.rotate('sah');
  mine.close();
  const file = join(folder, 'keys.ring');
  const whole = readFileSync(file, 'utf8');
  // Only whoever has the root key can say which key is current.
  const swapped = whole.replace('"old"', '"x"').replace('"current"', '"old"').replace('"x"', '"current"');
  for (const [text, code] of [
    [swapped, 'RING_DAMAGED'],
    [whole.slice(0, -20), 'RING_DAMAGED'],
    ['', 'RING_DAMAGED'],
    [whole.replace('\\"root\\"', '\\"toor\\"'), 'ROOT_REFUSED'],
    [whole.replace('"kind":"file"', '"kind":"passphrase"'), 'ROOT_OTHER'],
  ] as const) {
    writeFileSync(file, text);
    expect(await codeOf(() => openIn(folder)), text).toBe(code);
    expect(readFileSync(file, 'utf8')).toBe(text);
  }
  rmSync(file);
  expect(await codeOf(() => openIn(folder))).toBe('RING_MISSING');
  writeFileSync(file, whole);
  const [root = ''] = rootFilesIn(folder);
  if (process.platform !== 'win32') {
    expect(statSync(root).mode & 0o777).toBe(0o600);
    chmodSync(root, 0o640);
    expect(await codeOf(() => openIn(folder))).toBe('ROOT_EXPOSED');
    chmodSync(root, 0o600);
  }
  writeFileSync(root, `${Buffer.alloc(32, 7).toString('base64')}\n`);
  expect(await codeOf(() => openIn(folder))).toBe('ROOT_REFUSED');
});

test('two processes cannot hold one ring, since one would lose the keys of the other', async () => {
  const folder = freshFolder();
  const mine = await openIn(folder);
  expect(await codeOf(() => openIn(folder))).toBe('LOCKED');
  mine.close();
  (await openIn(folder)).close();
});

/** Risks: two processes make two keys where there is one; a key that is destroyed lives on in another; a root key that is gone too soon. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { isFault } from '../fault/index.ts';
import { openSharedRing, type SharedRing, type SharedRingPlace } from './index.ts';
import { rootFromCredential } from './root-credential.ts';
import { rootInFile } from './root-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-shared-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
let roots = '';
let text: string | null = null;
let failing = false;
beforeEach(() => {
  roots = mkdtempSync(join(dir, 'roots-'));
  text = null;
  failing = false;
});

let last: Promise<unknown> = Promise.resolve();
const place: SharedRingPlace = {
  name: 'a place of the tests',
  read: async () => text,
  change(work) {
    const mine = last.then(async () => {
      const next = await work(text);
      if (failing) throw new Error('the place is away');
      text = next;
    });
    last = mine.catch(() => undefined);
    return mine;
  },
};
const open = (owners = ['sah', 'rxx'], root = rootInFile({ folder: roots })): Promise<SharedRing> =>
  openSharedRing({ place, unlock: root, owners });
const codeOf = async (work: () => unknown): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    return isFault(error) ? error.code : error;
  }
};

test('what one seals another opens, with keys that were made once, however many start at once', async () => {
  const rings = await Promise.all([open(), open(), open()]);
  for (const ring of rings) await ring.refresh();
  expect(new Set(rings.map((ring) => JSON.stringify(ring.keys()))).size).toBe(1);
  expect(rings[0]!.keys().map(({ of }) => of)).toEqual(['sah', 'rxx']);
  for (const one of rings)
    for (const other of rings) {
      expect(other.unseal('sah', 'here', one.seal('sah', 'here', 'text'))).toBe('text');
      expect(
        other.unsealBytes('rxx', 'here', one.sealBytes('rxx', 'here', Buffer.from('x'))).toString(),
      ).toBe('x');
    }
  // One that could not be kept before it is used is not made.
  expect(await codeOf(() => rings[0]!.seal('ward', 'here', 'text'))).toBe('KEY_MISSING');
  for (const ring of rings) ring.close();
});

test('a key that one rotates or destroys is so for the others once they look, and a new one is there', async () => {
  const [one, two] = [await open(), await open()];
  const before = one.seal('sah', 'here', 'before');
  await two.rotate('sah');
  expect([await one.refresh(), await one.refresh()]).toEqual([true, false]);
  const after = one.seal('sah', 'here', 'after');
  expect(after.split('.')[1]).not.toBe(before.split('.')[1]);
  expect(two.unseal('sah', 'here', before)).toBe('before');
  await one.destroy('sah');
  await two.refresh();
  for (const ring of [one, two]) {
    for (const gone of [before, after])
      expect(await codeOf(() => ring.unseal('sah', 'here', gone))).toBe('KEY_DESTROYED');
    expect(ring.unseal('sah', 'here', ring.seal('sah', 'here', 'new'))).toBe('new');
  }
  // Neither does the ring of before: what opened it is gone.
  expect(readdirSync(roots)).toHaveLength(1);
  for (const ring of [one, two]) ring.close();
});

test('a change that could not be kept changes nothing, and the root key of what is kept stays', async () => {
  const ring = await open();
  const sealed = ring.seal('sah', 'here', 'text');
  failing = true;
  for (const change of [() => ring.rotateRoot(), () => ring.destroy('sah'), () => ring.rotate('sah')])
    await expect(change()).rejects.toThrow('the place is away');
  failing = false;
  expect(ring.unseal('sah', 'here', sealed)).toBe('text');
  const again = await open();
  expect(again.unseal('sah', 'here', sealed)).toBe('text');
  for (const one of [ring, again]) one.close();
});

test('a root key of another kind is moved to by whoever starts first, and opened by the rest', async () => {
  const before = await open();
  const sealed = before.seal('sah', 'here', 'text');
  const path = join(roots, 'credential');
  writeFileSync(path, 'a root key that is thirty-two bytes or longer');
  const moving = { place, owners: ['sah'], unlock: rootFromCredential({ path }) };
  const was = rootInFile({ folder: roots });
  const [one, two] = await Promise.all([
    openSharedRing({ ...moving, was }),
    openSharedRing({ ...moving, was }),
  ]);
  for (const ring of [one, two, await openSharedRing(moving)]) {
    expect(ring.unseal('sah', 'here', sealed)).toBe('text');
    expect(ring.root().kind).toBe('credential');
    ring.close();
  }
  expect(readdirSync(roots).filter((name) => name.startsWith('root.'))).toEqual([]);
  expect(existsSync(path)).toBe(true);
  before.close();
});

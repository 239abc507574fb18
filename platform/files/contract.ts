/** What every adapter of the file store port must do. Run by the tests of each adapter, in vitest. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { FileStore } from './port.ts';

/** `make` gives a fresh, empty place; `damage` changes a byte of a kept file behind the store's back. */
export function fileStoreContract(
  name: string,
  make: () => Promise<{ open: () => Promise<FileStore>; damage: (sha256: string) => Promise<void> }>,
): void {
  const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

  describe(`file store contract: ${name}`, () => {
    test('content comes back under its hash, whole or streamed, also after a restart', async () => {
      const { open } = await make();
      const store = await open();
      const big = Buffer.alloc(3_000_000, 'ward');
      const wanted = { sha256: sha256(big), bytes: big.length };
      expect(await store.put(Readable.from([big.subarray(0, 1_000_000), big.subarray(1_000_000)]))).toEqual(
        wanted,
      );
      expect(await store.put(big)).toEqual(wanted);
      const empty = await store.put(new Uint8Array());
      const again = await open();
      expect((await again.get(wanted.sha256)).equals(big)).toBe(true);
      expect(await again.get(empty.sha256)).toHaveLength(0);
    });

    test('content changed since is refused, not handed out', async () => {
      const { open, damage } = await make();
      const store = await open();
      const kept = await store.put(Buffer.from('the evidence'));
      await damage(kept.sha256);
      await expect(store.get(kept.sha256)).rejects.toMatchObject({ code: 'FILES_DAMAGED' });
      const read = async (): Promise<void> => {
        for await (const _ of await store.read(kept.sha256));
      };
      await expect(read()).rejects.toMatchObject({ code: 'FILES_DAMAGED' });
      // Keeping the true content again mends it.
      await store.put(Buffer.from('the evidence'));
      expect((await store.get(kept.sha256)).toString()).toBe('the evidence');
    });

    test('what is not there, or is no name, is refused', async () => {
      const store = await (await make()).open();
      const absent = 'a'.repeat(64);
      await expect(store.get(absent)).rejects.toMatchObject({ code: 'FILES_MISSING' });
      expect(await store.has(absent)).toBe(false);
      expect(await store.remove(absent)).toBe(false);
      await expect(store.get('../../etc/passwd')).rejects.toMatchObject({ code: 'FILES_NAME' });
    });

    test('a source that fails half-way leaves nothing', async () => {
      const store = await (await make()).open();
      const source = Readable.from(
        (async function* () {
          yield Buffer.from('half');
          throw new Error('the line dropped');
        })(),
      );
      await expect(store.put(source)).rejects.toMatchObject({ code: 'FILES_FAILED' });
      expect(await store.has(sha256(Buffer.from('half')))).toBe(false);
    });

    test('removed content is gone', async () => {
      const store = await (await make()).open();
      const { sha256: name } = await store.put(Buffer.from('to be erased'));
      expect(await store.remove(name)).toBe(true);
      expect(await store.has(name)).toBe(false);
    });
  });
}

/** What any keeper of a root key must do. Call it in a test with a factory for yours. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isFault } from '../fault/index.ts';
import { openKeyRing, type RootKey } from './index.ts';

/**
 * @param same the keeper as it is after each start
 * @param other one of the same kind with another secret
 */
export function rootKeyContract(name: string, same: () => RootKey, other: () => RootKey): void {
  const refusal = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'no refusal',
      (error: unknown) => (isFault(error) ? error.code : error),
    );

  describe(`root key: ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'cordon-root-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test('opens what it wrapped, also after a start, and as often as it is asked', async () => {
      const key = randomBytes(32);
      const wrapped = await same().wrap(key);
      expect(wrapped).not.toContain('\n');
      expect(await same().unwrap(wrapped)).toEqual(key);
      expect(await same().unwrap(wrapped)).toEqual(key);
      for (const encoding of ['hex', 'base64', 'base64url', 'latin1'] as const)
        expect(wrapped).not.toContain(key.toString(encoding));
    });

    test('refuses what it did not wrap, what was altered, and what is no wrapping at all', async () => {
      const wrapped = await same().wrap(randomBytes(32));
      expect(await refusal(other().unwrap(wrapped))).toBe('ROOT_REFUSED');
      // The last characters are of the box: its end is changed, and its form is kept.
      const changed = wrapped.replace(/.(?=[^A-Za-z0-9+/]*$)/, (last) => (last === 'A' ? 'B' : 'A'));
      expect(changed).not.toBe(wrapped);
      expect(await refusal(same().unwrap(changed))).toBe('ROOT_REFUSED');
      for (const text of ['', '{}', 'null', wrapped.slice(0, -9)])
        expect(await refusal(same().unwrap(text)), text).toBe('ROOT_REFUSED');
    });

    test('forgetting one wrapping leaves the others, and may be done again', async () => {
      const [first, second] = [randomBytes(32), randomBytes(32)];
      const keeper = same();
      const gone = await keeper.wrap(first);
      const kept = await keeper.wrap(second);
      await keeper.forget(gone);
      await keeper.forget(gone);
      expect(await same().unwrap(kept)).toEqual(second);
    });

    test('guards a ring: it opens, rotates and destroys, and moves to another keeper and back', async () => {
      const ring = await openKeyRing({ folder, unlock: same() });
      const kept = ring.seal('sah', 'here', 'text');
      const gone = ring.seal('ward', 'here', 'text');
      await ring.rotateRoot();
      await ring.destroy('ward');
      ring.close();
      expect(await refusal(openKeyRing({ folder, unlock: other() }))).toBe('ROOT_REFUSED');
      const moved = await openKeyRing({ folder, unlock: other(), was: same() });
      expect(moved.unseal('sah', 'here', kept)).toBe('text');
      moved.close();
      expect(await refusal(openKeyRing({ folder, unlock: same() }))).toBe('ROOT_REFUSED');
      const again = await openKeyRing({ folder, unlock: other(), was: same() });
      expect(again.unseal('sah', 'here', kept)).toBe('text');
      expect(() => again.unseal('ward', 'here', gone)).toThrow('was destroyed');
      again.close();
    });
  });
}

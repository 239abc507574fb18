/**
 * The risk: what survives `kill -9` in the operating system's memory does not survive a power cut. Here the disk is
 * simulated: only what was synced is sure to be there afterwards; of what was written since, each block of 512 bytes
 * is there or not, by chance, in any order.
 */
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type LogIo, nodeIo, openLog } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cordon-power-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const block = 512;

interface Disk {
  io: LogIo;
  /** From here on nothing reaches the disk any more. */
  cut(): void;
  /** Puts the files into a state in which they could be after the cut. `chance` answers whether a block made it. */
  settle(chance: () => boolean): void;
}

function createDisk(): Disk {
  /** Per path: the content at the last sync. */
  const synced = new Map<string, Buffer>();
  const names = new Set<string>();
  const known = new Set<string>();
  let off = false;
  const check = (): void => {
    if (off) throw Object.assign(new Error('no power'), { code: 'EIO' });
  };
  return {
    cut() {
      off = true;
    },
    io: {
      async open(path, mode) {
        if (mode === 'create') check();
        const file = await nodeIo.open(path, mode);
        if (mode === 'create') known.add(path);
        if (mode === 'read') return file;
        if (!synced.has(path)) synced.set(path, mode === 'create' ? Buffer.alloc(0) : readFileSync(path));
        return {
          ...file,
          async write(bytes, position) {
            check();
            await file.write(bytes, position);
          },
          async sync() {
            check();
            const content = readFileSync(path);
            await file.sync();
            synced.set(path, content);
          },
          async truncate(length) {
            check();
            await file.truncate(length);
          },
        };
      },
      async syncFolder(path) {
        check();
        await nodeIo.syncFolder(path);
        for (const one of known) names.add(one);
      },
    },
    settle(chance) {
      for (const [path, before] of synced) {
        if (!existsSync(path)) continue; // begun in the moment of the cut, and taken back by the log itself
        if (known.has(path) && !names.has(path) && chance()) {
          rmSync(path, { force: true });
          continue;
        }
        const now = readFileSync(path);
        const after = Buffer.alloc(Math.max(before.length, now.length));
        before.copy(after);
        let end = before.length;
        for (let at = 0; at < now.length; at += block) {
          const changed = now.subarray(at, at + block);
          if (changed.equals(before.subarray(at, at + block)) || !chance()) continue;
          changed.copy(after, at);
          end = Math.max(end, at + changed.length);
        }
        writeFileSync(path, after);
        truncateSync(path, chance() ? end : after.length);
      }
    },
  };
}

test('a power cut at any instant loses nothing that was acknowledged', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 0, max: 40 }),
      fc.infiniteStream(fc.boolean()),
      async (sizes, turns, coins) => {
        const dir = mkdtempSync(join(scratch, 'disk-'));
        const disk = createDisk();
        const log = await openLog({ dir, io: disk.io, segmentBytes: 3_000 });
        const acknowledged: string[] = [];
        let number = 0;
        const writer = (async () => {
          for (const size of sizes) {
            const batch = Array.from(
              { length: size },
              () => `record ${number++} ${'x'.repeat((number * 37) % 90)}`,
            );
            await log.append(batch);
            acknowledged.push(...batch);
          }
        })().catch(() => undefined);
        for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
        disk.cut();
        const promised = [...acknowledged];
        await writer;
        await log.close();
        disk.settle(() => coins.next().value as boolean);

        const again = await openLog({ dir });
        const found: string[] = [];
        for await (const { data } of again.read(0)) found.push(data.toString());
        expect(found.slice(0, promised.length)).toEqual(promised);
        // And it goes on: what it takes now is found by the next one to open it.
        const { first } = await again.append(['after the cut']);
        await again.close();
        const last = await openLog({ dir });
        expect((await last.readBatch(first)).records[0]?.data.toString()).toBe('after the cut');
        await last.close();
        rmSync(dir, { recursive: true });
      },
    ),
    { numRuns: 60 },
  );
  expect(readdirSync(scratch)).toEqual([]);
});

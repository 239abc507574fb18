/** Risk: a file read as a stream gives other records than the same file in memory, or fills the memory. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type EvtxLoss, readEvtxBuffer, readEvtxStream, writeEvtx } from './index.ts';
import { usedMemory } from './testing/memory.ts';
import { sysmonProcesses } from './testing/sample-records.ts';

async function* pieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    // A copy, as sockets and decompressors give, that is overwritten once it was taken.
    const piece = bytes.slice(at, at + size);
    yield piece;
    piece.fill(0xdd);
    at += size;
  }
}

async function readAll(bytes: Uint8Array, sizes: readonly number[]) {
  const losses: EvtxLoss[] = [];
  const records: string[] = [];
  for await (const chunk of readEvtxStream(pieces(bytes, sizes), { onLoss: (loss) => losses.push(loss) })) {
    for (const record of chunk) records.push(`${record.offset} ${JSON.stringify(record)}`);
  }
  return { records, losses };
}

test('pieces of any size give the same records and losses as the whole', async () => {
  const file = Buffer.from(writeEvtx(sysmonProcesses(500)));
  file.fill(0, 0x1000 + 0x10000 + 0x400, 0x1000 + 0x10000 + 0x600);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 6 }),
      fc.constantFrom(0, 0x1000, 50),
      fc.nat(file.length),
      async (sizes, skip, cut) => {
        const bytes = file.subarray(skip, file.length - (cut % 3 === 0 ? cut : 0));
        const losses: EvtxLoss[] = [];
        const { records } = readEvtxBuffer(bytes, { onLoss: (loss) => losses.push(loss) });
        const whole = [...records].map((record) => `${record.offset} ${JSON.stringify(record)}`);
        const coarse = sizes.map((size) => Math.max(size, 997));
        expect(await readAll(bytes, coarse)).toEqual({ records: whole, losses });
      },
    ),
    { numRuns: 15, seed: 7 },
  );
});

test('one byte at a time', async () => {
  const bytes = writeEvtx(sysmonProcesses(3)).subarray(0, 0x1000 + 0x3000);
  expect((await readAll(bytes, [1])).records).toHaveLength(3);
});

test('an empty source is not an event log', async () => {
  const { records, losses } = await readAll(new Uint8Array(0), [1]);
  expect(records).toEqual([]);
  expect(losses.map((loss) => loss.reason)).toEqual(['not-evtx']);
});

test('memory does not grow with the file', async () => {
  const file = writeEvtx(sysmonProcesses(600));
  const chunks = file.subarray(0x1000);
  // 300 times the chunks, without ever being in memory as one.
  async function* long() {
    yield file.subarray(0, 0x1000);
    for (let i = 0; i < 300; i++) yield chunks;
  }
  let read = 0;
  let peak = 0;
  let chunk = 0;
  const before = usedMemory();
  for await (const records of readEvtxStream(long())) {
    read += records.length;
    if (records[0]!.field('Image') !== 'C:\\Windows\\System32\\cmd.exe') throw new Error('wrong');
    if (++chunk % 100 === 0) peak = Math.max(peak, usedMemory() - before);
  }
  expect(read).toBe(600 * 300);
  expect(peak).toBeLessThan(16e6);
});

test('what goes wrong in the source is passed on', async () => {
  async function* broken() {
    yield writeEvtx(sysmonProcesses(3)).subarray(0, 5_000);
    throw new Error('disk gone');
  }
  await expect(async () => {
    for await (const _ of readEvtxStream(broken()));
  }).rejects.toThrow('disk gone');
});

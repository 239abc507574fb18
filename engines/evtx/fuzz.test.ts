/** Risk: some combination of wrong bytes crashes the reader, hangs it, or makes it eat memory. */
import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lossReasons, readEvtxBuffer, writeEvtx } from './index.ts';
import { filesBelow, sharedData } from './testing/data.ts';
import { usedMemory } from './testing/memory.ts';
import { sysmonProcesses } from './testing/sample-records.ts';

const CASES = 2_000;
/** Per case of some 70 to 200 KB: a hundred times what it takes, so that only a hang or a blow-up fails. */
const LIMIT_MS = 5_000;

const own = [writeEvtx(sysmonProcesses(40)), writeEvtx(sysmonProcesses(300))];
const data = sharedData('evtx');
const real = data
  ? filesBelow(data, '.evtx')
      .filter((file) => statSync(file).size <= 70_000)
      .filter((_, i) => i % 12 === 0)
      .map((file) => readFileSync(file))
  : [];
const seeds = [...own, ...real];

test(`${CASES} mutated files: no crash, no hang, no memory kept`, () => {
  const random = randomBySeed(20_261_123);
  const pick = (below: number) => Math.floor(random() * below);
  let slowest = 0;
  let read = 0;
  let named = 0;
  let heapAfterWarmUp = 0;
  for (let n = 0; n < CASES; n++) {
    const bytes = mutate(Buffer.from(seeds[n % seeds.length]!), pick);
    const start = performance.now();
    const contents = readEvtxBuffer(bytes);
    for (const record of contents.records) {
      read++;
      JSON.stringify(record);
      for (const name of record.fieldNames()) record.field(name);
      void [
        record.eventId,
        record.channel,
        record.computer,
        record.timeCreated,
        record.timeMs,
        record.written,
      ];
    }
    const took = performance.now() - start;
    expect(took, `case ${n}`).toBeLessThan(LIMIT_MS);
    slowest = Math.max(slowest, took);
    named += contents.losses.length;
    for (const loss of contents.losses) {
      expect(lossReasons).toContain(loss.reason);
      expect(loss.recordsLost).toBeGreaterThanOrEqual(0);
      expect(loss.offset).toBeLessThanOrEqual(bytes.length);
    }
    if (n === CASES / 4) heapAfterWarmUp = usedMemory();
  }
  const grown = usedMemory() - heapAfterWarmUp;
  console.log(
    `${CASES} mutations of ${seeds.length} files: ${read} records read, ${named} losses named, ` +
      `slowest ${slowest.toFixed(0)} ms, heap ${(grown / 1e6).toFixed(1)} MB`,
  );
  expect(named).toBeGreaterThan(CASES / 3);
  expect(grown).toBeLessThan(16e6);
});

/** Between one and twenty changes of the kinds that disks, tools and people make. */
function mutate(bytes: Buffer, pick: (below: number) => number): Buffer {
  // Where records are, since most of a file is padding.
  const used = Math.min(bytes.length, 0x1200 + bytes.readUInt32LE(0x1000 + 48));
  const somewhere = () => (pick(8) === 0 ? pick(bytes.length) : 0x1000 + pick(Math.max(1, used - 0x1000)));
  const interesting = [0, 1, 0x7f, 0x80, 0xff, 0x0c, 0x0d, 0x0e, 0x21, 0x41, 0x81];
  for (let changes = 1 + pick(20); changes > 0; changes--) {
    const at = somewhere();
    switch (pick(7)) {
      case 0:
        bytes[at] = pick(256);
        break;
      case 1:
        bytes[at] = interesting[pick(interesting.length)]!;
        break;
      case 2:
        bytes[at]! ^= 1 << pick(8);
        break;
      case 3:
        if (at + 4 <= bytes.length)
          bytes.writeUInt32LE([0, 0xffff_ffff, 0x1_0000, at, pick(0x1_0000)][pick(5)]!, at);
        break;
      case 4:
        bytes.fill(pick(256), at, Math.min(bytes.length, at + pick(600)));
        break;
      case 5:
        bytes.copy(bytes, somewhere(), at, at + pick(2_000));
        break;
      case 6:
        if (pick(6) === 0) return bytes.subarray(0, at);
        bytes.fill(0, at, Math.min(bytes.length, at + 2));
    }
  }
  return bytes;
}

/** mulberry32: the same cases on every machine. */
function randomBySeed(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

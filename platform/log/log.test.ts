import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type LogIo, type LogOptions, nodeIo, openLog } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cordon-log-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let folders = 0;
const freshDir = (): string => join(scratch, String(folders++));

async function everything(
  dir: string,
  options: Partial<LogOptions> = {},
): Promise<{ seq: number; text: string }[]> {
  const log = await openLog({ dir, ...options });
  const out = [];
  for await (const { seq, data } of log.read(0)) out.push({ seq, text: data.toString() });
  await log.close();
  return out;
}

const segmentFiles = (dir: string): string[] =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.seg'))
    .sort();

test('a torn or altered end loses only what was not whole, at every byte of the last record', async () => {
  const dir = freshDir();
  const log = await openLog({ dir });
  await log.append(['first', 'second', 'third']);
  const sizeBefore = log.size();
  await log.append(['the last one']);
  await log.close();
  const name = segmentFiles(dir)[0]!;
  const whole = readFileSync(join(dir, name));

  for (let at = sizeBefore; at < whole.length; at++) {
    for (const damage of ['cut', 'flip'] as const) {
      const copy = freshDir();
      mkdirSync(copy);
      const bytes = Buffer.from(damage === 'cut' ? whole.subarray(0, at) : whole);
      if (damage === 'flip') bytes[at] = bytes[at]! ^ 0x41;
      writeFileSync(join(copy, name), bytes);
      const losses: unknown[] = [];
      const reopened = await openLog({ dir: copy, onLoss: (loss) => losses.push(loss) });
      expect(reopened.end(), `${damage} at ${at}`).toBe(3);
      expect(losses).toHaveLength(bytes.length > sizeBefore ? 1 : 0);
      // The log goes on where it was cut, and what it takes now survives the next opening.
      expect(await reopened.append(['after'])).toEqual({ first: 3, last: 3 });
      await reopened.close();
      expect((await everything(copy)).map((one) => one.text)).toEqual(['first', 'second', 'third', 'after']);
    }
  }
});

test('what was cut off is kept in a file of its own', async () => {
  const dir = freshDir();
  const log = await openLog({ dir });
  await log.append(['kept']);
  await log.close();
  const path = join(dir, segmentFiles(dir)[0]!);
  writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from('half a rec')]));
  const kept: string[] = [];
  const onLoss: LogOptions['onLoss'] = (loss) => {
    if (loss.what === 'torn-end' && loss.bytes === 10) kept.push(readFileSync(loss.keptIn, 'utf8'));
  };
  const reopened = await openLog({ dir, onLoss });
  await reopened.close();
  expect(kept).toEqual(['half a rec']);
});

test('damage in the middle loses the records it touches, says which, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (where, mask) => {
      const dir = freshDir();
      const log = await openLog({ dir, segmentBytes: 400 });
      const texts = Array.from({ length: 30 }, (_, i) => `record ${i} ${'x'.repeat(i)}`);
      for (const text of texts) await log.append([text]);
      await log.close();
      const files = segmentFiles(dir);
      const path = join(dir, files[0]!);
      const bytes = readFileSync(path);
      const at = 16 + (where % (bytes.length - 16));
      bytes[at] = bytes[at]! ^ mask;
      writeFileSync(path, bytes);

      const lost: number[] = [];
      const onLoss: LogOptions['onLoss'] = (loss) => {
        if (loss.what === 'damaged') for (let seq = loss.from; seq < loss.to; seq++) lost.push(seq);
      };
      const left = await everything(dir, { onLoss });
      expect(files.length).toBeGreaterThan(2);
      expect(lost).toHaveLength(1);
      expect(left.map((one) => one.seq)).toEqual(texts.map((_, i) => i).filter((i) => i !== lost[0]));
      for (const { seq, text } of left) expect(text).toBe(texts[seq]);
    }),
    { numRuns: 40 },
  );
});

test('reads from anywhere give the same records, over segments and limits, also while writing goes on', async () => {
  const dir = freshDir();
  const log = await openLog({ dir, segmentBytes: 2_000 });
  const total = 500;
  const writing = (async () => {
    for (let i = 0; i < total; i += 5) await log.append(Array.from({ length: 5 }, (_, k) => `r${i + k}`));
  })();
  for (let at = 0; at < total; ) {
    await log.wait(at);
    const batch = await log.readBatch(at, { records: 7 });
    expect(batch.records.map((one) => one.data.toString())).toEqual(
      batch.records.map((_, k) => `r${at + k}`),
    );
    expect(batch.next).toBeGreaterThan(at);
    at = batch.next;
  }
  await writing;
  for (const from of [0, 1, 99, 250, 499, 500]) {
    const seen = [];
    for await (const { seq } of log.read(from, { limit: 20 })) seen.push(seq);
    expect(seen).toEqual(Array.from({ length: Math.min(20, total - from) }, (_, k) => from + k));
  }
  expect(segmentFiles(dir).length).toBeGreaterThan(3);
  await log.close();
});

/** A file system on which the n-th write, sync or truncation fails in the given way. */
function failingIo(fail: { on: 'write' | 'sync' | 'truncate' | null; code: string; after?: number }): LogIo {
  const check = (what: string): void => {
    if (fail.on === what) throw Object.assign(new Error(fail.code), { code: fail.code });
  };
  return {
    ...nodeIo,
    async open(path, mode) {
      const file = await nodeIo.open(path, mode);
      return {
        ...file,
        async write(bytes, position) {
          // A full disk takes the first part of what it is given.
          if (fail.on === 'write') await file.write(bytes.subarray(0, fail.after ?? 0), position);
          check('write');
          await file.write(bytes, position);
        },
        async sync() {
          check('sync');
          await file.sync();
        },
        async truncate(length) {
          check('truncate');
          await file.truncate(length);
        },
      };
    },
  };
}

test('a full disk refuses the batch, keeps the log usable, and leaves no trace of what was refused', async () => {
  for (const after of [0, 1, 12, 13, 40]) {
    const dir = freshDir();
    const fail: { on: 'write' | null; code: string; after: number } = { on: null, code: 'ENOSPC', after };
    const log = await openLog({ dir, io: failingIo(fail) });
    await log.append(['before']);
    fail.on = 'write';
    await expect(log.append(['refused', 'refused too'])).rejects.toMatchObject({ code: 'LOG_FULL' });
    expect(log.end()).toBe(1);
    fail.on = null;
    expect(await log.append(['after'])).toEqual({ first: 1, last: 1 });
    await log.close();
    expect((await everything(dir)).map((one) => one.text)).toEqual(['before', 'after']);
  }
});

test('a full disk while a new segment begins is survived too', async () => {
  const dir = freshDir();
  const fail: { on: 'write' | null; code: string } = { on: null, code: 'ENOSPC' };
  const log = await openLog({ dir, segmentBytes: 20, io: failingIo(fail) });
  await log.append(['fills the segment']);
  fail.on = 'write';
  await expect(log.append(['refused'])).rejects.toMatchObject({ code: 'LOG_FULL' });
  await expect(log.append(['refused'])).rejects.toMatchObject({ code: 'LOG_FULL' });
  fail.on = null;
  await log.append(['after']);
  await log.close();
  expect((await everything(dir)).map((one) => one.text)).toEqual(['fills the segment', 'after']);
});

test('a failed sync acknowledges nothing; when even cutting back fails, the log stops taking records', async () => {
  const dir = freshDir();
  const fail: { on: 'sync' | null; code: string } = { on: null, code: 'EIO' };
  const log = await openLog({ dir, io: failingIo(fail) });
  await log.append(['before']);
  fail.on = 'sync';
  await expect(log.append(['unsure'])).rejects.toMatchObject({ code: 'LOG_FAILED' });
  fail.on = null;
  await expect(log.append(['after'])).rejects.toMatchObject({ code: 'LOG_FAILED' });
  expect((await log.readBatch(0)).records).toHaveLength(1);
  await log.close();
});

test('a second opener is refused by name, and a lock left by a dead process is not', async () => {
  const dir = freshDir();
  const log = await openLog({ dir });
  await expect(openLog({ dir })).rejects.toMatchObject({
    code: 'LOCKED',
    message: expect.stringContaining(`process ${process.pid}`),
  });
  copyFileSync(join(dir, 'lock'), join(scratch, 'lock-copy'));
  await log.close();
  const left = JSON.parse(readFileSync(join(scratch, 'lock-copy'), 'utf8'));
  for (const stale of [{ ...left, pid: 2 ** 22 + 1 }, { ...left, started: 'another time' }, 'not json']) {
    writeFileSync(join(dir, 'lock'), typeof stale === 'string' ? stale : JSON.stringify(stale));
    const again = await openLog({ dir });
    await again.close();
  }
});

test('old segments go, newer records stay readable and numbering goes on', async () => {
  const dir = freshDir();
  const log = await openLog({ dir, segmentBytes: 100 });
  for (let i = 0; i < 20; i++) await log.append([`record number ${i}`]);
  await log.dropBefore(10);
  expect(log.first()).toBeGreaterThan(0);
  expect(log.first()).toBeLessThanOrEqual(10);
  expect((await log.readBatch(0)).records[0]?.seq).toBe(log.first());
  await log.dropBefore(log.end());
  expect((await log.readBatch(0)).records).toEqual([]);
  await log.append(['and on']);
  await log.close();
  expect(await everything(dir)).toEqual([{ seq: 20, text: 'and on' }]);
});

test('a segment removed from outside is reported, not passed over', async () => {
  const dir = freshDir();
  const log = await openLog({ dir, segmentBytes: 50 });
  for (let i = 0; i < 6; i++) await log.append([`record number ${i}`]);
  rmSync(join(dir, segmentFiles(dir)[1]!));
  const all = async (): Promise<void> => {
    for await (const _ of log.read(0));
  };
  await expect(all()).rejects.toMatchObject({ code: 'LOG_MISSING' });
  await log.close();
  const gaps: unknown[] = [];
  const left = await everything(dir, { onLoss: (loss) => gaps.push(loss) });
  expect(gaps).toMatchObject([{ what: 'damaged' }]);
  expect(left.length).toBeLessThan(6);
  expect(left.at(-1)?.text).toBe('record number 5');
});

test('more than may wait is refused, not buffered without end', async () => {
  const dir = freshDir();
  const log = await openLog({ dir, waitingBytes: 1_000 });
  const batch = ['x'.repeat(600)];
  const results = await Promise.allSettled([log.append(batch), log.append(batch), log.append(batch)]);
  expect(results.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  expect(results[1]).toMatchObject({ reason: { code: 'LOG_BUSY' } });
  await expect(log.append(batch)).resolves.toEqual({ first: 1, last: 1 });
  await expect(log.append([Buffer.alloc(33 * 1024 * 1024)])).rejects.toMatchObject({ code: 'LOG_RECORD' });
  await log.close();
  await expect(log.append(batch)).rejects.toMatchObject({ code: 'LOG_CLOSED' });
});

test('text and bytes come back as they were', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array())), async (batch) => {
      const dir = freshDir();
      const log = await openLog({ dir });
      await log.append(batch);
      await log.close();
      const wanted = batch.map((one) => Buffer.from(one as string).toString('hex'));
      const again = await openLog({ dir });
      const found = (await again.readBatch(0)).records.map((one) => one.data.toString('hex'));
      await again.close();
      expect(found).toEqual(wanted);
    }),
    { numRuns: 40 },
  );
});

import { randomBytes } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { type Zippable, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readInput } from '../index.ts';
import { deflatedZip, tar, zstdBomb, zstdFrame } from '../testing/pack.ts';
import { pieces, read } from '../testing/read.ts';

const line = (n: number) => `${JSON.stringify({ n, filler: 'x'.repeat(40) })}\n`;
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => line(from + i)).join('');
const log = Buffer.from(lines(0, 100));
const zip = (members: Zippable) => Buffer.from(zipSync(members));

const numbers = (events: readonly { field(name: string): unknown }[]) =>
  events.map((event) => event.field('n'));
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('the same events come out of every container, however its bytes are cut', () => {
  const containers: Record<string, [Buffer, string]> = {
    gzip: [gzipSync(log), 'in'],
    'gzip of several members': [
      Buffer.concat([gzipSync(lines(0, 30)), gzipSync(lines(30, 31)), gzipSync(lines(31, 100))]),
      'in',
    ],
    zstd: [zstdFrame(log), 'in'],
    'zstd of several frames, one of them to be skipped': [
      Buffer.concat([
        zstdFrame(Buffer.from(lines(0, 50))),
        Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]),
        zstdFrame(Buffer.from(lines(50, 100))),
      ]),
      'in',
    ],
    zip: [zip({ 'a.json': log }), 'in!a.json'],
    'zip, stored': [zip({ 'a.json': [log, { level: 0 }] }), 'in!a.json'],
    'zip in a folder with bytes after its end': [
      Buffer.concat([zip({ 'logs/': new Uint8Array(0), 'logs/a.json': log }), Buffer.from('trailing')]),
      'in!logs/a.json',
    ],
    tar: [tar({ 'var/log/a.json': log }), 'in!var/log/a.json'],
    'tar.gz with a long name': [
      gzipSync(tar({ [`${'d/'.repeat(70)}a.json`]: log })),
      `in!${'d/'.repeat(70)}a.json`,
    ],
    'gzip in zip': [zip({ 'a.json.gz': gzipSync(log) }), 'in!a.json.gz'],
    'zip in zip': [zip({ 'b.zip': zip({ 'a.json': log }) }), 'in!b.zip!a.json'],
    'zip in tar.gz': [gzipSync(tar({ 'b.zip': zip({ 'a.json': log }) })), 'in!b.zip!a.json'],
  };
  for (const [name, [bytes, file]] of Object.entries(containers)) {
    test.each([1 << 16, 100, 1])(`${name}, pieces of %i`, async (piece) => {
      const { events, losses, reports } = await read(bytes, { name: 'in', piece });
      expect(losses).toEqual([]);
      expect(numbers(events)).toEqual(upTo(100));
      expect(reports).toHaveLength(1);
      expect(reports[0]).toMatchObject({ file, format: 'json', events: 100, bytes: log.length });
      expect(events[0]?.file).toBe(file);
    });
  }
});

test('each member has its own report, and one that cannot be read does not stop the others', async () => {
  const archive = zip({
    'a.json': log,
    'b.bin': randomBytes(100),
    'c.json': new Uint8Array(0),
    'd.json': log,
  });
  // Set the encryption bit of a.json in both of its headers.
  archive[6] = (archive[6] as number) | 1;
  const directory = archive.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  archive[directory + 8] = (archive[directory + 8] as number) | 1;
  const { events, reports } = await read(archive, { name: 'x.zip' });
  expect(reports.map(({ file, format, events: n }) => [file, format, n])).toEqual([
    ['x.zip!a.json', 'unknown', 0],
    ['x.zip!b.bin', 'unknown', 0],
    ['x.zip!c.json', 'empty', 0],
    ['x.zip!d.json', 'json', 100],
  ]);
  expect(reports[0]?.losses).toEqual([
    { file: 'x.zip!a.json', where: 'whole input', what: 'the member is encrypted', count: 1 },
  ]);
  expect(events).toHaveLength(100);
});

describe('what came before the damage is kept, and the damage is named', () => {
  const big = Buffer.from(lines(0, 20_000));
  const packed: Record<string, Buffer> = {
    gzip: gzipSync(big),
    zstd: zstdFrame(big),
    'tar.gz': gzipSync(tar({ 'a.json': big })),
  };
  for (const [name, bytes] of Object.entries(packed)) {
    test(`${name} cut off in the middle`, async () => {
      const { events, losses } = await read(bytes.subarray(0, bytes.length >> 1), { name: 'x' });
      expect(events.length).toBeGreaterThan(5_000);
      expect(numbers(events)).toEqual(upTo(events.length));
      expect(losses.at(-1)?.what).toContain('ends too early');
    });
  }

  test('gzip with a flipped byte', async () => {
    const bytes = Buffer.from(packed.gzip as Buffer);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] as number) ^ 0xff;
    bytes[middle + 1] = (bytes[middle + 1] as number) ^ 0xff;
    const { events, losses } = await read(bytes);
    expect(events.length).toBeGreaterThan(5_000);
    expect(losses.length).toBeGreaterThan(0);
  });

  test('zip whose directory says another size', async () => {
    const bytes = zip({ 'a.json': log, 'b.json': log });
    const directory = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    bytes.writeUInt32LE(7, directory + 24);
    const { events, losses } = await read(bytes);
    expect(events).toHaveLength(200);
    expect(losses).toEqual([
      expect.objectContaining({
        file: 'input!a.json',
        what: expect.stringContaining('the directory says 7'),
      }),
    ]);
  });

  test.each([false, true])(
    'zip cut short gives the members before the cut (sizes after the bytes: %s)',
    async (sizesAfter) => {
      const whole = deflatedZip({ 'a.json': log, 'b.json': big, 'c.json': big }, sizesAfter);
      const cut = whole.subarray(0, whole.indexOf('c.json') + 2_000);
      const { events, reports } = await read(cut, { name: 'x.zip' });
      expect(reports.map(({ file }) => file)).toEqual([
        'x.zip!a.json',
        'x.zip!b.json',
        'x.zip!c.json',
        'x.zip',
      ]);
      expect(reports.slice(0, 2).map((report) => [report.events, report.losses.length])).toEqual([
        [100, 0],
        [20_000, 0],
      ]);
      expect(events.length).toBeGreaterThan(20_100);
      expect(reports[2]?.losses.map((loss) => loss.what).join()).toContain('ends too early');
      expect(reports[3]?.losses).toEqual([
        expect.objectContaining({ what: expect.stringContaining('no directory') }),
      ]);
    },
  );
});

describe('an archive cannot cost more than its bounds', () => {
  const zeros = Buffer.alloc(96 << 20);
  /** The floor, or what the ratio allows, and what one piece may add before it is asked. */
  const allowed = (bomb: Buffer) => Math.max(64 << 20, 500 * bomb.length) + (24 << 20);

  test('a zip bomb stops soon after the floor', async () => {
    const bomb = deflatedZip({ 'a.json': zeros, 'b.json': zeros, 'c.json': zeros, 'd.json': log });
    const { losses, reports } = await read(bomb);
    expect(losses.map((loss) => loss.what).join()).toContain('archive bomb');
    expect(reports.reduce((sum, report) => sum + report.bytes, 0)).toBeLessThan(allowed(bomb));
    expect(reports.map(({ file }) => file)).not.toContain('input!d.json');
  });

  test('a gzip bomb in a gzip, and one in a zip', async () => {
    const once = gzipSync(zeros);
    for (const bomb of [gzipSync(once), zip({ 'x.gz': gzipSync(once) })]) {
      const { losses, reports } = await read(bomb);
      expect(losses.map((loss) => loss.what).join()).toContain('archive bomb');
      expect(reports.reduce((sum, report) => sum + report.bytes, 0)).toBeLessThan(allowed(bomb));
    }
  });

  test('a zstd bomb of run-length blocks', async () => {
    // 256 MiB, were it let.
    const { losses } = await read(zstdBomb(2_000));
    expect(losses.map((loss) => loss.what).join()).toContain('archive bomb');
  });

  test('a zstd frame that asks for a window of 2 GiB is refused before it is given one', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const { losses } = await read(zstdFrame(log, 31));
    expect(losses[0]?.what).toBe('a zstd frame asks for a window of 2048 MiB');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200 << 20);
  });

  test('members of a zip that share their bytes count each time', async () => {
    const one = zip({ 'a.json': [log, { level: 0 }] });
    // A directory that names the one stored member 2,000 times.
    const start = one.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    const end = one.indexOf(Buffer.from([0x50, 0x4b, 5, 6]));
    const entry = one.subarray(start, end);
    const tail = Buffer.from(one.subarray(end));
    tail.writeUInt16LE(2_000, 8);
    tail.writeUInt16LE(2_000, 10);
    tail.writeUInt32LE(entry.length * 2_000, 12);
    const bomb = Buffer.concat([one.subarray(0, start), ...Array.from({ length: 2_000 }, () => entry), tail]);
    const { losses, reports } = await read(bomb, { limits: { ratioFloor: 1 << 20, ratio: 10 } });
    expect(losses.map((loss) => loss.what).join()).toContain('archive bomb');
    expect(reports.length).toBeLessThan(2_000);
  });

  test('too deep, too many, too large', async () => {
    let deep = gzipSync(log);
    for (let i = 0; i < 4; i++) deep = gzipSync(deep);
    expect((await read(deep)).losses).toEqual([
      expect.objectContaining({ what: 'an archive inside 4 others is not opened' }),
    ]);
    const many = zip(Object.fromEntries(upTo(20).map((i) => [`${i}.json`, log])));
    const few = await read(many, { limits: { members: 5 } });
    expect(few.events).toHaveLength(500);
    expect(few.losses.map((loss) => loss.what)).toEqual(['stopped: more than 5 members']);
    const large = await read(many, { limits: { expanded: 1000 } });
    expect(large.losses[0]?.what).toContain('expands to more than');
  });

  test('a quine that contains itself ends', async () => {
    // Any container nested beyond the depth is refused, so endless nesting needs no special case.
    let nested = zip({ 'r.zip': zip({ 'a.json': log }) });
    for (let i = 0; i < 10; i++) nested = zip({ 'r.zip': nested });
    const { losses } = await read(nested);
    expect(losses).toHaveLength(1);
  });
});

test('leaving early closes the input', async () => {
  let closed = false;
  async function* source() {
    try {
      yield* pieces(gzipSync(Buffer.from(lines(0, 50_000))), 1000);
    } finally {
      closed = true;
    }
  }
  for await (const batch of readInput('x', source())) {
    expect(batch.length).toBeGreaterThan(0);
    break;
  }
  expect(closed).toBe(true);
});

test('no batch holds more than 512 events', async () => {
  const sizes: number[] = [];
  for await (const batch of readInput('x', pieces(Buffer.from(lines(0, 3000)), 1 << 20)))
    sizes.push(batch.length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(512);
  expect(sizes.reduce((a, b) => a + b)).toBe(3000);
});

test('raw deflate without a zip around it is not taken for anything', async () => {
  const { reports } = await read(deflateRawSync(log));
  expect(reports[0]?.format).toBe('unknown');
});

/** Guards: a thread that died and took its logs with it, records counted twice over a failure, one record that stops all after it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fieldKeyOf } from '@cordon/platform/keys';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Received } from './live-read.ts';
import type { Taken, TakeState } from './live-take.ts';
import { createDetectionThread, type DetectionThread } from './live-thread.ts';
import { type Book, openRulebook } from './rulebook/index.ts';

const keys = [fieldKeyOf('0123456789abcdef', 'RXX/patients', Buffer.alloc(32, 7))];
const state: TakeState = {
  estate: null,
  stored: null,
  learnt: null,
  thresholds: {},
  newest: null,
  places: {},
};

const record = (n: number, more = ''): string =>
  JSON.stringify({
    '@timestamp': `2026-03-18T10:00:${String(n).padStart(2, '0')}.000Z`,
    winlog: {
      channel: 'Microsoft-Windows-Sysmon/Operational',
      event_id: '1',
      record_id: 1000 + n,
      computer_name: 'ws1.hospital.example',
      event_data: {
        Image: 'C:\\Windows\\System32\\vssadmin.exe',
        CommandLine: `vssadmin.exe delete shadows /all /quiet${more}`,
      },
    },
  });

/** As a topic does, which never gives two records one number. */
let seq = 0;
const received = (...lines: string[]): Received[] => [
  {
    seq: seq++,
    name: 'a',
    key: 'k',
    at: '2026-03-18T10:01:00.000Z',
    body: Buffer.from(`${lines.join('\n')}\n`),
  },
];

/** Ids of the events, as stored. */
const ids = ({ lines }: Taken): string[] =>
  lines.flatMap((piece) =>
    Buffer.from(piece)
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id),
  );

describe('detection on a thread of its own', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cordon-live-thread-'));
  let book: Book;
  let thread: DetectionThread;
  const take = (...lines: string[]): Promise<Taken> => thread.take('received', received(...lines), book, {});

  beforeAll(async () => {
    book = (await openRulebook({ folder: dir, cacheDir: testCache })).current();
    thread = createDetectionThread('RXX', () => keys);
    await thread.open(state);
  });
  afterAll(async () => {
    await thread.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('gives events as they are stored, findings, and who sent them', async () => {
    const taken = await take(record(1), record(2), record(1));
    expect(ids(taken)).toHaveLength(2);
    expect(taken.findings.map(({ host }) => host)).toContain('ws1.hospital.example');
    expect(taken.newest).toBe('2026-03-18T10:00:02.000Z');
    expect(taken.sources.sources).toMatchObject([{ key: 'a', events: 2, repeated: 1 }]);
    expect(taken.rules.hits.length).toBeGreaterThan(0);
  });

  it('takes a portion that was not stored as new, and one that was stored as repeated', async () => {
    thread.stored();
    const [stored, lost] = [ids(await take(record(1))), ids(await take(record(3)))];
    expect([stored.length, lost.length]).toEqual([0, 1]);
    await thread.open(state);
    expect([ids(await take(record(1))), ids(await take(record(3)))]).toEqual([[], lost]);
  });

  it('leaves what it is given with whoever gave it, to be given again', async () => {
    const some = received(record(4));
    const first = ids(await thread.take('received', some, book, {}));
    await thread.open(state);
    expect(ids(await thread.take('received', some, book, {}))).toEqual(first);
  });

  it('takes what was read elsewhere as if it had read it, and once, however it is cut and whoever gives it again', async () => {
    const some = [record(8), record(9), record(10)].flatMap((line) => received(line));
    const [first, again, rest] = await Promise.all([
      thread.read('part', some.slice(0, 2), book),
      thread.read('part', some.slice(1, 2), book),
      thread.read('part', some.slice(1), book),
    ]);
    const taken = await thread.takeRead([first!, again!], {});
    expect([ids(taken).length, taken.findings.length > 0]).toEqual([2, true]);
    expect(taken.sources.sources).toMatchObject([{ key: 'a', events: 2, repeated: 0 }]);
    expect(taken.places).toMatchObject({ part: some[1]!.seq + 1 });
    expect(ids(await thread.takeRead([rest!], {}))).toHaveLength(1);
    expect(ids(await thread.takeRead([first!, rest!], {}))).toEqual([]);
    thread.stored();
  });

  it('says what happened when the thread ends, and goes on with another', async () => {
    // So much that it cannot be through before the thread is gone.
    const pending = take(...Array.from({ length: 50_000 }, () => record(5)));
    await thread.close();
    await expect(pending).rejects.toMatchObject({ code: 'DETECTION_STOPPED', next: /again/ });
    await thread.open(state);
    const taken = await take(record(5));
    expect([ids(taken).length, taken.findings.length > 0]).toEqual([1, true]);
  });

  it('keeps the beginning of a record that is too long to be kept, and what comes after it', async () => {
    const taken = await take(record(6, '"'.repeat(7_000_000)), record(7));
    expect(ids(taken)).toHaveLength(2);
    expect(Buffer.from(taken.lines[0]!).toString()).toContain('longer than can be kept');
  });
});

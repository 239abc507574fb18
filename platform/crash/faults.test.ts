/**
 * Faults of the machine, by name: a full disk, a clock that jumps, a slow disk, a second opener. Each leaves what was acknowledged,
 * says in plain words what was kept and what to do, and is over when the machine is well again. (A lost database connection:
 * platform/database/postgres.test.ts.)
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { makeBackupKey, writeArchive } from '../backup/index.ts';
import { openDatabase } from '../database/index.ts';
import { openEvents } from '../events/index.ts';
import { type Fault, isFault } from '../fault/index.ts';
import { nodeIo, openLog } from '../log/index.ts';
import { testCache } from '../test/index.ts';
import { eventOf } from './checks.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cordon-faults-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const all = { orgs: ['RXX'], from: '1900-01-01T00:00:00Z', to: '2200-01-01T00:00:00Z' };

/** Says what was kept, and what to do next. */
function expectPlain(error: unknown, code: string): void {
  expect(isFault(error) ? error.code : String(error)).toBe(code);
  const { message, next } = error as Fault;
  expect(message).toMatch(/kept|undone|safe|untouched|changed/);
  expect(next).toMatch(/\w+ \w+.*\.$/);
}

/** A real file system that is small; only the administrator may make one. */
function smallDisk(megabytes: number): { dir: string; remove(): void } | null {
  const dir = mkdtempSync(join(scratch, 'disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir], { stdio: 'ignore' });
    return { dir, remove: () => void execFileSync('umount', ['-l', dir]) };
  } catch {
    return null;
  }
}

describe('a full disk', () => {
  const disk = smallDisk(120);
  afterAll(() => disk?.remove());

  /** Takes what room there is. */
  function fill(): () => void {
    const ballast = join(disk!.dir, 'ballast');
    try {
      for (let n = 0; ; n++) writeFileSync(`${ballast}-${n}`, Buffer.alloc(256 * 1024));
    } catch {
      return () => execFileSync('sh', ['-c', `rm -f ${ballast}-*`]);
    }
  }

  test.skipIf(disk === null)(
    'refuses what comes, keeps what there is, and is over when there is room again: state, events, sealing, backups',
    async () => {
      const { dir } = disk!;
      const open = () => openDatabase({ dir: join(dir, 'state'), cache: testCache });
      let database = await open();
      const problems: string[] = [];
      const events = await openEvents({
        dir: join(dir, 'events'),
        onProblem: ({ message }) => problems.push(message),
      });
      await database.script('create table note (n int primary key, text text)');
      interface Tables {
        note: { n: number; text: string };
      }
      const insert = (n: number) =>
        database
          .tables<Tables>()
          .insertInto('note')
          .values({ n, text: 'x'.repeat(2_000_000) })
          .execute();
      await insert(1);
      await events.append([eventOf(1)]);
      const folder = join(scratch, 'to-back-up');
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        join(folder, 'data'),
        Buffer.from(Array.from({ length: 500_000 }, (_, n) => (n * 7919) >> 3)),
      );

      const makeRoom = fill();
      let refusal: unknown;
      // There may be room left in files that are there already.
      let kept = 1;
      for (let n = 2; refusal === undefined && n < 60; n++)
        await insert(n).then(
          () => {
            kept = n;
          },
          (error: unknown) => {
            refusal = error;
          },
        );
      expect(['DATABASE_FULL', 'DATABASE_STOPPED']).toContain((refusal as Fault).code);
      expect((refusal as Fault).next).toMatch(/\w/);
      await events.append(Array.from({ length: 5_000 }, (_, n) => eventOf(n + 2))).then(
        () => Promise.reject(new Error('it was taken')),
        (error: unknown) => expectPlain(error, 'LOG_FULL'),
      );
      await expect(events.seal()).rejects.toThrow();
      const key = { recipients: [(await makeBackupKey()).recipient] };
      await writeArchive(folder, join(dir, 'backup'), { release: '0.1.0', made: new Date(), key }).then(
        () => Promise.reject(new Error('it was written')),
        (error: unknown) => expectPlain(error, 'BACKUP_WRITE'),
      );

      makeRoom();
      await database.close();
      database = await open();
      const notes = await database.tables<Tables>().selectFrom('note').select('n').execute();
      expect(notes.length).toBeGreaterThanOrEqual(kept);
      await insert(1_000);
      await database.close();
      await events.append([eventOf(2)]);
      expect(await events.seal()).toMatchObject({ rows: 2 });
      expect((await events.query(all)).rows.map(({ id }) => id)).toEqual(['e2', 'e1']);
      expect((await events.verify()).ok).toBe(true);
      await events.close();
    },
    120_000,
  );
});

describe('a clock that jumps', () => {
  afterEach(() => {
    vi.useRealTimers();
  });
  const year = 365 * 86_400_000;

  test('years ahead or back changes no event, no order and no search, and nothing is deleted early by it', async () => {
    const now = Date.now();
    const events = await openEvents({ dir: join(scratch, 'clock') });
    vi.useFakeTimers({ toFake: ['Date'] });
    const ids: string[] = [];
    for (const [n, at] of [now, now + 30 * year, now - 30 * year, now].entries()) {
      vi.setSystemTime(at);
      await events.append([{ ...eventOf(n + 1), time: new Date(now - 1_000 * (9 - n)).toISOString() }]);
      await events.seal();
      ids.unshift(`e${n + 1}`);
      expect((await events.query(all)).rows.map(({ id }) => id)).toEqual(ids);
    }
    const before = new Date(now - year).toISOString();
    const about = async (): Promise<void> => {
      throw new Error('nothing is due');
    };
    await events.dispose({ periods: [{ source: [{ wild: '*' }], before }], holds: [], about });
    expect((await events.verify()).ok).toBe(true);
    await events.close();
  });
});

describe('a slow disk', () => {
  test('holds senders back with a plain answer, and loses nothing of what it acknowledged', async () => {
    const dir = join(scratch, 'slow');
    const io: typeof nodeIo = {
      ...nodeIo,
      async open(path, mode) {
        const file = await nodeIo.open(path, mode);
        return {
          ...file,
          async sync() {
            await pause(40);
            await file.sync();
          },
        };
      },
    };
    const log = await openLog({ dir, io, waitingBytes: 20_000 });
    const answers = await Promise.allSettled(
      Array.from({ length: 100 }, (_, n) => log.append([`${n} ${'x'.repeat(1_000)}`])),
    );
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expectPlain(reason, 'LOG_BUSY');
    await log.append(['after']);
    await log.close();
    const again = await openLog({ dir });
    const found: string[] = [];
    for await (const { data } of again.read(0)) found.push(data.toString().split(' ')[0]!);
    await again.close();
    const acknowledged = answers.flatMap(({ status }, n) => (status === 'fulfilled' ? [String(n)] : []));
    expect(found).toEqual([...acknowledged, 'after']);
  });
});

describe('a second opener of the data folder', () => {
  test('is refused by name, changes nothing, and gets in when the first has closed', async () => {
    const dir = join(scratch, 'twice');
    const openBoth = {
      database: () => openDatabase({ dir: join(dir, 'state'), cache: testCache }),
      events: () => openEvents({ dir: join(dir, 'events') }),
    };
    for (const open of Object.values(openBoth)) {
      const first = await open();
      await open().then(
        () => Promise.reject(new Error('it was let in')),
        (error: unknown) => {
          expectPlain(error, 'LOCKED');
          expect((error as Fault).message).toContain(`process ${process.pid}`);
        },
      );
      await first.close();
      await (await open()).close();
    }
  });
});

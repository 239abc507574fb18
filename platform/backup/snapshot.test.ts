/** Risk: a copy of stores that go on working fits together only by luck, so that a restored Cordon has lost records or takes new ones for old. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openDatabase } from '../database/index.ts';
import { sampleEvent } from '../events/contract.ts';
import { openEvents } from '../events/index.ts';
import { openKeyRing, rootInFile } from '../keys/index.ts';
import { openStream } from '../stream/index.ts';
import { testCache } from '../test/index.ts';
import { removeSnapshots, takeSnapshot } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cordon-snapshot-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Tables {
  place: { next: number };
  seen: { n: number };
}

async function openStores(dir: string) {
  const database = await openDatabase({ dir: join(dir, 'state'), cache: testCache });
  const events = await openEvents({ dir: join(dir, 'events'), sealRows: 150 });
  return { dir, database, events, stream: openStream({ dir: join(dir, 'stream'), segmentBytes: 2_000 }) };
}

it('a copy made at any moment of stores at work loses no record and takes none for seen that is not', async () => {
  const dir = join(scratch, 'data');
  const stores = await openStores(dir);
  const { database, events, stream } = stores;
  await database.script(
    'create table place (next int not null); insert into place values (0); create table seen (n int primary key)',
  );
  const db = database.tables<Tables>();
  writeFileSync(join(dir, 'note.txt'), 'kept beside');
  const reader = await stream.subscribe(
    'received',
    'work',
    async ({ records, next }) => {
      const numbers = records.map(({ data }) => Number(data.toString()));
      await events.append(numbers.map((n) => sampleEvent(n)));
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto('seen')
          .values(numbers.map((n) => ({ n })))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        await trx.updateTable('place').set({ next }).execute();
      });
    },
    { records: 20 },
  );
  let going = true;
  let published = 0;
  const publishing = (async () => {
    while (going) {
      await stream.publish(
        'received',
        Array.from({ length: 7 }, () => String(published++)),
      );
      await stream.trim('received');
      if (reader.lag() > 200) await reader.caughtUp();
    }
  })();
  const copies: string[] = [];
  for (let n = 0; n < 2; n++) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    copies.push(await takeSnapshot(stores, String(n)));
  }
  going = false;
  await publishing;
  await reader.caughtUp();
  await stream.close();
  await events.close();
  await database.close();

  let behind = 0;
  for (const copy of copies) {
    const again = await openStores(copy);
    const tables = again.database.tables<Tables>();
    const { next } = await tables.selectFrom('place').select('next').executeTakeFirstOrThrow();
    const seen = await tables.selectFrom('seen').select('n').orderBy('n').execute();
    expect(seen.map(({ n }) => n)).toEqual(Array.from({ length: next }, (_, n) => n));
    const [stored] = await again.events.counts({
      orgs: ['RXX'],
      from: '2026-01-01T00:00:00Z',
      to: '2027-01-01T00:00:00Z',
    });
    expect(stored?.count ?? 0).toBeGreaterThanOrEqual(next);
    expect((await again.events.verify()).problems).toEqual([]);
    // Whatever the state has not seen comes to the reader, and what is published next is new to it.
    const lag = await again.stream.lag('received', 'work');
    const numbers: number[] = [];
    const rest = await again.stream.subscribe('received', 'work', async ({ records }) => {
      numbers.push(...records.map(({ seq }) => seq));
    });
    await rest.caughtUp();
    expect(numbers).toHaveLength(lag);
    expect(numbers[0] ?? next).toBeLessThanOrEqual(next);
    const { first } = await again.stream.publish('received', ['new']);
    expect(first).toBeGreaterThanOrEqual(next);
    expect(numbers).toEqual(Array.from({ length: lag }, (_, n) => first - lag + n));
    behind += first - next;
    await again.stream.close();
    await again.events.close();
    await again.database.close();
    expect(await readdir(copy)).toContain('note.txt');
  }
  // Otherwise nothing was under way, and any order would have done.
  expect(behind).toBeGreaterThan(0);
  await removeSnapshots(dir);
  expect((await readdir(dir)).sort()).toEqual(['events', 'note.txt', 'state', 'stream']);
}, 60_000);

it('a ring of keys that is open is copied with what guards it, and the copy opens beside it', async () => {
  const dir = join(scratch, 'with-keys');
  const stores = await openStores(dir);
  const openKeys = (folder: string) =>
    openKeyRing({
      folder: join(folder, 'keys'),
      unlock: rootInFile({ folder: join(folder, 'root-keys') }),
    });
  const keys = await openKeys(dir);
  const sealed = keys.seal('sah', 'here', 'text');
  const copies = [await takeSnapshot({ ...stores, keys }, 'open')];
  keys.close();
  copies.push(await takeSnapshot(stores, 'closed'));
  const again = await openKeys(dir);
  for (const folder of copies) {
    const copy = await openKeys(folder);
    expect(copy.unseal('sah', 'here', sealed)).toBe('text');
    copy.close();
  }
  again.close();
  await stores.stream.close();
  await stores.events.close();
  await stores.database.close();
});

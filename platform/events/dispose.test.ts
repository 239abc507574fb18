/** Risks: what is held or in date is deleted; what is not stays; a deletion that is cut short loses or brings back events. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { sampleEvent } from './contract.ts';
import { type Disposal, type EventStore, openEvents, type StoredEvent } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cordon-dispose-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const freshDir = (): string => mkdtempSync(join(scratch, 'store-'));

const everything = { orgs: 'every' as const, from: '1900-01-01T00:00:00Z', to: '2200-01-01T00:00:00Z' };
const any = [{ wild: '*' as const }];
/** After everything that a test stores, so that what it names is due. */
const soon = '2100-01-01T00:00:00Z';
const told = async (): Promise<void> => undefined;

async function idsOf(store: EventStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const { events } of store.scan(everything)) ids.push(...events.map(({ id }) => id));
  return ids.sort();
}

const files = (dir: string): string[] => readdirSync(join(dir, 'sealed')).sort();

test('what is held or in date stays at every interruption, and what is due is gone after one that is not', async () => {
  const event = fc.record({
    org: fc.constantFrom('RXX', 'RYY'),
    source: fc.constantFrom('windows|Security|4688', 'zeek|conn', 'syslog'),
    day: fc.integer({ min: 1, max: 28 }),
  });
  const hold = fc.record({
    orgs: fc.constantFrom<'every' | string[]>('every', ['RXX'], ['RYY'], []),
    from: fc.option(fc.integer({ min: 1, max: 28 })),
    to: fc.option(fc.integer({ min: 1, max: 28 })),
  });
  const dayAt = (day: number | null): string | null =>
    day === null ? null : `2026-02-${String(day).padStart(2, '0')}T00:00:00Z`;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(event, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }),
      fc.array(hold, { maxLength: 2 }),
      fc.subarray(['windows*', 'zeek*', 'syslog']),
      fc.nat({ max: 5 }),
      async (batches, stretches, sources, until) => {
        const dir = freshDir();
        let store = await openEvents({ dir });
        const stored: StoredEvent[] = [];
        for (const batch of batches) {
          const events = batch.map(({ org, source, day }) =>
            sampleEvent(stored.length + Math.random(), {
              id: `e${stored.length}-${Math.random()}`,
              org,
              source,
              time: dayAt(day),
            }),
          );
          await store.append(events);
          await store.seal();
          stored.push(...events);
        }
        const holds = stretches.map(({ orgs, from, to }) => ({ orgs, from: dayAt(from), to: dayAt(to) }));
        const periods = sources.map((text) => ({
          source: text.endsWith('*') ? [text.slice(0, -1), { wild: '*' as const }] : [text],
          before: soon,
        }));
        // They were stored today, so a hold without an end covers each by that, too.
        const now = new Date().toISOString();
        const isHeld = ({ org, time }: StoredEvent): boolean =>
          holds.some(
            ({ orgs, from, to }) =>
              (orgs === 'every' || orgs.includes(org)) &&
              [Date.parse(time!), Date.parse(now)].some(
                (at) => (from === null || at >= Date.parse(from)) && (to === null || at < Date.parse(to)),
              ),
          );
        const stays = stored
          .filter(
            (one) => isHeld(one) || !sources.some((text) => one.source.startsWith(text.replace('*', ''))),
          )
          .map(({ id }) => id)
          .sort();

        let calls = 0;
        const cut = async (): Promise<void> => {
          if (calls++ === until) throw new Error('cut short');
        };
        await store.dispose({ periods, holds, about: cut }).catch((error: unknown) => {
          expect(String(error)).toContain('cut short');
        });
        expect(await idsOf(store)).toEqual(expect.arrayContaining(stays));
        expect(await store.verify()).toMatchObject({ ok: true });
        await store.close();
        store = await openEvents({ dir });
        expect(await idsOf(store)).toEqual(expect.arrayContaining(stays));
        await store.dispose({ periods, holds, about: told });
        expect(await idsOf(store)).toEqual(stays);
        expect(await store.verify()).toMatchObject({ ok: true, rows: stays.length });
        expect(await store.dispose({ periods, holds, about: told })).toEqual([]);
        await store.close();
      },
    ),
    { numRuns: 15 },
  );
}, 120_000);

test('a power cut at any step between two files leaves the segment as it was or as it is to be', async () => {
  const dir = freshDir();
  const store = await openEvents({ dir });
  await store.append([sampleEvent(1), sampleEvent(2, { source: 'zeek|conn' }), sampleEvent(3)]);
  await store.seal();
  await store.append([sampleEvent(4)]);
  await store.seal();
  const before = files(dir).map((name) => [name, readFileSync(join(dir, 'sealed', name))] as const);
  const disposal: Disposal = {
    periods: [{ source: ['zeek', any[0]!], before: soon }],
    holds: [],
    about: told,
  };
  await store.dispose(disposal);
  await store.close();
  const after = files(dir).filter((name) => !before.some(([known]) => known === name));
  expect(after).toEqual(['00000001.1.parquet', '00000001.remains.json']);
  const all = ['event-000001', 'event-000002', 'event-000003', 'event-000004'];
  // The order in which files come and go, and what is found after each step.
  for (const [present, found] of [
    [['00000001.parquet'], all],
    [['00000001.parquet', '00000001.1.parquet.new'], all],
    [['00000001.parquet', '00000001.1.parquet'], all],
    [['00000001.parquet', '00000001.1.parquet', '00000001.remains.json.new'], all],
    [['00000001.parquet', '00000001.1.parquet', '00000001.remains.json'], all.toSpliced(1, 1)],
    [['00000001.1.parquet', '00000001.remains.json'], all.toSpliced(1, 1)],
  ] as const) {
    const copy = freshDir();
    cpSync(dir, copy, { recursive: true });
    for (const name of [...after, '00000001.parquet']) rmSync(join(copy, 'sealed', name), { force: true });
    for (const name of present) {
      const old = before.find(([known]) => known === name)?.[1];
      const from = join(dir, 'sealed', name.replace('.new', ''));
      writeFileSync(join(copy, 'sealed', name), old ?? readFileSync(from));
    }
    const again = await openEvents({ dir: copy });
    expect(await idsOf(again), present.join(' ')).toEqual(found);
    expect((await again.verify()).problems).toEqual([]);
    await again.dispose(disposal);
    expect(await idsOf(again)).toEqual(all.toSpliced(1, 1));
    await again.close();
    expect(files(copy).filter((name) => name.endsWith('.parquet'))).toEqual([
      '00000001.1.parquet',
      '00000002.parquet',
    ]);
  }
});

test('from a segment that was changed after sealing nothing is deleted: it would look untouched', async () => {
  const dir = freshDir();
  const problems: string[] = [];
  const store = await openEvents({ dir, onProblem: ({ message }) => problems.push(message) });
  await store.append([sampleEvent(1), sampleEvent(2, { source: 'syslog' })]);
  await store.seal();
  const path = join(dir, 'sealed', '00000001.parquet');
  const bytes = readFileSync(path);
  bytes[8] = bytes[8]! ^ 1;
  writeFileSync(path, bytes);
  const disposal: Disposal = { periods: [{ source: ['syslog'], before: soon }], holds: [], about: told };
  expect(await store.dispose(disposal)).toEqual([]);
  expect(problems).toEqual([expect.stringContaining('segment 1')]);
  expect((await store.verify()).ok).toBe(false);
  await store.close();
});

test('a note of a deletion that cannot be read hides its segment, says so, and removes no file', async () => {
  const dir = freshDir();
  const store = await openEvents({ dir });
  await store.append([sampleEvent(1), sampleEvent(2, { source: 'syslog' })]);
  await store.seal();
  await store.dispose({ periods: [{ source: ['syslog'], before: soon }], holds: [], about: told });
  await store.close();
  const kept = files(dir);
  writeFileSync(join(dir, 'sealed', '00000001.remains.json'), '{"segm');
  const problems: string[] = [];
  const again = await openEvents({ dir, onProblem: ({ message }) => problems.push(message) });
  expect(problems).toEqual([expect.stringContaining('what was deleted')]);
  expect((await again.verify()).problems).toEqual([
    { segment: 1, problem: expect.stringContaining('deleted') },
  ]);
  await again.close();
  expect(files(dir)).toEqual(kept);
});

test('a scan that began before a deletion reads on to its end, and the file behind it goes then', async () => {
  const dir = freshDir();
  const store = await openEvents({ dir });
  await store.append(Array.from({ length: 6_000 }, (_, n) => sampleEvent(n)));
  await store.seal();
  let seen = 0;
  for await (const { events } of store.scan(everything)) {
    if (seen === 0) {
      await store.dispose({ periods: [{ source: any, before: soon }], holds: [], about: told });
      expect(await store.counts(everything)).toEqual([]);
    }
    seen += events.length;
  }
  expect(seen).toBe(6_000);
  expect(files(dir)).toEqual(['00000001.json', '00000001.remains.json']);
  await store.close();
});

/** What every adapter of the EventStore port must do. Run by the tests of each adapter, in vitest. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventFilter, EventStore, StoredEvent } from './port.ts';

/** A plausible event; `n` makes it distinct and sets its time, one second apart from 2026-03-02T00:00:00Z on. */
export function sampleEvent(n: number, change: Partial<StoredEvent> = {}): StoredEvent {
  return {
    id: `event-${String(n).padStart(6, '0')}`,
    org: 'RXX',
    time: new Date(Date.UTC(2026, 2, 2) + n * 1000).toISOString(),
    source: 'windows|Security|4688',
    format: 'evtx',
    host: `WS-${n % 7}`,
    account: `CORP\\user${n % 5}`,
    src: `10.0.0.${n % 250}`,
    dst: null,
    file: 'security.evtx',
    record_id: String(n),
    raw: JSON.stringify({
      Event: { System: { EventID: 4688 }, EventData: { CommandLine: `cmd.exe /c echo ${n}` } },
    }),
    ...change,
  };
}

const samples = (count: number, from = 0): StoredEvent[] =>
  Array.from({ length: count }, (_, i) => sampleEvent(from + i));

interface Place {
  /** May be called again after `close`, and must find what was kept. */
  open: () => Promise<EventStore>;
}

/** `make` gives a fresh, empty place for a store. */
export function eventStoreContract(name: string, make: () => Promise<Place>): void {
  const orgs = ['RXX'];
  const all = { orgs, from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
  const ids = async (
    store: EventStore,
    query: Partial<Parameters<EventStore['query']>[0]>,
  ): Promise<string[]> => (await store.query({ ...all, limit: 1_000, ...query })).rows.map((row) => row.id);
  const idOf = (...numbers: number[]): string[] => numbers.map((n) => sampleEvent(n).id);

  describe(`event store contract: ${name}`, () => {
    describe('asking, half sealed and half not', () => {
      let store: EventStore;
      const special: StoredEvent[] = [
        sampleEvent(100, {
          host: 'DC01.st-aldhelms.example',
          account: null,
          raw: '{"a":{"b/c":[1,"x~y",true]},"text":"100% _odd"}',
        }),
        sampleEvent(101, { org: 'RYY', host: 'dc01' }),
        sampleEvent(102, { raw: 'this is not JSON', source: 'syslog' }),
        sampleEvent(103, { raw: '{"quote":"it\'s \\"q\\" and $1; drop table hot"}', host: "o'brien-pc" }),
      ];
      beforeAll(async () => {
        store = await (await make()).open();
        await store.append(samples(40));
        await store.seal();
        await store.append(samples(40, 40));
        await store.append(special);
      });
      afterAll(() => store.close());

      test('rows come back as they were given, newest first', async () => {
        const { rows } = await store.query({ ...all, limit: 1_000 });
        const wanted = [...samples(80), ...special].filter((one) => one.org === 'RXX').reverse();
        expect(rows).toEqual(wanted);
      });

      test("another organisation's events are never seen", async () => {
        expect(await ids(store, { orgs: ['RYY'] })).toEqual(idOf(101));
        expect(await ids(store, { orgs: [] })).toEqual([]);
        expect(await store.counts({ ...all, orgs: [] })).toEqual([]);
      });

      test('pages follow each other without gap or repeat, also while events arrive', async () => {
        const seen: string[] = [];
        let after: string | null = null;
        do {
          const page = await store.query({ ...all, limit: 17, ...(after === null ? {} : { after }) });
          seen.push(...page.rows.map((row) => row.id));
          after = page.next;
        } while (after !== null);
        expect(seen).toEqual(await ids(store, {}));
        expect(new Set(seen).size).toBe(seen.length);
      });

      test('the time range includes its start and not its end, to the microsecond', async () => {
        const at = (n: number): string => sampleEvent(n).time as string;
        expect(await ids(store, { from: at(38), to: at(42) })).toEqual(idOf(41, 40, 39, 38));
        expect(await ids(store, { from: at(38).replace('.000Z', '.000001Z'), to: at(40) })).toEqual(idOf(39));
      });

      test('without a range, the day up to the newest event is searched', async () => {
        const { rows } = await store.query({ orgs: ['RXX'], limit: 1 });
        expect(rows.map((row) => row.id)).toEqual(idOf(103));
      });

      test.each([
        ['equals ignores case', { column: 'host', op: 'equals', value: 'dc01.ST-ALDHELMS.example' }, [100]],
        [
          'equals can be exact',
          { column: 'host', op: 'equals', value: 'dc01.st-aldhelms.example', exact: true },
          [],
        ],
        ['contains', { column: 'raw', op: 'contains', value: 'ECHO 79"' }, [79]],
        ['contains takes % and _ as they are', { column: 'raw', op: 'contains', value: '% _' }, [100]],
        ['prefix', { column: 'host', op: 'prefix', value: 'dc' }, [100]],
        ['in', { column: 'record_id', op: 'in', values: ['3', '77', '1000'] }, [77, 3]],
        ['in nothing', { column: 'record_id', op: 'in', values: [] }, []],
        [
          'not, which includes what is not said',
          { column: 'account', op: 'contains', value: 'corp', not: true },
          [100],
        ],
        ['quotes and placeholders are data', { column: 'host', op: 'equals', value: "o'brien-pc" }, [103]],
        ['an attempt at SQL is data', { column: 'host', op: 'equals', value: "' or 1=1 --" }, []],
        [
          'a value inside the record',
          { path: ['Event', 'EventData', 'CommandLine'], op: 'equals', value: 'cmd.exe /c echo 12' },
          [12],
        ],
        [
          'a path with a slash and a place in a list',
          { path: ['a', 'b/c', 1], op: 'equals', value: 'x~y' },
          [100],
        ],
        ['a boolean inside the record', { path: ['a', 'b/c', 2], op: 'equals', value: true }, [100]],
        ['a record that is not JSON has no such value', { path: ['nothing'], op: 'equals', value: 'x' }, []],
      ] as const)('%s', async (_, filter, wanted) => {
        const where = [
          filter as Parameters<EventStore['query']>[0]['where'] extends (infer F)[] | undefined ? F : never,
        ];
        expect(await ids(store, { where })).toEqual(idOf(...wanted));
      });

      test('a number inside the record, all of many', async () => {
        const where = [{ path: ['Event', 'System', 'EventID'], op: 'equals' as const, value: 4688 }];
        expect(await ids(store, { where })).toHaveLength(80);
      });

      test('counts per bucket and per value add up to what a search finds', async () => {
        const perMinute = await store.counts({ ...all, bucketSeconds: 60 });
        expect(perMinute).toEqual([
          { time: '2026-03-02T00:00:00.000Z', value: null, count: 60 },
          { time: '2026-03-02T00:01:00.000Z', value: null, count: 23 },
        ]);
        const perSource = await store.counts({ ...all, by: 'source' });
        expect(perSource).toEqual([
          { time: null, value: 'windows|Security|4688', count: 82 },
          { time: null, value: 'syslog', count: 1 },
        ]);
      });

      test.each([
        ['a time that is none', { from: 'yesterday' }],
        ['a column that is none', { where: [{ column: 'hot; drop', op: 'equals', value: 'x' }] }],
        ['a comparison that is none', { where: [{ column: 'host', op: 'like', value: 'x' }] }],
        ['too many rows', { limit: 1_001 }],
        ['a page marker of its own making', { after: 'bm9uc2Vuc2U' }],
        ['a path without end', { where: [{ path: Array(40).fill('x'), op: 'equals', value: 'x' }] }],
      ])('%s is refused with a reason', async (_, query) => {
        const asked = store.query({ ...all, ...(query as object) });
        await expect(asked).rejects.toMatchObject({ code: 'EVENTS_QUERY', next: expect.any(String) });
      });
    });

    describe('asking for patterns, half sealed and half not', () => {
      let store: EventStore;
      const [many, one] = [{ wild: '*' as const }, { wild: '?' as const }];
      const records = [
        {
          EventID: { '#attributes': { Qualifiers: 16384 }, '#text': 7045 },
          Deep: { ServiceName: 'PSEXESVC' },
        },
        { winlog: { event_data: { CommandLine: 'VSSADMIN.exe delete "C:\\Shadow\\x"' } }, pid: 4, ok: true },
        {
          note: '"CommandLine":"vssadmin" is only spelt',
          Keywords: ['audit', '0x80', 'a,b'],
          'id.orig_h': '10.9.8.7',
        },
        { text: '100% _odd\nline two', CommandLineLonger: 'vssadmin', none: null, é: 'Ü' },
      ];
      beforeAll(async () => {
        store = await (await make()).open();
        const events = records.map((record, n) =>
          sampleEvent(n, { raw: JSON.stringify(record), host: n === 3 ? null : `ws_${n}%.example` }),
        );
        await store.append(events.slice(0, 2));
        await store.seal();
        await store.append([
          ...events.slice(2),
          sampleEvent(4, { org: 'RYY' }),
          sampleEvent(5, { raw: 'no JSON' }),
        ]);
      });
      afterAll(() => store.close());

      test.each<[string, EventFilter, number[]]>([
        [
          'a column from end to end',
          { column: 'host', op: 'matches', pattern: ['WS_', one, '%', many] },
          [2, 1, 0],
        ],
        ['what is no gap is itself', { column: 'host', op: 'matches', pattern: ['ws.', many] }, []],
        ['a whole column, not a part', { column: 'host', op: 'matches', pattern: ['ws_1'] }, []],
        ['a field at any depth', { field: 'servicename', op: 'matches', pattern: ['psexesvc'] }, [0]],
        ['an element with attributes', { field: 'EventID', op: 'matches', pattern: ['7045'] }, [0]],
        [
          'a part of a field',
          { field: 'CommandLine', op: 'matches', pattern: [many, 'vssadmin', many] },
          [1],
        ],
        [
          'backslashes and quotes',
          { field: 'CommandLine', op: 'matches', pattern: [many, '"C:\\Shadow\\', one, '"'] },
          [1],
        ],
        ['a number, whole', { field: 'pid', op: 'matches', pattern: ['4'] }, [1]],
        ['a number, not a part of it', { field: 'EventID', op: 'matches', pattern: ['704'] }, []],
        ['a boolean', { field: 'ok', op: 'matches', pattern: ['true'] }, [1]],
        ['any value', { field: 'ok', op: 'matches', pattern: [many] }, [1]],
        ['an item of a list', { field: 'Keywords', op: 'matches', pattern: ['0x80'] }, [2]],
        ['an item that holds a comma', { field: 'Keywords', op: 'matches', pattern: ['a,b'] }, [2]],
        ['a name that holds a dot', { field: 'id.orig_h', op: 'matches', pattern: ['10.9.', many] }, [2]],
        [
          'a way down',
          { field: 'winlog.event_data.CommandLine', op: 'matches', pattern: ['vss', many] },
          [1],
        ],
        ['letters beyond ASCII', { field: 'É', op: 'matches', pattern: ['ü'] }, [3]],
        ['anywhere', { text: ['psexesvc'] }, [0]],
        ['anywhere, as it reads', { text: ['100% _odd\nLINE', one, 'two'] }, [3]],
        ['anywhere, within one value', { text: ['VSS', many, 'Shadow'] }, [1]],
        ['any of several texts', { texts: ['psexesvc', 'C:\\Shadow', '(a|b)'] }, [1, 0]],
        ['none of no texts', { texts: [] }, []],
        ['all', { all: [{ text: ['7045'] }, { field: 'EventID', op: 'matches', pattern: ['7045'] }] }, [0]],
        ['any', { any: [{ text: ['7045'] }, { text: ['odd'] }] }, [3, 0]],
        ['none', { none: [{ text: ['7045'] }, { text: ['odd'] }] }, [5, 2, 1]],
        [
          'none includes what is not said',
          { none: [{ column: 'host', op: 'matches', pattern: [many] }] },
          [3],
        ],
        ['all of nothing', { all: [] }, [5, 3, 2, 1, 0]],
        ['any of nothing', { any: [] }, []],
        ['none of nothing', { none: [] }, [5, 3, 2, 1, 0]],
        [
          'an attempt at SQL and at a regular expression',
          { field: "x') or true --", op: 'matches', pattern: ['.*|'] },
          [],
        ],
      ])('%s', async (_, filter, wanted) => {
        expect(await ids(store, { where: [filter] })).toEqual(idOf(...wanted));
      });

      test('whoever holds the folder can ask for every organisation', async () => {
        expect(await ids(store, { orgs: 'every' })).toHaveLength(6);
      });

      test.each<[string, EventFilter]>([
        [
          'too deep',
          Array.from({ length: 40 }).reduce<EventFilter>((inner) => ({ all: [inner] }), { text: ['x'] }),
        ],
        ['too many', { any: Array.from({ length: 300 }, () => ({ text: ['x'] })) }],
        ['too long', { text: ['x'.repeat(10_000)] }],
      ])('%s is refused with a reason', async (_, filter) => {
        await expect(store.query({ ...all, where: [filter] })).rejects.toMatchObject({
          code: 'EVENTS_QUERY',
        });
      });
    });

    describe('reading all of it', () => {
      const allOf = async (store: EventStore, scan: Partial<Parameters<EventStore['scan']>[0]> = {}) => {
        const events: StoredEvent[] = [];
        const shares: number[] = [];
        for await (const batch of store.scan({ ...all, ...scan })) {
          events.push(...batch.events);
          shares.push(batch.share);
        }
        expect(shares).toEqual([...shares].sort((a, b) => a - b));
        if (events.length > 0) expect(shares.at(-1)).toBe(1);
        return events;
      };

      test('every event comes once, as it was given, oldest first, sealed or not, in whatever order they arrived', async () => {
        const store = await (await make()).open();
        const given = samples(9_000).map((event, n) => ({
          ...event,
          // Several at one time, some without any, characters that quotes and lists are made of.
          time: n % 50 === 0 ? null : sampleEvent(Math.floor(n / 3)).time,
          host: n % 7 === 0 ? null : `a"b,[\u0000\n${n}`,
        }));
        const shuffled = given.toSorted((a, b) => (a.id.slice(-3) < b.id.slice(-3) ? -1 : 1));
        for (let at = 0; at < 9_000; at += 2_500) {
          await store.append(shuffled.slice(at, at + 2_500));
          if (at < 7_500) await store.seal();
        }
        await store.append([sampleEvent(9_999, { org: 'RYY' })]);
        const events = await allOf(store);
        expect(events.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(given);
        const timed = events.filter(({ time }) => time !== null).map(({ time, id }) => `${time} ${id}`);
        expect(timed).toEqual(timed.toSorted());
        await store.close();
      });

      test('what is asked for is what a search finds', async () => {
        const store = await (await make()).open();
        await store.append(samples(300));
        await store.seal();
        await store.append(samples(300, 300));
        const where: EventFilter[] = [
          { column: 'host', op: 'in', values: ['WS-3', 'WS-4'], exact: true },
          { text: ['echo 3'] },
        ];
        const to = sampleEvent(400).time as string;
        const found = await allOf(store, { where, to });
        expect(found.map(({ id }) => id)).toEqual((await ids(store, { where, to })).reverse());
        expect(found.length).toBeGreaterThan(20);
        expect(await allOf(store, { orgs: [] })).toEqual([]);
        expect(await allOf(store, { from: '2010-01-01', to: '2011-01-01' })).toEqual([]);
        await expect(allOf(store, { from: 'yesterday' })).rejects.toMatchObject({ code: 'EVENTS_QUERY' });
        await store.close();
      });

      test('it can be stopped or left at any point, and the store goes on', async () => {
        const store = await (await make()).open();
        await store.append(samples(9_000));
        const stop = new AbortController();
        const reading = (async () => {
          let read = 0;
          for await (const { events } of store.scan({ ...all, signal: stop.signal })) {
            read += events.length;
            stop.abort(new Error('enough'));
          }
          return read;
        })();
        await expect(reading).rejects.toThrow('enough');
        await expect(allOf(store, { signal: AbortSignal.abort(new Error('never')) })).rejects.toThrow(
          'never',
        );
        for await (const { events } of store.scan(all)) {
          expect(events.length).toBeLessThan(9_000);
          break;
        }
        expect(await allOf(store)).toHaveLength(9_000);
        await store.close();
      });

      test('the store can be closed in the middle of it', async () => {
        const place = await make();
        const filling = await place.open();
        await filling.append(samples(9_000));
        await filling.close();
        for (let round = 0; round < 4; round++) {
          const store = await place.open();
          const stop = new AbortController();
          const reading = store.scan({ ...all, signal: stop.signal })[Symbol.asyncIterator]();
          await reading.next();
          const ended = reading
            .next()
            .then(() => reading.next())
            .catch(() => 'ended');
          if (round % 2 === 0) stop.abort(new Error('enough'));
          await store.close();
          await ended;
        }
        const store = await place.open();
        expect(await allOf(store)).toHaveLength(9_000);
        await store.close();
      });

      test('none is lost or doubled while others arrive, are sealed and are searched', async () => {
        const store = await (await make()).open();
        await store.append(samples(6_000));
        let n = 6_000;
        const seen: string[] = [];
        for await (const { events } of store.scan(all)) {
          seen.push(...events.map(({ id }) => id));
          await store.append(samples(100, n));
          n += 100;
          await store.seal();
          await ids(store, {});
        }
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen).toEqual(expect.arrayContaining(samples(6_000).map(({ id }) => id)));
        await store.close();
      });
    });

    test('an event that arrives again is kept once: in one batch, in the tail, after sealing, after a restart', async () => {
      const place = await make();
      const first = await place.open();
      await first.append([...samples(10), ...samples(10)]);
      await first.append(samples(10));
      expect(await ids(first, {})).toHaveLength(10);
      await first.seal();
      await first.append(samples(12));
      expect(await ids(first, {})).toHaveLength(12);
      await first.seal();
      expect(first.segments().map((one) => one.rows)).toEqual([10, 2]);
      await first.close();
      const second = await place.open();
      await second.append(samples(12));
      expect(await ids(second, {})).toHaveLength(12);
      await second.close();
    });

    test('what was appended is there after a restart, sealed or not, and sealing goes on', async () => {
      const place = await make();
      const first = await place.open();
      await first.append(samples(5));
      await first.seal();
      await first.append(samples(5, 5));
      await first.close();
      const second = await place.open();
      expect(await ids(second, {})).toEqual(idOf(9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
      expect(await second.seal()).toMatchObject({ segment: 2, rows: 5 });
      expect(await second.seal()).toBeNull();
      expect(await second.verify()).toMatchObject({ ok: true, segments: 2, rows: 10, problems: [] });
      await second.close();
    });

    test('events without a time, with odd times and with odd characters are kept and found', async () => {
      const store = await (await make()).open();
      const odd = [
        sampleEvent(1, { time: null }),
        sampleEvent(2, { time: 'not a time' }),
        sampleEvent(3, { time: '1601-01-01T00:00:00Z' }),
        sampleEvent(4, { host: 'nul\u0000and\n"quote"', raw: '{"half":"\\ud800"}' }),
        sampleEvent(5, { account: 'half \ud800 a character', time: '2026-03-02T00:00:05.1234567Z' }),
      ];
      await store.append(odd);
      await store.append(odd);
      const wide = { from: '1600-01-01T00:00:00Z', to: '2200-01-01T00:00:00Z' };
      const found = await store.query({
        orgs,
        ...wide,
        where: [{ column: 'id', op: 'prefix', value: 'event' }],
      });
      const wanted = odd.map((one) =>
        one.account?.startsWith('half') ? { ...one, account: 'half \ufffd a character' } : one,
      );
      expect(found.rows.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(wanted);
      expect(await ids(store, { ...wide, where: [{ path: ['half'], op: 'equals', value: 'x' }] })).toEqual(
        [],
      );
      await store.seal();
      await store.append(odd);
      expect(await ids(store, wide)).toHaveLength(5);
      await store.close();
    });

    test('a search that takes too long is stopped, and the next one works', async () => {
      const store = await (await make()).open();
      await store.append(samples(40_000));
      const where = Array.from({ length: 60 }, (_, i) => ({
        column: 'raw' as const,
        op: 'contains' as const,
        value: `absent ${i}`,
        not: true,
      }));
      await expect(store.counts({ ...all, where, timeoutMs: 1 })).rejects.toMatchObject({
        code: 'EVENTS_TIMEOUT',
      });
      expect(await store.counts(all)).toEqual([{ time: null, value: null, count: 40_000 }]);
      await store.close();
    });

    test('searching while events arrive and are sealed never shows one twice or loses one', async () => {
      const store = await (await make()).open();
      let appended = 0;
      const writing = (async () => {
        for (let i = 0; i < 12; i++) {
          await store.append(samples(100, i * 100));
          appended += 100;
          if (i % 4 === 3) await store.seal();
        }
      })();
      while (appended < 1_200) {
        const before = appended;
        const [count] = await store.counts(all);
        expect(count?.count ?? 0).toBeGreaterThanOrEqual(before);
        expect(count?.count ?? 0).toBeLessThanOrEqual(1_200);
      }
      await writing;
      expect(await store.counts(all)).toEqual([{ time: null, value: null, count: 1_200 }]);
      await store.close();
    });

    describe('deleting', () => {
      const everySource = [{ wild: '*' as const }];
      const later = '2100-01-01T00:00:00Z';
      let store: EventStore;
      beforeAll(async () => {
        store = await (await make()).open();
        await store.append([
          ...samples(10),
          sampleEvent(10, { source: 'zeek|conn' }),
          sampleEvent(11, { org: 'RYY' }),
        ]);
      });
      afterAll(() => store.close());

      test('what was stored since, and what no period names, stays', async () => {
        const about = async (): Promise<void> => {
          throw new Error('nothing was to be deleted');
        };
        await store.dispose({ periods: [], holds: [], about });
        await store.dispose({
          periods: [{ source: everySource, before: '2020-01-01T00:00:00Z' }],
          holds: [],
          about,
        });
        await store.dispose({ periods: [{ source: ['zeek'], before: later }], holds: [], about });
        expect(await ids(store, { orgs: ['RXX', 'RYY'] })).toHaveLength(12);
      });

      test('a bound that is no time deletes nothing', async () => {
        const about = async (): Promise<void> => undefined;
        const periods = [{ source: everySource, before: later }];
        const holds = [{ orgs: ['RXX'], from: 'last week', to: null }];
        await expect(store.dispose({ periods, holds, about })).rejects.toMatchObject({
          code: 'EVENTS_QUERY',
        });
        expect(await ids(store, {})).toHaveLength(11);
      });

      test('the first period that fits decides, holds are above all, and each deletion is told before it is done', async () => {
        const told: number[] = [];
        const done = await store.dispose({
          periods: [
            { source: ['ZEEK', { wild: '*' }], before: '2020-01-01T00:00:00Z' },
            { source: everySource, before: later },
          ],
          holds: [
            { orgs: ['RXX'], from: sampleEvent(3).time, to: sampleEvent(5).time },
            { orgs: ['RYY'], from: null, to: null },
          ],
          about: async ({ deleted }) => {
            told.push(deleted);
            expect(await ids(store, {})).toHaveLength(11);
          },
        });
        expect(told).toEqual([8]);
        expect(done.map(({ deleted, kept }) => [deleted, kept])).toEqual([[8, 4]]);
        expect(store.deletions()).toEqual(done);
        expect(await ids(store, {})).toEqual(idOf(10, 4, 3));
        expect(await ids(store, { orgs: ['RYY'] })).toEqual(idOf(11));
        expect(await store.verify()).toMatchObject({ ok: true, rows: 4 });
      });

      test('work that was ended deletes nothing more', async () => {
        const ending = new AbortController();
        const about = async (): Promise<void> => ending.abort(new Error('a hold came'));
        const periods = [{ source: everySource, before: later }];
        await expect(store.dispose({ periods, holds: [], about, signal: ending.signal })).rejects.toThrow(
          'a hold came',
        );
        expect(await ids(store, {})).toEqual(idOf(10, 4, 3));
      });
    });
  });
}

/** Risks: the other engine finds something else than the first; a change of what was sealed is not seen; a deletion is left half done. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  frontWithTls,
  makeCertificate,
  noCertificates,
  noClickhouse,
  skippedFor,
  startClickhouse,
  type TestClickhouse,
} from '../../test/index.ts';
import { eventStoreContract, sampleEvent } from '../contract.ts';
import { type EventFilter, type EventStore, openClickhouse, openEvents } from '../index.ts';

describe.skipIf(noClickhouse)(`ClickHouse's own engine${skippedFor(noClickhouse)}`, () => {
  let server: TestClickhouse;
  let places = 0;
  beforeAll(async () => {
    server = await startClickhouse();
  });
  afterAll(() => server.close());
  const open = (database: string): Promise<EventStore> => openClickhouse({ url: server.url, database });
  const newPlace = (): string => `place_${++places}`;
  /** Behind the store's back. */
  const ask = async (sql: string): Promise<string> => {
    const answer = await fetch(server.url, { method: 'POST', body: sql });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text;
  };
  const samples = (count: number, from = 0) => Array.from({ length: count }, (_, i) => sampleEvent(from + i));
  const all = { orgs: 'every' as const, from: '2000-01-01', to: '2100-01-01' };

  eventStoreContract('ClickHouse', async () => {
    const database = newPlace();
    return { open: () => open(database) };
  });

  test('whatever is asked, both engines find the same', async () => {
    const word = fc.constantFrom(
      '',
      'a',
      'A',
      'é',
      'É',
      'ß',
      '%',
      '_',
      '\\',
      '"',
      "'",
      '.',
      '\n',
      '0',
      '1',
      'true',
      'null',
      '😀',
      '{p1:String}',
    );
    const text = fc.array(word, { maxLength: 4 }).map((words) => words.join(''));
    const name = fc.constantFrom('a', 'A', 'b.c', 'É', '0', '');
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        text,
        fc.constantFrom<unknown>(0, 1, -1, 10.5, true, false, null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(name, tie('value'), { maxKeys: 3 }),
      ),
    })).value;
    const raw = fc.oneof(
      value.map((one) => JSON.stringify(one)),
      text,
    );
    const nullable = fc.option(text);
    const event = fc.record({ host: nullable, account: nullable, src: nullable, source: text, raw });
    const pattern = fc.array(
      fc.oneof(text, fc.constantFrom({ wild: '*' as const }, { wild: '?' as const })),
      { maxLength: 4 },
    );
    const column = fc.constantFrom(
      'host' as const,
      'account' as const,
      'src' as const,
      'source' as const,
      'raw' as const,
    );
    const leaf: fc.Arbitrary<EventFilter> = fc.oneof(
      fc.record({ column, op: fc.constant('matches' as const), pattern }),
      fc.record({
        field: name.filter((one) => !/\d/.test(one)),
        op: fc.constant('matches' as const),
        pattern,
      }),
      fc.record({ text: pattern }),
      fc.record({
        texts: fc.array(
          text.filter((one) => one !== ''),
          { maxLength: 3 },
        ),
      }),
      fc.record({
        column,
        op: fc.constantFrom('equals' as const, 'contains' as const, 'prefix' as const),
        value: text,
        exact: fc.boolean(),
        not: fc.boolean(),
      }),
      fc.record({
        column,
        op: fc.constant('in' as const),
        values: fc.array(text, { maxLength: 3 }),
        exact: fc.boolean(),
        not: fc.boolean(),
      }),
    );
    const filter: fc.Arbitrary<EventFilter> = fc.oneof(
      leaf,
      fc.record({ all: fc.array(leaf, { maxLength: 3 }) }),
      fc.record({ any: fc.array(leaf, { maxLength: 3 }) }),
      fc.record({ none: fc.array(leaf, { maxLength: 3 }) }),
    );
    const dir = mkdtempSync(join(tmpdir(), 'cordon-both-'));
    const [embedded, other] = [await openEvents({ dir }), await open(newPlace())];
    let n = 0;
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(event, { minLength: 1, maxLength: 20 }),
          fc.array(filter, { minLength: 1, maxLength: 12 }),
          async (changes, filters) => {
            const org = `run-${++n}`;
            const events = changes.map((change, i) => sampleEvent(i, { ...change, org, id: `${org}-${i}` }));
            await Promise.all([embedded.append(events), other.append(events)]);
            for (const one of filters) {
              const question = { ...all, orgs: [org], where: [one], limit: 1_000 };
              const [wanted, found] = await Promise.all([embedded.query(question), other.query(question)]);
              expect(found.rows, JSON.stringify(one)).toEqual(wanted.rows);
            }
          },
        ),
        { numRuns: 25 },
      );
    } finally {
      await Promise.all([embedded.close(), other.close()]);
      rmSync(dir, { recursive: true, force: true });
    }
  }, 120_000);

  test('what was changed, added or taken out after sealing is found and named', async () => {
    for (const [change, segment, problem] of [
      [
        `alter table PLACE.events update raw = 'other' where id = 'event-000012' settings mutations_sync = 2`,
        2,
        'changed',
      ],
      [`alter table PLACE.events delete where id = 'event-000003' settings mutations_sync = 2`, 1, 'changed'],
      [`insert into PLACE.events select * from PLACE.events where id = 'event-000021'`, 3, 'changed'],
      [
        'alter table PLACE.event_segments delete where segment = 2 settings mutations_sync = 2',
        3,
        'taken out',
      ],
    ] as const) {
      const database = newPlace();
      const store = await open(database);
      for (let at = 0; at < 30; at += 10) {
        await store.append(samples(10, at));
        await store.seal();
      }
      expect(await store.verify()).toMatchObject({ ok: true, segments: 3, rows: 30 });
      await ask(change.replaceAll('PLACE', database));
      const { ok, problems } = await store.verify();
      expect(ok, change).toBe(false);
      expect(problems[0]).toMatchObject({ segment, problem: expect.stringContaining(problem) });
      await store.close();
    }
  });

  test('from a segment that was changed after sealing nothing is deleted: it would look untouched', async () => {
    const database = newPlace();
    const store = await open(database);
    await store.append(samples(10));
    await store.seal();
    await ask(
      `alter table ${database}.events update raw = 'x' where id = 'event-000001' settings mutations_sync = 2`,
    );
    const periods = [{ source: [{ wild: '*' as const }], before: '2100-01-01' }];
    const about = async (): Promise<void> => {
      throw new Error('nothing was to be deleted');
    };
    expect(await store.dispose({ periods, holds: [], about })).toEqual([]);
    await store.close();
  });

  test('a deletion that was told of and cut short is finished at the next start', async () => {
    const database = newPlace();
    const store = await open(database);
    await store.append(samples(10));
    await store.seal();
    const periods = [{ source: [{ wild: '*' as const }], before: '2100-01-01' }];
    const about = async (): Promise<void> => undefined;
    await ask(`create table ${database}.copy engine = Memory as select * from ${database}.events`);
    await store.dispose({
      periods,
      holds: [{ orgs: 'every', from: sampleEvent(7).time, to: '2026-03-03' }],
      about,
    });
    await store.close();
    // As it was after the note and before the deletion.
    await ask(`insert into ${database}.events select * from ${database}.copy where id < 'event-000007'`);
    const again = await open(database);
    const { rows } = await again.query({ ...all });
    expect(rows.map(({ id }) => id)).toEqual(['event-000009', 'event-000008', 'event-000007']);
    expect(await again.verify()).toMatchObject({ ok: true, rows: 3 });
    await again.close();
  });

  test('what was acknowledged is there after the server was killed, and the store goes on by itself', async () => {
    const store = await open(newPlace());
    const kept: string[] = [];
    let stopping = false;
    const writing = (async () => {
      for (let n = 0; !stopping; n += 5) {
        try {
          await store.append(samples(5, n));
          kept.push(...samples(5, n).map(({ id }) => id));
        } catch (error) {
          expect((error as { code: string }).code).toBe('EVENTS_UNREACHABLE');
        }
      }
    })();
    await expect.poll(() => kept.length, { timeout: 20_000 }).toBeGreaterThan(50);
    await server.restart();
    const before = kept.length;
    await expect.poll(() => kept.length, { timeout: 20_000 }).toBeGreaterThan(before + 20);
    stopping = true;
    await writing;
    const found: string[] = [];
    for await (const { events } of store.scan(all)) found.push(...events.map(({ id }) => id));
    expect(kept.filter((id) => !found.includes(id))).toEqual([]);
    expect(new Set(found).size).toBe(found.length);
    expect(await store.seal()).toMatchObject({ rows: found.length });
    expect(await store.verify()).toMatchObject({ ok: true });
    await store.close();
  });

  test.skipIf(noCertificates)(
    `over TLS the certificate is checked${skippedFor(noCertificates)}`,
    async () => {
      const [ours, another] = [makeCertificate(), makeCertificate()];
      const front = await frontWithTls(ours, server.url);
      const database = newPlace();
      const store = await openClickhouse({ url: front.url, database, tls: { ca: ours.ca } });
      await store.append(samples(3));
      expect((await store.query(all)).rows).toHaveLength(3);
      await store.close();
      for (const tls of [{ ca: another.ca }, null])
        await expect(openClickhouse({ url: front.url, database, tls })).rejects.toMatchObject({
          code: 'EVENTS_UNREACHABLE',
        });
      front.close();
      for (const place of [ours, another]) place.remove();
    },
  );

  test('a process beside the one that writes finds what is there, and changes nothing', async () => {
    const place = newPlace();
    const [writer, reader] = [
      await open(place),
      await openClickhouse({ url: server.url, database: place, writes: false }),
    ];
    await writer.append(samples(20));
    await writer.seal();
    expect((await reader.query({ ...all, limit: 100 })).rows).toHaveLength(20);
    expect(await reader.verify()).toMatchObject({ ok: true, rows: 20 });
    for (const change of [
      () => reader.append(samples(1, 50)),
      () => reader.appendLines(['{}']),
      () => reader.seal(),
      () => reader.dispose({ periods: [], holds: [], about: async () => undefined }),
    ])
      await expect(change()).rejects.toMatchObject({ code: 'EVENTS_ELSEWHERE' });
    await reader.close();
    await writer.append(samples(1, 50));
    expect((await writer.query({ ...all, limit: 100 })).rows).toHaveLength(21);
    await writer.close();
  });

  test('a server that is not there is named', async () => {
    await expect(openClickhouse({ url: 'http://127.0.0.1:1' })).rejects.toMatchObject({
      code: 'EVENTS_UNREACHABLE',
    });
  });
});

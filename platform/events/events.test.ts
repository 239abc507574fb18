import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type LogIo, nodeIo } from '../log/index.ts';
import { compilePage, compileScan } from './compile.ts';
import { eventStoreContract, sampleEvent } from './contract.ts';
import { epochMicros, openEvents } from './index.ts';
import { columns, type EventFilter } from './port.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cordon-events-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const freshDir = (): string => mkdtempSync(join(scratch, 'store-'));

eventStoreContract('log, Parquet and DuckDB', async () => {
  const dir = freshDir();
  return { open: () => openEvents({ dir }) };
});

const all = { orgs: ['RXX'], from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };

describe('sealed evidence', () => {
  async function sealedStore(): Promise<string> {
    const dir = freshDir();
    const store = await openEvents({ dir });
    for (const n of [1, 2, 3]) {
      await store.append([sampleEvent(n)]);
      await store.seal();
    }
    await store.close();
    return dir;
  }

  test('a byte changed in a sealed file is found and named', async () => {
    const dir = await sealedStore();
    const path = join(dir, 'sealed', '00000002.parquet');
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] = bytes[bytes.length >> 1]! ^ 1;
    writeFileSync(path, bytes);
    const store = await openEvents({ dir });
    expect(await store.verify()).toMatchObject({
      ok: false,
      problems: [{ segment: 2, problem: 'its file was changed after sealing' }],
    });
    await store.close();
  });

  test('a segment replaced together with its manifest breaks the chain after it', async () => {
    const dir = await sealedStore();
    const path = join(dir, 'sealed', '00000001.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"rows": 1', '"rows": 7'));
    const problems: string[] = [];
    const store = await openEvents({ dir, onProblem: ({ message }) => problems.push(message) });
    expect(problems).toEqual([expect.stringContaining('segment 2')]);
    expect((await store.verify()).problems).toEqual([
      { segment: 2, problem: expect.stringContaining('does not follow') },
    ]);
    await store.close();
  });

  test('a lost segment is reported and the rest stays searchable', async () => {
    const dir = await sealedStore();
    rmSync(join(dir, 'sealed', '00000002.parquet'));
    const problems: string[] = [];
    const store = await openEvents({ dir, onProblem: ({ message }) => problems.push(message) });
    expect(problems).toEqual([expect.stringContaining('missing')]);
    expect((await store.query(all)).rows.map((row) => row.record_id)).toEqual(['3', '1']);
    await store.close();
  });

  test('what an interrupted sealing left behind is cleared and its events are still there', async () => {
    const dir = freshDir();
    const first = await openEvents({ dir });
    await first.append([sampleEvent(1)]);
    await first.close();
    writeFileSync(join(dir, 'sealed', '00000001.parquet'), 'half a file');
    writeFileSync(join(dir, 'sealed', '00000001.json.new'), '{');
    const second = await openEvents({ dir });
    expect(readdirSync(join(dir, 'sealed'))).toEqual([]);
    expect((await second.query(all)).rows).toHaveLength(1);
    await second.close();
  });

  test('a long tail seals by itself and the log behind it is let go', async () => {
    const dir = freshDir();
    const store = await openEvents({ dir, sealRows: 500, log: { segmentBytes: 20_000 } });
    for (let i = 0; i < 30; i++)
      await store.append(Array.from({ length: 100 }, (_, k) => sampleEvent(i * 100 + k)));
    expect(await store.counts(all)).toEqual([{ time: null, value: null, count: 3_000 }]);
    expect(store.segments().length).toBeGreaterThan(1);
    await store.seal();
    expect(readdirSync(join(dir, 'log')).filter((name) => name.endsWith('.seg'))).toHaveLength(1);
    await store.close();
  });

  test('a full disk refuses the events and the store goes on with the next ones', async () => {
    const dir = freshDir();
    let full = false;
    const io: LogIo = {
      ...nodeIo,
      async open(path, mode) {
        const file = await nodeIo.open(path, mode);
        const write: typeof file.write = async (bytes, position) => {
          if (full) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
          await file.write(bytes, position);
        };
        return { ...file, write };
      },
    };
    const store = await openEvents({ dir, log: { io } });
    full = true;
    await expect(store.append([sampleEvent(1)])).rejects.toMatchObject({ code: 'LOG_FULL' });
    full = false;
    await store.append([sampleEvent(2)]);
    expect((await store.query(all)).rows.map((row) => row.record_id)).toEqual(['2']);
    await store.close();
  });

  test('an event too long to keep is refused by name, with all of its batch', async () => {
    const store = await openEvents({ dir: freshDir() });
    const batch = [sampleEvent(1), sampleEvent(2, { raw: 'x'.repeat(17 << 20) })];
    await expect(store.append(batch)).rejects.toMatchObject({
      code: 'EVENT_SIZE',
      message: expect.stringContaining('event-000002'),
    });
    expect((await store.query(all)).rows).toEqual([]);
    await store.close();
  });
});

test('no value of a query ever becomes part of its SQL', () => {
  const text = fc.string({ minLength: 4 }).filter((one) => !/^[\w\s.,()=<>*:]*$/.test(one));
  const pattern = fc.array(fc.oneof(text, fc.constantFrom({ wild: '*' as const }, { wild: '?' as const })));
  const leaf: fc.Arbitrary<EventFilter> = fc.oneof(
    fc.record({ column: fc.constantFrom(...columns), op: fc.constant('matches'), pattern }),
    fc.record({ field: text, op: fc.constant('matches'), pattern }),
    fc.record({ text: pattern }),
    fc.record({ texts: fc.array(text) }),
    fc.record({
      column: fc.constantFrom(...columns),
      op: fc.constantFrom('equals', 'contains', 'prefix'),
      value: text,
    }),
    fc.record({
      column: fc.constantFrom(...columns),
      op: fc.constant('in'),
      values: fc.array(text, { minLength: 1 }),
    }),
    fc.record({
      path: fc.array(text, { minLength: 1, maxLength: 5 }),
      op: fc.constant('equals'),
      value: text,
    }),
  );
  const inner = fc.array(leaf, { maxLength: 3 });
  const filter = fc.oneof(
    leaf,
    fc.record({ all: inner }),
    fc.record({ any: inner }),
    fc.record({ none: fc.array(fc.record({ any: inner }), { maxLength: 2 }) }),
  );
  fc.assert(
    fc.property(fc.array(filter, { maxLength: 5 }), fc.array(text), (where, orgs) => {
      const range = { from: 0, to: 1 };
      const from = { segments: [], hotFrom: 0 };
      for (const { sql, params } of [
        compilePage({ orgs, where }, range, from, 100),
        compileScan({ orgs, where }, range, from),
      ]) {
        // The one text in quotes that is ours: how a regular expression is to be read.
        expect(sql.replaceAll("'is'", '')).toMatch(/^[\w\s.,()=<>*:$;[\]-]*$/);
        const highest = Math.max(0, ...[...sql.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])));
        expect(highest).toBe(params.length);
      }
    }),
  );
});

test.each([
  ['2026-03-29T01:30:00.1234567Z', 1774747800123456],
  ['2026-03-29T02:30:00.1+01:00', 1774747800100000],
  ['2026-03-29T01:30:00', 1774747800000000],
  ['2026-03-29', 1774742400000000],
  ['1700-01-01T00:00:00.000001Z', -8520335999999999],
  ['1601-01-01T00:00:00Z', null],
  ['9999-12-31T00:00:00Z', null],
  ['ward 7', null],
  ['', null],
])('the time %s is %s microseconds', (iso, micros) => {
  expect(epochMicros(iso)).toBe(micros);
});

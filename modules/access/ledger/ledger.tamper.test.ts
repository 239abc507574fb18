/** Risk: somebody who can write to the disk alters, removes, adds or moves what was done, and nobody can tell. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, migrate, openDatabase } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyExport } from './exported.ts';
import { checkpointFile, type Ledger, type LedgerTables, openLedger } from './ledger.ts';
import type { Act } from './model.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-ledger-'));
const folder = join(dir, 'ledger');
let database: Database;
let ledger: Ledger;
let clock = Date.UTC(2026, 10, 25, 9);
const now = (): Date => {
  clock += 1000;
  return new Date(clock);
};

const act = (n: number): Act => ({
  act: 'rule.mode',
  who: { kind: 'person', name: `Analyst ${n}`, proven: null },
  object: `rule-${n}`,
  details: { mode: 'test', because: 'ünusual “quotes”, \u2028 and \n lines' },
});
const tables = () => database.tables<LedgerTables>();
const signed = [4, 9, 12];
const size = 12;

beforeAll(async () => {
  database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'access', projectPath('modules/access/migrations'));
  ledger = openLedger({ db: tables(), folder, org: 'sah', now });
  for (let n = 1; n <= size; n++) {
    await ledger.record(act(n));
    if (signed.includes(n)) await ledger.checkpoint();
  }
});
afterAll(async () => {
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Does something to what is stored, looks, and undoes it. */
async function after(...statements: string[]) {
  const before = await tables().selectFrom('ledger').selectAll().orderBy('seq').execute();
  const checkpoints = await tables().selectFrom('ledger_checkpoints').selectAll().execute();
  for (const statement of statements) await database.script(statement);
  const verdict = await ledger.verify();
  await database.script('delete from ledger; delete from ledger_checkpoints');
  await tables().insertInto('ledger').values(before).execute();
  await tables().insertInto('ledger_checkpoints').values(checkpoints).execute();
  return verdict;
}

describe('an untouched ledger', () => {
  it('is whole, signed to its end, and says so again after it was opened anew', async () => {
    const verdict = await ledger.verify();
    expect(verdict).toMatchObject({ ok: true, entries: size, checkpoints: 3, vouched: size, problems: [] });
    const again = openLedger({ db: tables(), folder, org: 'sah', now: () => new Date() });
    expect(await again.verify()).toEqual(verdict);
    // Nothing new to sign: the file does not grow with every look.
    const file = readFileSync(checkpointFile(folder), 'utf8');
    await again.checkpoint();
    expect(readFileSync(checkpointFile(folder), 'utf8')).toBe(file);
  });

  it('keeps entries that are written at once one after the other, and none of an act that failed', async () => {
    const other = await openDatabase({ memory: true, cache: testCache });
    await migrate(other, 'access', projectPath('modules/access/migrations'));
    const db = other.tables<LedgerTables>();
    const busy = openLedger({ db, folder: join(dir, 'busy'), org: 'sah', now: () => new Date() });
    await Promise.all(Array.from({ length: 40 }, (_, n) => busy.record(act(n))));
    const failed = db.transaction().execute(async (trx) => {
      await busy.recordIn(trx, act(99));
      throw new Error('the act itself failed');
    });
    await expect(failed).rejects.toThrow('the act itself failed');
    await busy.record(act(41));
    await busy.record({ ...act(42), object: 'a\u0000\ud800', details: { because: '\udc00' } });
    expect(await busy.verify()).toMatchObject({ ok: true, entries: 42, vouched: 0 });
    await expect(busy.record({ ...act(1), act: 'Not an act' })).rejects.toThrow();
    expect((await busy.verify()).entries).toBe(42);
    await other.close();
  });

  it('is listed newest first, by act and by object, page by page', async () => {
    const first = await ledger.page({ limit: 5 });
    expect([first.total, first.items.map(({ seq }) => seq)]).toEqual([size, [12, 11, 10, 9, 8]]);
    const next = await ledger.page({ limit: 50, before: first.next! });
    expect([next.items.length, next.next]).toEqual([7, null]);
    expect((await ledger.page({ object: 'rule-3', act: 'rule.mode', limit: 5 })).items).toMatchObject([
      { seq: 3 },
    ]);
    expect((await ledger.page({ act: 'filter.add', limit: 5 })).total).toBe(0);
  });
});

describe('tampering with what is stored', () => {
  it('one character of any column of any entry is detected and the entry named', async () => {
    const rows = await tables().selectFrom('ledger').selectAll().orderBy('seq').execute();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: size - 1 }),
        fc.constantFrom(
          'body' as const,
          'hash' as const,
          'at' as const,
          'act' as const,
          'who' as const,
          'object' as const,
        ),
        fc.nat(),
        fc.constantFrom('0', 'x', '"', '\u00e9'),
        async (n, column, at, letter) => {
          const { seq, [column]: text } = rows[n]!;
          const place = at % text.length;
          fc.pre(text[place] !== letter);
          const changed = `${text.slice(0, place)}${letter}${text.slice(place + 1)}`.replaceAll("'", "''");
          const verdict = await after(`update ledger set ${column} = '${changed}' where seq = ${seq}`);
          expect(verdict.ok).toBe(false);
          expect(verdict.problems[0]!.seq).toBe(Number(seq));
        },
      ),
      { numRuns: 120 },
    );
  });

  it.each([
    ['an entry taken out', 'delete from ledger where seq = 6', 6, /missing: 7 follows/],
    ['several taken out', 'delete from ledger where seq between 6 and 8', 6, /missing: 9 follows/],
    [
      'the newest taken out',
      'delete from ledger where seq > 10',
      11,
      /entries 11 to 12 are missing: a checkpoint/,
    ],
    ['all taken out', 'delete from ledger', 1, /entries 1 to 12 are missing/],
    [
      'two exchanged',
      'update ledger set body = o.body, hash = o.hash, at = o.at, who = o.who, object = o.object from ledger o where (ledger.seq, o.seq) in ((5, 6), (6, 5))',
      5,
      /in its place|missing: 6 follows/,
    ],
    ['an entry moved', 'update ledger set seq = 100 where seq = 3', 3, /missing: 4 follows/],
    [
      'an entry put in',
      'insert into ledger select 13, replace(body, \'"seq":12\', \'"seq":13\'), hash, at, act, who, object, org from ledger where seq = 12',
      13,
      /hash does not fit/,
    ],
  ])('%s is named', async (_, statement, seq, problem) => {
    const verdict = await after(statement);
    expect(verdict.ok).toBe(false);
    expect(verdict.problems[0]).toEqual({ seq, problem: expect.stringMatching(problem) });
  });

  it('a chain that was calculated anew from one entry on is found by a checkpoint', async () => {
    const { hashOf } = await import('./chain.ts');
    const rows = await tables().selectFrom('ledger').selectAll().orderBy('seq').execute();
    let previous = rows[4]!.hash;
    const forged = rows.slice(5).map((row, i) => {
      const body = i === 0 ? row.body.replace('Analyst 6', 'Analyst 7') : row.body;
      previous = hashOf(previous, body);
      const who = i === 0 ? 'Analyst 7' : row.who;
      return `update ledger set body = $b$${body}$b$, hash = '${previous}', who = '${who}' where seq = ${row.seq}`;
    });
    const verdict = await after(...forged);
    // The forgery itself is consistent; what gives it away is the first signature after it.
    expect(verdict.problems[0]).toEqual({ seq: 9, problem: expect.stringMatching(/another hash/) });
    // Taking the checkpoints out of the database is not enough: the file has them too.
    const both = await after(...forged, 'delete from ledger_checkpoints');
    expect(both.ok).toBe(false);
  });

  it('a checkpoint that nobody signed is not believed', async () => {
    const kept = readFileSync(checkpointFile(folder), 'utf8');
    const [line = ''] = kept.split('\n');
    const forged = { ...JSON.parse(line), hash: 'f'.repeat(64) };
    writeFileSync(checkpointFile(folder), `${kept}${JSON.stringify(forged)}\nnot a checkpoint\n`);
    const verdict = await ledger.verify();
    expect(verdict.problems).toEqual([
      { seq: 4, problem: 'the signature of its checkpoint does not hold' },
      { seq: 0, problem: '1 checkpoints cannot be read' },
    ]);
    writeFileSync(checkpointFile(folder), kept);
  });
});

describe('an exported ledger', () => {
  const exported = async (): Promise<string[]> => {
    const lines: string[] = [];
    for await (const line of ledger.export()) lines.push(line);
    return lines;
  };
  async function* each(lines: readonly string[]) {
    yield* lines;
  }

  it('is verified by itself, and any one character changed in an entry or a signature is detected', async () => {
    const lines = await exported();
    const verdict = await verifyExport(each(lines), []);
    expect(verdict).toMatchObject({ ok: true, entries: size, checkpoints: 3, vouched: size });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: lines.length - 1 }), fc.nat(), async (n, at) => {
        const line = lines[n]!;
        const place = at % line.length;
        const letter = line[place] === '7' ? '8' : '7';
        const changed = lines.with(n, `${line.slice(0, place)}${letter}${line.slice(place + 1)}`);
        const outcome = await verifyExport(each(changed), []).then(
          ({ ok }) => ok,
          () => false,
        );
        expect(outcome).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('that was written anew with another key is not believed by who noted the right one', async () => {
    const other = await openDatabase({ memory: true, cache: testCache });
    await migrate(other, 'access', projectPath('modules/access/migrations'));
    const forger = openLedger({
      db: other.tables<LedgerTables>(),
      folder: join(dir, 'forger'),
      org: 'sah',
      now: () => new Date(),
    });
    await forger.record(act(1));
    await forger.checkpoint();
    const lines: string[] = [];
    for await (const line of forger.export()) lines.push(line);
    const noted = readFileSync(join(folder, 'ledger.public.pem'), 'utf8');
    expect((await verifyExport(each(lines), [])).ok).toBe(true);
    expect((await verifyExport(each(lines), [noted])).ok).toBe(false);
    await other.close();
  });

  it('is refused by line when it is something else', async () => {
    await expect(verifyExport(each(['{"public_key":"x"', 'y']), [])).rejects.toMatchObject({
      code: 'LEDGER_EXPORT',
      message: expect.stringContaining('Line 1'),
    });
  });
});

it('does not make a new key where there is one that cannot be read', async () => {
  writeFileSync(join(folder, 'ledger.key.pem'), 'nonsense');
  expect(() => openLedger({ db: tables(), folder, org: 'sah', now: () => new Date() })).toThrow(
    expect.objectContaining({ code: 'LEDGER_KEY' }),
  );
});

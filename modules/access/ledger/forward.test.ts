/** Risks: an entry that never reaches the place that would convict, and a copy that agrees with a ledger from which something was taken. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, migrate, openDatabase } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashOf } from './chain.ts';
import { missingFrom, verifyExport } from './exported.ts';
import { createForwarder, type Forwarder, type ForwardTables } from './forward.ts';
import { type Ledger, type LedgerTables, openLedger } from './ledger.ts';
import { readLine } from './lines.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-forward-'));
let database: Database;
const tables = () => database.tables<LedgerTables & ForwardTables>();
const now = () => new Date();

beforeAll(async () => {
  database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'access', projectPath('modules/access/migrations'));
});
afterAll(async () => {
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});

/** What the place took, and what it answers next. */
let copy: string[] = [];
let answers: ('takes' | 'refuses' | 'takes and is lost')[] = [];
beforeEach(async () => {
  copy = [];
  answers = [];
  for (const table of ['ledger', 'ledger_head', 'ledger_checkpoints', 'ledger_forwards'])
    await sql.raw(`delete from ${table}`).execute(tables());
});

function open(org = 'sah'): { ledger: Ledger; forwarder: Forwarder } {
  const folder = mkdtempSync(join(dir, 'ledger-'));
  const ledger = openLedger({ db: tables(), folder, org, now });
  return { ledger, forwarder: forwarderOf(folder, org) };
}
const forwarderOf = (folder: string, org: string): Forwarder =>
  createForwarder({
    ...{ db: tables(), org, folder, place: 'collector', now },
    async deliver(lines) {
      const answer = answers.shift() ?? 'takes';
      if (answer !== 'refuses') copy.push(...lines.map(({ text }) => text));
      if (answer !== 'takes') throw new Error('the connection failed');
    },
  });
const write = (ledger: Ledger, count = 1) =>
  Array.from({ length: count }).reduce<Promise<void>>(
    (before, _, n) =>
      before.then(() =>
        ledger.record({
          act: 'rule.mode',
          who: { kind: 'person', name: 'Zoë', proven: null },
          object: `rule-${n}`,
          details: {},
        }),
      ),
    Promise.resolve(),
  );
async function* each(lines: readonly string[]) {
  yield* lines;
}

describe('a ledger that is sent on', () => {
  it('arrives whole and in order, at least once, whatever the place does and however often it is started again', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('write' as const), count: fc.integer({ min: 1, max: 4 }) }),
      fc.record({
        do: fc.constant('send' as const),
        answer: fc.constantFrom('takes' as const, 'refuses' as const, 'takes and is lost' as const),
      }),
      fc.record({ do: fc.constantFrom('sign' as const, 'start again' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        copy = [];
        for (const table of ['ledger', 'ledger_head', 'ledger_checkpoints', 'ledger_forwards'])
          await sql.raw(`delete from ${table}`).execute(tables());
        const folder = mkdtempSync(join(dir, 'ledger-'));
        const ledger = openLedger({ db: tables(), folder, org: 'sah', now });
        let forwarder = forwarderOf(folder, 'sah');
        let written = 1;
        await write(ledger);
        for (const one of steps) {
          if (one.do === 'write') {
            await write(ledger, one.count);
            written += one.count;
          } else if (one.do === 'sign') await ledger.checkpoint();
          else if (one.do === 'send') {
            answers = [one.answer];
            await forwarder.send().catch(() => undefined);
          } else forwarder = forwarderOf(folder, 'sah');
        }
        answers = [];
        await ledger.checkpoint();
        await forwarder.send();
        expect(await forwarder.standing()).toMatchObject({ waiting: 0 });
        const verdict = await verifyExport(each(copy), []);
        expect(verdict).toMatchObject({ ok: true, entries: written, vouched: written });
        expect(await missingFrom(ledger.export(), each(copy))).toEqual({ compared: written, problems: [] });
      }),
      { numRuns: 60 },
    );
  });

  it('says what waits, and sends nothing twice when all is well', async () => {
    const { ledger, forwarder } = open();
    await write(ledger, 3);
    expect(await forwarder.standing()).toEqual({ waiting: 3, taken: null, error: null });
    answers = ['refuses'];
    await expect(forwarder.send()).rejects.toThrow('the connection failed');
    expect(await forwarder.standing()).toEqual({ waiting: 3, taken: null, error: 'the connection failed' });
    // The key first, so that the copy can be verified by itself.
    expect(await forwarder.send()).toEqual({ lines: 4, contradicts: null });
    expect(await forwarder.send()).toEqual({ lines: 0, contradicts: null });
    expect(Object.keys(readLine(copy[0]!)!)).toContain('public_key');
    expect(await forwarder.standing()).toEqual({ waiting: 0, taken: expect.any(String), error: null });
  });
});

describe('against a copy', () => {
  it.each([
    ['the end', 'delete from ledger where seq > 4', 'update ledger_head set seq = 4', 5],
    ['one in the middle', 'delete from ledger where seq = 3', 'select 1', 3],
    ['all of it', 'delete from ledger', 'delete from ledger_head', 1],
  ])('what was taken out is named: %s', async (_, statement, also, first) => {
    const { ledger, forwarder } = open();
    await write(ledger, 6);
    await forwarder.send();
    for (const one of [statement, also]) await sql.raw(one).execute(tables());
    const { problems } = await missingFrom(ledger.export(), each(copy));
    expect(problems[0]).toEqual({ seq: first, problem: 'the copy has it, and the ledger has not' });
  });

  it('a chain that was written anew is named from the entry that was changed, and sent on beside the first', async () => {
    const { ledger, forwarder } = open();
    await write(ledger, 6);
    await forwarder.send();
    const rows = await tables().selectFrom('ledger').selectAll().orderBy('seq').execute();
    let previous = rows[1]!.hash;
    for (const { seq, body } of rows.slice(2)) {
      const anew = Number(seq) === 3 ? body.replace('rule-2', 'rule-9') : body;
      previous = hashOf(previous, anew);
      await tables()
        .updateTable('ledger')
        .set({ body: anew, hash: previous })
        .where('seq', '=', seq)
        .execute();
    }
    await tables().updateTable('ledger').set({ object: 'rule-9' }).where('seq', '=', '3').execute();
    // By itself it is whole, since nothing was signed.
    expect((await ledger.verify()).ok).toBe(true);
    const { problems } = await missingFrom(ledger.export(), each(copy));
    expect(problems.map(({ seq }) => seq)).toEqual([3, 4, 5, 6]);
    expect(problems[0]!.problem).toMatch(/another text/);
    // The forwarder sees it too, says so once, and gives the place the other history as well.
    expect(await forwarder.send()).toMatchObject({ contradicts: 6 });
    expect(await forwarder.send()).toMatchObject({ lines: 0, contradicts: null });
    expect((await verifyExport(each(copy), [])).ok).toBe(false);
  });

  it('lines of several organisations are told apart, in whatever a collector wrote around them', async () => {
    const [sah, other] = [open('sah'), open('other')];
    for (const { ledger, forwarder } of [sah, other, sah]) {
      await write(ledger, 2);
      await ledger.checkpoint();
      await forwarder.send();
    }
    const around = [
      (text: string) => text,
      (text: string) => `2026-11-30T14:00:00.1Z cordon1 cordon ${text}`,
      (text: string) => JSON.stringify({ time: null, record: JSON.parse(text), cut: false }),
      (text: string) => JSON.stringify({ host: 'x', message: text }),
    ];
    for (const wrap of around) {
      const kept = copy.map(wrap);
      await expect(verifyExport(each(kept), [])).rejects.toMatchObject({
        message: 'There are the ledgers of other, sah.',
      });
      expect(await verifyExport(each(kept), [], 'sah')).toMatchObject({ ok: true, entries: 4, vouched: 4 });
      expect(await verifyExport(each(kept), [], 'other')).toMatchObject({ ok: true, entries: 2 });
      const noise = ['Nov 30 14:00:00 host sshd: hello', ...kept, ...kept].reverse();
      expect(await missingFrom(sah.ledger.export(), each(noise))).toEqual({ compared: 4, problems: [] });
    }
  });
});

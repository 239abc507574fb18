/** Risk: a check that says "whole" of a ledger that is not, or of another one than was meant. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type LedgerTables, openLedger } from '@cordon/access';
import { migrate, openDatabase } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { exportCommand, verifyCommand } from './ledger.ts';
import { cordon } from './test/cordon.ts';

const data = mkdtempSync(join(tmpdir(), 'cordon-ledger-cli-'));

beforeAll(async () => {
  const database = await openDatabase({
    dir: join(data, 'state'),
    cache: testCache,
  });
  await migrate(database, 'access', projectPath('modules/access/migrations'));
  const ledger = openLedger({
    db: database.tables<LedgerTables>(),
    folder: join(data, 'ledger'),
    org: 'sah',
    now: () => new Date(),
  });
  for (const object of ['one', 'two', 'three'])
    await ledger.record({
      act: 'rule.mode',
      who: { kind: 'person', name: 'Security team', proven: null },
      object,
      details: {},
    });
  await ledger.checkpoint();
  await database.close();
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

it('verifies the ledger of a folder, and one that was exported from it, against the key that was noted', async () => {
  const kept = await cordon(['ledger', 'verify', '--data', data]);
  expect([kept.code, kept.out]).toEqual([0, expect.stringContaining('Whole: 3 entries')]);
  expect(kept.out).toContain('vouches for entry 3');
  const file = join(data, 'exported.ndjson');
  expect((await cordon(['ledger', 'export', '--data', data, '--out', file])).code).toBe(0);
  // What is there is not written over.
  expect((await cordon(['ledger', 'export', '--data', data, '--out', file])).code).toBe(2);
  const key = join(data, 'ledger', 'ledger.public.pem');
  const good = await cordon(['ledger', 'verify', file, '--key', key]);
  expect([good.code, good.out]).toEqual([0, expect.stringContaining('Whole: 3 entries')]);
  expect((await cordon(['ledger', 'verify', file])).out).toContain('Give the key you noted');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('\\"object\\":\\"two\\"', '\\"object\\":\\"2wo\\"'));
  const bad = await cordon(['ledger', 'verify', file, '--key', key]);
  expect([bad.code, bad.out]).toEqual([
    1,
    expect.stringMatching(/NOT WHOLE:\n {2}entry 2: its hash does not fit/),
  ]);
}, 60_000);

it('compares the ledger with what a collector kept, whatever it wrote around each line', async () => {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  async function verify(file: string | undefined, against?: string): Promise<[number, string]> {
    written.mockClear();
    const code = await verifyCommand(file, { data, key: [], ...(against && { against }) });
    return [code, written.mock.calls.join('')];
  }
  const folder = mkdtempSync(join(tmpdir(), 'cordon-copy-'));
  try {
    const exported = join(folder, 'exported');
    await exportCommand({ data, out: exported });
    const lines = readFileSync(exported, 'utf8').trim().split('\n');
    const around = (line: string) => `2026-11-30T14:00:00.1Z cordon1 cordon ${line}\n`;
    const kept = join(folder, 'kept');
    mkdirSync(kept);
    writeFileSync(join(kept, 'ledger.log'), lines.slice(2).map(around).join(''));
    writeFileSync(join(kept, 'ledger.log.1.gz'), gzipSync(lines.slice(0, 3).map(around).join('')));
    expect(await verify(undefined, kept)).toEqual([0, expect.stringContaining('Every one of the 3 entries')]);
    // From which the last was taken, with its signature: whole by itself.
    const shorter = join(folder, 'shorter');
    writeFileSync(shorter, lines.filter((line) => !/three|checkpoint/.test(line)).join('\n'));
    expect((await verify(shorter))[0]).toBe(0);
    expect(await verify(shorter, join(kept, 'ledger.log'))).toEqual([
      1,
      expect.stringMatching(/AS IT WAS SENT:\n {2}entry 3: the copy has it/),
    ]);
    const none = join(folder, 'none');
    writeFileSync(none, 'something else\n');
    await expect(verify(undefined, none)).rejects.toMatchObject({ code: 'LEDGER_COPY' });
  } finally {
    written.mockRestore();
    rmSync(folder, { recursive: true });
  }
}, 60_000);

it('says where it looked when there is none', async () => {
  expect((await cordon(['ledger', 'verify', join(data, 'no-file')])).code).toBe(2);
  const none = await cordon(['ledger', 'verify', '--data', join(data, 'nowhere')]);
  expect([none.code, none.err]).toEqual([2, expect.stringContaining('There is no ledger in')]);
}, 20_000);

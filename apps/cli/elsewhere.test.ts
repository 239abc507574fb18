/** Risk: "nothing found", or a ledger that is whole, said of an old folder while the real one lies on another machine. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEvents } from '@cordon/platform/events';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { backtestCommand } from './backtest.ts';
import { backupCommand } from './backup.ts';
import { huntCommand } from './hunt.ts';
import { exportCommand, verifyCommand } from './ledger.ts';
import { tuneCommand } from './tune.ts';
import { upgradeCommand } from './upgrade.ts';

const home = mkdtempSync(join(tmpdir(), 'cordon-elsewhere-'));
const data = join(home, 'hospital');
const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);

beforeAll(async () => {
  writeFileSync(
    join(home, 'cordon.yaml'),
    'stores:\n  database: { postgres: "127.0.0.1:1" }\n  events: { clickhouse: "http://127.0.0.1:1" }\n',
  );
  // What was there before the stores were moved.
  mkdirSync(join(data, 'state'), { recursive: true });
  for (const folder of [data, join(home, 'sample')])
    await (await openEvents({ dir: join(folder, 'events') })).close();
});
afterAll(() => {
  said.mockRestore();
  rmSync(home, { recursive: true, force: true });
});

const hunt = { limit: 10, format: 'table' } as const;
const backup = { recipient: ['age1x'], data };
it.each([
  ['hunt', () => huntCommand('host:x', { ...hunt, data }), 'Events are kept in ClickHouse'],
  ['rules backtest', () => backtestCommand('id', { ...hunt, data }), 'Events are kept in ClickHouse'],
  ['ledger verify', () => verifyCommand(undefined, { data, key: [] }), 'State and ledger are kept in Post'],
  ['ledger export', () => exportCommand({ data }), 'State and ledger are kept in PostgreSQL'],
  ['backup', () => backupCommand(join(home, 'x'), backup), 'State and ledger are kept in PostgreSQL'],
  [
    'upgrade',
    () => upgradeCommand({ ...backup, check: true }, () => {}),
    'State and ledger are kept in Post',
  ],
  [
    'rules tune',
    () => tuneCommand('f1', { field: [], everyRule: false, save: false, data }),
    'No Cordon is running here',
  ],
])('cordon %s refuses, and says where what it was to read is kept', async (_, run, why) => {
  const before = said.mock.calls.length;
  await expect(run()).rejects.toThrow(why);
  expect(said.mock.calls.slice(before)).toEqual([]);
});

it('the sample hospital keeps everything in its own folder, whatever the settings say', async () => {
  expect(await huntCommand('host:x', { ...hunt, data: join(home, 'sample') })).toBe(0);
  expect(said.mock.lastCall?.[0]).toMatch(/Nothing found/);
});

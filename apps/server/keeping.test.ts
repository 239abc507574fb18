/** Risks: a backup that cannot be restored, an upgrade without a way back, a hold that the command line only seems to set. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openDatabase } from '@cordon/platform/database';
import { launch } from '@cordon/platform/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { end, type Running, startCordon } from './test/running.ts';

const scratch = mkdtempSync(join(tmpdir(), 'cordon-keeping-'));
const home = join(scratch, 'home');
const data = join(home, 'hospital');
const key = join(scratch, 'backup.key');
const file = join(scratch, 'cordon.backup');
let running: Running;

/** The command. */
async function cordon(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = launch('cli', args, home);
  child.stdin.end();
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await exit, out, err };
}

const record = JSON.stringify({
  '@timestamp': '2026-03-11T15:30:00.000Z',
  EventID: 1,
  Channel: 'Microsoft-Windows-Sysmon/Operational',
  Computer: 'kept-01',
  EventRecordID: 1,
  Image: 'C:\\Windows\\System32\\vssadmin.exe',
  CommandLine: 'vssadmin.exe delete shadows /all /quiet',
});

async function foundOn(host: string): Promise<number> {
  const answer = await running.ask(`/api/v1/findings?host=${host}`);
  return ((await answer.json()) as { total: number }).total;
}

beforeAll(async () => {
  running = await startCordon(home, ['--empty']);
}, 120_000);
afterAll(() => {
  running.child.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});

it('says to anybody that it is well, and figures only to who may see them', async () => {
  for (const path of ['/health', '/ready']) {
    const answer = await fetch(`${running.address}${path}`);
    expect([answer.status, await answer.text()]).toEqual([200, '{"status":"ok"}']);
  }
  expect((await fetch(`${running.address}/metrics`)).status).toBe(401);
  const figures = await (await running.ask('/metrics')).text();
  expect(figures).toMatch(/^cordon_ready 1$/m);
  expect(figures).toMatch(/^cordon_disk_free_bytes \d+/m);
  // Routes as they are declared: what was asked for is somebody's data.
  await running.ask('/api/v1/findings?host=secret-host');
  const after = await (await running.ask('/metrics')).text();
  expect(after).toContain('route="/api/v1/findings",status="200"');
  expect(after).not.toContain('secret-host');
});

it('holds from the command line: set, shown, released, each with who and why on the ledger', async () => {
  const added = await cordon(
    'hold',
    'add',
    'Case 7',
    '--why',
    'Ransom demand',
    '--from',
    '2026-03-01',
    '--by',
    'Legal',
  );
  expect([added.code, added.err]).toEqual([0, '']);
  const id = /^Hold (\S+)$/m.exec(added.out)![1]!;
  expect((await cordon('retention', 'show')).out).toMatch(/Held, whatever its age:\n.*Case 7.*By Legal/);
  expect((await cordon('hold', 'release', id, '--why', 'Closed', '--by', 'Legal')).code).toBe(0);
  expect((await cordon('hold', 'list')).out).toContain('RELEASED');
  expect((await cordon('hold', 'release', id, '--why', 'again')).code).toBe(2);
  const { items } = (await (await running.ask(`/api/v1/ledger?object=${id}`)).json()) as {
    items: { act: string; who: { name: string }; details: { why?: string } }[];
  };
  expect(items.map(({ act, who, details }) => [act, who.name, details.why])).toEqual([
    ['hold.release', 'Legal', 'Closed'],
    ['hold.add', 'Legal', 'Ransom demand'],
  ]);
}, 120_000);

it('is backed up while it runs, restored elsewhere, verified, and starts there with what it had', async () => {
  const sent = await running.ask('/api/v1/logs?name=keeping', { method: 'POST', body: `${record}\n` });
  expect(sent.status).toBe(202);
  for (let tries = 0; (await foundOn('kept-01')) === 0 && tries < 200; tries++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const recipient = (await cordon('backup-key', key)).out.split('\n')[0]!;
  expect((await cordon('backup', file)).err).toContain('Nobody was named');
  const made = await cordon('backup', file, '--recipient', recipient);
  expect([made.code, made.err]).toEqual([0, '']);
  expect((await cordon('backup', file, '--recipient', recipient)).err).toContain('Nothing was written over');
  await end(running.child, 'SIGTERM');

  const elsewhere = join(scratch, 'elsewhere');
  const restored = await cordon('restore', file, join(elsewhere, 'hospital'), '--identity', key);
  expect([restored.code, restored.err]).toEqual([0, '']);
  expect(restored.out).toMatch(/entries on the ledger of \S+, each as it was written/);
  expect((await cordon('restore', file, join(elsewhere, 'hospital'), '--identity', key)).err).toContain(
    'not empty',
  );
  const verified = await cordon('ledger', 'verify', '--data', join(elsewhere, 'hospital'));
  expect([verified.code, verified.out]).toEqual([0, expect.stringContaining('Whole:')]);
  running = await startCordon(elsewhere, ['--empty']);
  expect(await foundOn('kept-01')).toBeGreaterThan(0);
  await end(running.child, 'SIGKILL');
}, 240_000);

it('upgrades only after a backup, and never data that a newer release has changed', async () => {
  const tables = async (sql: string): Promise<void> => {
    const database = await openDatabase({ dir: join(data, 'state') });
    await database.script(sql);
    await database.close();
  };
  expect((await cordon('upgrade', '--check')).out).toContain('what release');
  await tables(
    "drop table holds; drop table retention_run; delete from cordon_migrations where module = 'retention'",
  );
  const shown = await cordon('upgrade', '--check');
  expect(shown.out).toMatch(/ {2}retention: \d+-\d+-holds\.sql\n/);
  expect(shown.out).toContain('Nothing was changed');
  expect((await cordon('upgrade')).err).toContain('A backup comes first');
  const before = join(scratch, 'before.backup');
  const recipient = /age1\w+/.exec(readFileSync(key, 'utf8'))![0];
  const done = await cordon('upgrade', '--backup', before, '--recipient', recipient);
  expect([done.code, done.err]).toEqual([0, '']);
  expect(existsSync(before)).toBe(true);
  expect((await cordon('upgrade', '--check')).out).toContain('what release');
  await tables(
    "insert into cordon_migrations (module, file, checksum) values ('telepathy', '20300101-0000-x.sql', 'x')",
  );
  const newer = await cordon('upgrade', '--backup', join(scratch, 'never.backup'), '--recipient', recipient);
  expect([newer.code, newer.err]).toEqual([2, expect.stringContaining('newer release')]);
  expect(existsSync(join(scratch, 'never.backup'))).toBe(false);
}, 240_000);

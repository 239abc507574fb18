/** Risk: a server whose stores lie on other machines loses what it acknowledged, or keeps a part of it on its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noPostgres, startPostgres, type TestPostgres } from '@cordon/platform/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { end, type Running, runCordon, startCordon } from './test/running.ts';

const record = (n: number): string =>
  JSON.stringify({
    '@timestamp': '2026-03-11T15:30:00.000Z',
    EventID: 1,
    Channel: 'Microsoft-Windows-Sysmon/Operational',
    Computer: `host-${n}`,
    EventRecordID: n,
    Image: 'C:\\Windows\\System32\\vssadmin.exe',
    CommandLine: 'vssadmin.exe delete shadows /all /quiet',
  });

describe.skipIf(noPostgres)(`a server with PostgreSQL (skipped: ${noPostgres})`, () => {
  const home = mkdtempSync(join(tmpdir(), 'cordon-stores-'));
  const put = join(home, 'put');
  let postgres: TestPostgres;
  let database = '';
  let running: Running | null = null;
  beforeAll(async () => {
    postgres = await startPostgres();
    database = await postgres.createDatabase();
    mkdirSync(put);
    writeFileSync(join(home, 'db.secret'), `${postgres.password}\n`);
    writeFileSync(
      join(home, 'cordon.yaml'),
      `folders: [{ path: ${put}, source: put, settle: 1 }]
stores:
  database:
    postgres: ${postgres.host}:${postgres.port}
    database: ${database}
    user: ${postgres.user}
    password: { file: db.secret }
`,
    );
  });
  afterAll(async () => {
    running?.child.kill('SIGKILL');
    await postgres.close();
    rmSync(home, { recursive: true, force: true });
  });

  const hosts = async (): Promise<unknown[]> =>
    (await postgres.ask('select distinct host from findings order by 1', database)).map(({ host }) => host);

  it('finds, is killed, starts again and goes on where it was; also in an empty folder', async () => {
    for (let round = 0; round < 2; round++) {
      running = await startCordon(home, ['--empty']);
      writeFileSync(join(put, `${round}.ndjson`), `${record(round)}\n`);
      await expect.poll(hosts, { timeout: 30_000 }).toContain(`host-${round}`);
      await end(running.child, 'SIGKILL');
    }
    // Another machine has nothing of its own.
    rmSync(join(home, 'hospital'), { recursive: true, force: true });
    running = await startCordon(home, ['--empty']);
    await end(running.child, 'SIGTERM');
    expect(await hosts()).toEqual(['host-0', 'host-1']);
  }, 90_000);

  it('says which secret is missing, and starts nothing', async () => {
    rmSync(join(home, 'db.secret'));
    const { code, said } = await runCordon(home, ['--empty']);
    expect(said).toContain('stores.database.password');
    expect(code).toBe(2);
  });
});

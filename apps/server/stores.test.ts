/** Risk: a server whose stores lie on other machines loses what it acknowledged, or keeps a part of it on its own. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  noClickhouse,
  noNats,
  noPostgres,
  noS3,
  skippedFor,
  startClickhouse,
  startNats,
  startPostgres,
  startS3,
  type TestPostgres,
} from '@cordon/platform/test';
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

describe.skipIf(noPostgres)(`a server with PostgreSQL${skippedFor(noPostgres)}`, () => {
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
  }, 240_000);

  it('says which secret is missing, and starts nothing', async () => {
    rmSync(join(home, 'db.secret'));
    const { code, said } = await runCordon(home, ['--empty']);
    expect(said).toContain('stores.database.password');
    expect(code).toBe(2);
  });
});

const absent = noPostgres ?? noNats ?? noClickhouse ?? noS3;
describe.skipIf(absent)(`a server that keeps nothing itself${skippedFor(absent)}`, () => {
  const home = mkdtempSync(join(tmpdir(), 'cordon-apart-'));
  const put = join(home, 'put');
  const servers: { close(): Promise<void> }[] = [];
  let running: Running | null = null;
  afterAll(async () => {
    running?.child.kill('SIGKILL');
    await Promise.all(servers.map((server) => server.close()));
    rmSync(home, { recursive: true, force: true });
  });

  it('works with state, stream, events and files on other machines, and goes on from nothing but those', async () => {
    const started = [startPostgres(), startNats(1), startClickhouse(), startS3()] as const;
    const [postgres, nats, clickhouse, s3] = await Promise.all(started);
    servers.push(postgres, nats, clickhouse, s3);
    const database = await postgres.createDatabase();
    mkdirSync(put);
    writeFileSync(
      join(home, 'cordon.yaml'),
      `folders: [{ path: ${put}, source: put, settle: 1 }]
stores:
  database:
    postgres: ${postgres.host}:${postgres.port}
    database: ${database}
    user: ${postgres.user}
    password: { file: db.secret }
  stream: { nats: [${nats.servers[0]}], user: ${nats.user}, password: { file: nats.secret }, copies: 1 }
  events: { clickhouse: "${clickhouse.url}", user: default }
  files: { s3: "${s3.endpoint}", bucket: ${s3.bucket}, key: { file: s3.key }, secret: { file: s3.secret } }
`,
    );
    const secrets = { 'db.secret': postgres.password, 'nats.secret': nats.password };
    for (const [name, text] of Object.entries({ ...secrets, 's3.key': s3.keyId, 's3.secret': s3.secret }))
      writeFileSync(join(home, name), text);

    const hosts = async (): Promise<unknown[]> =>
      (await postgres.ask('select distinct host from findings order by 1', database)).map(({ host }) => host);
    for (let round = 0; round < 2; round++) {
      running = await startCordon(home, ['--empty']);
      writeFileSync(join(put, `${round}.ndjson`), `${record(round)}\n`);
      await expect.poll(hosts, { timeout: 40_000 }).toContain(`host-${round}`);
      await end(running.child, 'SIGKILL');
      rmSync(join(home, 'hospital', 'state'), { recursive: true, force: true });
      rmSync(join(home, 'hospital', 'stream'), { recursive: true, force: true });
      rmSync(join(home, 'hospital', 'events'), { recursive: true, force: true });
    }
    const kept = await fetch(clickhouse.url, {
      method: 'POST',
      body: 'select host from cordon.events order by host',
    });
    expect(await kept.text()).toBe('host-0\nhost-1\n');
    expect(existsSync(join(home, 'hospital', 'events'))).toBe(false);
  }, 120_000);
});

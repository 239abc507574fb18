/** Risks: a part of the work that no process does, or two do; a process that starts alone and waits for ever for the others. */
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  launch,
  noNats,
  noPostgres,
  startNats,
  startPostgres,
  type TestNats,
  type TestPostgres,
} from '@cordon/platform/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRoles, roles } from './roles.ts';
import { refuseUnshared } from './stores.ts';
import { StoresSettings } from './stores-settings.ts';
import { freePort, runCordon } from './test/running.ts';

describe('roles', () => {
  it('are all of them unless some are named, in lists or one by one', () => {
    expect([...readRoles()]).toEqual([...roles]);
    expect([...readRoles(['ingest', 'detect'])]).toEqual(['ingest', 'detect']);
    expect([...readRoles(['api, jobs'])]).toEqual(['api', 'jobs']);
  });

  it.each([['nobody'], ['api,nobody'], ['']])('are refused when they are %j', (given) => {
    expect(() => readRoles([given])).toThrow(/Nothing was started/);
  });

  it('need events elsewhere too where one process shows what another writes', () => {
    const shared = { database: { postgres: 'db:5432' }, stream: { nats: ['n:4222'] } };
    const apart = StoresSettings.parse(shared);
    for (const alone of ['api', 'jobs', 'api,detect'])
      expect(() => refuseUnshared(apart, readRoles([alone]))).toThrow(/events must lie outside/);
    for (const fine of ['api,jobs', 'ingest', 'detect,ingest'])
      expect(() => refuseUnshared(apart, readRoles([fine]))).not.toThrow();
    const whole = StoresSettings.parse({ ...shared, events: { clickhouse: 'https://ch:8443' } });
    expect(() => refuseUnshared(whole, readRoles(['api']))).not.toThrow();
  });

  it('need stores that processes can share', async () => {
    const home = mkdtempSync(join(tmpdir(), 'cordon-roles-'));
    const { code, said } = await runCordon(home, ['--role', 'detect']);
    expect(said).toContain('stores.stream.nats');
    expect(code).toBe(2);
    rmSync(home, { recursive: true, force: true });
  });
});

describe.skipIf(noPostgres ?? noNats)(`a Cordon in four processes (skipped: ${noPostgres ?? noNats})`, () => {
  const home = mkdtempSync(join(tmpdir(), 'cordon-roles-'));
  const put = join(home, 'put');
  const children: ChildProcess[] = [];
  let postgres: TestPostgres;
  let nats: TestNats;
  let database: string;
  beforeAll(async () => {
    [postgres, nats] = await Promise.all([startPostgres(), startNats(1)]);
    database = await postgres.createDatabase();
    mkdirSync(put);
    writeFileSync(join(home, 'db'), postgres.password);
    writeFileSync(join(home, 'nats'), nats.password);
    const { host, port, user } = postgres;
    writeFileSync(
      join(home, 'cordon.yaml'),
      `folders: [{ path: ${put}, source: put, settle: 1 }]
stores:
  database: { postgres: '${host}:${port}', database: ${database}, user: ${user}, password: { file: db } }
  stream: { nats: ['${nats.servers[0]}'], user: ${nats.user}, password: { file: nats }, copies: 1 }
`,
    );
  }, 180_000);
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await nats?.close();
    await postgres?.close();
    rmSync(home, { recursive: true, force: true });
  });

  async function start(role: string): Promise<string> {
    const child = launch('server', ['--role', role, '--port', String(await freePort())], home);
    child.stderr.pipe(process.stderr, { end: false });
    children.push(child);
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (text) => {
        said += text;
        if (said.includes('Stop with Ctrl-C')) resolve();
      });
      child.once('exit', (code) => reject(new Error(`${role} ended with ${code}: ${said}`)));
    });
    return said;
  }

  it('takes what a door received to findings, each process doing its own part', {
    timeout: 240_000,
  }, async () => {
    const said = await Promise.all([start('api,jobs'), start('ingest'), start('detect'), start('detect')]);
    expect(said.map((text) => text.includes(put))).toEqual([false, true, false, false]);
    const records = Array.from({ length: 40 }, (_, n) => ({
      '@timestamp': '2026-03-11T15:30:00.000Z',
      EventID: 1,
      Channel: 'Microsoft-Windows-Sysmon/Operational',
      Computer: `host-${n % 4}`,
      EventRecordID: n,
      Image: 'C:\\Windows\\System32\\vssadmin.exe',
      CommandLine: 'vssadmin.exe delete shadows /all /quiet',
    }));
    for (let file = 0; file < 4; file++)
      writeFileSync(
        join(put, `${file}.ndjson`),
        records
          .slice(file * 10, file * 10 + 10)
          .map((record) => `${JSON.stringify(record)}\n`)
          .join(''),
      );
    const counted = `select coalesce(sum(events), 0)::int as events, (select count(*)::int from threads) > 0 as incident from sources`;
    await expect
      .poll(() => postgres.ask(counted, database), { timeout: 120_000, interval: 200 })
      .toEqual([{ events: 40, incident: true }]);
  });
});

/**
 * Risks: each role in a process and a folder of its own, and one of them shows, reads or seals by what another has changed since; the
 * process that writes is killed and an event is lost, counted twice, or never looked at.
 */
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMachineKey } from '@cordon/access';
import {
  launch,
  noClickhouse,
  noNats,
  noPostgres,
  skippedFor,
  startClickhouse,
  startNats,
  startPostgres,
  testCache,
} from '@cordon/platform/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FindingPage, IncidentList, TokenMade, Verdict } from './api.ts';
import { end, freePort, type Running, startCordon } from './test/running.ts';

const organisation = 'rxx';
/** What can be made again at any time is the same for all tests. */
const absent = noPostgres ?? noNats ?? noClickhouse;

/** Two days from now, for what must not have ended. */
const soon = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
const until = { timeout: 120_000, interval: 200 };

let sent = 0;
const record = (host: string): string =>
  `${JSON.stringify({
    '@timestamp': new Date(Date.UTC(2026, 2, 18, 10) + sent * 1_000).toISOString(),
    winlog: {
      channel: 'Microsoft-Windows-Sysmon/Operational',
      event_id: '1',
      record_id: ++sent,
      computer_name: host,
      event_data: {
        Image: 'C:\\Windows\\System32\\vssadmin.exe',
        CommandLine: 'vssadmin.exe delete shadows /all /quiet',
        User: 'HOSPITAL\\clerk',
      },
    },
  })}\n`;

describe.skipIf(absent)(`every role in processes of its own${skippedFor(absent)}`, () => {
  const scratch = mkdtempSync(join(tmpdir(), 'cordon-apart-'));
  const servers: { close(): Promise<void> }[] = [];
  const children: ChildProcess[] = [];
  let ask: (sql: string) => Promise<Record<string, unknown>[]>;
  let clickhouse: string;
  let intake: string;
  let one: Running;
  let two: Running;
  let writer: ChildProcess;

  /** Where each says whether it is well. */
  const health = new Map<string, string>();

  beforeAll(async () => {
    mkdirSync(testCache, { recursive: true });
    const [postgres, nats, events] = await Promise.all([startPostgres(), startNats(1), startClickhouse()]);
    servers.push(postgres, nats, events);
    const database = await postgres.createDatabase();
    ask = (sql) => postgres.ask(sql, database);
    clickhouse = events.url;
    const port = await freePort();
    intake = `http://127.0.0.1:${port}`;
    const secret = (name: string, text: string): string => {
      writeFileSync(join(scratch, name), text, { mode: 0o600 });
      return join(scratch, name);
    };
    const settings = `organisations: [{ id: ${organisation}, name: Test, kind: hospital }]
intake: { listen: '127.0.0.1:${port}', plain: true }
keys: { root: { kind: credential, path: ${secret('root', 'a root key that is thirty-two bytes or longer')} } }
stores:
  database:
    postgres: ${postgres.host}:${postgres.port}
    database: ${database}
    user: ${postgres.user}
    password: { file: ${secret('db', postgres.password)} }
  stream:
    nats: ['${nats.servers[0]}']
    user: ${nats.user}
    password: { file: ${secret('nats', nats.password)} }
    copies: 1
  events: { clickhouse: '${events.url}', user: default }
`;
    for (const name of ['api-1', 'api-2', 'jobs-1', 'jobs-2', 'ingest', 'detect-1', 'detect-2']) {
      mkdirSync(join(scratch, name));
      symlinkSync(testCache, join(scratch, name, 'cache'));
      const own = await freePort();
      health.set(name, `http://127.0.0.1:${own}`);
      writeFileSync(
        join(scratch, name, 'cordon.yaml'),
        `${settings}health: { listen: '127.0.0.1:${own}' }\n`,
      );
    }
    writer = await start('jobs-1', 'running as jobs');
    [one, two] = await Promise.all([startApi('api-1'), startApi('api-2')]);
    await Promise.all([
      start('jobs-2', 'waits to take over'),
      start('ingest', 'running as ingest'),
      start('detect-1', 'running as detect'),
      start('detect-2', 'running as detect'),
    ]);
  }, 300_000);
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(servers.map((server) => server.close()));
    rmSync(scratch, { recursive: true, force: true });
  });

  /** In a folder of its own, as on a machine of its own. */
  function start(name: string, says: string): Promise<ChildProcess> {
    const [role = ''] = name.split('-');
    const child = launch('server', ['--role', role], join(scratch, name));
    children.push(child);
    let said = '';
    return new Promise((resolve, reject) => {
      for (const output of [child.stdout, child.stderr])
        output.on('data', (text) => {
          said += text;
          if (said.includes(says)) resolve(child);
        });
      child.once('exit', (code) => reject(new Error(`${name} ended with ${code}: ${said}`)));
    });
  }

  async function startApi(name: string): Promise<Running> {
    const running = await startCordon(join(scratch, name), ['--empty', '--role', 'api']);
    children.push(running.child);
    return running;
  }

  const get = async (from: Running, path: string): Promise<unknown> =>
    (await from.ask(`/api/v1/${path}`)).json();
  const put = (from: Running, path: string, body: unknown, method = 'POST'): Promise<Response> =>
    from.ask(`/api/v1/${path}`, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  const findings = async (from: Running, host: string): Promise<FindingPage['items']> =>
    FindingPage.parse(await get(from, `findings?host=${host}`)).items;

  /** What a console hears from now on. */
  async function listen(from: Running): Promise<() => string> {
    const answer = await from.ask('/api/v1/stream');
    let heard = '';
    (async () => {
      for await (const text of answer.body!.pipeThrough(new TextDecoderStream())) heard += text;
    })().catch(() => undefined);
    return () => heard;
  }

  let token = '';
  const send = async (...lines: string[]): Promise<void> => {
    const answer = await fetch(`${intake}/api/v1/logs?name=test.ndjson`, {
      method: 'POST',
      body: lines.join(''),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    });
    expect(answer.status).toBe(202);
  };

  it('each that serves no pages says whether it is well, also while it waits, and nothing else', async () => {
    for (const [name, address] of health) {
      if (name.startsWith('api')) continue;
      for (const [path, status] of [
        ['/health', 200],
        ['/ready', 200],
        ['/metrics', 404],
        ['/api/v1/incidents', 404],
      ] as const)
        expect((await fetch(`${address}${path}`)).status, `${name} ${path}`).toBe(status);
    }
  });

  it('a log line that one receives, and others read and write, is an incident that all pages hear of', async () => {
    const made = await put(one, 'tokens', { name: 'test', scopes: ['logs.write'], expires: null });
    token = TokenMade.parse(await made.json()).secret;
    const heard = [await listen(one), await listen(two)];
    await send(record('ws-1'));
    for (const each of heard) await expect.poll(each, until).toMatch(/"what":"incident","id":"/);
    for (const page of [one, two])
      await expect
        .poll(async () => IncidentList.parse(await get(page, 'incidents')).items.length, until)
        .toBe(1);
    expect(await findings(two, 'ws-1')).toEqual(await findings(one, 'ws-1'));
  }, 240_000);

  it('a filter that somebody makes on one hides where logs are read, and a mode is the same on all pages', async () => {
    const [finding] = await findings(one, 'ws-1');
    const made = await put(one, 'filters', {
      ...{ finding: finding!.id, fields: ['User'], scope: 'any', until: soon },
      ...{ owner: 'Imaging', because: 'their backup does it each night' },
    });
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: string };
    await expect
      .poll(async () => JSON.stringify(await get(two, 'filters')), until)
      .toContain('their backup does it each night');
    await expect
      .poll(
        async () => {
          await send(record('ws-2'));
          return (await ask(`select sum(held)::int as held from held_back_counts where filter = '${id}'`))[0]
            ?.held;
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toBeGreaterThan(0);
    const gone = await two.ask(`/api/v1/filters/${id}`, { method: 'DELETE' });
    expect(gone.status).toBe(204);
    await expect
      .poll(
        async () => {
          await send(record('ws-3'));
          return (await findings(one, 'ws-3')).length;
        },
        { timeout: 60_000, interval: 1_000 },
      )
      .toBeGreaterThan(0);
  }, 300_000);

  it('one ring of keys and one link open all of them, and a key that one rotates seals on the other', async () => {
    const key = (name: string) => readMachineKey(join(scratch, name, 'hospital'));
    expect(key('api-1')).toBe(key('api-2'));
    expect(key('jobs-1')).toBe(key('api-2'));
    const current = async (page: Running): Promise<string[]> =>
      ((await get(page, 'keys')) as { items: { id: string; of: string; state: string }[] }).items
        .filter(({ of, state }) => of === organisation && state === 'current')
        .map(({ id }) => id);
    const before = await current(one);
    expect(await current(two)).toEqual(before);
    expect((await put(two, 'keys/rotate', { of: organisation, because: 'yearly' })).status).toBe(204);
    const after = await current(two);
    expect(after).not.toEqual(before);
    await expect.poll(() => current(one), until).toEqual(after);
    await send(record('ws-4'));
    await expect.poll(async () => (await findings(two, 'ws-4')).length, until).toBeGreaterThan(0);
  }, 240_000);

  it('the one that writes is killed under load: the other goes on, and nothing is lost or counted twice', async () => {
    for (let batch = 0; batch < 20; batch++) await send(...Array.from({ length: 10 }, () => record('ws-5')));
    await end(writer, 'SIGKILL');
    for (let batch = 0; batch < 20; batch++) await send(...Array.from({ length: 10 }, () => record('ws-6')));
    const counted = 'select sum(events)::int as events, sum(repeated)::int as repeated from sources';
    await expect.poll(() => ask(counted), until).toEqual([{ events: sent, repeated: 0 }]);
    const kept = await fetch(clickhouse, {
      method: 'POST',
      body: 'select count(), uniqExact(id) from cordon.events',
    });
    expect((await kept.text()).trim().split('\t').map(Number)).toEqual([sent, sent]);
    const [incident] = IncidentList.parse(await get(two, 'incidents')).items;
    await expect
      .poll(async () => IncidentList.parse(await get(one, 'incidents')).items[0]?.last_event, until)
      .toBe(incident!.last_event);
    expect(Verdict.parse(await get(two, 'ledger/verify'))).toMatchObject({ ok: true });
  }, 300_000);
});

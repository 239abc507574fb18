/**
 * Risks: logs taken from anyone who asks, acknowledged and lost, taken twice, or run together; a sender that is not held back;
 * a door that answers so oddly that real agents give up. With rsyslog itself where it is installed.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { createTokens, type LedgerTables, openLedger, type Tokens, type TokenTables } from '@cordon/access';
import { type Database, migrate, openDatabase } from '@cordon/platform/database';
import type { App } from '@cordon/platform/http';
import { projectPath } from '@cordon/platform/root';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createIntake } from './intake.ts';
import { decodeReceipt } from './receipt.ts';
import type { DoorNeeds } from './received.ts';
import { syslogDoor } from './syslog.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-doors-'));
const log = createLogger('test', { level: 'silent' });
let received: { name: string; key: string; text: string }[] = [];
let full = false;
const needs: DoorNeeds = {
  publish: async (record) => {
    const { name, key, body } = decodeReceipt(record);
    received.push({ name, key, text: Buffer.from(body).toString('utf8') });
  },
  isFull: () => full,
};
let database: Database;
const operator = { kind: 'person', name: 'IT operations', proven: 'passkey' } as const;
let tokens: Tokens;
let intake: App;
let address: string;
let secret: string;
let day = '2026-11-25';

beforeAll(async () => {
  database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'access', projectPath('modules/access/migrations'));
  const now = () => new Date(`${day}T10:00:00Z`);
  const ledger = openLedger({ db: database.tables<LedgerTables>(), folder: dir, org: 'sah', now });
  tokens = createTokens({ db: database.tables<TokenTables>(), record: ledger.record, now });
  ({ secret } = await tokens.issue(operator, 'sah', {
    name: 'beats',
    scopes: ['logs.write'],
    expires: null,
  }));
  intake = createIntake({
    tokens,
    received: () => ({ waitingSince: () => null, lag: () => 0, from: () => needs }),
    log,
  });
  address = await intake.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await intake.close();
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(() => {
  received = [];
  full = false;
});

const post = (path: string, body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${address}${path}`, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${secret}`, ...headers },
  });

describe('who is let in', () => {
  const ways: [string, (of: string) => string][] = [
    ['Bearer', (of) => `Bearer ${of}`],
    ['Splunk', (of) => `Splunk ${of}`],
    ['ApiKey, as Elastic agents say it', (of) => `ApiKey ${Buffer.from(`cordon:${of}`).toString('base64')}`],
    ['Basic, as the password', (of) => `Basic ${Buffer.from(`anyone:${of}`).toString('base64')}`],
  ];
  it.each(ways)('a token by %s', async (_, say) => {
    const answer = await post('/api/v1/logs?name=a.log', 'line\n', { authorization: say(secret) });
    expect(answer.status).toBe(202);
    expect(received.map(({ name }) => name)).toEqual(['beats/a.log']);
    expect((await post('/_bulk', '{}', { authorization: say(`${secret.slice(0, -1)}x`) })).status).toBe(401);
  });

  it('nobody without one, at any address, and nobody learns which addresses there are', async () => {
    for (const path of [
      '/',
      '/_bulk',
      '/api/v1/logs?name=a',
      '/services/collector',
      '/api/v1/findings',
      '/nothing',
    ]) {
      for (const authorization of [
        '',
        'Bearer',
        'Bearer x',
        `Bearer cordon_${'0'.repeat(16)}_${'a'.repeat(43)}`,
      ]) {
        const answer = await fetch(`${address}${path}`, { headers: { authorization } });
        expect([path, answer.status]).toEqual([path, 401]);
      }
    }
    expect(received).toEqual([]);
  });

  it('nobody whose token has ended or was revoked, and nothing but logs with one that works', async () => {
    const short = await tokens.issue(operator, 'sah', {
      name: 'x',
      scopes: ['logs.write'],
      expires: '2026-11-26',
    });
    const send = () => post('/api/v1/logs?name=a', 'x', { authorization: `Bearer ${short.secret}` });
    expect((await send()).status).toBe(202);
    day = '2026-11-27';
    expect((await send()).status).toBe(401);
    day = '2026-11-26';
    expect((await send()).status).toBe(202);
    expect(await tokens.revoke(operator, 'sah', short.token.id)).toBe(true);
    expect((await send()).status).toBe(401);
    expect(await tokens.revoke(operator, 'sah', short.token.id)).toBe(false);
    day = '2026-11-25';
    const other = await fetch(`${address}/api/v1/findings`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(other.status).toBe(404);
    // What is kept cannot be used.
    expect(JSON.stringify(await tokens.list('sah'))).not.toContain(short.secret.slice(-20));
  });
});

describe('the door that looks like Elasticsearch', () => {
  it('says what agents ask before they send', async () => {
    const hello = await fetch(`${address}/`, { headers: { authorization: `Bearer ${secret}` } });
    expect(hello.headers.get('x-elastic-product')).toBe('Elasticsearch');
    expect(await hello.json()).toMatchObject({
      version: { number: expect.stringMatching(/^8\./) },
      tagline: expect.any(String),
    });
  });

  it('takes records as they came, by index, plain and packed, and answers item by item', async () => {
    const body =
      '{"create":{"_index":"winlogbeat-8"}}\n{"event":{"code":"1"}, "n":1}\n{"index":{}}\r\n{"n":2}\r\n' +
      '{"delete":{"_index":"a","_id":"9"}}\n{"update":{"_id":"8"}}\n{"doc":{}}\n{"create":{"_index":"winlogbeat-8"}}\nnot json\n';
    for (const packed of [false, true]) {
      received = [];
      const answer = await post(
        '/filebeat/_bulk',
        packed ? (gzipSync(body) as Buffer<ArrayBuffer>) : body,
        packed ? { 'content-encoding': 'gzip' } : {},
      );
      const said = (await answer.json()) as { errors: boolean; items: Record<string, { status: number }>[] };
      expect(answer.status).toBe(200);
      expect(said.errors).toBe(true);
      expect(
        said.items.map((item) => Object.entries(item)[0]!).map(([action, { status }]) => [action, status]),
      ).toEqual([
        ['create', 201],
        ['index', 201],
        ['delete', 400],
        ['update', 400],
        ['create', 400],
      ]);
      expect(received.map(({ name, text }) => [name, text])).toEqual([
        ['beats/winlogbeat-8', '{"event":{"code":"1"}, "n":1}\n'],
        ['beats/filebeat', '{"n":2}\r\n'],
      ]);
    }
  });

  it('keeps nothing of what it cannot make out, and says so in words an agent logs', async () => {
    for (const body of [
      '',
      'x\n',
      '{"n":1}\n{"n":2}\n',
      '{"index":{}}\n',
      '{"index":{}}\n{"n":1}\n{"what":{}}\n{"n":2}\n',
    ]) {
      const answer = await post('/_bulk', body);
      expect([body, answer.status]).toEqual([body, 400]);
      expect(await answer.json()).toMatchObject({
        error: { reason: expect.stringContaining('Nothing was kept') },
      });
    }
    const bomb = await post('/_bulk', gzipSync(Buffer.alloc(200 * 1024 * 1024)) as Buffer<ArrayBuffer>, {
      'content-encoding': 'gzip',
    });
    expect(bomb.status).toBe(400);
    expect((await post('/_bulk', 'x', { 'content-encoding': 'br' })).status).toBe(415);
    expect(received).toEqual([]);
  });

  it('the same batch sent again has the same key, so it makes nothing twice', async () => {
    for (let i = 0; i < 2; i++) await post('/_bulk', '{"index":{}}\n{"n":1}\n');
    expect(new Set(received.map(({ key }) => key)).size).toBe(1);
  });
});

describe('the door that looks like Splunk', () => {
  it('takes records out of their wrapping, with its time and host where they have none', async () => {
    const body =
      '{"time":1773828000.5,"host":"ws1","event":{"EventID":1,"host":"own"}} {"event":{"a":"}{"},"host":"ws2"}' +
      '{"time":"1773828000","event":"plain words"}\n{"event":"<34>Oct 11 22:14:15 gw su: failed\\n"}';
    const answer = await post('/services/collector/event', body, { authorization: `Splunk ${secret}` });
    expect(await answer.json()).toEqual({ text: 'Success', code: 0 });
    expect(received.map(({ text }) => text.trim().split('\n'))).toEqual([
      [
        '{"@timestamp":"2026-03-18T10:00:00.500Z","host":"own","EventID":1}',
        '{"host":"ws2","a":"}{"}',
        '{"@timestamp":"2026-03-18T10:00:00.000Z","message":"plain words"}',
      ],
      ['<34>Oct 11 22:14:15 gw su: failed'],
    ]);
  });

  it.each([
    ['', 5],
    ['{"time":1}', 12],
    ['{"event":""}', 13],
    ['{"event":1', 6],
    ['{"event":1} x', 6],
    ['x', 6],
  ])('refuses %j with the code that senders know', async (body, code) => {
    const answer = await post('/services/collector', body);
    expect([answer.status, ((await answer.json()) as { code: number }).code]).toEqual([400, code]);
    expect(received).toEqual([]);
  });

  it('takes raw lines as they are, and says whether it is well', async () => {
    await post('/services/collector/raw?channel=1', '<34>1 - gw su - - - x\n');
    expect(received[0]).toMatchObject({ name: 'beats', text: '<34>1 - gw su - - - x\n' });
    const health = () =>
      fetch(`${address}/services/collector/health`, { headers: { authorization: `Splunk ${secret}` } });
    expect((await health()).status).toBe(200);
    full = true;
    expect((await health()).status).toBe(503);
  });
});

describe('the door for OpenTelemetry', () => {
  const logs = (...logRecords: object[]) =>
    JSON.stringify({
      resourceLogs: [
        {
          resource: { attributes: [{ key: 'host.name', value: { stringValue: 'ws1' } }] },
          scopeLogs: [{ logRecords }],
        },
      ],
    });

  it('takes records with what their resource and they themselves are said to be', async () => {
    const body = logs(
      {
        timeUnixNano: '1773828000123456789',
        severityText: 'WARN',
        body: {
          kvlistValue: {
            values: [
              { key: 'EventID', value: { intValue: '4625' } },
              { key: 'list', value: { arrayValue: { values: [{ boolValue: true }, {}] } } },
            ],
          },
        },
        attributes: [{ key: 'a', value: { doubleValue: 0.5 } }],
      },
      {
        timeUnixNano: '0',
        observedTimeUnixNano: '1773828000000000000',
        body: { stringValue: 'plain words' },
      },
      { body: { stringValue: '<34>1 - gw su - - - failed' } },
      { body: {} },
    );
    const answer = await post('/v1/logs', gzipSync(body) as Buffer<ArrayBuffer>, {
      'content-encoding': 'gzip',
    });
    expect([answer.status, await answer.json()]).toEqual([200, { partialSuccess: {} }]);
    expect(received.map(({ text }) => text.trim().split('\n'))).toEqual([
      [
        '{"@timestamp":"2026-03-18T10:00:00.123456789Z","host.name":"ws1","a":0.5,"severityText":"WARN","EventID":4625,"list":[true,null]}',
        '{"@timestamp":"2026-03-18T10:00:00.000000000Z","host.name":"ws1","message":"plain words"}',
        '{"host.name":"ws1","message":null}',
      ],
      ['<34>1 - gw su - - - failed'],
    ]);
  });

  it.each([
    '\u0000protobuf',
    '[]',
    '{"resourceLogs":1}',
    '{"resourceLogs":[{"scopeLogs":[{"logRecords":[1]}]}]}',
  ])('refuses %j in words', async (body) => {
    const answer = await post('/v1/logs', body);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { code: 3, message: expect.stringContaining('Nothing was kept') },
    ]);
    expect(received).toEqual([]);
  });
});

it('every HTTP door asks senders to wait while Cordon is behind, and keeps nothing of that request', async () => {
  full = true;
  for (const [path, body, status] of [
    ['/api/v1/logs?name=a', 'x', 429],
    ['/_bulk', '{"index":{}}\n{"n":1}\n', 429],
    ['/services/collector', '{"event":1}', 503],
    ['/services/collector/raw', 'x', 503],
    ['/v1/logs', '{}', 429],
  ] as const) {
    const answer = await post(path, body);
    expect([path, answer.status, answer.headers.get('retry-after')]).toEqual([path, status, '1']);
  }
  expect(received).toEqual([]);
});

it('a sender over its share is refused before its body is read', async () => {
  full = true;
  const { port } = new URL(address);
  const socket = connect(Number(port), '127.0.0.1');
  // The body is announced and never sent.
  socket.write(
    `POST /api/v1/logs?name=a HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${secret}\r\ncontent-length: 1000000\r\n\r\n`,
  );
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 429 /);
  socket.destroy();
});

describe('the door for syslog', () => {
  const common = { host: '127.0.0.1', port: 0, source: 'network', from: ['127.0.0.0/8'] };
  const texts = () => received.map(({ name, text }) => [name, text]);
  const settle = (lines: number) =>
    expect
      .poll(() => received.flatMap(({ text }) => text.trim().split('\n')).length, { timeout: 5_000 })
      .toBe(lines);

  it('takes datagrams, one message each', async () => {
    const door = await syslogDoor(needs, { ...common, protocol: 'udp' }, log);
    const socket = createSocket('udp4');
    for (const text of ['<34>one\n', '<34>two\nlines', '\n'])
      await new Promise<void>((resolve) => socket.send(text, door.port, '127.0.0.1', () => resolve()));
    await settle(2);
    expect(
      texts()
        .map(([, text]) => text)
        .join(''),
    ).toBe('<34>one\n<34>two lines\n');
    expect(received[0]!.name).toBe('network/127.0.0.1');
    socket.close();
    await door.close();
  });

  it('takes a stream of both framings, keeps what a sender had sent when it hangs up, and when Cordon stops', async () => {
    const door = await syslogDoor(needs, { ...common, protocol: 'tcp' }, log);
    const sender = connect(door.port, '127.0.0.1');
    sender.write('<34>first\n7 <1>two\n');
    sender.end('<34>last');
    await settle(3);
    const staying = connect(door.port, '127.0.0.1');
    await new Promise<void>((resolve) => staying.write('<34>before the stop\n', () => resolve()));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await door.close();
    expect(received.map(({ text }) => text).join('')).toBe(
      '<34>first\n<1>two\n<34>last\n<34>before the stop\n',
    );
    staying.destroy();
  });

  it('lets in only the networks that are named', async () => {
    for (const protocol of ['tcp', 'udp'] as const) {
      const door = await syslogDoor(needs, { ...common, from: ['10.0.0.0/8'], protocol }, log);
      if (protocol === 'tcp') {
        const sender = connect(door.port, '127.0.0.1');
        sender.on('error', () => {});
        sender.write('<34>x\n');
        await new Promise<void>((resolve) => sender.on('close', () => resolve()));
      } else {
        const socket = createSocket('udp4');
        await new Promise<void>((resolve) => socket.send('<34>x', door.port, '127.0.0.1', () => resolve()));
        await new Promise((resolve) => setTimeout(resolve, 300));
        socket.close();
      }
      await door.close();
    }
    expect(received).toEqual([]);
  });

  it('holds a TCP sender back while Cordon is behind, and loses nothing of what it sends', async () => {
    const door = await syslogDoor(needs, { ...common, protocol: 'tcp' }, log);
    full = true;
    const sender = connect(door.port, '127.0.0.1');
    const line = `<34>${'x'.repeat(996)}\n`;
    let pressed = false;
    for (let n = 0; n < 20_000; n++) pressed = !sender.write(line) || pressed;
    sender.end();
    await new Promise((resolve) => setTimeout(resolve, 700));
    const taken = received.reduce((sum, { text }) => sum + text.length, 0);
    expect(pressed).toBe(true);
    expect(taken).toBeLessThan(10_000_000);
    full = false;
    await expect
      .poll(() => received.reduce((sum, { text }) => sum + text.length, 0), { timeout: 10_000 })
      .toBe(20_000 * line.length);
    await door.close();
  }, 20_000);

  it('counts what UDP brings while the listener is over its share, and tells', async () => {
    const said: string[] = [];
    const telling = createLogger('test', { to: { write: (line) => void said.push(line) } });
    const door = await syslogDoor(needs, { ...common, protocol: 'udp' }, telling);
    const socket = createSocket('udp4');
    const send = (text: string) =>
      new Promise<void>((resolve) => socket.send(text, door.port, '127.0.0.1', () => resolve()));
    await send('<34>kept');
    await settle(1);
    full = true;
    for (let n = 0; n < 3; n++) await send('<34>lost');
    await new Promise((resolve) => setTimeout(resolve, 100));
    full = false;
    await send('<34>kept too');
    await settle(2);
    socket.close();
    await door.close();
    expect(texts().map(([, text]) => text)).toEqual(['<34>kept\n', '<34>kept too\n']);
    expect(said.map((line) => JSON.parse(line) as { lost?: number }).map(({ lost }) => lost)).toEqual([3]);
  });

  it('says why a port cannot be had', async () => {
    const door = await syslogDoor(needs, { ...common, protocol: 'tcp' }, log);
    await expect(
      syslogDoor(needs, { ...common, port: door.port, protocol: 'tcp' }, log),
    ).rejects.toMatchObject({
      code: 'SYSLOG_PORT',
      message: expect.stringContaining('EADDRINUSE'),
    });
    await door.close();
  });

  describe.skipIf(!hasOpenssl())('over TLS (skipped: no openssl to make certificates with)', () => {
    it('asks for a certificate of the authorities that are named', async () => {
      const ssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
      const subject = (name: string) => ['-subj', `/CN=${name}`, '-nodes', '-newkey', 'rsa:2048'];
      ssl('req', '-x509', '-days', '2', ...subject('authority'), '-keyout', 'ca.key', '-out', 'ca.pem');
      for (const name of ['localhost', 'sender']) {
        ssl('req', ...subject(name), '-keyout', `${name}.key`, '-out', `${name}.csr`);
        ssl(
          'x509',
          '-req',
          '-days',
          '2',
          '-in',
          `${name}.csr`,
          '-CA',
          'ca.pem',
          '-CAkey',
          'ca.key',
          '-CAcreateserial',
          '-out',
          `${name}.pem`,
        );
      }
      ssl(
        'req',
        '-x509',
        '-days',
        '2',
        ...subject('stranger'),
        '-keyout',
        'stranger.key',
        '-out',
        'stranger.pem',
      );
      const pem = (name: string) => execFileSync('cat', [join(dir, name)], { encoding: 'utf8' });
      const tls = { cert: pem('localhost.pem'), key: pem('localhost.key'), clients: pem('ca.pem') };
      const door = await syslogDoor(needs, { ...common, protocol: 'tls', tls }, log);
      const send = (as: string | null) =>
        new Promise<void>((resolve) => {
          const socket = connectTls({
            host: '127.0.0.1',
            port: door.port,
            servername: 'localhost',
            ca: pem('ca.pem'),
            ...(as !== null && { cert: pem(`${as}.pem`), key: pem(`${as}.key`) }),
          });
          socket.on('error', () => resolve());
          socket.on('close', () => resolve());
          socket.end(`<34>from ${as}\n`);
        });
      await send(null);
      await send('stranger');
      await send('sender');
      await settle(1);
      expect(texts()).toEqual([['network/127.0.0.1', '<34>from sender\n']]);
      await door.close();
    }, 20_000);
  });
});

const rsyslogd = ['/usr/sbin/rsyslogd'].find((path) => existsSync(path));
const module = (name: string) => existsSync(`/usr/lib/x86_64-linux-gnu/rsyslog/${name}.so`);

describe.skipIf(rsyslogd === undefined || !module('omelasticsearch'))(
  'rsyslog itself (skipped: install rsyslog and rsyslog-elasticsearch)',
  () => {
    it('delivers every line over UDP, TCP and bulk', async () => {
      const udp = await syslogDoor(
        needs,
        { host: '127.0.0.1', port: 0, source: 'udp', from: ['127.0.0.0/8'], protocol: 'udp' },
        log,
      );
      const tcp = await syslogDoor(
        needs,
        { host: '127.0.0.1', port: 0, source: 'tcp', from: ['127.0.0.0/8'], protocol: 'tcp' },
        log,
      );
      const input = join(dir, 'input.log');
      const config = join(dir, 'rsyslog.conf');
      const lines = Array.from({ length: 300 }, (_, n) => `line ${n} of a log`);
      writeFileSync(input, `${lines.join('\n')}\n`);
      writeFileSync(
        config,
        `global(workDirectory="${dir}")
module(load="imfile")
module(load="omelasticsearch")
template(name="json" type="list") { constant(value="{\\"@timestamp\\":\\"") property(name="timereported" dateFormat="rfc3339") constant(value="\\",\\"message\\":\\"") property(name="msg" format="json") constant(value="\\"}") }
input(type="imfile" File="${input}" Tag="test:")
action(type="omfwd" target="127.0.0.1" port="${udp.port}" protocol="udp")
action(type="omfwd" target="127.0.0.1" port="${tcp.port}" protocol="tcp" TCP_Framing="octet-counted")
action(type="omelasticsearch" server="127.0.0.1" serverport="${new URL(address).port}" template="json" searchIndex="rsyslog" bulkmode="on" uid="rsyslog" pwd="${secret}" searchType="")
`,
      );
      const child = spawn(rsyslogd!, ['-n', '-f', config, '-i', join(dir, 'rsyslog.pid')], {
        stdio: 'ignore',
      });
      const of = (name: string) =>
        received.filter((one) => one.name.startsWith(name)).flatMap(({ text }) => text.trim().split('\n'));
      try {
        for (const name of ['udp/', 'tcp/', 'beats/rsyslog'])
          await expect.poll(() => of(name).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(lines.length);
        for (const name of ['udp/', 'tcp/', 'beats/rsyslog'])
          expect(lines.filter((line) => !of(name).some((got) => got.includes(line)))).toEqual([]);
      } finally {
        child.kill('SIGKILL');
        await udp.close();
        await tcp.close();
      }
    }, 60_000);
  },
);

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

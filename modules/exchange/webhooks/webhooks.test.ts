/** Guards: a message that is lost, said twice for one thing, believed when forged, or sent where nobody named. Receivers are real servers. */
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { openKeyRing, rootInFile } from '@cordon/platform/keys';
import { projectPath } from '@cordon/platform/root';
import { createLogger, createTracer, noTracer, type Tracer } from '@cordon/platform/telemetry';
import { startCollector, testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Told, WebhookRequest } from './model.ts';
import { createWebhooks, type Webhooks, type WebhookTables } from './webhooks.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-webhooks-'));
const who = { kind: 'person', name: 'Night shift', proven: 'passkey' } as const;
let database: Database;
let at = Date.parse('2026-11-25T10:00:00Z');
let hooks: Webhooks;
let reopen: (tracer?: Tracer) => Webhooks;
const received: { headers: IncomingMessage['headers']; body: string }[] = [];
let status = 204;
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (part) => {
    body += part;
  });
  request.on('end', () => {
    received.push({ headers: request.headers, body });
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
  });
});
let url = '';

beforeAll(async () => {
  database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'exchange', projectPath('modules/exchange/migrations'));
  await secureOrganisations(database, []);
  const keys = await openKeyRing({
    folder: join(dir, 'keys'),
    unlock: rootInFile({ folder: join(dir, 'root') }),
  });
  reopen = (tracer = noTracer) =>
    createWebhooks({
      db: database.within('sah').tables<WebhookTables>(),
      org: 'sah',
      keys,
      record: async () => undefined,
      now: () => new Date(at),
      tracer,
    });
  hooks = reopen();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://localhost:${(server.address() as AddressInfo).port}/hook`;
});
afterAll(async () => {
  server.close();
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(async () => {
  received.length = 0;
  status = 204;
  for (const { id } of await hooks.list()) await hooks.remove(who, id);
});

const incident = (id: string, state: number): Told => ({
  object: id,
  state,
  events: ['incident.raised', 'incident.worse'],
  data: { incident: id, level: state },
});
const deliveries = async () => (await hooks.list())[0]!.deliveries;

describe('a webhook', () => {
  it('is told once of what is new, again when it is worse, and in a way that can be checked', async () => {
    const { secret } = await hooks.add(who, { url, events: ['incident.raised', 'incident.worse'] });
    for (const now of [[incident('a', 3)], [incident('a', 3)], [incident('a', 2)], [incident('a', 4)]]) {
      // Whatever is noticed, a restart in between changes nothing.
      await reopen().notice(now);
      await hooks.send();
    }
    expect(received.map(({ body }) => JSON.parse(body))).toMatchObject([
      { type: 'incident.raised', data: { organisation: 'sah', incident: 'a', level: 3 } },
      { type: 'incident.worse', data: { level: 4 } },
    ]);
    for (const { headers, body } of received) {
      const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature } = headers;
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
      const expected = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64');
      expect(signature).toBe(`v1,${expected}`);
      expect(Math.abs(Number(time) - at / 1000)).toBeLessThan(1);
    }
  });

  it('hears only of what it asked for', async () => {
    await hooks.add(who, { url, events: ['break-glass.used'] });
    await hooks.notice([incident('b', 3)]);
    await hooks.send();
    expect(received).toEqual([]);
  });

  it('is tried again, with the same id, until it answers; and given up after a day', async () => {
    await hooks.add(who, { url, events: ['incident.raised'] });
    status = 500;
    await hooks.notice([incident('c', 3)]);
    await hooks.send();
    await hooks.send();
    expect(received).toHaveLength(1);
    at += 10_000;
    status = 200;
    await hooks.send();
    expect(received).toHaveLength(2);
    expect(received[0]!.headers['webhook-id']).toBe(received[1]!.headers['webhook-id']);
    expect(await deliveries()).toMatchObject([{ state: 'delivered', tries: 2, last_answer: 'status 200' }]);
    status = 503;
    await hooks.notice([incident('d', 3)]);
    for (let hour = 0; hour < 30; hour++) {
      await hooks.send();
      at += 3_600_000;
    }
    expect((await deliveries())[0]).toMatchObject({ state: 'given up', tries: 8 });
  });

  it('that cannot be reached is told later; one that says it is gone is told no more', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    await hooks.add(who, { url: `http://localhost:${port}/`, events: ['incident.raised'] });
    await hooks.notice([incident('e', 3)]);
    await hooks.send();
    expect(await deliveries()).toMatchObject([
      { state: 'waiting', last_answer: expect.stringContaining('ECONNREFUSED') },
    ]);
    for (const { id } of await hooks.list()) await hooks.remove(who, id);
    await hooks.add(who, { url, events: ['incident.raised'] });
    status = 410;
    await hooks.notice([incident('f', 3)]);
    await hooks.send();
    await hooks.notice([incident('g', 3)]);
    at += 60_000;
    await hooks.send();
    expect(received).toHaveLength(1);
    expect((await hooks.list())[0]!.stopped).toMatch(/gone/);
  });

  it('passes on which trace the message is part of, and tells the collector neither address nor content', async () => {
    const collector = await startCollector();
    const { endpoint } = collector;
    const log = createLogger('test', { level: 'silent' });
    const tracer = createTracer({ endpoint, log, sample: 1, headers: () => ({}), resource: {} });
    const traced = reopen(tracer);
    await traced.add(who, { url, events: ['incident.raised'] });
    await traced.notice([incident('traced', 3)]);
    status = 503;
    await traced.send();
    await tracer.close();
    const [span] = collector.spans;
    expect(received[0]!.headers.traceparent).toBe(`00-${span!.traceId}-${span!.spanId}-01`);
    expect(span).toMatchObject({ name: 'webhook', kind: 3, status: { code: 2 } });
    expect(JSON.stringify(collector.bodies)).not.toMatch(/localhost|traced/);
    await collector.close();
  });

  it('is told nothing while it is paused, and what waited once it is resumed', async () => {
    const { webhook } = await hooks.add(who, { url, events: ['incident.raised'] });
    status = 500;
    await hooks.notice([incident('i', 3)]);
    await hooks.send();
    status = 200;
    await hooks.pause(who, webhook.id, true);
    expect((await hooks.list())[0]!.stopped).toBe('Paused by Night shift.');
    await hooks.notice([incident('j', 3)]);
    at += 60_000;
    await hooks.send();
    expect(received).toHaveLength(1);
    await hooks.pause(who, webhook.id, false);
    await hooks.notice([incident('j', 3)]);
    await hooks.send();
    expect(received.map(({ body }) => JSON.parse(body).data.incident)).toEqual(['i', 'i']);
  });

  it('can be tried, and is sent once more what it was given up on, under the same id', async () => {
    const { webhook } = await hooks.add(who, { url, events: ['break-glass.used'] });
    status = 503;
    await hooks.test(who, webhook.id);
    for (let hour = 0; hour < 30; hour++) {
      await hooks.send();
      at += 3_600_000;
    }
    const [given] = await deliveries();
    expect(given).toMatchObject({ state: 'given up', next_try: null, last_answer: 'status 503' });
    status = 200;
    expect(await hooks.again(who, webhook.id, 'none')).toBe(false);
    await hooks.again(who, webhook.id, given!.id);
    expect((await deliveries())[0]).toMatchObject({ state: 'waiting', tries: 0 });
    await hooks.send();
    expect((await deliveries())[0]).toMatchObject({ state: 'delivered', tries: 1 });
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(JSON.parse(received[0]!.body)).toMatchObject({
      type: 'webhook.test',
      data: { organisation: 'sah', webhook: webhook.id },
    });
  });

  it('follows nobody to another address', async () => {
    await hooks.add(who, { url, events: ['incident.raised'] });
    status = 302;
    await hooks.notice([incident('h', 3)]);
    await hooks.send();
    expect(received).toHaveLength(1);
    expect((await deliveries())[0]!.state).toBe('waiting');
  });

  it('has a secret that the database does not hold', async () => {
    const { secret } = await hooks.add(who, { url, events: ['incident.raised'] });
    const rows = JSON.stringify(
      await database.tables<WebhookTables>().selectFrom('webhooks').selectAll().execute(),
    );
    expect(rows).not.toContain(secret.slice(6, 30));
  });

  it.each(['http://example.org/', 'ftp://example.org/', 'https://u:p@example.org/', 'nowhere'])(
    'is not made for %s',
    (wrong) => {
      expect(WebhookRequest.safeParse({ url: wrong, events: ['incident.raised'] }).success).toBe(false);
    },
  );
});

/**
 * Risks: records that are lost because the place moved before they were kept, or told twice; a system that lies and makes Cordon ask
 * somewhere else, forever, or never again; a failure that nobody is told of, or that gives away a secret.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { httpJson } from './http-json.ts';
import { microsoftGraph } from './microsoft-graph.ts';
import { type Bench, createBench, json, type System, startSystem } from './testing.ts';

let system: System;
let elsewhere: System;
let bench: Bench;
let count = 0;
let source = '';
beforeAll(async () => {
  system = await startSystem();
  elsewhere = await startSystem();
  bench = await createBench();
});
afterAll(async () => {
  await system.close();
  await elsewhere.close();
  await bench.database.close();
});
beforeEach(() => {
  count += 1;
  source = `system-${count}`;
  bench.received = [];
  bench.clock = '2026-03-18T10:00:00.000Z';
  elsewhere.does((_, answer) => json(answer, []));
});

const settings = (more: object = {}) => ({
  kind: 'http-json',
  source,
  url: `${system.origin}/log?since={since}`,
  items: '/items',
  time: '/at',
  next: { link: '/next' },
  token: { env: 'TOKEN' },
  ...more,
});
const record = (n: number, at: string) => ({ id: n, at });
const own = async () => (await bench.health()).find((one) => one.source === source)!;
const later = (seconds: number): void => {
  bench.clock = new Date(Date.parse(bench.clock) + seconds * 1_000).toISOString();
};
const queryOf = (url: string | undefined): URLSearchParams => new URL(url ?? '', system.origin).searchParams;

describe('a paged API', () => {
  it('is read to its end, and asked again from a little before, and nothing is told twice', async () => {
    let there = [record(1, '2026-03-18T09:00:00Z'), record(2, '2026-03-18T09:30:00Z')];
    system.does(({ url, headers }, answer) => {
      expect(headers.authorization).toBe('Bearer hunter2');
      const { searchParams } = new URL(url!, system.origin);
      const since = searchParams.get('since') ?? '';
      const page = Number(searchParams.get('page') ?? 0);
      const items = there.filter(({ at }) => at >= since);
      json(answer, {
        items: items.slice(page, page + 1),
        next: page + 1 < items.length ? `/log?since=${since}&page=${page + 1}` : null,
      });
    });
    const running = await bench.start(httpJson, settings());
    expect(await running.look()).toBe(60_000);
    expect(bench.records()).toEqual(there);
    expect(bench.received.map(({ name }) => name)).toEqual([source, source]);
    expect(queryOf(system.asked[0]?.slice(4)).get('since')).toBe('2026-03-17T10:00:00.000Z');
    expect(await own()).toMatchObject({ error: null, failures: 0, behind: false, last_run: bench.clock });
    // Not yet due: nothing is asked.
    later(30);
    expect(await running.look()).toBe(30_000);
    expect(system.asked).toHaveLength(2);
    // One that came late, and one that is new.
    there = [...there, record(3, '2026-03-18T09:26:00Z'), record(4, '2026-03-18T10:00:10Z')];
    later(30);
    await running.look();
    expect(queryOf(system.asked[2]?.slice(4)).get('since')).toBe('2026-03-18T09:25:00.000Z');
    expect(bench.records()).toEqual(there);
    await running.close();
  });

  it('that fails in the middle is asked on from there: what came is kept, what did not come is not lost', async () => {
    let broken = true;
    system.does(({ url }, answer) => {
      const page = Number(queryOf(url).get('page') ?? 0);
      if (page === 1 && broken) answer.writeHead(503, { 'retry-after': '400' }).end('secret words');
      else
        json(answer, {
          items: [record(page, '2026-03-18T10:00:00Z')],
          next: page < 2 ? `?page=${page + 1}` : null,
        });
    });
    const running = await bench.start(httpJson, settings());
    expect(await running.look()).toBe(400_000);
    expect(await own()).toMatchObject({
      error: `${new URL(system.origin).host} has a problem of its own (503)`,
      failures: 1,
      last_success: null,
    });
    later(400);
    // The second time it is left alone longer than an ordinary turn.
    expect(await running.look()).toBe(400_000);
    expect((await own()).failures).toBe(2);
    broken = false;
    later(400);
    expect(await running.look()).toBe(60_000);
    expect(bench.records().map((one) => (one as { id: number }).id)).toEqual([0, 1, 2]);
    expect(await own()).toMatchObject({ error: null, failures: 0, last_success: bench.clock });
    // Started again with other settings that ask the same, it goes on; with another question, it begins anew.
    await (await bench.start(httpJson, settings({ every: 600 }))).look();
    expect(bench.records()).toHaveLength(3);
    await (await bench.start(httpJson, settings({ items: '/items', time: '/id' }))).look();
    expect(bench.records()).toHaveLength(6);
  });

  it('the place moves only when what was read is on the disk', async () => {
    system.does((_, answer) => json(answer, { items: [record(1, '2026-03-18T10:00:00Z')] }));
    const running = await bench.start(httpJson, settings());
    bench.needs.failing = true;
    await running.look();
    expect(await own()).toMatchObject({ failures: 1, error: expect.stringContaining('log of the server') });
    bench.needs.failing = false;
    bench.needs.dying = true;
    later(60);
    await running.look();
    bench.needs.dying = false;
    later(120);
    await running.look();
    // Whoever dies in between leaves the same bytes under the same key, which count once.
    expect(bench.received).toHaveLength(2);
    expect(new Set(bench.received.map(({ key }) => key)).size).toBe(1);
    expect((await own()).error).toBeNull();
  });

  it('waits while Cordon is behind, and stops at once when it is told to', async () => {
    system.does((_, answer) => json(answer, { items: [record(1, bench.clock)] }));
    const running = await bench.start(httpJson, settings());
    bench.needs.full = true;
    const looking = running.look();
    await expect.poll(() => system.asked.length).toBe(1);
    await running.close();
    await looking;
    bench.needs.full = false;
    expect(bench.received).toEqual([]);
    expect((await own()).last_run).toBeNull();
  });

  it('is asked by one process at a time', async () => {
    let answerNow = (): void => {};
    system.does((_, answer) => {
      answerNow = () => json(answer, { items: [record(1, bench.clock)] });
    });
    const [first, second] = [
      await bench.start(httpJson, settings()),
      await bench.start(httpJson, settings()),
    ];
    const looking = first!.look();
    await expect.poll(() => system.asked.length).toBe(1);
    expect(await second!.look()).toBe(10_000);
    answerNow();
    await looking;
    expect(await second!.look()).toBe(60_000);
    expect(system.asked).toHaveLength(1);
  });

  it('without end is read in bounded runs, the next of which begins at once', async () => {
    system.does(({ url }, answer) => {
      const page = Number(queryOf(url).get('page') ?? 0);
      json(answer, { items: [record(page, bench.clock)], next: `?page=${page + 1}` });
    });
    const running = await bench.start(httpJson, settings());
    expect(await running.look()).toBe(1_000);
    expect(bench.received).toHaveLength(200);
    expect((await own()).behind).toBe(true);
    later(1);
    await running.look();
    expect(new Set(bench.records().map((one) => (one as { id: number }).id)).size).toBe(400);
  });

  it('a place that it no longer knows is given up for the time from which it was read', async () => {
    system.does(({ url }, answer) => {
      if (queryOf(url).get('page') === '1') answer.writeHead(410).end();
      else json(answer, { items: [record(0, bench.clock)], next: '?page=1' });
    });
    const running = await bench.start(httpJson, settings());
    await running.look();
    expect((await own()).failures).toBe(1);
    system.does(({ url }, answer) => {
      if (queryOf(url).get('page') === '1') answer.writeHead(410).end();
      else json(answer, { items: [record(0, bench.clock), record(1, '2026-03-18T09:59:00Z')] });
    });
    bench.clock = '2026-03-18T10:01:00.000Z';
    await running.look();
    expect(system.asked).toHaveLength(2);
    expect(bench.records()).toHaveLength(3);
    expect((await own()).error).toBeNull();
  });

  it('that is so busy that not all of it can be known again tells nothing twice all the same', async () => {
    const start = Date.parse('2026-03-18T09:58:00Z');
    const all = Array.from({ length: 12_000 }, (_, n) => record(n, new Date(start + n * 10).toISOString()));
    system.does(({ url }, answer) => {
      const query = queryOf(url);
      const since = query.get('since')!;
      const page = Number(query.get('page') ?? 0);
      // Newest first, as many systems have it.
      const items = all.filter(({ at }) => at >= since && at <= bench.clock).reverse();
      const next = (page + 1) * 2_000 < items.length ? `?since=${since}&page=${page + 1}` : null;
      json(answer, { items: items.slice(page * 2_000, (page + 1) * 2_000), next });
    });
    bench.clock = '2026-03-18T09:59:30.000Z';
    const running = await bench.start(httpJson, settings());
    for (let turn = 0; turn < 3; turn++) {
      await running.look();
      later(60);
    }
    expect(bench.records()).toHaveLength(12_000);
    expect(new Set(bench.records().map((one) => (one as { id: number }).id)).size).toBe(12_000);
  });

  it('may name the next page in a Link header, and times in seconds', async () => {
    system.does(({ url }, answer) => {
      const page = Number(queryOf(url).get('page') ?? 0);
      const link = `<${system.origin}/log>; rel="first", </log?page=${page + 1}>; rel="next"`;
      json(answer, [{ id: page, at: 1_773_828_000 - 60 }], page === 0 ? { link } : {});
    });
    const shape = { items: '', next: { header: 'link' }, since_as: 'seconds', header: 'x-key', scheme: '' };
    const running = await bench.start(httpJson, settings(shape));
    await running.look();
    expect(bench.records()).toHaveLength(2);
    later(60);
    await running.look();
    expect(queryOf(system.asked[2]?.slice(4)).get('since')).toBe(String(1_773_828_000 - 360));
  });

  it('may give a place to read on from, which is kept over its end', async () => {
    const all = Array.from({ length: 5 }, (_, n) => record(n, bench.clock));
    let there = 3;
    system.does(({ url }, answer) => {
      const from = Number(queryOf(url).get('after') || 0);
      const items = all.slice(from, Math.min(from + 2, there));
      json(answer, { items, cursor: String(from + items.length) });
    });
    const url = `${system.origin}/log?after={cursor}`;
    const running = await bench.start(httpJson, settings({ url, next: { cursor: '/cursor' } }));
    await running.look();
    expect(bench.records()).toEqual(all.slice(0, 3));
    there = 5;
    later(60);
    await running.look();
    expect(bench.records()).toEqual(all);
    expect(system.asked.at(-1)).toBe('GET /log?after=5');
  });
});

describe('a system that lies', () => {
  const fails = async (running: { look(): Promise<number> }, words: string | RegExp) => {
    await running.look();
    const { error } = await own();
    expect(error).toMatch(words);
    expect(error).not.toContain('hunter2');
  };

  it('leads nowhere else, neither by a link nor by a redirect, and shows the token to nobody else', async () => {
    system.does((_, answer) =>
      json(answer, { items: [record(1, bench.clock)], next: `${elsewhere.origin}/x` }),
    );
    const running = await bench.start(httpJson, settings());
    await fails(running, `leads to ${elsewhere.origin}`);
    expect(bench.records()).toHaveLength(1);
    for (const to of [`${elsewhere.origin}/x`, 'file:///etc/passwd', 'http://169.254.169.254/']) {
      system.does((_, answer) => answer.writeHead(302, { location: to }).end());
      later(4_000);
      await fails(running, /leads to /);
    }
    expect(elsewhere.asked).toEqual([]);
    // A redirect within the same place is followed, and not forever.
    system.does((_, answer) => answer.writeHead(302, { location: '/again' }).end());
    later(4_000);
    await fails(running, 'without end');
    expect(system.asked.length).toBeLessThan(6);
  });

  it('goes in no circle', async () => {
    system.does((_, answer) => json(answer, { items: [record(1, bench.clock)], next: '/log?page=1' }));
    const running = await bench.start(httpJson, settings());
    await fails(running, 'one that it gave already');
    expect(system.asked).toHaveLength(2);
    expect(bench.records()).toHaveLength(1);
  });

  it.each([
    ['<html>', 'not JSON'],
    ['{"items":{}}', 'no list at "/items"'],
    ['{}', 'no list at "/items"'],
    ['[]', 'no list at "/items"'],
    ['null', 'no list at "/items"'],
  ])('with %j is told so in words', async (text, words) => {
    system.does((_, answer) => answer.end(text));
    await fails(await bench.start(httpJson, settings()), words);
    expect(bench.received).toEqual([]);
  });

  it('with a record of the future makes nothing old that is to come', async () => {
    system.does((_, answer) => json(answer, { items: [record(1, '2099-01-01T00:00:00Z')] }));
    const running = await bench.start(httpJson, settings());
    await running.look();
    system.does((_, answer) => json(answer, { items: [] }));
    later(60);
    await running.look();
    expect(queryOf(system.asked[0]?.slice(4)).get('since')).toBe('2026-03-17T10:00:00.000Z');
  });

  it('with too much is cut off, and whoever hangs up or is not there is named', async () => {
    system.does((_, answer) => {
      answer.write('{"items":["');
      const more = (): void => {
        while (!answer.destroyed && answer.write('x'.repeat(1024 * 1024)));
      };
      answer.on('drain', more);
      more();
    });
    const running = await bench.start(httpJson, settings());
    await fails(running, /more than 16 MB/);
    system.does((_, answer) => answer.destroy());
    later(4_000);
    await fails(running, /connection to localhost:\d+ failed/);
    const gone = await startSystem();
    await gone.close();
    await fails(
      await bench.start(httpJson, settings({ url: `${gone.origin}/{since}` })),
      /nothing listens at/,
    );
  });

  it('that refuses the token is told apart from one that is broken', async () => {
    system.does((_, answer) => answer.writeHead(401).end());
    await fails(await bench.start(httpJson, settings()), /does not accept what this connector shows \(401\)/);
    later(3_600);
    expect((await own()).overdue).toBe(true);
  });

  it.each([
    { url: 'http://intranet.example/log?since={since}' },
    { url: 'https://me:secret@system.example/log?since={since}' },
    { url: 'file:///log?since={since}' },
    { url: 'https://system.example/log' },
    { url: 'https://system.example/log?{cursor}' },
    { token: 'hunter2' },
  ])('is not asked with settings such as %j', (more) => {
    expect(httpJson.settings.safeParse(settings(more)).success).toBe(false);
  });
});

describe('Microsoft Graph, as it is documented', () => {
  const graph = (more: object = {}) => ({
    kind: 'microsoft-graph',
    source,
    logs: 'sign-ins',
    tenant: '11111111-2222-3333-4444-555555555555',
    client: 'an-application',
    secret: { env: 'GRAPH' },
    graph: system.origin,
    login: elsewhere.origin,
    ...more,
  });
  const signIn = (n: number) => ({
    id: `id-${n}`,
    createdDateTime: `2026-03-18T09:5${n}:00Z`,
    userPrincipalName: 'nurse@hospital.example',
    status: { errorCode: 0 },
  });
  const login = (): void =>
    elsewhere.does(({ method, url }, answer, body) => {
      const form = Object.fromEntries(new URLSearchParams(body));
      const isRight =
        method === 'POST' &&
        url === '/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token' &&
        form.grant_type === 'client_credentials' &&
        form.client_id === 'an-application' &&
        form.client_secret === 'hunter2' &&
        form.scope === `${system.origin}/.default`;
      if (isRight) json(answer, { token_type: 'Bearer', expires_in: 3599, access_token: 'a-token' });
      else answer.writeHead(401).end('{"error":"invalid_client"}');
    });

  it('is signed in to, asked for what is new, and followed over its pages', async () => {
    login();
    system.does(({ url, headers }, answer) => {
      expect(headers.authorization).toBe('Bearer a-token');
      const query = queryOf(url);
      if (query.has('$skiptoken')) json(answer, { value: [signIn(2)] });
      else
        json(answer, {
          '@odata.context': `${system.origin}/v1.0/$metadata#auditLogs/signIns`,
          '@odata.nextLink': `${system.origin}/v1.0/auditLogs/signIns?$skiptoken=1`,
          value: [signIn(0), signIn(1)],
        });
    });
    const running = await bench.start(microsoftGraph, graph());
    await running.look();
    expect(bench.records()).toEqual([signIn(0), signIn(1), signIn(2)]);
    const first = new URL(system.asked[0]!.slice(4), system.origin);
    expect(first.pathname).toBe('/v1.0/auditLogs/signIns');
    expect(first.searchParams.get('$filter')).toBe('createdDateTime ge 2026-03-17T10:00:00.000Z');
    // Sign-ins come late: an hour is asked for again, and what is known left out.
    system.does((_, answer) => json(answer, { value: [signIn(2), signIn(3)] }));
    later(60);
    await running.look();
    expect(queryOf(system.asked[0]?.slice(4)).get('$filter')).toBe(
      'createdDateTime ge 2026-03-18T08:52:00.000Z',
    );
    expect(bench.records()).toHaveLength(4);
  });

  it('says so when it does not accept the secret, or when what it gives is no token', async () => {
    login();
    const running = await bench.start(microsoftGraph, graph({ client: 'another', logs: 'alerts' }));
    await running.look();
    expect((await own()).error).toMatch(/does not accept what this connector shows \(401\)/);
    elsewhere.does((_, answer) => json(answer, {}));
    later(60);
    await running.look();
    expect((await own()).error).toBe('signing in gave no token');
    elsewhere.does((_, answer) => answer.writeHead(307, { location: `${system.origin}/thief` }).end());
    system.does((_, answer) => json(answer, { access_token: 'x', value: [] }));
    later(600);
    await running.look();
    expect((await own()).failures).toBe(3);
    // A form with a secret in it is sent to nobody else.
    expect(system.asked).toEqual([]);
  });
});

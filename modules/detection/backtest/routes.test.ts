/** Risk: a backtest that cannot be followed or stopped, keeps others out for ever, or hides where a rule is wrong. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, openEvents, type ScanBatch } from '@cordon/platform/events';
import { type App, createHttp } from '@cordon/platform/http';
import { createLogger } from '@cordon/platform/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Backtest, BacktestLine } from './model.ts';
import { backtestRoutes } from './routes.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-backtest-routes-'));
let store: EventStore;
let app: App;
let address: string;
/** While set, a scan stands still after its first batch, until it is told to stop. */
let held: { begun(): void } | null = null;

/** The store itself, which can be caught in the middle of its work. */
async function* scan(asked: Parameters<EventStore['scan']>[0]): AsyncGenerator<ScanBatch> {
  for await (const batch of store.scan(asked)) {
    yield batch;
    if (held === null) continue;
    const stopped = new Promise((resolve) => asked.signal!.addEventListener('abort', resolve));
    held.begun();
    await stopped;
  }
}

const rule = `title: Shell started
id: 6f1a0c70-8d0b-4e0b-9a61-3d2b4f6b8c11
logsource: { product: windows, category: process_creation }
detection:
  s: { CommandLine|re: 'cmd' }
  condition: s
`;
const post = (body: object, accept = 'application/json') =>
  app.inject({
    method: 'POST',
    url: '/api/v1/rules/backtest',
    headers: { host: 'localhost', accept },
    payload: body,
  });

beforeAll(async () => {
  store = await openEvents({ dir });
  for (let n = 0; n < 30_000; n += 5_000)
    await store.append(
      Array.from({ length: 5_000 }, (_, k) => ({
        id: `e${n + k}`,
        org: k % 2 === 0 ? 'RXX' : 'RYY',
        time: new Date(Date.UTC(2026, 2, 2) + (n + k) * 1_000).toISOString(),
        source: 'windows|Security|4688|json',
        format: 'windows-json',
        host: 'ws1',
        account: null,
        src: null,
        dst: null,
        file: 'f',
        record_id: String(n + k),
        raw: JSON.stringify({ EventID: 4688, Channel: 'Security', CommandLine: `cmd /c ${n + k}` }),
      })),
    );
  app = createHttp(createLogger('test', { level: 'silent' }), { reach: 'console' });
  backtestRoutes(app, () => ({
    loaded: () => ({ rules: [], filters: [] }),
    events: { ...store, scan },
    orgs: ['RXX'],
    now: () => new Date('2026-11-25'),
  }));
  address = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await app.close();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('POST /api/v1/rules/backtest', () => {
  it("answers for the asker's events alone, and only one at a time", async () => {
    const [first, second] = await Promise.all([post({ rule }), post({ rule })]);
    expect([first.statusCode, second.statusCode].sort()).toEqual([200, 409]);
    const [answer, refusal] = first.statusCode === 200 ? [first, second] : [second, first];
    expect(Backtest.parse(answer.json())).toMatchObject({ hits: 15_000, events: 15_000 });
    expect(refusal.json()).toMatchObject({
      code: 'BACKTEST_RUNNING',
      message: expect.stringMatching(/one at a time/),
      next: expect.any(String),
    });
    expect((await post({ rule })).statusCode).toBe(200);
  });

  it('tells a client that wants lines how far it is', async () => {
    const { body, headers } = await post({ rule }, 'application/x-ndjson');
    expect(headers['content-type']).toContain('application/x-ndjson');
    const lines = body
      .trim()
      .split('\n')
      .map((line) => BacktestLine.parse(JSON.parse(line)));
    expect(lines[0]).toEqual({ progress: 0, hits: 0, looked_at: 0 });
    expect(lines.at(-1)).toMatchObject({ result: { hits: 15_000 } });
  });

  it.each([
    ['a rule that is wrong', { rule: rule.replace('condition: s', 'condition: t') }, 400, /^Line \d+: /],
    ['a rule that there is none of', { rule: 'no-such-rule' }, 404, /no rule "no-such-rule"/],
    ['a time that is none', { rule, since: 'yesterday' }, 400, /since/],
  ])('%s is refused with a sentence', async (_, body, status, message) => {
    for (const accept of ['application/json', 'application/x-ndjson']) {
      const answer = await post(body, accept);
      expect(answer.statusCode).toBe(status);
      expect(answer.json<{ message: string }>().message).toMatch(message);
    }
  });

  it.each(['application/json', 'application/x-ndjson'])(
    'ends when the client goes away (%s)',
    async (accept) => {
      const leaving = new AbortController();
      const begun = new Promise<void>((resolve) => {
        held = { begun: resolve };
      });
      const asked = fetch(`${address}/api/v1/rules/backtest`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
        body: JSON.stringify({ rule }),
        signal: leaving.signal,
      }).then((answer) => answer.text());
      await begun;
      held = null;
      expect((await post({ rule })).statusCode).toBe(409);
      leaving.abort();
      await expect(asked).rejects.toThrow();
      await expect.poll(async () => (await post({ rule })).statusCode, { timeout: 10_000 }).toBe(200);
    },
  );
});

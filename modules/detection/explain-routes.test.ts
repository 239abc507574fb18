/** Risk: the page says that a rule would not match an event that it matches, or blames the wrong test. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, openEvents } from '@cordon/platform/events';
import { type App, createHttp } from '@cordon/platform/http';
import { createLogger } from '@cordon/platform/telemetry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExplainAnswer, explainRoutes } from './explain-routes.ts';
import { readInput } from './readers/index.ts';
import { openRulebook } from './rulebook/index.ts';
import { toStored } from './stored.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-explain-'));
const shipped = join(dir, 'rules');
let store: EventStore;
let app: App;

const rule = (id: string, title: string, more: string) =>
  `title: ${title}\nid: ${id}\nname: n${id}\nlogsource: { product: windows, category: process_creation }\n${more}`;

beforeAll(async () => {
  mkdirSync(shipped, { recursive: true });
  writeFileSync(
    join(shipped, 'a.yml'),
    rule(
      'a',
      'Shadow copies deleted',
      `detection:
  tool: { Image|endswith: '\\vssadmin.exe' }
  words: { CommandLine|contains|all: [delete, shadows] }
  condition: tool and words`,
    ),
  );
  writeFileSync(
    join(shipped, 'b.yml'),
    'title: Twice\nid: b\ncorrelation:\n  type: event_count\n  rules: [na]\n  group-by: [User]\n  timespan: 5m\n  condition: { gte: 2 }',
  );
  writeFileSync(
    join(shipped, 'c.yml'),
    'title: Of another log\nid: c\nlogsource: { product: linux, service: sshd }\ndetection: { k: [failed], condition: k }',
  );
  writeFileSync(
    join(shipped, 'f.yml'),
    'title: The backup\nid: f\nauthor: Backup team\ndescription: Nightly\nexpires: 2027-01-01\nlogsource: { product: windows, category: process_creation }\nfilter:\n  rules: [a]\n  s: { SubjectUserName: backup }\n  condition: not s',
  );
  const book = await openRulebook({ folder: join(dir, 'book'), cacheDir: null, shipped });
  store = await openEvents({ dir: join(dir, 'events') });
  const record = (who: string, command: string) =>
    `${JSON.stringify({ EventID: 4688, Channel: 'Security', Computer: 'WS1', SubjectUserName: who, NewProcessName: 'C:\\Windows\\vssadmin.exe', CommandLine: command, SystemTime: '2026-03-02T10:00:00Z' })}\n`;
  async function* bytes() {
    yield Buffer.from(
      record('amara', 'vssadmin delete shadows') +
        record('amara', 'vssadmin list shadows') +
        record('backup', 'vssadmin delete shadows'),
    );
  }
  for await (const events of readInput('f', bytes()))
    await store.append(events.map((event, n) => toStored(event, `f#${n}`, 'RXX')));
  await store.append([
    { ...(await store.query({ orgs: 'every', limit: 1 })).rows[0]!, id: 'other', org: 'RYY' },
  ]);
  app = createHttp(createLogger('test', { level: 'silent' }), { reach: 'console' });
  explainRoutes(app, () => ({
    seen: async () => undefined,
    book: book.current,
    events: store,
    orgs: ['RXX'],
    now: () => new Date('2026-11-25'),
  }));
});
afterAll(async () => {
  await app.close();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const ask = (payload: object) =>
  app.inject({ method: 'POST', url: '/api/v1/explain', headers: { host: 'localhost' }, payload });
const answer = async (payload: object) => {
  const { statusCode, body } = await ask(payload);
  expect([statusCode, body]).toEqual([200, expect.any(String)]);
  return JSON.parse(body) as ExplainAnswer;
};

describe('POST /api/v1/explain', () => {
  it('says of a match what held, by the names that the record has', async () => {
    const told = await answer({ event: 'f#0', rule: 'a', time: '2026-03-02T10:00:00Z' });
    expect(told.rule).toMatchObject({
      title: 'Shadow copies deleted',
      mode: 'enabled',
      logsource: 'windows process_creation',
    });
    expect(told.explanation).toMatchObject({ applies: true, matches: true, condition: 'tool and words' });
    expect(told.explanation!.selections.map(({ selection, holds }) => [selection, holds])).toEqual([
      ['tool', true],
      ['words', true],
    ]);
    expect(told.explanation!.selections[0]!.tests[0]).toMatchObject({ field: 'NewProcessName', holds: true });
    expect(told.hidden_by).toEqual([]);
  });

  it('says what did not hold, and what was there instead', async () => {
    const { explanation } = await answer({ event: 'f#1', rule: 'a' });
    expect(explanation).toMatchObject({ applies: true, matches: false });
    expect(explanation!.selections[1]).toMatchObject({
      holds: false,
      tests: [{ field: 'CommandLine', found: 'vssadmin list shadows', holds: false }],
    });
  });

  it('says which filter hides a match', async () => {
    const told = await answer({ event: 'f#2', rule: 'a', time: null });
    expect(told.explanation).toMatchObject({ matches: true });
    expect(told.hidden_by).toEqual([{ id: 'f', title: 'The backup' }]);
  });

  it('says that a rule is about another log, and that a correlation is about several events', async () => {
    expect((await answer({ event: 'f#0', rule: 'c' })).explanation).toMatchObject({
      applies: false,
      matches: false,
    });
    expect(await answer({ event: 'f#0', rule: 'b' })).toMatchObject({
      rule: { kind: 'correlation' },
      explanation: null,
      counts: [{ id: 'a', title: 'Shadow copies deleted' }],
    });
  });

  it("knows no rule that is not loaded, and no event that is another's", async () => {
    for (const [event, wanted] of [
      ['f#0', 'none'],
      ['none', 'a'],
      ['other', 'a'],
    ])
      expect((await ask({ event, rule: wanted })).statusCode).toBe(404);
  });
});

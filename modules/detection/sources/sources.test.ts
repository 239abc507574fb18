/** Risk: a source that fell silent or sends nonsense and looks well; counts that grow without end or lose what was lost. */
import { type Database, migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { InputReport } from '../readers/index.ts';
import { createSourceNews, type SourceNews } from './news.ts';
import { type SourceTables, saveSources, sourceCounts, sourceHealth } from './store.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'detection', projectPath('modules/detection/migrations'));
  await secureOrganisations(database, []);
});
afterAll(() => database.close());

const db = () => database.within('sah').tables<SourceTables>();
const at = (minute: number, second = 0): string =>
  new Date(Date.UTC(2026, 2, 18, 10, minute, second)).toISOString();
const report = (more: Partial<InputReport> = {}): InputReport => ({
  file: 'a',
  format: 'syslog',
  events: 1,
  bytes: 10,
  losses: [],
  ...more,
});
const keep = (fill: (news: SourceNews) => void): Promise<void> => {
  const news = createSourceNews();
  fill(news);
  return saveSources(db(), news.counts());
};

it('adds up over batches, keeps the newest reasons of all that was lost, and the rate of whole minutes', async () => {
  for (const minute of [50, 51, 51, 55, 59, 60])
    await keep((news) => {
      const receipt = news.receipt('gateways', at(minute, 5), 100);
      for (let n = 0; n < 10; n++) receipt.event(at(minute));
      receipt.repeat();
      receipt.report(
        report({ losses: [{ file: 'a', where: `line ${minute}`, what: 'no\u0000 time', count: 3 }] }),
      );
    });
  // Nothing could be read of this batch, which says nothing of the format.
  await keep((news) =>
    news
      .receipt('gateways', at(60, 6), 7)
      .report(report({ format: 'unknown', looksLike: 'a packet capture' })),
  );
  const [health] = await sourceHealth(db(), Date.parse(at(60, 30)));
  expect(health).toMatchObject({
    key: 'gateways',
    format: 'syslog',
    events: 60,
    bytes: 607,
    unreadable: 19,
    repeated: 6,
    last_event: at(60),
    last_received: at(60, 6),
    delay: 6,
    // Of the minutes 55 to 59; the one that runs is not over.
    per_minute: 20 / 5,
  });
  expect(health!.minutes).toHaveLength(60);
  expect([50, 51, 52, 55, 59].map((minute) => health!.minutes[minute])).toEqual([10, 20, 0, 10, 10]);
  expect(health!.losses.map(({ where }) => where)).toEqual([
    'line 50',
    'line 51',
    'line 51',
    'line 55',
    'line 59',
    'line 60',
    'all of it',
  ]);
  expect(health!.losses.at(-1)!.what).toContain('a packet capture');
  for (let n = 0; n < 3; n++)
    await keep((news) => {
      const receipt = news.receipt('gateways', at(61), 1);
      for (let m = 0; m < 4; m++)
        receipt.report(report({ losses: [{ file: 'a', where: `late ${n} ${m}`, what: 'x', count: 1 }] }));
    });
  const [later] = await sourceHealth(db(), Date.parse(at(61)));
  expect(later!.losses.map(({ where }) => where)).toEqual([
    'late 0 2',
    'late 0 3',
    ...[1, 2].flatMap((n) => [0, 1, 2, 3].map((m) => `late ${n} ${m}`)),
  ]);
  expect(later!.unreadable).toBe(31);
});

it('lets go of minutes that are over a day old, and of nothing else', async () => {
  await keep((news) => news.receipt('other', at(60 * 25 + 1), 1).event(at(60 * 25 + 1)));
  const { count } = await db()
    .selectFrom('source_minutes')
    .select((is) => is.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  expect(Number(count)).toBe(2);
  expect((await sourceCounts(db())).map(({ key, events }) => [key, events])).toEqual([
    ['gateways', 60],
    ['other', 1],
  ]);
});

it('says that it does not know what it does not', async () => {
  await keep((news) => news.receipt('unknown', null, 1).report(report({ format: 'unknown' })));
  const health = (await sourceHealth(db(), Date.parse(at(0)))).find(({ key }) => key === 'unknown');
  expect(health).toMatchObject({
    last_event: null,
    last_received: null,
    delay: null,
    per_minute: 0,
    format: 'unknown',
  });
});

/** Guards: an event that a hunt should find and does not, an event of another organisation, an unclear refusal. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, openEvents, type StoredEvent } from '@cordon/platform/events';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { createHunt, type Hunt } from './hunt.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-hunt-'));

const event = (n: number, change: Partial<StoredEvent>, record: unknown): StoredEvent => ({
  id: `e${n}`,
  org: 'RXX',
  time: `2026-03-18T1${n}:30:00.000Z`,
  source: 'syslog',
  format: 'syslog',
  host: null,
  account: null,
  src: null,
  dst: null,
  file: 'logs/a.log',
  record_id: String(n),
  raw: JSON.stringify(record),
  ...change,
});

const stored = [
  event(
    0,
    { source: 'windows|Security|4688', host: 'sah-w09-pc02.example.org', account: 'CORP\\jane' },
    {
      Event: {
        System: { EventID: 4688 },
        EventData: { CommandLine: 'VSSADMIN delete shadows', NewProcessName: 'C:\\a\\b.exe' },
      },
    },
  ),
  event(
    1,
    { source: 'windows|Security|4625|json', host: 'sah-w09-pc02', account: 'jane@corp.example' },
    {
      winlog: { event_id: '4625' },
    },
  ),
  event(
    2,
    { host: 'sah-w09-pc021', src: '10.1.2.3', dst: '10.9.9.9' },
    { message: 'vssadmin was mentioned' },
  ),
  event(3, { org: 'RYY', host: 'sah-w09-pc02' }, { message: 'vssadmin elsewhere' }),
];

describe('hunting', () => {
  let store: EventStore;
  let hunt: Hunt;
  beforeAll(async () => {
    store = await openEvents({ dir });
    await store.append(stored);
    hunt = createHunt({ events: store, orgs: ['RXX'] });
  });
  afterAll(async () => {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const found = async (query: string): Promise<string> =>
    (await hunt.page({ query, limit: 100 })).items
      .map(({ id }) => id.slice(1))
      .sort()
      .join('');

  test.each([
    ['vssadmin', '02'],
    ['CommandLine:*vssadmin*', '0'],
    ['host:SAH-w09-pc02', '01'],
    ['host:sah-w09-*', '012'],
    ['account:jane', '01'],
    ['user:corp\\jane', '0'],
    ['EventID:4688', '0'],
    ['EventID:4625', '1'],
    ['EventID:46*', '01'],
    ['NewProcessName:C:\\a\\*', '0'],
    ['source:windows* not account:*@*', '0'],
    ['ip:10.9.9.9', '2'],
    ['src:10.9.9.9', ''],
    ['ip:10.* or EventID:4688', '02'],
    ['not vssadmin', '1'],
    ['constructor:x', ''],
    ['file:logs/*', '012'],
    ['@id:"e1"', '1'],
    ['"%" or \'', ''],
  ])('%s', async (query, wanted) => {
    expect(await found(query)).toBe(wanted);
  });

  it('counts by the hour what it finds, within the times that are asked for', async () => {
    const since = '2026-03-18T11:00:00Z';
    expect(await hunt.hours({ query: '*', since })).toEqual({
      hours: [
        { time: '2026-03-18T11:00:00.000Z', count: 1 },
        { time: '2026-03-18T12:00:00.000Z', count: 1 },
      ],
      total: 2,
      complete: true,
    });
  });

  it('goes on where a page ended', async () => {
    const first = await hunt.page({ query: '*', limit: 2 });
    const second = await hunt.page({ query: '*', limit: 2, after: first.next! });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(['e2', 'e1', 'e0']);
    expect(second.next).toBeNull();
  });

  it('shows a long record in part, and says so', async () => {
    await store.append([event(4, {}, { long: 'x'.repeat(100_000) })]);
    const [long] = (await hunt.page({ query: 'record:4', limit: 1 })).items;
    expect(long).toMatchObject({ cut: true });
    expect(long?.record).toHaveLength(64_000);
  });

  it.each([
    ['host:a and (b or', {}, /At character \d+, after ".*or": The query ends/],
    [Array.from({ length: 30 }, (_, n) => `a${n}`).join(' '), {}, /at most 24 terms/],
    ['a', { since: 'yesterday' }, /not an ISO 8601 time/],
    ['a', { after: 'x' }, /page marker/],
  ])("%s is refused as the asker's to correct", async (query, more, message) => {
    await expect(hunt.page({ query, limit: 10, ...more })).rejects.toMatchObject({
      code: 'HUNT_QUERY',
      message: expect.stringMatching(message),
      details: { status: 400 },
    });
  });
});

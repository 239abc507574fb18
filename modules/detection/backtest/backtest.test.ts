/** Risk: a rule is judged before it goes live by figures that its life would not bear out, or the judging cannot be stopped. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventStore, openEvents, type StoredEvent } from '@cordon/platform/events';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDetect } from '../detect.ts';
import type { Event } from '../model.ts';
import { read } from '../readers/testing/read.ts';
import { loadMappings, openRules } from '../rules/index.ts';
import { toStored } from '../stored.ts';
import { type BacktestOptions, backtest } from './backtest.ts';
import { type Loaded, subjectOf } from './subject.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-backtest-'));
const { mappings } = loadMappings();
let store: EventStore;
let loaded: Loaded;
const events: Event[] = [];

const hour = 3_600_000;
const start = Date.UTC(2026, 4, 14, 12);
/** Four days: commands on two of them, sign-ins that fail on the last, one record that nothing reads any more. */
const records = [
  ...Array.from({ length: 40 }, (_, n) => ({
    EventID: 4688,
    Channel: 'Security',
    Computer: n % 4 === 0 ? 'PACS-01' : 'WS-01',
    SubjectUserName: n % 2 === 0 ? 'amara' : 'ben',
    NewProcessName: 'C:\\Windows\\System32\\vssadmin.exe',
    CommandLine: n % 5 === 0 ? 'vssadmin.exe Delete Shadows /all' : `vssadmin list shadows ${n}`,
    SystemTime: new Date(start + (n < 20 ? n * 60_000 : 24 * hour + n * 60_000)).toISOString(),
  })),
  ...Array.from({ length: 12 }, (_, n) => ({
    EventID: 4625,
    Channel: 'Security',
    Computer: 'DC-01',
    TargetUserName: 'amara',
    IpAddress: '10.0.0.9',
    SystemTime: new Date(start + 72 * hour + n * 1_000).toISOString(),
  })),
  {
    EventID: 4688,
    Channel: 'Security',
    Computer: 'WS-02',
    CommandLine: 'vssadmin delete shadows',
    NewProcessName: 'x',
  },
];

const shadows = `title: Shadow copies deleted
id: 6f1a0c70-8d0b-4e0b-9a61-3d2b4f6b8c11
logsource: { product: windows, category: process_creation }
detection:
  words: { CommandLine|contains|all: [delete, shadows] }
  condition: words
level: high`;
const guessing = `title: Sign-in failed
name: sign_in_failed
id: 6f1a0c70-8d0b-4e0b-9a61-3d2b4f6b8c12
logsource: { product: windows, service: security }
detection: { s: { EventID: 4625 }, condition: s }
---
title: Passwords guessed
id: 6f1a0c70-8d0b-4e0b-9a61-3d2b4f6b8c13
correlation:
  type: event_count
  rules: [sign_in_failed]
  group-by: [TargetUserName]
  timespan: 5m
  condition: { gte: 10 }
level: high`;

beforeAll(async () => {
  store = await openEvents({ dir });
  const { events: read1 } = await read(records.map((one) => `${JSON.stringify(one)}\n`).join(''));
  events.push(...read1);
  const stored = events.map((event, n) => toStored(event, `e${String(n).padStart(3, '0')}`, 'RXX'));
  await store.append(stored.slice(0, 30));
  await store.seal();
  await store.append(stored.slice(30));
  await store.append([{ ...stored[0]!, id: 'broken', raw: 'delete shadows' } satisfies StoredEvent]);
  const opened = await openRules([projectPath('content', 'rules')], testCache);
  loaded = { rules: [...opened.ruleSet.rules, ...opened.correlations], filters: opened.filters };
});
afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const run = (rule: string, options: BacktestOptions = {}, also: Partial<Loaded> = {}) =>
  backtest(
    subjectOf(rule, { ...loaded, ...also }, mappings),
    { events: store, orgs: ['RXX'], mappings, today: '2026-11-25' },
    options,
  );

describe('a rule that somebody is writing', () => {
  it('is told by day, host and account, with examples that lead back to the records', async () => {
    const result = await run(shadows, { examples: 3 });
    expect(result).toMatchObject({
      rule: { title: 'Shadow copies deleted', kind: 'rule' },
      hits: 9,
      untimed: 1,
      hidden: 0,
      unreadable: 1,
      sources: [{ key: 'windows|Security|4688|json', events: 42 }],
      events: 42,
      hosts: [
        { name: 'ws-01', hits: 6 },
        { name: 'pacs-01', hits: 2 },
        { name: 'ws-02', hits: 1 },
      ],
      accounts: [
        { name: 'amara', hits: 4 },
        { name: 'ben', hits: 4 },
      ],
    });
    const commands = result.days.filter(({ day }) => day < '2026-05-16');
    expect(commands).toEqual([
      { day: '2026-05-14', hits: 4, events: 21 },
      { day: '2026-05-15', hits: 4, events: 20 },
    ]);
    expect(result.examples.map(({ events: [id] }) => id)).toEqual(['e000', 'e005', 'e010']);
    expect(result.examples[0]).toMatchObject({
      time: '2026-05-14T12:00:00.000Z',
      host: 'pacs-01',
      account: 'amara',
    });
    expect(result.examples[0]!.why.map(({ field, wanted }) => [field, wanted])).toEqual([
      ['CommandLine', 'delete and shadows'],
    ]);
    expect(result.looked_at).toBeLessThan(result.events);
    expect(result.cost!.microseconds).toBeGreaterThan(0);
  });

  it('is told for a part of the time, days without a hit among them', async () => {
    const result = await run(shadows.replace('shadows]', 'nothing]'), {
      since: '2026-05-14T12:10:00Z',
      until: '2026-05-16T00:00:00Z',
    });
    expect(result.hits).toBe(0);
    expect(result.days).toEqual([
      { day: '2026-05-14', hits: 0, events: 10 },
      { day: '2026-05-15', hits: 0, events: 20 },
    ]);
  });

  it('is about log sources that there are none of: that is said, and not that it is quiet', async () => {
    const result = await run(
      shadows.replace('product: windows, category: process_creation', 'product: okta'),
    );
    expect(result).toMatchObject({ hits: 0, sources: [], events: 0, days: [], cost: null });
  });

  it('keeps apart what a filter of today would hide, and not what one of yesterday would', async () => {
    const hiding = (expires: string) => `${shadows}
---
title: The tool of the backup
author: Backup team
description: It does this every night
expires: ${expires}
logsource: { product: windows, category: process_creation }
filter:
  rules: [6f1a0c70-8d0b-4e0b-9a61-3d2b4f6b8c11]
  tool: { SubjectUserName: ben }
  condition: not tool`;
    expect(await run(hiding('2027-01-01'))).toMatchObject({ hits: 5, hidden: 4 });
    expect(await run(hiding('2026-01-01'))).toMatchObject({ hits: 9, hidden: 0 });
  });

  it.each([
    ['a mistake', shadows.replace('condition: words', 'condition: word'), /^Line \d+: .*word/],
    ['no rule', 'title: x\n---\n', /^Line 1: /],
    [
      'two rules',
      `${shadows}\n---\n${shadows.replaceAll('8c11', '8c99').replace('title: S', 'title: T')}`,
      /several/,
    ],
    [
      'a correlation of rules that there are none of',
      guessing.replace('rules: [sign_in_failed]', 'rules: [other]'),
      /^Line \d+: /,
    ],
  ])('%s is refused with its line', (_, text, message) => {
    expect(() => subjectOf(text, loaded, mappings)).toThrow(message);
  });
});

describe('a correlation', () => {
  it('is told with its rules from the same text', async () => {
    const result = await run(guessing);
    expect(result).toMatchObject({ rule: { title: 'Passwords guessed', kind: 'correlation' }, hits: 1 });
    expect(result.examples[0]).toMatchObject({ host: 'dc-01', time: '2026-05-17T12:00:09.000Z' });
    expect(result.examples[0]!.events).toHaveLength(10);
    expect(result.examples[0]!.events[0]).toBe('e040');
  });
});

describe('any loaded rule', () => {
  it('says of stored events what detection says of them as they come in', async () => {
    const { ruleSet } = await openRules([projectPath('content', 'rules')], testCache);
    const live = new Map<string, number>();
    const detect = createDetect(ruleSet, {}, { onMatch: ({ id }) => live.set(id, (live.get(id) ?? 0) + 1) });
    for (const event of events) detect(event);
    expect(live.size).toBeGreaterThan(1);
    for (const [id, hits] of live) expect([id, (await run(id)).hits]).toEqual([id, hits]);
    expect(() => subjectOf('no-such-rule', loaded, mappings)).toThrow(/no rule "no-such-rule"/);
  });
});

it('can be stopped, and says how far it was', async () => {
  const stop = new AbortController();
  const told: number[] = [];
  const running = run(shadows, {
    signal: stop.signal,
    onProgress({ progress }) {
      told.push(progress);
      stop.abort(new Error('enough'));
    },
  });
  await expect(running).rejects.toThrow('enough');
  expect(told).toHaveLength(1);
});

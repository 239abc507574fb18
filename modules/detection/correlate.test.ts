/**
 * Guards: a correlation that depends on which thread read what, or in which order files were read; half an attack forgotten
 * by a restart; building blocks that speak for themselves.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { testCache } from '@cordon/platform/test';
import type { CorrelationHit } from '@cordon/sigma';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CorrelationTables,
  createDetect,
  type Finding,
  openCorrelation,
  openRules,
  readPath,
  scan,
} from './index.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-correlate-'));
const rules = join(dir, 'rules.yml');
const logs = ['a.ndjson', 'b.ndjson', 'c.ndjson'].map((name) => join(dir, name));

const failed = (n: number, host: string, user: string): string =>
  JSON.stringify({
    EventID: 4625,
    Channel: 'Security',
    Computer: host,
    EventRecordID: n,
    '@timestamp': new Date(Date.UTC(2026, 2, 18, 10, 0, n)).toISOString(),
    TargetUserName: user,
    IpAddress: '10.1.2.3',
  });

beforeAll(() => {
  writeFileSync(
    rules,
    `title: Logon failed
id: 11111111-1111-4111-8111-111111111111
name: logon_failed
logsource: { product: windows, service: security }
detection: { failed: { EventID: 4625 }, condition: failed }
level: informational
---
title: Many accounts tried from one address
id: 22222222-2222-4222-8222-222222222222
correlation:
  type: value_count
  rules: [logon_failed]
  group-by: [IpAddress]
  timespan: 5m
  condition: { field: TargetUserName, gte: 6 }
level: high
tags: [attack.credential-access, attack.t1110.003]
---
title: A hundred failures
id: 33333333-3333-4333-8333-333333333333
correlation:
  type: event_count
  rules: [logon_failed]
  timespan: 5m
  condition: { gte: 100 }
  generate: true
level: high
---
title: The scanner tries accounts on its own host
author: vulnerability management
description: It tests passwords every night.
expires: 2999-12-31
logsource: { product: windows, service: security }
filter:
  rules: [logon_failed]
  scanner: { Computer: scanner1 }
  condition: not scanner
`,
  );
  // Six accounts, two in each of three files, newest file first by name.
  const users = ['ann', 'bob', 'cat', 'dan', 'eve', 'fay'];
  logs.forEach((file, i) => {
    const lines = users
      .slice(4 - 2 * i, 6 - 2 * i)
      .map((user, k) => failed(10 * (3 - i) + k, `ws${i}`, user));
    writeFileSync(file, `${[...lines, failed(50 + i, 'scanner1', `probe${i}`)].join('\n')}\n`);
  });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function scanned(jobs: number, over: { minLevel?: 'critical' } = {}) {
  const findings: Finding[] = [];
  const onFindings = (some: readonly Finding[]): void => void findings.push(...some);
  const summary = await scan({
    paths: [dir],
    rules: [rules],
    mappings: [],
    cacheDir: null,
    jobs,
    onFindings,
    ...over,
  });
  return { findings, summary };
}

describe('correlations over files', () => {
  it('see what lies in several files, whatever the order and the number of threads, and hide their building blocks', async () => {
    const one = await scanned(1);
    expect(one.findings.map(({ title }) => title)).toEqual(['Many accounts tried from one address']);
    const [finding] = one.findings;
    expect([finding!.host, finding!.time, finding!.level]).toEqual([
      'ws0',
      '2026-03-18T10:00:31.000Z',
      'high',
    ]);
    expect(finding!.reason).toContainEqual({
      selection: 'group-by',
      field: 'IpAddress',
      test: 'same in all',
      wanted: 'IpAddress',
      found: '10.1.2.3',
    });
    expect(JSON.stringify(finding!.event)).toContain('ws2');
    expect((await scanned(3)).findings).toEqual(one.findings);
    expect((await scanned(1, { minLevel: 'critical' })).findings).toEqual([]);
  });

  it('count what a filter hid, which then counts for no correlation either', async () => {
    const { summary } = await scanned(1);
    expect(summary.hidden).toEqual({ 'The scanner tries accounts on its own host': 3 });
  });
});

describe('correlations over what arrives', () => {
  it('go on after a restart at any step as if there had been none', async () => {
    const { ruleSet, correlations } = await openRules([rules], null);
    const database = await openDatabase({ memory: true, cache: testCache });
    await migrate(database, 'detection', projectPath('modules/detection/migrations'));
    await secureOrganisations(database, []);
    const db = database.within('sah').tables<CorrelationTables>();
    const straight = await steps(0);
    expect(straight.filter((found) => found.length > 0)).toHaveLength(1);
    for (let cut = 1; cut < 6; cut++) expect(await steps(cut)).toEqual(straight);

    await database.close();

    /** Each log line is a step of its own; before step `cut` everything is opened again from the database. */
    async function steps(cut: number): Promise<string[][]> {
      await db.deleteFrom('correlation_journal').execute();
      const open = () => openCorrelation(db, correlations, ruleSet.rules);
      let correlation = await open();
      const told: string[][] = [];
      for (const [i, file] of [...logs].reverse().entries()) {
        for await (const batch of readPath(file)) {
          for (const [k, event] of batch.entries()) {
            if (2 * i + k === cut) correlation = await open();
            const hits: CorrelationHit[] = [];
            const onHit = (hit: CorrelationHit): void => void hits.push(hit);
            createDetect(ruleSet, {}, { correlator: correlation.correlator, onHit })(event);
            const reached = event.envelope().time ?? null;
            told.push(correlation.take(hits, reached).map(({ id }) => id));
            await db.transaction().execute((trx) => correlation.save(trx, hits, reached));
          }
        }
      }
      told.push(correlation.take([], '2026-03-18T11:00:00.000Z').map(({ id }) => id));
      return told;
    }
  });
});

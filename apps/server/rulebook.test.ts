/**
 * Risks: tuning that hides too much or outlives its reason, a rule on test that wakes somebody, a change of rules that
 * forgets half an attack, and a filter of which nobody can say what it hid.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  FilterList,
  FilterPreview,
  FindingPage,
  HeldBack,
  LedgerPage,
  RulebookView,
  RuleDetail,
  RulePage,
  TuneFields,
  Verdict,
} from './api.ts';
import { type Cordon, compose, oneHospital } from './compose.ts';
import { Settings } from './settings.ts';
import { asHolder, type Running } from './test/running.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-server-rules-'));
const log = createLogger('test', { level: 'silent' });
const shadows = '2d1a8f0e-0000-4000-8000-000000000001';
const twice = '2d1a8f0e-0000-4000-8000-000000000002';

let second = 0;
const record = (host: string, user: string): string =>
  JSON.stringify({
    '@timestamp': new Date(Date.UTC(2026, 2, 18, 10, 0, second++)).toISOString(),
    winlog: {
      channel: 'Microsoft-Windows-Sysmon/Operational',
      event_id: '1',
      record_id: 1000 + second,
      computer_name: `${host}.hospital.example`,
      event_data: { Image: 'C:\\Tools\\odd*tool.exe', CommandLine: 'odd?tool.exe /quiet', User: user },
    },
  });

describe('the rulebook of a running Cordon', () => {
  let cordon: Cordon;
  let ask: Running['ask'];
  const open = async (): Promise<void> => {
    cordon = await compose({
      dir,
      cacheDir: testCache,
      organisations: oneHospital(null),
      demonstration: () => null,
      settings: Settings.parse({}),
      settingsFolder: dir,
      log,
    });
    ask = asHolder(await cordon.app.listen({ host: '127.0.0.1', port: 0 }), cordon.machineKey);
  };
  const get = async (path: string): Promise<unknown> => (await ask(`/api/v1/${path}`)).json();
  const change = (method: string, path: string, body?: unknown): Promise<Response> =>
    ask(`/api/v1/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  const send = async (...lines: string[]): Promise<void> => {
    const answer = await ask('/api/v1/logs?name=test.ndjson', {
      method: 'POST',
      body: `${lines.join('\n')}\n`,
    });
    expect(answer.status).toBe(202);
    await cordon.caughtUp();
  };
  const found = async (rule = shadows) => FindingPage.parse(await get(`findings?rule=${rule}`));
  const line = async (id: string) => RuleDetail.parse(await get(`rules/${id}`));
  const setMode = (id: string, mode: string) =>
    change('PUT', `rules/${id}/mode`, { mode, because: 'measuring it first' });
  const request = async (more: object = {}) => ({
    finding: (await found()).items[0]!.id,
    fields: ['Image', 'User'],
    scope: 'rule',
    owner: 'Imaging engineers',
    because: 'The viewer calls it at every start.',
    until: '2999-12-31',
    ...more,
  });

  beforeAll(async () => {
    mkdirSync(join(dir, 'rules', 'own'), { recursive: true });
    writeFileSync(
      join(dir, 'rules', 'own', 'odd.yml'),
      `title: Odd tool started
id: ${shadows}
name: odd_tool
level: high
logsource: { product: windows, category: process_creation }
detection: { tool: { CommandLine|contains: 'odd\\?tool' }, condition: tool }
---
title: Odd tool started twice by one account
id: ${twice}
level: critical
correlation: { type: event_count, rules: [odd_tool], group-by: [User], timespan: 10m, condition: { gte: 2 } , generate: true }
`,
    );
    await open();
  });
  afterAll(async () => {
    await cordon.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('lists rules with what they did, and says of those whose source never came that this is unknown', async () => {
    await send(record('ws1', 'HOSP\\viewer'));
    const page = RulePage.parse(await get('rules?q=odd%20tool'));
    expect(page.items.map(({ title, hits, pack, mode }) => [title, hits, pack, mode])).toEqual([
      ['Odd tool started', 1, 'own', 'enabled'],
      ['Odd tool started twice by one account', 0, 'own', 'enabled'],
    ]);
    expect(page.items[0]).toMatchObject({
      source: 'windows process_creation',
      source_seen: '2026-03-18T10:00:00.000Z',
    });
    const unseen = RulePage.parse(await get('rules?q=fhir&limit=1'));
    expect(unseen.items[0]!.source_seen).toBeNull();
    const detail = await line(shadows);
    expect(detail).toMatchObject({ days: [{ day: '2026-03-18', hits: 1 }], licence: null });
    expect(detail.rests.map(({ id }) => id)).toEqual([twice]);
    expect(detail.text).toContain('odd_tool');
    expect(
      RulebookView.parse(await get('rulebook')).packs.map(({ name, licence }) => [name, licence]),
    ).toEqual([
      ['own', null],
      ['cordon', 'Apache-2.0'],
    ]);
  });

  it('shows what a filter would hide before it is saved, then hides just that and keeps it to be looked at', async () => {
    await send(record('ws2', 'HOSP\\someone'));
    const preview = FilterPreview.parse(
      await (await change('POST', 'filters/preview', await request())).json(),
    );
    expect([preview.looked, preview.hides]).toEqual([2, 1]);
    expect(FilterList.parse(await get('filters')).items).toEqual([]);
    const made = await change('POST', 'filters', await request());
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as { id: string };
    const before = (await found()).total;
    await send(record('ws3', 'HOSP\\someone'), record('ws3', 'HOSP\\other'));
    expect((await found()).total).toBe(before + 1);
    const held = HeldBack.parse(await get(`held-back?filter=${id}`));
    expect([held.total, held.items.map(({ host }) => host)]).toEqual([1, ['ws3.hospital.example']]);
    const [filter] = FilterList.parse(await get('filters')).items;
    expect(filter).toMatchObject({
      id,
      owner: 'Imaging engineers',
      hidden: 1,
      state: 'hiding',
      own: true,
      rule_count: 1,
    });
    expect(await line(shadows)).toMatchObject({ hits: 4, filters: 1 });
    expect((await change('DELETE', `filters/${id}`)).status).toBe(204);
    await send(record('ws4', 'HOSP\\someone'));
    expect((await found()).total).toBe(before + 2);
  });

  it('holds back what a rule on test says, correlations too, and runs nothing that is off', async () => {
    expect((await setMode(shadows, 'test')).status).toBe(204);
    const [before, alarms] = [(await found()).total, (await found(twice)).total];
    await send(record('ws5', 'HOSP\\tested'));
    expect((await found()).total).toBe(before);
    const held = HeldBack.parse(await get(`held-back?filter=test&rule=${shadows}`));
    expect(held.items.map(({ filter, host }) => [filter, host])).toEqual([[null, 'ws5.hospital.example']]);
    expect((await line(shadows)).choice).toMatchObject({ mode: 'test', by: 'Security team' });
    expect((await setMode(twice, 'test')).status).toBe(204);
    // Later by more than correlations wait for.
    second += 1000;
    await send(record('ws6', 'HOSP\\tested2'), record('ws6', 'HOSP\\tested2'));
    second += 1000;
    await send(record('ws6', 'HOSP\\nobody'));
    expect((await found(twice)).total).toBe(alarms);
    expect(HeldBack.parse(await get(`held-back?filter=test&rule=${twice}`)).total).toBeGreaterThan(0);
    expect((await setMode(shadows, 'disabled')).status).toBe(204);
    const { hits } = await line(shadows);
    await send(record('ws7', 'HOSP\\off'));
    expect((await line(shadows)).hits).toBe(hits);
    expect((await line(shadows)).mode).toBe('disabled');
    // What rested on it is now refused by name rather than silently blind.
    expect(
      RulebookView.parse(await get('rulebook')).refused.some(({ reason }) => reason.includes('odd_tool')),
    ).toBe(true);
  });

  it('goes on with half an attack when rules change, and after a restart', async () => {
    await setMode(twice, 'enabled');
    await setMode(shadows, 'enabled');
    second += 5000;
    const before = (await found(twice)).total;
    await send(record('ws8', 'HOSP\\slow'));
    const unrelated = (await found()).items.at(-1)!.id;
    expect((await change('POST', 'filters', await request({ finding: unrelated }))).status).toBe(201);
    await send(record('ws8', 'HOSP\\between'));
    await cordon.close();
    await open();
    await send(record('ws8', 'HOSP\\slow'));
    second += 1000;
    await send(record('ws9', 'HOSP\\later'));
    expect((await found(twice)).total).toBe(before + 1);
  });

  it('takes up what is changed on disk while it runs', async () => {
    writeFileSync(
      join(dir, 'rules', 'own', 'late.yml'),
      'title: Late rule\nid: late\nlogsource: { product: windows, category: process_creation }\ndetection: { a: { User: late }, condition: a }\n',
    );
    await expect
      .poll(() => change('GET', 'rules/late').then(({ status }) => status), { timeout: 10_000 })
      .toBe(200);
    await send(record('ws1', 'late'));
    expect((await found('late')).total).toBe(1);
  });

  it('reads tables by mappings of its own, and names those that are wrong', async () => {
    const mappings = join(dir, 'rules', 'mappings');
    writeFileSync(
      join(mappings, 'doors.yaml'),
      'title: Doors\nrecognise: [Badge, Door, When]\nlogsource: { product: doors }\ntime: { field: When }\nhost: Door\n',
    );
    writeFileSync(join(mappings, 'wrong.yaml'), 'title: Wrong\n');
    writeFileSync(
      join(dir, 'rules', 'own', 'doors.yml'),
      'title: Door\nid: door\nlogsource: { product: doors }\ndetection: { a: { Event: forced }, condition: a }\n',
    );
    await expect
      .poll(() => change('GET', 'rules/door').then(({ status }) => status), { timeout: 10_000 })
      .toBe(200);
    await send('Badge,Door,When,Event', '7,Server room,2026-03-18T02:00:00Z,forced');
    expect((await found('door')).items.map(({ host }) => host)).toEqual(['server room']);
    const { refused } = RulebookView.parse(await get('rulebook'));
    expect(refused.map(({ file }) => file)).toContain(join(mappings, 'wrong.yaml'));
  });

  it('has put every decision on the ledger, by whom and why, and the ledger is whole', async () => {
    const acts = LedgerPage.parse(await get('ledger?limit=500')).items;
    expect(
      acts
        .filter(({ act }) => act === 'filter.add')
        .map(({ who, details }) => [who.name, details.owner, details.because]),
    ).toEqual([
      ['Security team', 'Imaging engineers', 'The viewer calls it at every start.'],
      ['Security team', 'Imaging engineers', 'The viewer calls it at every start.'],
    ]);
    expect(acts.find(({ act, object }) => act === 'rule.mode' && object === shadows)).toMatchObject({
      who: { name: 'Security team', proven: 'data folder' },
      details: { mode: 'enabled', because: 'measuring it first' },
    });
    expect(acts.filter(({ act }) => act === 'filter.remove')).toHaveLength(1);
    expect(acts.filter(({ act }) => act === 'server.start')).toHaveLength(2);
    expect(acts.some(({ act }) => act === 'rules.reload')).toBe(true);
    expect(Verdict.parse(await get('ledger/verify'))).toMatchObject({ ok: true, entries: acts.length });
  });

  it.each([
    ['PUT', `rules/${shadows}/mode`, { mode: 'loud', because: 'why not' }, 400],
    ['PUT', `rules/${shadows}/mode`, { mode: 'test', because: '' }, 400],
    ['PUT', 'rules/none/mode', { mode: 'test', because: 'why not' }, 404],
    ['PUT', 'packs/none/mode', { mode: 'test', because: 'why not' }, 404],
    ['GET', 'rules/none', undefined, 404],
    ['DELETE', 'filters/none', undefined, 404],
    ['GET', 'findings/none/fields', undefined, 404],
  ])('answers %s %s with a clear refusal', async (method, path, body, status) => {
    const answer = await change(method, path, body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({
      message: expect.stringMatching(/./),
      next: expect.stringMatching(/./),
    });
  });

  it.each([
    [{ until: '2020-01-01' }, 'FILTER_OVER'],
    [{ until: 'soon' }, 'BAD_REQUEST'],
    [{ owner: ' ' }, 'BAD_REQUEST'],
    [{ because: '' }, 'BAD_REQUEST'],
    [{ fields: [] }, 'BAD_REQUEST'],
    [{ fields: ['NoSuchField'] }, 'FILTER_IMPOSSIBLE'],
    [{ finding: 'none' }, 'NOT_FOUND'],
  ])('does not save a filter with %j', async (wrong, code) => {
    const before = FilterList.parse(await get('filters')).items.length;
    const answer = await change('POST', 'filters', await request(wrong));
    expect(await answer.json()).toMatchObject({ code });
    expect(FilterList.parse(await get('filters')).items).toHaveLength(before);
  });

  it('reads back records that are no JSON as the rule saw them', async () => {
    writeFileSync(
      join(dir, 'rules', 'own', 'sshd.yml'),
      'title: Failed\nid: failed\nlogsource: { product: linux, service: sshd }\ndetection: { a: [ "Failed password" ], condition: a }\n',
    );
    await expect
      .poll(() => change('GET', 'rules/failed').then(({ status }) => status), { timeout: 10_000 })
      .toBe(200);
    const failed = (user: string) =>
      `<86>1 2026-03-18T10:00:00Z gw01 sshd 11 - - Failed password for ${user} from 203.0.113.9 port 22 ssh2`;
    await send(failed('scanner'), failed('root'));
    const { items } = await found('failed');
    expect(items).toHaveLength(2);
    const fields = TuneFields.parse(await get(`findings/${items[0]!.id}/fields`)).fields;
    const message = fields.find(({ value }) => value.includes('Failed password'))!;
    const body = { ...(await request()), finding: items[0]!.id, fields: [message.field] };
    const preview = FilterPreview.parse(await (await change('POST', 'filters/preview', body)).json());
    expect([preview.looked, preview.hides]).toEqual([2, 1]);
  });

  it('does not make a filter of what rests on several events', async () => {
    const { items } = await found(twice);
    const answer = await change('POST', 'filters', await request({ finding: items[0]!.id }));
    expect(await answer.json()).toMatchObject({ code: 'FILTER_IMPOSSIBLE' });
  });
});

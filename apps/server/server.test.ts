/** Guards: logs acknowledged and lost, the same logs counted twice, other sites reaching in, a page that is not told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEstate } from '@cordon/estate';
import { projectPath } from '@cordon/platform/root';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  FindingDetail,
  FindingPage,
  IncidentDetail,
  IncidentList,
  LedgerPage,
  Situation,
  SourcesView,
} from './api.ts';
import { type Cordon, compose, oneHospital } from './compose.ts';
import { Settings } from './settings.ts';
import { asHolder, type Running } from './test/running.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-server-'));
const log = createLogger('test', { level: 'silent' });

/** Shadow copies deleted on a ward PC of the sample hospital, as Winlogbeat ships it. */
const record = (n: number): string =>
  JSON.stringify({
    '@timestamp': `2026-03-18T10:00:${String(n).padStart(2, '0')}.000Z`,
    winlog: {
      channel: 'Microsoft-Windows-Sysmon/Operational',
      event_id: '1',
      record_id: 1000 + n,
      computer_name: 'sah-w09-pc02.staldhelms.nhs.example',
      provider_name: 'Microsoft-Windows-Sysmon',
      event_data: {
        Image: 'C:\\Windows\\System32\\vssadmin.exe',
        CommandLine: 'vssadmin.exe delete shadows /all /quiet',
        ParentImage: 'C:\\Windows\\System32\\cmd.exe',
        User: 'STALDHELMS\\w09.clerk',
      },
    },
    event: { code: '1' },
  });

describe('the server', () => {
  let cordon: Cordon;
  let address: string;
  let ask: Running['ask'];
  const open = async (): Promise<void> => {
    const estate = await loadEstate(projectPath('content/hospitals/st-aldhelms'));
    cordon = await compose({
      dir,
      cacheDir: testCache,
      organisations: oneHospital(estate),
      demonstration: () => null,
      settings: Settings.parse({}),
      settingsFolder: dir,
      log,
    });
    address = await cordon.app.listen({ host: '127.0.0.1', port: 0 });
    ask = asHolder(address, cordon.machineKey);
  };
  const send = (
    body: string | Buffer<ArrayBuffer>,
    headers: Record<string, string> = {},
    name = 'test.ndjson',
  ): Promise<Response> => ask(`/api/v1/logs?name=${name}`, { method: 'POST', body, headers });
  const get = async (path: string): Promise<unknown> => (await ask(`/api/v1/${path}`)).json();

  beforeAll(open);
  afterAll(async () => {
    await cordon.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('turns an acknowledged log line into a finding, an incident and services at risk', async () => {
    const answer = await send(`${record(1)}\n`);
    expect(answer.status).toBe(202);
    await cordon.caughtUp();
    const { items } = FindingPage.parse(await get('findings?level=high'));
    expect(items.length).toBeGreaterThan(0);
    const detail = FindingDetail.parse(await get(`findings/${items[0]!.id}`));
    expect(detail.reason.length).toBeGreaterThan(0);
    expect(detail.asset?.hostname.toLowerCase()).toBe('sah-w09-pc02');
    expect(detail.rule.source).toContain('detection:');
    const [incident] = IncidentList.parse(await get('incidents')).items;
    const told = IncidentDetail.parse(await get(`incidents/${incident!.id}`));
    expect(told.services.length).toBeGreaterThan(0);
    const situation = Situation.parse(await get('situation'));
    expect(situation.open_incidents.map((one) => one.id)).toContain(incident!.id);
    expect(situation.services.some((service) => service.state !== 'clear')).toBe(true);
  });

  it('counts logs once when a sender repeats them under the same key', async () => {
    const body = `${record(7)}\n`;
    await send(body, { 'idempotency-key': 'batch-7' });
    await cordon.caughtUp();
    const before = FindingPage.parse(await get('findings')).total;
    await send(body, { 'idempotency-key': 'batch-7' });
    await cordon.caughtUp();
    expect(FindingPage.parse(await get('findings')).total).toBe(before);
  });

  it('counts a record once that a sender sends again in another batch', async () => {
    const beforeAny = FindingPage.parse(await get('findings')).total;
    await send(`${record(3)}\n${record(4)}\n`);
    await cordon.caughtUp();
    const before = FindingPage.parse(await get('findings')).total;
    await send(`${record(4)}\n${record(5)}\n${record(3)}\n`, {}, 'retry.ndjson');
    await cordon.caughtUp();
    expect(FindingPage.parse(await get('findings')).total).toBe(before + (before - beforeAny) / 2);
    const { items } = SourcesView.parse(await get('sources'));
    expect(items.find(({ key }) => key === 'retry.ndjson')).toMatchObject({ events: 1, repeated: 2 });
  });

  it('goes on after a record that holds what no database can', async () => {
    const before = FindingPage.parse(await get('findings')).total;
    // As a sender writes it: escapes, which JSON allows for any half of a character.
    const hostile = record(20)
      .replace('sah-w09-pc02', 'sah\\u0000\\ud800')
      .replace('w09.clerk', 'x\\udc00')
      .replace('/all /quiet', '/all \\u0000 /quiet');
    expect((await send(`${hostile}\n${record(21)}\n`, {}, 'hostile.ndjson')).status).toBe(202);
    await cordon.caughtUp();
    const { items, total } = FindingPage.parse(await get('findings'));
    expect(total).toBeGreaterThan(before + 1);
    expect(items.some(({ host }) => host?.includes('\ufffd'))).toBe(true);
  });

  it('keeps everything over a restart', async () => {
    const findings = FindingPage.parse(await get('findings'));
    const incidents = IncidentList.parse(await get('incidents'));
    const situation = Situation.parse(await get('situation'));
    await cordon.close();
    await open();
    expect(FindingPage.parse(await get('findings'))).toEqual(findings);
    expect(IncidentList.parse(await get('incidents'))).toEqual(incidents);
    expect(Situation.parse(await get('situation'))).toEqual(situation);
  });

  it('refuses a second opener of its folder, and says who has it', async () => {
    await expect(
      compose({
        dir,
        cacheDir: testCache,
        organisations: oneHospital(null),
        demonstration: () => null,
        settings: Settings.parse({}),
        settingsFolder: dir,
        log,
      }),
    ).rejects.toMatchObject({
      code: 'LOCKED',
    });
  });

  it('says what was unreadable instead of failing on it', async () => {
    expect((await send(Buffer.from([0, 1, 2, 3, 255, 254]), {}, 'nonsense.bin')).status).toBe(202);
    expect((await send(`${record(9)}\n{"broken": \n`, {}, 'half.ndjson')).status).toBe(202);
    await cordon.caughtUp();
    const { sources } = Situation.parse(await get('situation'));
    expect(sources.find((source) => source.key === 'nonsense.bin')).toMatchObject({
      events: 0,
      unreadable: 1,
    });
    expect(sources.find((source) => source.key === 'half.ndjson')).toMatchObject({
      events: 1,
      unreadable: 1,
    });
  });

  it('answers bad requests with what happened and what to do', async () => {
    for (const answer of [await send(''), await send('x', {}, ''), await send('x', {}, '<b>')]) {
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({
        code: expect.any(String),
        message: expect.any(String),
        next: expect.any(String),
      });
    }
    expect((await ask('/api/v1/findings/none')).status).toBe(404);
    expect((await ask('/api/v1/incidents/none')).status).toBe(404);
    expect((await ask('/api/v1/findings?limit=100000')).status).toBe(400);
    expect((await ask('/api/v1/nothing')).status).toBe(404);
  });

  it('finds by text without running what is in it', async () => {
    expect(
      FindingPage.parse(await get(`findings?q=${encodeURIComponent("'; drop table findings; --")}`)).items,
    ).toEqual([]);
    expect(FindingPage.parse(await get('findings?q=%25')).items).toEqual([]);
    expect(FindingPage.parse(await get('findings?host=W09-pc02')).items.length).toBeGreaterThan(0);
  });

  it('lets no other site in, by name or by request', async () => {
    const foreign = await cordon.app.inject({
      method: 'GET',
      url: '/api/v1/situation',
      headers: { host: 'evil.example' },
    });
    expect(foreign.statusCode).toBe(421);
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }] as Record<
      string,
      string
    >[]) {
      const host = new URL(address).host;
      const answer = await cordon.app.inject({
        method: 'POST',
        url: '/api/v1/logs?name=x',
        headers: { host, ...headers },
        payload: 'x',
      });
      expect(answer.statusCode).toBe(403);
    }
    const page = await ask('/api/v1/situation');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  it('puts it on the ledger who saw a record that names a patient, and not which patient', async () => {
    const opened = {
      resourceType: 'AuditEvent',
      type: { code: 'rest' },
      action: 'R',
      recorded: '2026-03-18T11:00:00Z',
      outcome: '0',
      agent: [{ who: { reference: 'Practitioner/nurse-7' }, requestor: true }],
      source: { observer: { display: 'epr' } },
      entity: [{ what: { reference: 'Patient/9434765919' } }],
    };
    expect((await send(`${JSON.stringify(opened)}\n`, {}, 'epr.ndjson')).status).toBe(202);
    await cordon.caughtUp();
    const hunt = () => get('hunt?q=9434765919&since=2026-03-18&until=2026-03-19');
    expect(((await hunt()) as { items: unknown[] }).items).toHaveLength(1);
    // A page that asks again by itself has not seen more.
    await hunt();
    const { items } = LedgerPage.parse(await get('ledger?act=patient-data.view'));
    expect(items).toMatchObject([
      { who: { name: 'Security team' }, object: 'hunt', details: { records: 1, ids: [expect.any(String)] } },
    ]);
    expect(JSON.stringify(items)).not.toContain('9434765919');
  });

  it('tells open pages what changed', async () => {
    const stop = new AbortController();
    const stream = await ask('/api/v1/stream', { signal: stop.signal });
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    await send(`${record(20)}\n`);
    let text = '';
    while (!text.includes('"what":"incident"')) text += (await reader.read()).value ?? '';
    expect(text).toContain('event: changed');
    stop.abort();
  });
});

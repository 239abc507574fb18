/** Guards: an import that is kept and that nothing works by, and a pipeline that stands still, or forgets, once the estate is another. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssetPage, AssetView, EstateOutline, ImportReport, SightingList } from '@cordon/estate';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FindingPage } from './api.ts';
import { type Cordon, compose, oneHospital } from './compose.ts';
import { Settings } from './settings.ts';
import { asHolder } from './test/running.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-estate-'));
let cordon: Cordon;
let holder: ReturnType<typeof asHolder>;

beforeAll(async () => {
  cordon = await compose({
    dir,
    cacheDir: testCache,
    organisations: oneHospital(null),
    demonstration: () => null,
    settings: Settings.parse({}),
    settingsFolder: dir,
    log: createLogger('test', { level: 'silent' }),
  });
  const address = await cordon.app.listen({ host: '127.0.0.1', port: 0 });
  holder = asHolder(address, cordon.machineKey);
});
afterAll(async () => {
  await cordon.close();
  rmSync(dir, { recursive: true, force: true });
});

const get = async (path: string): Promise<unknown> => (await holder(`/api/v1/${path}`)).json();
const send = (path: string, body: string) => holder(`/api/v1/${path}`, { method: 'POST', body });
const log = (n: number) =>
  JSON.stringify({
    '@timestamp': `2026-03-18T10:00:0${n}.000Z`,
    winlog: {
      channel: 'Microsoft-Windows-Sysmon/Operational',
      event_id: '1',
      record_id: n,
      computer_name: 'ws1.x.example',
      provider_name: 'Microsoft-Windows-Sysmon',
      event_data: {
        Image: 'C:\\Windows\\System32\\vssadmin.exe',
        CommandLine: `vssadmin.exe delete shadows /all /quiet /n${n}`,
        ParentImage: 'C:\\Windows\\System32\\cmd.exe',
        User: 'X\\clerk',
      },
    },
    event: { code: '1' },
  });

it('is worked by at once: by pages, and by what reads the logs', async () => {
  expect((await holder('/api/v1/estate/outline')).status).toBe(404);
  await send('logs?name=a.ndjson', `${log(1)}\n`);
  await cordon.caughtUp();

  const csv = 'Host,IP Address,OS\nws1.x.example,10.0.0.1,Windows 10\n';
  const dry = await send('estate/imports?name=inventory.csv&dry=1', csv);
  expect(ImportReport.parse(await dry.json()).assets.appeared).toEqual(['ws1']);
  expect((await holder('/api/v1/estate/outline')).status).toBe(404);

  expect((await send('estate/imports?name=inventory.csv', csv)).status).toBe(200);
  const { items } = AssetPage.parse(await get('estate/assets'));
  expect(items.map(({ id, kind, zone }) => [id, kind, zone])).toEqual([['ws1', 'unknown', 'unknown']]);
  const { zones } = EstateOutline.parse(await get('estate/outline'));
  expect(zones.map(({ kind }) => kind)).toEqual(['unknown']);
  expect(AssetView.parse(await get('estate/assets/10.0.0.1')).asset.id).toBe('ws1');

  await send('logs?name=b.ndjson', `${log(2)}\n`);
  await cordon.caughtUp();
  expect(FindingPage.parse(await get('findings?q=vssadmin')).items.length).toBeGreaterThanOrEqual(2);
});

it('lists what findings name and the estate does not know, until somebody adds it or says that it is not ours', async () => {
  const list = async () => SightingList.parse(await get('estate/sightings'));
  const { items } = await list();
  expect(items.map(({ key }) => key)).toContain('account clerk');
  expect(items.map(({ name }) => name)).not.toContain('ws1.x.example');

  const decide = (what: string, body: object) =>
    holder(`/api/v1/estate/sightings/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const keys = ['account clerk'];
  expect((await decide('add', { keys })).status).toBe(200);
  const added = await list();
  expect(added.added).toMatchObject([
    { key: 'account clerk', told: expect.stringContaining('Named as X\\clerk') },
  ]);
  expect(added.items.map(({ key }) => key)).not.toContain('account clerk');

  const undone = await decide('undo', { keys });
  expect(undone.status, await undone.text()).toBe(200);
  expect((await decide('ignore', { keys, because: 'A test of the supplier' })).status).toBe(200);
  const { ignored, items: left } = await list();
  expect(ignored).toMatchObject([{ key: 'account clerk', because: 'A test of the supplier' }]);
  expect(left.map(({ key }) => key)).not.toContain('account clerk');
});

it('answers others while a large import is read, merged and written', async () => {
  const rows = Array.from({ length: 4_000 }, (_, i) => `pc-${i},10.9.${i >> 8}.${i & 255},Windows 11 24H2`);
  let isDone = false;
  const importing = send(
    'estate/imports?name=many.csv&source=many',
    `Host,IP Address,OS\n${rows.join('\n')}\n`,
  ).finally(() => {
    isDone = true;
  });
  let answered = 0;
  while (!isDone) {
    expect((await holder('/api/v1/situation')).status).toBe(200);
    if (!isDone) answered++;
  }
  expect((await importing).status).toBe(200);
  // On one thread with the import, none but the first would have been.
  expect(answered).toBeGreaterThan(5);
  const { total } = AssetPage.parse(await get('estate/assets?source=many&limit=1'));
  expect(total).toBe(4_000);
});

it('refuses what it does not know with what it does, and keeps nothing', async () => {
  const answer = await send('estate/imports?name=a.pdf', '%PDF-1.7\n');
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ code: 'NOT_KNOWN', next: expect.stringContaining('nmap') });
});

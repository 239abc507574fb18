/** Risk: a judgement that looks kept and is not, or a model whose threshold moves where nobody can see it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DetectionTables, type Finding, saveFindings } from '@cordon/detection';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriersOf } from '../web/test/axe.ts';
import { buildOnce, findChromium, howToGetOne, launch } from '../web/test/browser.ts';
import { type Cordon, compose, oneHospital } from './compose.ts';
import { Settings } from './settings.ts';
import { byName, signInByPasskey } from './test/sign-in.ts';

const chromium = findChromium();
if (chromium === null) console.log(howToGetOne);

const dir = mkdtempSync(join(tmpdir(), 'cordon-feedback-page-'));
const scores = [14.5, 15, 15.5, 16, 16.5];

const unusual = (score: number): Finding => ({
  id: `unusual-${score}`,
  rule_id: 'model:signin.new-source',
  title: 'Account signed in from a kind of host that neither it nor its peers sign in from',
  level: 'medium',
  tags: ['attack.lateral-movement', 'attack.t1021'],
  time: '2026-03-18T10:00:00Z',
  host: 'ws-1',
  account: 'svc-scan',
  source_address: null,
  destination_address: null,
  destination_port: null,
  file: 'security.ndjson',
  record_id: String(score),
  reason: [
    { selection: 's', field: null, test: 'bits of surprise', wanted: '14 or more', found: String(score) },
    { selection: 's', field: 'IpAddress', test: 'seen by everyone', wanted: 'usual: 3', found: '0 of 900' },
  ],
  source: 'windows|Security|4624',
  format: 'windows-json',
  event: { Computer: 'ws-1', IpAddress: '10.0.0.4' },
});

describe.skipIf(chromium === null)('a finding that a model made', () => {
  let browser: Browser;
  let context: BrowserContext;
  let cordon: Cordon;
  let address: string;

  beforeAll(async () => {
    await buildOnce();
    browser = await launch(chromium!);
    cordon = await compose({
      dir,
      cacheDir: testCache,
      organisations: oneHospital(null),
      demonstration: () => null,
      settings: Settings.parse({}),
      settingsFolder: dir,
      log: createLogger('test', { level: 'silent' }),
    });
    address = byName(await cordon.app.listen({ host: '127.0.0.1', port: 0 }));
    context = await browser.newContext({ viewport: { width: 1440, height: 1600 } });
    await signInByPasskey(await context.newPage(), { address, machineKey: cordon.machineKey });
    await saveFindings(cordon.database.within('this-hospital').tables<DetectionTables>(), [
      ...scores.map(unusual),
      { ...unusual(7), id: 'silent', rule_id: 'model:silence.host', event: null },
    ]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await cordon?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('shows what is usual and how often the model is wrong, takes a judgement, and shows what that does', async () => {
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    for (const score of scores) {
      await page.goto(`${address}/findings?id=unusual-${score}`);
      await page.getByRole('heading', { name: 'Why it is unusual' }).waitFor();
      await page.getByRole('radio', { name: 'No' }).check();
      await page.getByLabel('No, because').fill('The scanner was moved.');
      await page.getByRole('button', { name: 'Keep this answer' }).click();
      await page.getByText('Not useful: The scanner was moved.').waitFor();
    }
    const pane = page.getByRole('article', { name: 'Finding' });
    const text = (await pane.textContent()) ?? '';
    expect(text).toContain('It now speaks from 17.3 (as shipped: 14)');
    expect(text).toContain('of 5 judged not useful, 0.');
    expect(text).toMatch(/None of its \d+ findings in simulated days and attacks was wrong|were wrong/);
    // Filters are for rules: what they would hide of a model is nothing.
    expect(await page.getByRole('button', { name: 'Hide findings like this' }).count()).toBe(0);
    expect(await barriersOf(page)).toEqual([]);

    await page.reload();
    await page.getByText('Not useful: The scanner was moved.').waitFor();
    await page.goto(`${address}/rules?tab=models`);
    const row = page.getByRole('row', { name: /signin\.new-source/ });
    await row.waitFor();
    expect(await row.textContent()).toContain('moved by feedback from 14');
    expect(await row.textContent()).toContain('5 not, 0 still come');
    await page.goto(`${address}/findings?id=silent`);
    await page.getByText('this is about records that did not come').waitFor();
    await page.goto(`${address}/ledger`);
    await page.getByText('Finding judged').first().waitFor();
    expect(faults).toEqual([]);
    await page.close();
  }, 60_000);
});

/** Risk: an analyst who cannot hide a harmless cause without hiding an attack, or cannot see afterwards what was hidden. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

const dir = mkdtempSync(join(tmpdir(), 'cordon-rules-page-'));
const log = createLogger('test', { level: 'silent' });

const record = (second: number, user: string): string =>
  JSON.stringify({
    '@timestamp': new Date(Date.UTC(2026, 2, 18, 10, 0, second)).toISOString(),
    winlog: {
      channel: 'Microsoft-Windows-Sysmon/Operational',
      event_id: '1',
      record_id: second,
      computer_name: 'sah-pacs01.hospital.example',
      event_data: {
        Image: 'C:\\Windows\\System32\\vssadmin.exe',
        CommandLine: 'vssadmin.exe delete shadows /all /quiet',
        User: user,
      },
    },
  });

describe.skipIf(chromium === null)('a finding with a harmless cause', () => {
  let browser: Browser;
  let context: BrowserContext;
  let cordon: Cordon;
  let address: string;
  const send = async (...lines: string[]): Promise<void> => {
    const answer = await fetch(`${address}/api/v1/logs?name=test.ndjson`, {
      method: 'POST',
      headers: { authorization: `Bearer ${cordon.machineKey}` },
      body: `${lines.join('\n')}\n`,
    });
    expect(answer.ok).toBe(true);
    await cordon.caughtUp();
  };

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
      log,
    });
    address = byName(await cordon.app.listen({ host: '127.0.0.1', port: 0 }));
    context = await browser.newContext({ viewport: { width: 1440, height: 1600 } });
    await signInByPasskey(await context.newPage(), { address, machineKey: cordon.machineKey });
    await send(record(1, 'HOSP\\svc-imaging'), record(2, 'HOSP\\someone'));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await cordon?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('is hidden by what marks it, with an owner, a reason and an end; what is hidden can be seen and brought back', async () => {
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(`${address}/findings?account=svc-imaging&level=high`);
    await page.locator('.list-title a').first().click();
    await page.getByRole('button', { name: 'Hide findings like this' }).click();
    await page.getByLabel(/^winlog\.event_data\.User|^User/).check();
    await page.getByLabel('Why it is harmless').fill('The imaging service does this every night.');
    await page.getByLabel('Owner').fill('Imaging engineers');
    await page.getByRole('button', { name: 'Show what it would hide' }).click();
    await page.getByText('It would have hidden 1 of the newest 2 findings').waitFor();
    expect(await barriersOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Hide these from now on' }).click();
    await page.getByRole('link', { name: 'See what it hides' }).waitFor();
    await send(record(3, 'HOSP\\svc-imaging'), record(4, 'HOSP\\someone'));

    await page.getByRole('link', { name: 'See what it hides' }).click();
    await page.getByRole('heading', { name: 'What it has hidden' }).waitFor();
    await page.getByText('1 in all').waitFor();
    await page.getByRole('cell', { name: 'HOSP\\svc-imaging' }).waitFor();
    await page.getByRole('button', { name: 'Remove this filter' }).click();
    await page.getByRole('button', { name: 'Yes, stop hiding' }).click();
    await page.getByText('Nothing is tuned away').waitFor();
    expect(faults).toEqual([]);
    await page.close();
  }, 60_000);

  it('of no use at all is put on test, by whom and why, and what it says there is kept apart', async () => {
    const page = await context.newPage();
    await page.goto(`${address}/rules?q=shadow%20copies%20deleted%20with%20vssadmin`);
    await page.locator('.list-name a').first().click();
    await page.getByLabel(/^On test/).check();
    await page.getByLabel('Why').fill('Every machine of imaging does it.');
    await page.getByRole('button', { name: 'Change to on test' }).click();
    await page.getByRole('heading', { name: 'What it said on test' }).waitFor();
    await page.getByText('Every machine of imaging does it.').waitFor();
    await send(record(5, 'HOSP\\someone'));
    await page.reload();
    await page.getByText('1 in all').waitFor();
    await page.close();
  }, 60_000);
});

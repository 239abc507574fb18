/** Guards: what nobody knows of an asset looking clean, an import made unseen, and a wrong guess of a column that nobody can put right. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { boardReader, signedIn } from '../../test/access-fixture.ts';
import { buildOnce, findChromium, howToGetOne, launch } from '../../test/browser.ts';
import { type FixtureServer, startFixtureServer } from '../../test/fixture-server.ts';

const chromium = findChromium();
if (chromium === null) console.log(howToGetOne);

describe.skipIf(chromium === null)('the estate', () => {
  let browser: Browser;
  let server: FixtureServer;
  let context: BrowserContext;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    await buildOnce();
    browser = await launch(chromium!);
    server = await startFixtureServer();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  beforeEach(async () => {
    server.state.session = signedIn;
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    page = await context.newPage();
    faults = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
  });
  afterEach(async () => {
    expect(faults).toEqual([]);
    await context.close();
  });
  const open = (path: string) => page.goto(server.url + path);

  it('finds assets by what nobody has said of them, and keeps that in the address', async () => {
    await open('/estate?tab=assets');
    await page.getByRole('button', { name: /^Support unknown/ }).click();
    await page.getByLabel('Kind').selectOption('medical-device');
    await expect.poll(() => page.url()).toMatch(/support=unknown&kind=medical-device/);
    await expect.poll(() => page.locator('.findings-total').textContent()).toBe('84 of 584 assets');
    await page.reload();
    await expect
      .poll(() => page.locator('.list-support').last().textContent())
      .toBe('Unknown: treat as unsupported');
    expect(await page.getByLabel('Kind').inputValue()).toBe('medical-device');
    expect(await page.locator('.list-space .list-row').count()).toBeLessThan(80);
  });

  it('tells one asset whole: what to do and why, who feels it, who gets there, and who says otherwise', async () => {
    await open('/estate?tab=assets&q=sah-srv-001');
    await page.getByRole('link', { name: 'SAH-SRV-001', exact: true }).click();
    const story = page.locator('.pane-detail');
    await story.getByRole('heading', { name: 'Who says so' }).waitFor();
    const text = (await story.textContent()) ?? '';
    expect(text).toMatch(/Because of CVE-2020-1472/);
    expect(text).toMatch('Not known: taken as active');
    expect(text).toMatch(/It can be reached from the internet by way of/);
    expect(text).toMatch(/Windows Server 2016 Standard\s*hospital says Windows Server 2019/);
    expect(text).toMatch(/Owner\s*Server team/);
    expect(text).toMatch(/Nobody has said: .*serial number/);
    await story.getByRole('link', { name: 'Open on a page of its own' }).click();
    await page.getByRole('heading', { name: 'SAH-SRV-001', level: 1 }).waitFor();
  });

  it('puts first what to fix first, with what holds meanwhile and what it costs', async () => {
    await open('/estate/legacy');
    await page.locator('.legacy-group').first().waitFor();
    const numbers = await page.locator('.legacy-number dt').allTextContents();
    expect(numbers.slice(0, 2)).toEqual(['Support unknown', 'Support ended']);
    const imaging = page.locator('.legacy-group', { hasText: 'Windows XP' });
    expect(await imaging.textContent()).toMatch(/Its own segment.*until 2026-12-31.*£61,500/s);
  });

  it('names every way in, worst first, and who is let in without', async () => {
    await open('/estate/entries');
    const first = page.locator('.legacy-group').first();
    await first.waitFor();
    expect(await first.textContent()).toMatch(/Password only.*administrators come in here.*radiologist/s);
  });

  it('shows an import before it is made, lets a guess be put right, and imports only what was looked at', async () => {
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST')
        asked.push(decodeURIComponent(new URL(request.url()).search.replaceAll('+', ' ')));
    });
    await open('/estate/imports');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'devices.csv', mimeType: 'text/csv', buffer: Buffer.from('Asset,Sort\na,b\n') });
    await page.getByRole('heading', { name: 'What it would change' }).waitFor();
    expect(asked[0]).toMatch('dry=1');
    expect(await page.locator('.import-preview').textContent()).toMatch(/Would be gone1/);
    const importIt = page.getByRole('button', { name: 'Import it' });
    await page.getByLabel('What Sort means').selectOption('kind');
    await page.getByLabel('Bariatric scale').selectOption('medical-device');
    expect(await importIt.isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Look again, with this' }).click();
    await expect.poll(() => importIt.isEnabled()).toBe(true);
    await importIt.click();
    await page.getByRole('heading', { name: 'devices.csv was imported' }).waitFor();
    const made = asked.at(-1)!;
    expect(made).not.toMatch('dry=1');
    expect(made).toMatch('"Sort":"kind"');
    expect(made).toMatch('"Bariatric scale":"medical-device"');
  });

  it('offers whoever may only read no way to import', async () => {
    const { actions, ...rest } = signedIn;
    server.state.session = { ...rest, actions: actions.filter((one) => one !== 'estate.import') };
    await open('/estate/imports');
    await page.getByRole('heading', { name: 'What was imported' }).waitFor();
    expect(await page.locator('input[type=file]').count()).toBe(0);
    server.state.session = boardReader;
    await open('/estate/legacy');
    await page.getByText('Your roles do not open this page.').waitFor();
  });
});

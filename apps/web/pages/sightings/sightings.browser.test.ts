/** The risks: a stranger that is added or put away without anybody having said so, and one that only a mouse could decide on. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { boardReader, signedIn } from '../../test/access-fixture.ts';
import { buildOnce, findChromium, howToGetOne, launch } from '../../test/browser.ts';
import { type FixtureServer, startFixtureServer } from '../../test/fixture-server.ts';

const chromium = findChromium();
if (chromium === null) console.log(howToGetOne);

describe.skipIf(chromium === null)('what was seen and is not in the estate', () => {
  let browser: Browser;
  let server: FixtureServer;
  let page: Page;
  let asked: [path: string, body: unknown][];

  beforeAll(async () => {
    await buildOnce();
    browser = await launch(chromium!);
    server = await startFixtureServer();
    page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    page.on('request', (request) => {
      if (request.method() === 'POST') asked.push([new URL(request.url()).pathname, request.postDataJSON()]);
    });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  beforeEach(async () => {
    asked = [];
    server.state.session = signedIn;
    await page.goto(`${server.url}/estate/sightings`);
    await page.getByRole('heading', { name: 'Seen, and not in the estate' }).waitFor();
  });

  it('is added by one click, each by its own', async () => {
    await page.getByRole('button', { name: 'Add WS-77 to the estate' }).click();
    await expect.poll(() => asked).toEqual([['/api/v1/estate/sightings/add', { keys: ['host ws-77'] }]]);
  });

  it('by keyboard: several are chosen, looked at before anything changes, and put away with a reason alone', async () => {
    for (const name of ['Choose 10.20.52.250', 'Choose WS-77']) {
      await page.getByRole('checkbox', { name }).focus();
      await page.keyboard.press('Space');
    }
    await page.getByRole('button', { name: 'Show what that would change' }).press('Enter');
    await page.getByRole('status').filter({ hasText: 'assets become' }).waitFor();
    const keys = ['address 10.20.52.250', 'host ws-77'];
    expect(asked).toEqual([['/api/v1/estate/sightings/add', { keys, dry: true }]]);
    await page.getByRole('button', { name: 'Not ours' }).press('Enter');
    expect(asked.length).toBe(1);
    await page.getByLabel(/^Why they are not ours/).fill('Of the supplier');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => asked.at(-1))
      .toEqual(['/api/v1/estate/sightings/ignore', { keys, because: 'Of the supplier' }]);
  });

  it('is taken back, be it added or put away', async () => {
    await page.getByRole('button', { name: 'Take out again: svc-new' }).click();
    await page.getByRole('button', { name: 'List again: host vendor-laptop' }).click();
    await expect
      .poll(() => asked)
      .toEqual([
        ['/api/v1/estate/sightings/undo', { keys: ['account svc-new'] }],
        ['/api/v1/estate/sightings/undo', { keys: ['host vendor-laptop'] }],
      ]);
  });

  it('offers whoever may only read nothing to decide', async () => {
    server.state.session = { ...boardReader, actions: [...boardReader.actions, 'estate.read'] };
    await page.reload();
    await page.getByRole('heading', { name: 'Seen, and not in the estate' }).waitFor();
    expect(await page.getByRole('button', { name: /Add|Take out|List again/ }).count()).toBe(0);
    expect(await page.getByRole('checkbox').count()).toBe(0);
  });
});

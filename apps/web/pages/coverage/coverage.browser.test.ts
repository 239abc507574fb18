/** Guards: a technique shown as covered that is blind or unknown, and a matrix that only a mouse can read. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildOnce, findChromium, howToGetOne, launch } from '../../test/browser.ts';
import { type FixtureServer, startFixtureServer } from '../../test/fixture-server.ts';

const chromium = findChromium();
if (chromium === null) console.log(howToGetOne);

describe.skipIf(chromium === null)('the coverage page', () => {
  let browser: Browser;
  let server: FixtureServer;
  let page: Page;
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
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}/coverage`);
    await page.locator('.matrix-cell').first().waitFor();
  });
  afterEach(() => page.close());

  it('says in words how far each technique can be trusted', async () => {
    const cells = await page.locator('.matrix-cell').allTextContents();
    expect(cells).toEqual([
      'Valid Accounts, Rule, never replayed',
      'Valid Accounts, Rule, never replayed',
      'LSASS Memory, Fired on a recorded attack',
      'Network Service Discovery, Blind: no log source',
      'Data Encrypted for Impact, Log sources not known',
      'Inhibit System Recovery, Fired on its own record',
    ]);
    expect(await page.locator('.coverage-sum').textContent()).toMatch(
      /5 rules and 5 models for 5 techniques.*1 technique without a log source/,
    );
  });

  it('keeps the three questions apart in its table', async () => {
    await page.getByText('Show as a table').click();
    const row = page.getByRole('row', { name: /^T1046/ });
    expect(await row.locator('td').allTextContents()).toEqual([
      'Network Service Discovery',
      'Discovery',
      '2',
      'Not seen',
      'A record written with the rule',
    ]);
  });

  it('opens a technique by keyboard, with its rules and what is missing, and closes it', async () => {
    await page.getByRole('link', { name: /^Network Service Discovery/ }).focus();
    await page.keyboard.press('Enter');
    const pane = page.getByRole('article', { name: 'Technique' });
    await pane.waitFor();
    expect(await pane.textContent()).toContain('Not seen: zeek conn, windows process_access');
    expect(await pane.getByRole('link').first().getAttribute('href')).toContain('/findings?rule=');
    await pane.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => pane.count()).toBe(0);
  });
});

/** The risks: what nobody watched looks like nothing; a column is read as a promise; lines are shown that nobody asked for. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOnce, findChromium, launch } from '../../test/browser.ts';
import { type FixtureServer, startFixtureServer } from '../../test/fixture-server.ts';

const chromium = findChromium();

describe.skipIf(chromium === null)('segmentation', () => {
  let browser: Browser;
  let server: FixtureServer;
  let page: Page;

  beforeAll(async () => {
    await buildOnce();
    browser = await launch(chromium!);
    server = await startFixtureServer();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.url}/estate/segmentation`);
    await page.locator('.segmentation-scores').waitFor();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('says of zones between which nothing was seen that nobody knows, and puts them first', async () => {
    const rows = page.locator('section[aria-labelledby=segmentation-pairs] tbody tr');
    expect(await rows.first().textContent()).toContain('Not watchednothing was seen either way');
  });

  it('sets the modes side by side as simulated, and names whose flows would be denied', async () => {
    const scores = page.locator('section[aria-labelledby=segmentation-scores]');
    const text = await scores.textContent();
    expect(text).toContain('Simulated');
    expect(text).toContain('compare the columns, do not quote one');
    await scores.getByText('Full would deny 1 flow').click();
    expect(await scores.locator('details[open]').textContent()).toContain('for Inpatient wards');
  });

  it('writes lines only when asked, and says that they were read back', async () => {
    const lines = page.locator('section[aria-labelledby=segmentation-lines]');
    expect(await lines.locator('pre').count()).toBe(0);
    await lines.getByRole('button', { name: 'Write and read back' }).click();
    await lines.locator('pre').first().waitFor();
    expect(await lines.textContent()).toContain('read back: exactly what was meant passes');
  });
});

/** Guards: a hunt that asks for something else than is typed, a refusal that is not shown, a way on that leads nowhere. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildOnce, findChromium, howToGetOne, launch } from '../../test/browser.ts';
import { type FixtureServer, startFixtureServer } from '../../test/fixture-server.ts';
import { halfQuery } from '../../test/hunt-fixture.ts';

const chromium = findChromium();
if (chromium === null) console.log(howToGetOne);

describe.skipIf(chromium === null)('the hunt page', () => {
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
  });
  afterEach(() => page.close());

  const rows = () => page.locator('.lists-hunt [data-row]');
  const search = () => new URL(page.url()).searchParams;

  it('asks when told to, not while typing, and puts the question into the address', async () => {
    const asked: string[] = [];
    page.on('request', (request) => request.url().includes('/api/v1/hunt') && asked.push(request.url()));
    await page.goto(`${server.url}/hunt`);
    await page.getByLabel('Query').fill('powershell');
    expect(asked).toEqual([]);
    await page.keyboard.press('Enter');
    await rows().first().waitFor();
    expect(search().get('q')).toBe('powershell');
    expect(await page.locator('.findings-total').textContent()).toMatch(/^[\d,]+ match$/);
    await page.getByLabel('When').selectOption('7d');
    await expect.poll(() => asked.at(-1)).toContain('since=2026-05-');
  });

  it('starts from an example', async () => {
    await page.goto(`${server.url}/hunt`);
    await page.getByRole('link', { name: 'vssadmin', exact: true }).click();
    await expect.poll(() => search().get('q')).toBe('vssadmin');
    expect(await page.getByLabel('Query').inputValue()).toBe('vssadmin');
  });

  it('shows the record beside the list, and leads on to the host', async () => {
    await page.goto(`${server.url}/hunt?q=powershell`);
    await rows().first().click();
    const pane = page.getByRole('article', { name: 'Event' });
    await pane.getByRole('table').waitFor();
    expect(await pane.getByRole('rowheader', { name: /CommandLine$/ }).count()).toBeGreaterThan(0);
    const host = pane.locator('.facts a').first();
    const name = await host.textContent();
    await host.click();
    await expect.poll(() => search().get('q')).toBe(`host:"${name}"`);
    expect(Date.parse(search().get('until')!) - Date.parse(search().get('since')!)).toBe(7_200_000);
    await page.getByRole('button', { name: 'Remove this time' }).click();
    await expect.poll(() => search().get('since')).toBeNull();
  });

  it('narrows to an hour of the table', async () => {
    await page.goto(`${server.url}/hunt?q=sah`);
    await page.getByText('Events by the hour').click();
    const row = page.locator('.hunt-hours tbody tr').first();
    const events = await row.locator('td').textContent();
    await row.getByRole('link').click();
    await expect.poll(() => page.locator('.findings-total').textContent()).toBe(`${events} match`);
  });

  it('says what is wrong with a query, where, and what to do', async () => {
    await page.goto(`${server.url}/hunt?q=${encodeURIComponent(halfQuery)}`);
    const problem = page.getByRole('alert');
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(/At character 11, after "host:a and".*Correct the query/);
    expect(await page.getByLabel('Query').inputValue()).toBe(halfQuery);
  });

  it('is reached from a finding, for its host and its account', async () => {
    await page.goto(`${server.url}/findings?id=f-00001`);
    await page.getByRole('link', { name: 'All its events (account)' }).click();
    await rows().first().waitFor();
    expect(search().get('q')).toMatch(/^account:".+"$/);
  });
});

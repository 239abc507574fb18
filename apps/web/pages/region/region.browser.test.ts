/** The risks: whoever stands above hospitals takes an unknown for calm, or cannot say which of them a supplier who was attacked lets in. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOnce, findChromium, howToGetOne, launch } from '../../test/browser.ts';
import { type FixtureServer, startFixtureServer } from '../../test/fixture-server.ts';

const chromium = findChromium();
if (chromium === null) console.log(howToGetOne);

describe.skipIf(chromium === null)('the region', () => {
  let browser: Browser;
  let server: FixtureServer;
  let page: Page;

  beforeAll(async () => {
    await buildOnce();
    browser = await launch(chromium!);
    server = await startFixtureServer();
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('shows whom a supplier lets in where, and what nobody has named as such', async () => {
    await page.goto(`${server.url}/region`);
    const shared = page.getByRole('region', { name: 'Suppliers that hospitals share', exact: true });
    await shared.getByRole('link', { name: 'Corvane Imaging' }).waitFor();
    const text = await shared.textContent();
    expect(text).toMatch(/Nobody has described Eastbrook Community Services/);
    expect(text).toMatch(
      /Corvane Imaging.*St Aldhelm’s Hospitals: 2 accounts; Suppliers’ tunnels; looks after 7 systems/,
    );
    expect(text).toMatch(
      /Northmoor University Hospitals: no account that is named as theirs; no way in that is registered/,
    );
  });

  it('says how soon it comes from there to each, by services and never by host', async () => {
    await page.getByRole('link', { name: 'Corvane Imaging' }).click();
    const reach = page.getByRole('region', { name: 'From Corvane Imaging', exact: true });
    await reach.getByText('Hyper-acute stroke').waitFor();
    expect(page.url()).toContain('supplier=corvane-imaging');
    const text = await reach.textContent();
    expect(text).toMatch(/after 5 min at the soonest, usually after 4 h.*511 hosts in the end/);
    expect(text).toMatch(/stops after 6 min at the soonest/);
    expect(text).toMatch(
      /Northmoor University Hospitals.*None falls.*None suffers.*Eastbrook Community Services.*Not known/,
    );
  });
});

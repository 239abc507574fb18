/** The risks: a picture too full to be read, one that only a mouse can use, or one that moves for who asked for none. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOnce, findChromium, howToGetOne, launch } from '../../test/browser.ts';
import { estate } from '../../test/estate-fixture.ts';
import { type FixtureServer, startFixtureServer } from '../../test/fixture-server.ts';
import { spread } from '../../test/spread-fixture.ts';

const chromium = findChromium();
if (chromium === null) console.log(howToGetOne);

describe.skipIf(chromium === null)('the map', () => {
  let browser: Browser;
  let server: FixtureServer;
  let page: Page;

  beforeAll(async () => {
    await buildOnce();
    browser = await launch(chromium!);
    server = await startFixtureServer();
    page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const open = async (search = '') => {
    await page.goto(`${server.url}/map${search}`);
    await page.locator('.zone-box').first().waitFor();
  };
  const slider = () => page.getByRole('slider', { name: 'Time since the beginning' });
  const moment = () => page.locator('.map-moment').textContent();

  it('shows a box for each zone, never one for each asset, and every asset in one of them', async () => {
    await open();
    expect(await page.locator('.zone-box').count()).toBe(estate.zones.length);
    const counts = await page.locator('.zone-box-count').allTextContents();
    const sum = counts.reduce(
      (total, words) => total + (Number(words.match(/^([\d,]+) asset/)?.[1]) || 0),
      0,
    );
    expect(sum).toBe(estate.assets.length);
    const bedside = await page.getByRole('button', { name: /^Bedside devices/ }).textContent();
    expect(bedside).toMatch(/unknown/);
  });

  it('opens a zone by keyboard: what stands in it, with links to the assets, and with whom it may talk', async () => {
    await open();
    const core = page.getByRole('button', { name: /^Core servers/ });
    await core.focus();
    expect(await page.locator('.zone-line-out').count()).toBeGreaterThan(1);
    await page.keyboard.press('Enter');
    const pane = page.getByRole('region', { name: 'Core servers', exact: true });
    await pane.waitFor();
    expect(page.url()).toContain('zone=core');
    expect(await pane.textContent()).toMatch(/May call.*Pathology laboratory.*Orders and results \(HL7\)/s);
    const link = pane.getByRole('row').nth(1).getByRole('link').first();
    expect(await link.getAttribute('href')).toMatch(/\/estate\?tab=assets&zone=core&kind=/);
    await page.keyboard.press('Enter');
    await pane.waitFor({ state: 'detached' });
  });

  it('steps through the spread by keyboard, and says what patients feel by then', async () => {
    await open('?from=SAH-SRV-001');
    const { moments, assets } = spread.paces.quick;
    expect(await moment()).toContain(`${assets.at(-1)} assets`);
    await slider().focus();
    await page.keyboard.press('Home');
    expect(await moment()).toBe('At the beginning: 1 asset, 0 accounts');
    await page.keyboard.press('ArrowRight');
    expect(await moment()).toContain(`After ${moments[1]} min: `);
    const stops = async () => (await page.locator('.map-felt-stopped').allTextContents()).length;
    const before = await stops();
    await page.keyboard.press('End');
    expect(await stops()).toBeGreaterThanOrEqual(before);
    expect(await page.locator('main').textContent()).toContain('Not in the estate: laptop-of-a-visitor.');
    await page.getByLabel('How fast the intruder is').selectOption('slow');
    await expect.poll(() => page.url()).toContain('pace=slow');
    expect(await moment()).toContain(`${spread.paces.slow.assets.at(-1)} asset`);
  });

  it('says the same in tables, for those who do not see it', async () => {
    await open('?from=SAH-SRV-001');
    await page.getByText('Show as tables').click();
    const row = page.getByRole('row', { name: /^Core servers Server/ });
    const inTable = (await row.getByRole('cell').allTextContents()).at(-1);
    const counts = spread.paces.quick.zones.find(({ zone }) => zone === 'core')!.assets;
    expect(inTable).toBe(String(counts.at(-1)));
  });

  it('plays and pauses, and offers no motion to who asks for none', async () => {
    await open('?from=SAH-SRV-001');
    await page.getByRole('button', { name: 'Play' }).click();
    expect(await moment()).toContain('At the beginning');
    await expect.poll(moment, { timeout: 5_000 }).not.toContain('At the beginning');
    await page.getByRole('button', { name: 'Pause' }).click();
    const stopped = await moment();
    await page.waitForTimeout(900);
    expect(await moment()).toBe(stopped);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await expect.poll(() => page.getByRole('button', { name: /Play|Pause/ }).count()).toBe(0);
    expect(await slider().isVisible()).toBe(true);
  });
});

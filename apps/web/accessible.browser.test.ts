/** Every page at desk and phone width, in light and night: axe finds nothing, nothing errs, nothing scrolls sideways. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boardReader, signedIn, signedOut, use } from './test/access-fixture.ts';
import { barriersOf, wcag } from './test/axe.ts';
import { buildOnce, findChromium, howToGetOne, launch } from './test/browser.ts';
import { type FixtureServer, startFixtureServer } from './test/fixture-server.ts';
import { mainIncident, modelFinding } from './test/story-fixture.ts';

const chromium = findChromium();
if (chromium === null) console.log(howToGetOne);

const pages = [
  '/',
  '/findings',
  '/findings?id=f-00001',
  `/findings?id=${modelFinding().id}`,
  '/findings?q=nothing-like-this',
  '/hunt',
  '/hunt?q=sah',
  '/hunt?q=powershell&id=f-00001',
  '/hunt?q=nothing-like-this',
  '/incidents',
  `/incidents/${mainIncident}`,
  '/incidents/not-there',
  `/incidents/${mainIncident}/plan`,
  '/map',
  '/map?from=SAH-SRV-001&zone=core',
  '/region',
  '/region?supplier=corvane-imaging',
  '/plan',
  '/plan?from=SAH-SRV-001',
  '/recovery',
  '/recovery?id=recovery-0',
  '/rules',
  '/rules?q=nothing-like-this',
  '/rules?id=c0rd0002-0000-4000-8000-000000000001',
  '/rules?id=c0rd0002-0000-4000-8000-000000000002',
  '/rules?id=c0rd0002-0000-4000-8000-000000000004',
  '/rules?tab=filters&id=filter-0',
  '/rules?tab=packs',
  '/rules?tab=models',
  '/coverage',
  '/coverage?id=T1046',
  '/estate',
  '/estate?tab=wards&id=level-4',
  '/estate?tab=systems&id=epr',
  '/estate?tab=assets&id=bed-mon-001',
  '/estate?tab=zones&id=core',
  '/estate?tab=assets&support=unknown&q=nothing-like-this',
  '/estate/assets/sah-srv-001',
  '/estate/legacy',
  '/estate/vulnerabilities',
  '/estate/entries',
  '/estate/firewalls',
  '/estate/segmentation',
  '/estate/sightings',
  '/estate/imports',
  '/estate/imports?id=i-1',
  '/sources',
  '/sources?id=winlogbeat%2Fwinlogbeat',
  '/ledger',
  '/access',
  '/access?id=p-1',
  '/access?id=new',
  '/access?id=gone',
  '/access?tab=roles',
  '/access?tab=tokens',
  '/access?tab=webhooks',
  '/access?tab=break-glass',
  '/access?tab=kept',
  '/me',
  '/nowhere',
];

const states = [
  ...pages.map((path) => ({ name: path, path, session: signedIn })),
  { name: 'signed out', path: '/', session: signedOut },
  { name: 'before anybody can sign in', path: '/', session: { ...signedOut, first_run: true } },
  { name: 'a link that was opened', path: '/#link=secret', session: signedOut },
  {
    name: 'break-glass that waits',
    path: '/access?tab=break-glass',
    session: { ...signedIn, break_glass: [use] },
  },
  { name: 'a page that is not theirs', path: '/findings', session: boardReader },
];

const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;

/** What can differ at another width: the rest of a page is the same elements. */
const byLayout = [
  'target-size',
  'color-contrast',
  'scrollable-region-focusable',
  'aria-hidden-focus',
  'bypass',
];

describe.skipIf(chromium === null).each(Object.entries(sizes))('at %s width', (name, viewport) => {
  let browser: Browser;
  let server: FixtureServer;
  // One for all pages of a width: starting another, and compiling the console for it again, takes longer than looking.
  let page: Page;
  const faults: string[] = [];
  let missing = false;
  beforeAll(async () => {
    await buildOnce();
    browser = await launch(chromium!);
    server = await startFixtureServer();
    page = await browser.newPage({ viewport, colorScheme: 'light', reducedMotion: 'reduce' });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      // The browser itself reports the 404 that the page asked for on purpose.
      if (message.type() === 'error' && !(missing && message.text().includes('404')))
        faults.push(message.text());
    });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it.each(states)('$name', async ({ path, session }) => {
    server.state.session = session;
    missing = path.includes('not-there');
    faults.length = 0;
    await page.setViewportSize(viewport);
    // From elsewhere, so that an address that differs in its fragment alone is opened anew too.
    await page.goto('about:blank');
    await page.goto(server.url + path);
    await page.locator('main :is(h1, h2)').first().waitFor({ state: 'attached' });
    await expect.poll(() => page.locator('.loading').count(), { timeout: 15_000 }).toBe(0);
    await page.evaluate(() => {
      for (const way of document.querySelectorAll<HTMLDetailsElement>('.sign-in-way')) way.open = true;
    });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    // The whole page in view, so that what the bars hide by chance of scrolling is not taken for too small a target.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: viewport.width, height: Math.max(viewport.height, height) });
    if (name === 'desk') {
      expect(await barriersOf(page, { tags: wcag })).toEqual([]);
      await page.evaluate(() => {
        document.documentElement.dataset.theme = 'night';
      });
      // Only the colours differ at night.
      expect(await barriersOf(page, { rules: ['color-contrast'] })).toEqual([]);
    } else expect(await barriersOf(page, { rules: byLayout })).toEqual([]);
    expect(faults).toEqual([]);
  });
});

/** Guards: a rule that cannot be found or tried by keyboard, an answer that only colour tells, a trial that cannot be stopped. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { barriersOf, wcag } from '../../test/axe.ts';
import { buildOnce, findChromium, howToGetOne, launch } from '../../test/browser.ts';
import { type FixtureServer, startFixtureServer } from '../../test/fixture-server.ts';

const chromium = findChromium();
if (chromium === null) console.log(howToGetOne);

describe.skipIf(chromium === null)('rules tried', () => {
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
    const context = await browser.newContext({
      viewport: { width: 1440, height: 1600 },
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
  });
  afterEach(() => page.context().close());

  async function expectAccessible(): Promise<void> {
    for (const theme of ['day', 'night']) {
      await page.evaluate((name) => {
        document.documentElement.dataset.theme = name;
      }, theme);
      expect(await barriersOf(page, { tags: wcag })).toEqual([]);
    }
  }

  describe('on one event', () => {
    const section = () => page.getByRole('region', { name: 'Test a rule on this event' });
    beforeEach(async () => {
      await page.goto(`${server.url}/hunt?q=powershell&id=f-00001`);
      await section().getByRole('button', { name: 'Choose a rule' }).press('Enter');
    });

    it('is found and asked by keyboard, and says of each selection in words whether it held', async () => {
      await page.keyboard.type('Number 1');
      await expect.poll(() => section().getByRole('listitem').count()).toBe(1);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await section().getByText('The rule does not match this event.').waitFor();
      const text = (await section().textContent())!;
      expect(text).toMatch(/tool held.*words did not hold/);
      expect(text).toMatch(/CommandLine.*delete and shadows.*There is: vssadmin list shadows/);
      expect(text).toContain('The record has no such field');
      expect(text).toContain('on test');
      expect(await section().getByRole('img', { name: 'Did not hold:' }).count()).toBeGreaterThan(1);
      await expectAccessible();
      await section().getByRole('button', { name: 'Test another rule' }).click();
      await page.getByLabel('Part of its title').waitFor();
    });

    it('leads from a correlation to the rules that it counts', async () => {
      await page.keyboard.type('Number 5');
      await expect.poll(() => section().getByRole('listitem').count()).toBe(1);
      await section().getByRole('listitem').getByRole('button').click();
      await section().getByText('several events together').waitFor();
      await section().getByRole('button', { name: 'Shadow Copies Deleted' }).click();
      await section().getByText('The rule does not match this event.').waitFor();
    });
  });

  describe('on all that is stored', () => {
    const section = () => page.getByRole('region', { name: 'What it would have said' });
    const open = async (n: number) => {
      await page.goto(`${server.url}/rules?id=c0rd0002-0000-4000-8000-00000000000${n}`);
      await section().getByRole('button', { name: 'Try it on stored events' }).click();
    };

    it('shows hits by the day with their table, what it costs, and leads to the records', async () => {
      await open(1);
      await section().getByText('61 hits').waitFor();
      const text = (await section().textContent())!;
      expect(text).toContain('Filters of today would have hidden 12 more');
      expect(text).toContain('0.42 microseconds');
      await section().getByText('Hits by the day (UTC)').click();
      const rows = await section().getByRole('row').allTextContents();
      expect(rows.slice(1)).toEqual(
        expect.arrayContaining(['2026-03-03No logs that day', '2026-03-0441121,500']),
      );
      await expectAccessible();
      const example = section().locator('.backtest-examples a').first();
      expect(await example.getAttribute('href')).toMatch(/q=%40id%3A%22f-00001%22.*range=all.*id=f-00001/);
    });

    it('says that nothing is known where no such log ever came', async () => {
      await open(4);
      await section().getByText('Not known.').waitFor();
      expect(await section().textContent()).not.toContain('0 hits');
      await expectAccessible();
    });

    it('can be stopped while it reads, and then tried again', async () => {
      let left = 0;
      await page.route('**/api/v1/rules/backtest', () => undefined);
      page.on('requestfailed', (request) => {
        if (request.url().endsWith('/backtest')) left += 1;
      });
      await open(1);
      await section().getByRole('progressbar').waitFor();
      await expectAccessible();
      await section().getByRole('button', { name: 'Stop' }).click();
      await section().getByRole('button', { name: 'Try it on stored events' }).waitFor();
      await expect.poll(() => left).toBe(1);
    });
  });
});

/** The risks: at three in the morning somebody begins what cannot run yet, does not see who is past what paper bears, or says over another. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { boardReader, signedIn } from '../../test/access-fixture.ts';
import { buildOnce, findChromium, howToGetOne, launch } from '../../test/browser.ts';
import { type FixtureServer, startFixtureServer } from '../../test/fixture-server.ts';

const chromium = findChromium();
if (chromium === null) console.log(howToGetOne);

describe.skipIf(chromium === null)('the recovery board', () => {
  let browser: Browser;
  let server: FixtureServer;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    await buildOnce();
    browser = await launch(chromium!);
    server = await startFixtureServer();
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    page = await context.newPage();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  beforeEach(() => {
    server.state.session = signedIn;
  });

  const open = async () => {
    await page.goto(`${server.url}/recovery`);
    await page.getByRole('heading', { name: 'Recovery: Ransomware on the servers', level: 1 }).waitFor();
  };
  const step = (id: string) => page.locator(`#step-${id}`);

  it('says what to do now without scrolling, and nothing that waits for something else', async () => {
    await open();
    const now = page.getByRole('region', { name: 'What to do now' });
    expect((await now.boundingBox())!.y).toBeLessThan(500);
    expect(await now.textContent()).toMatch(/Begin.*Active Directory|Begin.*Virtualisation/s);
    expect(await now.textContent()).toMatch(/Ask the supplierPicture archive.*CheckLaboratory information/s);
    expect(await now.textContent()).not.toMatch(/Electronic patient record/);
    expect(await step('epr').textContent()).toMatch(/Waits for.*Virtualisation/s);
  });

  it('says who is past what paper bears, and that unknown is no time at all', async () => {
    await open();
    const line = (name: string) => page.locator('.recovery-service', { hasText: name }).first().textContent();
    expect(await line('Emergency department')).toMatch(/Stopped.*Past its time on paper by 20 min/s);
    expect(await line('Renal dialysis')).toMatch(/Runs again/);
    const words = await page.locator('.recovery-figure').allTextContents();
    expect(words[0]).toMatch(/^Services stopped\d+ of \d+$/);
  });

  it('names what needs each other, what is held by an intruder, and what nobody knows any more', async () => {
    await open();
    const notes = await page.locator('.unknown-note').allTextContents();
    expect(notes.join()).toMatch(/Virtualisation|Active Directory.* need each other/);
    expect(notes.join()).toMatch(/No longer in the estate: sold-last-year/);
    expect(await step('identity').textContent()).toMatch(/Do not restore onto SAH-DC-01/);
  });

  it('follows what others say, and when two say something at once tells who was first', async () => {
    await open();
    const identity = server.state.board.steps.find(({ id }) => id === 'identity')!;
    identity.now = { ...identity.now, state: 'waiting', by: 'The other one', version: 2 };
    await expect.poll(() => page.locator('.bar-stream').textContent()).toBe('Live');
    server.push({ what: 'recovery', id: 'recovery-1' });
    await step('identity').getByText('says The other one').waitFor();

    await page.route('**/api/v1/recoveries/recovery-1/steps/identity', (route) =>
      route.fulfill({
        status: 409,
        json: {
          code: 'CHANGED_MEANWHILE',
          message: 'The other one said at 01:20 UTC that it is waiting. What you said was not kept.',
          next: 'Look at what is said now, and say it again if it still holds.',
        },
      }),
    );
    await step('identity')
      .getByRole('button', { name: /^Is being restored/ })
      .click();
    await step('identity')
      .getByRole('alert')
      .getByText(/What you said was not kept/)
      .waitFor();
    await page.unroute('**/api/v1/recoveries/recovery-1/steps/identity');
  });

  it('offers nothing to say to whoever may only look, and leaves room for a pen on paper', async () => {
    server.state.session = boardReader;
    await open();
    expect(
      await page.getByRole('button', { name: /Is being restored|Say more|Works as it should/ }).count(),
    ).toBe(0);
    expect(await page.getByRole('button', { name: 'More fell' }).count()).toBe(0);
    expect(await step('epr').getByText('☐ being restored').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    expect(await step('epr').getByText('☐ being restored').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
  });

  it('begins with what an incident has taken, and with nothing that nobody chose', async () => {
    server.state.recoveries.items.shift();
    await page.goto(`${server.url}/recovery`);
    await page.getByText('Nothing is being brought back.').waitFor();
    const begin = page.getByRole('button', { name: 'Begin the recovery' });
    expect(await begin.isDisabled()).toBe(true);
    await page.getByLabel('After which incident').selectOption({ index: 1 });
    expect(await page.getByRole('checkbox', { name: 'Active Directory' }).isChecked()).toBe(true);
    expect(await page.getByRole('checkbox', { name: 'Backup', exact: true }).isChecked()).toBe(false);
    expect(await begin.isDisabled()).toBe(false);
  });
});

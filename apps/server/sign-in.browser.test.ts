/** Risk: somebody who cannot get in when patients wait, or is in as somebody they are not, or sees what is not theirs. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type LedgerTables, linkSecret } from '@cordon/access';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { barriersOf } from '../web/test/axe.ts';
import { buildOnce, findChromium, howToGetOne, launch } from '../web/test/browser.ts';
import { type Cordon, compose, oneHospital } from './compose.ts';
import { Settings } from './settings.ts';
import { addAuthenticator, byName, digits, firstRunLink } from './test/sign-in.ts';

const chromium = findChromium();
if (chromium === null) console.log(howToGetOne);

const minute = 60_000;
const first = 'Information security';
const second = 'Clinical safety';

describe.skipIf(chromium === null)('signing in', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cordon-sign-in-page-'));
  const faults: string[] = [];
  let browser: Browser;
  let cordon: Cordon;
  let address: string;

  beforeAll(async () => {
    await buildOnce();
    browser = await launch(chromium!);
    cordon = await compose({
      dir,
      cacheDir: testCache,
      organisations: oneHospital(null),
      demonstration: () => null,
      settings: Settings.parse({}),
      settingsFolder: dir,
      log: createLogger('test', { level: 'silent' }),
    });
    address = byName(await cordon.app.listen({ host: '127.0.0.1', port: 0 }));
  }, 120_000);
  afterAll(async () => {
    vi.useRealTimers();
    await browser?.close();
    await cordon?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  /** A browser of its own, as of another person at another machine. */
  async function newPage(): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1200 } });
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      // The browser itself reports each refusal; being asked to show that it is you is one.
      if (message.type() === 'error' && !/status of 4(01|03|09)/.test(message.text()))
        faults.push(message.text());
    });
    return page;
  }
  async function accessible(page: Page): Promise<void> {
    expect(await barriersOf(page)).toEqual([]);
  }
  /** From now on it is later, for Cordon and for the devices that make digits. */
  const wait = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
  const signOut = async (page: Page) => {
    await page.getByRole('button', { name: /^Signed in as/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  };

  let hers: Page;
  let theirs: Page;
  let code = '';
  let secret = '';
  let recovery = '';
  let glass = '';
  let takeHerLaptop: () => Promise<void>;

  it('shows nothing but where to begin, before anybody can sign in', async () => {
    hers = await newPage();
    takeHerLaptop = await addAuthenticator(hers);
    await hers.goto(`${address}/findings`);
    await hers.getByText('Nobody can sign in yet.').waitFor();
    expect(await hers.getByRole('navigation').count()).toBe(0);
    await hers.goto(`${address}/#link=of-my-own-making`);
    await hers.reload();
    await hers.goto('about:blank');
    await hers.goto(`${address}/#link=of-my-own-making`);
    await hers.getByRole('heading', { name: 'This link does not work' }).waitFor();
    await hers.getByText('Ask for another, or copy it again from the terminal.').waitFor();
    await accessible(hers);
  }, 60_000);

  it('begins with the link from the terminal and a passkey, by keyboard alone', async () => {
    await hers.goto('about:blank');
    await hers.goto(firstRunLink({ address, machineKey: cordon.machineKey }));
    await hers.getByRole('heading', { name: 'Set up the first person' }).waitFor();
    // The secret is in no history and on no screen.
    expect(hers.url()).toBe(`${address}/`);
    await accessible(hers);
    await hers.getByLabel('Your name').focus();
    await hers.keyboard.type(first);
    await hers.keyboard.press('Tab');
    await hers.keyboard.type('Security@Hospital.example');
    await hers.keyboard.press('Enter');
    await hers.getByRole('button', { name: `Signed in as ${first}` }).waitFor();
    await hers.getByRole('navigation', { name: 'Main' }).getByText('Findings').waitFor();
    const again = await newPage();
    await again.goto(firstRunLink({ address, machineKey: cordon.machineKey }));
    await again.getByRole('heading', { name: 'This link does not work' }).waitFor();
    await again.context().close();
  }, 60_000);

  it('leaves nothing behind on signing out, and lets in again with the passkey, by keyboard alone', async () => {
    await hers.goto(`${address}/me`);
    await hers.getByText('Linux computer', { exact: true }).waitFor();
    await accessible(hers);
    await signOut(hers);
    expect(hers.url()).toBe(`${address}/`);
    expect(await hers.getByText(first).count()).toBe(0);
    const passkey = hers.getByRole('button', { name: 'Sign in with a passkey' });
    await expect.poll(() => passkey.evaluate((button) => button === document.activeElement)).toBe(true);
    await accessible(hers);
    await hers.keyboard.press('Enter');
    await hers.getByRole('button', { name: `Signed in as ${first}` }).waitFor();
  }, 60_000);

  it('asks to show again that it is you, and then does what was asked; or does not, when that is closed', async () => {
    wait(6 * minute);
    await hers.goto(`${address}/access?id=new`);
    await hers.getByLabel('Name').fill(second);
    await hers.getByLabel('Account').fill('safety@hospital.example');
    await hers.getByLabel(/^Clinical safety officer/).check();
    await hers.getByRole('button', { name: 'Add, and make a link' }).click();
    const dialog = hers.getByRole('dialog', { name: 'Show that it is you' });
    await dialog.waitFor();
    await accessible(hers);
    await hers.keyboard.press('Escape');
    await hers.getByText('You did not show that it is you').waitFor();
    expect(await hers.getByLabel('Name').inputValue()).toBe(second);
    await hers.getByRole('button', { name: 'Add, and make a link' }).click();
    await dialog.getByRole('button', { name: 'Use your passkey' }).click();
    await hers.getByText('It is shown this once, works once').waitFor();
    await accessible(hers);
  }, 60_000);

  it('lets the second person set up a code and an app, and shows them what their role opens and no more', async () => {
    const link = (await hers.locator('.once .mono').textContent())!.trim();
    theirs = await newPage();
    await theirs.goto(link);
    await theirs.getByRole('heading', { name: `Welcome, ${second}` }).waitFor();
    await theirs.getByRole('button', { name: 'Use a code' }).click();
    const secrets = theirs.locator('.secret > .mono');
    await secrets.first().waitFor();
    [code = '', secret = ''] = await secrets.allTextContents();
    recovery = (await theirs.locator('.recovery li').first().textContent())!;
    await accessible(theirs);
    await theirs
      .getByLabel('Six digits that the app shows now')
      .fill(digits(secret).replace(/./, (n) => `${(+n + 1) % 10}`));
    await theirs.getByRole('button', { name: 'I have kept them all' }).click();
    await theirs.getByText('That is not the code the device should show now.').waitFor();
    // A slip costs nothing: what was kept and scanned still counts.
    await theirs.getByLabel('Six digits that the app shows now').fill(digits(secret));
    await theirs.getByRole('button', { name: 'I have kept them all' }).click();
    await theirs.getByRole('button', { name: `Signed in as ${second}` }).waitFor();

    const rail = theirs.getByRole('navigation', { name: 'Main' });
    await rail.getByText('Ledger').waitFor();
    expect(await rail.getByText('Findings').count()).toBe(0);
    await theirs.goto(`${address}/findings`);
    await theirs.getByText('Your roles do not open this page.').waitFor();
    await theirs.getByText(/These have it: Security analyst/).waitFor();
    await accessible(theirs);
    await theirs.goto(`${address}/access`);
    await theirs.getByRole('heading', { name: 'What each may do' }).waitFor();
    expect(await theirs.getByRole('link', { name: 'People' }).count()).toBe(0);
    await accessible(theirs);
  }, 60_000);

  it('lets nobody in by a code alone or by digits used before, and lets in by code and digits or a recovery code', async () => {
    await signOut(theirs);
    const attempt = async (otp: string) => {
      const way = theirs.getByText('Use a code and an authenticator app');
      if (!(await theirs.getByLabel('Your code').isVisible())) await way.click();
      await theirs.getByLabel('Account').fill('safety@hospital.example');
      await theirs.getByLabel('Your code').fill(code.toLowerCase().replaceAll('-', ' '));
      await theirs.getByLabel('Six digits from your app').fill(otp);
      await theirs.getByRole('button', { name: 'Sign in with the code' }).click();
    };
    await attempt('000000');
    await theirs.getByText('These do not belong together').waitFor();
    await attempt(digits(secret));
    await theirs.getByText('These do not belong together').waitFor();
    await attempt(recovery);
    await theirs.getByRole('button', { name: `Signed in as ${second}` }).waitFor();
    await signOut(theirs);
    await attempt(recovery);
    await theirs.getByText('These do not belong together').waitFor();
    wait(minute);
    await attempt(digits(secret));
    await theirs.getByRole('button', { name: `Signed in as ${second}` }).waitFor();
  }, 60_000);

  it('turns to signing in when a session was ended elsewhere, and comes back to where one was', async () => {
    await theirs.goto(`${address}/access?tab=break-glass`);
    await theirs.getByText('No code works.').waitFor();
    await hers.getByRole('button', { name: 'I have it' }).click();
    await hers.locator('.list-name').getByRole('link', { name: second }).click();
    await hers.getByRole('button', { name: 'Sign them out everywhere' }).click();
    await hers.getByText('They are signed out everywhere.').waitFor();
    await theirs.getByRole('link', { name: 'Ledger' }).click();
    await theirs.getByText('your session is over').waitFor();
    expect(await theirs.getByText(second).count()).toBe(0);
    wait(minute);
    await theirs.getByText('Use a code and an authenticator app').click();
    await theirs.getByLabel('Account').fill('safety@hospital.example');
    await theirs.getByLabel('Your code').fill(code);
    await theirs.getByLabel('Six digits from your app').fill(digits(secret));
    await theirs.getByRole('button', { name: 'Sign in with the code' }).click();
    await theirs.getByRole('heading', { name: 'Ledger', level: 1 }).waitFor();
  }, 60_000);

  it('keeps the last way to sign in, and adds no second passkey to the same device', async () => {
    await hers.goto(`${address}/me`);
    await hers.getByRole('button', { name: 'Remove the passkey' }).click();
    await hers.getByRole('button', { name: 'Yes, remove it' }).click();
    await hers.getByText('This is the only way you have to sign in.').waitFor();
    await hers.getByRole('button', { name: 'Add a passkey' }).click();
    await hers.getByLabel('What to call it').fill('The same again');
    await hers.getByRole('button', { name: 'Make the passkey' }).click();
    await hers.getByText('This device holds a passkey of yours already.').waitFor();
  }, 60_000);

  it('renews a passkey: another is added, the old one is told from it and removed, and the new one lets in', async () => {
    await hers.goto(`${address}/me`);
    await hers.getByRole('button', { name: 'Rename the passkey Linux computer' }).click();
    await hers.getByLabel('What to call it from now on').fill('The laptop that was lent');
    await accessible(hers);
    await hers.getByRole('button', { name: 'Keep this name' }).click();
    await hers.getByText('The laptop that was lent', { exact: true }).waitFor();
    await takeHerLaptop();
    await addAuthenticator(hers);
    await hers.getByRole('button', { name: 'Add a passkey' }).click();
    await hers.getByLabel('What to call it').fill('Security key');
    await hers.getByRole('button', { name: 'Make the passkey' }).click();
    await hers.getByText('Security key', { exact: true }).waitFor();
    await hers.getByRole('button', { name: 'Remove the passkey The laptop that was lent' }).click();
    await hers.getByRole('button', { name: 'Yes, remove it' }).click();
    await hers.getByText('The laptop that was lent', { exact: true }).waitFor({ state: 'detached' });
    await signOut(hers);
    await hers.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await hers.getByRole('button', { name: `Signed in as ${first}` }).waitFor();
    const acts = await cordon.database
      .tables<LedgerTables>()
      .selectFrom('ledger')
      .select('act')
      .where('act', 'like', 'passkey.%')
      .orderBy('seq')
      .execute();
    expect(acts.map(({ act }) => act).slice(-3)).toEqual(['passkey.rename', 'passkey.add', 'passkey.remove']);
  }, 60_000);

  it('gives a token what is ticked, and a webhook its secret once, says when it does not arrive, and stops when told', async () => {
    await hers.goto(`${address}/access?tab=tokens`);
    await hers.getByRole('button', { name: 'New token' }).click();
    await hers.getByLabel('What the program is called').fill('radiology');
    await hers.getByLabel(/^hand in logs/).uncheck();
    await hers.getByLabel(/^read findings/).check();
    await hers.getByRole('button', { name: 'Make the token' }).click();
    const token = (await hers.locator('.once .mono').textContent())!.trim();
    const status = async (path: string, init: RequestInit = {}) =>
      (await fetch(`${address}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } })).status;
    expect(await status('/api/v1/findings')).toBe(200);
    expect(await status('/api/v1/logs?name=x', { method: 'POST', body: '{}' })).toBe(403);
    await hers.getByRole('button', { name: 'I have it' }).click();
    await hers.getByRole('button', { name: 'Revoke the token of radiology' }).click();
    await hers.getByRole('button', { name: 'Yes, let it in no more' }).click();
    await hers.getByText('Revoked', { exact: true }).waitFor();
    expect(await status('/api/v1/findings')).toBe(401);

    const heard: { signature: unknown; body: string }[] = [];
    let answer = 503;
    const pager = createServer((request, response) => {
      void text(request).then((body) =>
        heard.push({ signature: request.headers['webhook-signature'], body }),
      );
      response.writeHead(answer).end();
    }).listen(0, '127.0.0.1');
    await once(pager, 'listening');
    await hers.goto(`${address}/access?tab=webhooks`);
    await hers.getByRole('button', { name: 'New webhook' }).click();
    const url = `http://localhost:${(pager.address() as AddressInfo).port}/page`;
    await hers.getByLabel('Address that is told').fill(url);
    await hers.getByRole('button', { name: 'Make the webhook' }).click();
    expect(await hers.locator('.once .mono').textContent()).toMatch(/whsec_/);
    await accessible(hers);
    await hers.getByRole('button', { name: 'I have it' }).click();
    expect(await hers.getByText(/whsec_/).count()).toBe(0);
    const hook = hers.getByRole('article', { name: url });
    await hook.getByText('Not known: told nothing yet').waitFor();
    await hook.getByRole('button', { name: 'Send a test' }).click();
    // The page looks again by itself.
    await hook.getByText('Cannot be told').waitFor();
    await hook.getByText(/the last try: status 503/).waitFor();
    answer = 204;
    await hook.getByText('The newest 1 message').click();
    await hook.getByRole('button', { name: 'Try now' }).click();
    await hook.getByText('Arrives', { exact: true }).waitFor();
    expect(heard.map(({ body }) => JSON.parse(body).type)).toEqual(['webhook.test', 'webhook.test']);
    expect(heard[1]!.signature).toMatch(/^v1,/);
    await hook.getByRole('button', { name: 'Pause' }).click();
    await hook.getByText(`Paused by ${first}.`).waitFor();
    await hook.getByRole('button', { name: 'Remove' }).click();
    await hook.getByRole('button', { name: 'Yes, remove it and what waits for it' }).click();
    await hers.getByText('None yet: whoever does not look at Cordon').waitFor();
    pager.close();
  }, 60_000);

  it('makes break-glass codes that print one to a page', async () => {
    wait(6 * minute);
    await hers.goto(`${address}/access?tab=break-glass`);
    await hers.getByLabel('How many').fill('2');
    await hers.getByRole('button', { name: 'Make codes' }).click();
    await hers.getByRole('button', { name: 'Use your passkey' }).click();
    await hers.locator('.envelope').nth(1).waitFor();
    glass = (await hers.locator('.envelope-code').first().textContent())!;
    await accessible(hers);
    const pdf = (await hers.pdf({ format: 'A4' })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(2);
  }, 60_000);

  it('lets in by breaking the glass, tells everybody at once, and goes on telling until another has reviewed it', async () => {
    const night = await newPage();
    await night.goto(address);
    await night.getByText('Break the glass', { exact: true }).click();
    await night.getByLabel('Your name').fill('Site manager');
    await night.getByLabel('Why it cannot wait').fill('Nobody can sign in, and the ED board is down.');
    await night.getByLabel('Code from the envelope').fill(glass);
    await accessible(night);
    await night.getByRole('button', { name: 'Break the glass and raise the alarm' }).click();
    const alarm = (page: Page) => page.getByText('Break-glass was used by Site manager');
    await alarm(night).waitFor();
    await alarm(hers).waitFor();
    await alarm(theirs).waitFor();
    await accessible(hers);
    await accessible(night);
    await night.getByRole('navigation', { name: 'Main' }).getByText('Findings').waitFor();
    expect(await night.getByRole('link', { name: 'Ledger' }).count()).toBe(0);
    // Or four hours would last for ever.
    await night.goto(`${address}/me`);
    await night.getByText('sets up no other way in by it').waitFor();
    const asked = await night.evaluate(
      async () => (await fetch('/api/v1/me/passkeys/options', { method: 'POST' })).status,
    );
    expect(asked).toBe(403);

    await theirs.getByRole('link', { name: 'Review it' }).click();
    await theirs.getByLabel(/^Was it right/).fill('Right: the ED board was down for an hour.');
    await theirs.getByRole('button', { name: 'Keep this review' }).click();
    await theirs.getByText('Reviewed by').waitFor();
    await alarm(theirs).waitFor({ state: 'detached' });
    await alarm(night).waitFor({ state: 'detached' });
    await night.context().close();
    expect(faults).toEqual([]);
  }, 60_000);
});

describe.skipIf(chromium === null)('the sample hospital', () => {
  it('is open, and all of it, to whoever has the link from the terminal; the link is left in no address', async () => {
    await buildOnce();
    const dir = mkdtempSync(join(tmpdir(), 'cordon-sample-page-'));
    const browser = await launch(chromium!);
    const cordon = await compose({
      dir,
      cacheDir: testCache,
      organisations: oneHospital(null),
      sample: true,
      demonstration: () => null,
      settings: Settings.parse({}),
      settingsFolder: dir,
      log: createLogger('test', { level: 'silent' }),
    });
    try {
      const address = byName(await cordon.app.listen({ host: '127.0.0.1', port: 0 }));
      const page = await browser.newPage();
      await page.goto(address);
      await page.getByText('This is the sample hospital.').waitFor();
      // Into the address of a page that is open already, as people do.
      await page.goto(`${address}/#link=${linkSecret(cordon.machineKey, 'demonstration')}`);
      await page.getByRole('heading', { name: 'Situation', level: 1 }).waitFor();
      expect(page.url()).toBe(`${address}/`);
      await page.getByRole('navigation', { name: 'Main' }).getByText('Access').click();
      await page.getByRole('link', { name: 'Add a person' }).waitFor();
    } finally {
      await browser.close();
      await cordon.close();
      rmSync(dir, { recursive: true, force: true });
    }
  }, 120_000);
});

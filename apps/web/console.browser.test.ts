/** The console in a real browser, under the policy the product sends: what it shows, and what it must never do. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { boardReader, signedIn, signedOut } from './test/access-fixture.ts';
import { barriersOf } from './test/axe.ts';
import { buildOnce, findChromium, howToGetOne, launch } from './test/browser.ts';
import { type FixtureServer, startFixtureServer } from './test/fixture-server.ts';
import { hostile, mainIncident, makeFindings } from './test/story-fixture.ts';

const chromium = findChromium();
if (chromium === null) console.log(howToGetOne);

describe.skipIf(chromium === null)('the console', () => {
  let browser: Browser;
  let server: FixtureServer;
  let context: BrowserContext;
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    await buildOnce();
    browser = await launch(chromium!);
  }, 120_000);
  afterAll(() => browser?.close());

  beforeEach(async () => {
    server = await startFixtureServer();
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
    page = await context.newPage();
    faults = [];
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url)) faults.push(`asked another origin: ${request.url()}`);
    });
  });
  afterEach(async () => {
    await context.close();
    await server.close();
  });

  const open = async (path: string) => {
    await page.goto(server.url + path);
    await page.locator('main :is(.panel, .list, .problem, .empty)').first().waitFor();
  };

  it('answers the three questions without scrolling', async () => {
    await open('/');
    for (const question of ['What is happening', 'Who is at risk', 'What to do now']) {
      const heading = page.getByRole('heading', { name: question });
      expect((await heading.boundingBox())!.y).toBeLessThan(400);
    }
    const rows = page.locator('.board-row');
    expect(await rows.count()).toBe(14);
    expect((await rows.last().boundingBox())!.y).toBeLessThan(900);
    expect(await page.locator('.bar-simulated').textContent()).toBe('Simulated data');
    expect(faults).toEqual([]);
  });

  it('shows what cannot be vouched for as unknown, before what is merely reachable', async () => {
    await open('/');
    const words = await page.locator('.board-state').allTextContents();
    expect(words.indexOf('Not known')).toBeGreaterThan(-1);
    expect(words.indexOf('Not known')).toBeLessThan(words.indexOf('Reachable'));
    await open('/estate?tab=assets&q=bed-mon-001');
    await expect
      .poll(() => page.locator('.list-support').last().textContent())
      .toBe('Unknown: treat as unsupported');
  });

  it('says that nothing was read, and how to begin, instead of that all is well', async () => {
    Object.assign(server.state.situation, {
      events: 0,
      now: null,
      open_incidents: [],
      sources: [],
      demonstration: null,
    });
    await open('/');
    expect(await page.locator('main').textContent()).toMatch(
      /Nothing has been read yet.*npx cordon scan PATH/s,
    );
    expect(await page.locator('main').textContent()).not.toMatch(/Nothing needs you/);
  });

  it('is not calm while logs wait that nobody has looked at', async () => {
    server.state.situation.open_incidents = [];
    server.state.situation.behind = { since: '2026-03-11T16:00:00.000Z', batches: 7 };
    await open('/');
    await page.getByRole('heading', { name: 'Not known: Cordon is behind' }).waitFor();
    expect(await page.locator('body').textContent()).not.toMatch(/Nothing needs you|No open incident/);
  });

  it('is calm when no incident is open', async () => {
    server.state.situation.open_incidents = [];
    await open('/');
    expect(await page.getByRole('heading', { name: 'Nothing needs you now' }).count()).toBe(1);
    expect(await page.locator('.bar-calm').textContent()).toMatch('No open incident');
    // Calm does not hide what adds up, and each signal of it is named.
    const watched = page.locator('.watched-row');
    expect(await watched.count()).toBe(1);
    expect(await watched.textContent()).toMatch(/svc-backup.*29.*Service Created on Another Host/s);
  });

  it('follows the event stream', async () => {
    await open('/');
    await expect.poll(() => page.locator('.bar-stream').textContent()).toBe('Live');
    server.state.situation.open_incidents[0]!.title = 'The title after an update';
    server.push({ what: 'situation', id: null });
    await page.getByRole('link', { name: 'The title after an update', exact: true }).waitFor();
  });

  it('says when it has lost Cordon, keeps what it shows, and recovers by itself', async () => {
    await open('/');
    await expect.poll(() => page.locator('.bar-stream').textContent()).toBe('Live');
    server.dropStreams(true);
    await page.getByText('Not connected to Cordon.').waitFor();
    expect(await page.locator('.board-row').count()).toBe(14);
    server.dropStreams(false);
    await expect.poll(() => page.locator('.bar-stream').textContent(), { timeout: 8_000 }).toBe('Live');
  });

  it('says what happened, what was kept and what to do when the server fails', async () => {
    server.failOn('/api/v1/findings');
    await open('/findings');
    const problem = await page.locator('.problem').textContent();
    expect(problem).toMatch('The event store did not answer in time.');
    expect(problem).toMatch('Wait a few seconds and try again.');
    server.failOn(null);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.list-space .list-row').first().waitFor();
  });

  it('adds new findings only when asked, so that the list never jumps', async () => {
    await open('/findings');
    const first = page.locator('.list-space .list-row').first();
    const before = await first.textContent();
    const more = makeFindings(12)
      .slice(0, 12)
      .map((finding, index) => ({ ...finding, id: `new-${index}`, title: 'Brand new' }));
    server.state.findings.unshift(...more);
    server.push({ what: 'finding', id: 'new-0' });
    const button = page.getByRole('button', { name: 'Show 12 new findings' });
    await button.waitFor();
    expect(await first.textContent()).toBe(before);
    await button.click();
    await expect.poll(() => first.textContent()).toMatch('Brand new');
  });

  it('draws only the rows in view, whatever their number', async () => {
    await open('/findings');
    expect(await page.locator('.list-space .list-row').count()).toBeLessThan(80);
    expect(await page.getByRole('table', { name: 'Findings' }).getAttribute('aria-rowcount')).toBe('1413');
    for (let screens = 0; screens < 3; screens++) {
      await page.locator('[data-list-scroll]').evaluate((list) => list.scrollTo(0, list.scrollHeight));
      await page.waitForTimeout(250);
    }
    const last = await page.locator('.list-space .list-row').last().getAttribute('aria-rowindex');
    expect(Number(last)).toBeGreaterThan(500);
  });

  it('keeps filter and selection in the address across a reload', async () => {
    await open('/findings');
    await page.getByLabel('Level').selectOption('critical');
    await page.getByRole('searchbox', { name: 'Search' }).fill('sign-in process');
    await expect.poll(() => page.url()).toMatch(/level=critical&q=sign-in(\+|%20)process/);
    await expect.poll(() => page.locator('.findings-total').textContent()).toBe('2 match');
    await page.locator('.list-title a').first().click();
    await page.getByRole('heading', { name: 'Why it fired' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Why it fired' }).waitFor();
    expect(await page.getByLabel('Level').inputValue()).toBe('critical');
    expect(await page.locator('.list-row-selected').count()).toBe(1);
  });

  it('marks the part of the record that made the rule fire', async () => {
    await open('/findings?id=f-00001');
    await page.getByRole('heading', { name: 'Why it fired' }).waitFor();
    expect(await page.locator('.reasons mark').first().textContent()).toBe(' -enc ');
    expect(await page.locator('.field-hit mark').allTextContents()).toContain(' -enc ');
  });

  it('shows hostile names as text and obeys none of them', async () => {
    server.state.incidents[0]!.title = '<img src=x onerror="window.pwned=1">';
    server.state.situation.open_incidents[0]!.title = '<svg onload="window.pwned=1">';
    server.state.situation.services[0]!.name = '<script>window.pwned=1</script>';
    for (const path of [
      '/',
      '/findings?id=f-00900',
      `/incidents/${mainIncident}`,
      `/findings?q=${encodeURIComponent(hostile.host)}`,
    ]) {
      await open(path);
      await page.waitForTimeout(200);
    }
    await open('/findings?id=f-00900');
    await page.getByRole('heading', { name: 'Why it fired' }).waitFor();
    expect(await page.locator('.pane-detail').textContent()).toContain(hostile.host);
    expect(await page.locator('.pane-detail').textContent()).toContain(hostile.account);
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('can be walked by keyboard alone', async () => {
    await open('/');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Skip to main content');
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').getAttribute('id')).toBe('main');
    await page.keyboard.type('gf');
    await page.locator('.list-space .list-row').first().waitFor();
    await page.keyboard.type('jj');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Why it fired' }).waitFor();
    expect(await page.locator('.list-row-selected').getAttribute('aria-rowindex')).toBe('3');
    await page.keyboard.press('Escape');
    await page.locator('.pane-detail').waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    expect(await page.locator(':focus').getAttribute('id')).toBe('filter-q');
    await page.keyboard.type('gi?');
    expect(page.url()).toMatch('/findings');
    await page.locator('h1').click();
    await page.keyboard.press('Tab');
    await page.locator('main').focus();
    await page.keyboard.type('gi');
    await page.getByRole('heading', { name: 'Incidents', level: 1 }).waitFor();
    await page.keyboard.type('?');
    await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
    await page.getByLabel('Use single-key shortcuts').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.type('gs');
    expect(page.url()).toMatch('/incidents');
  });

  it('points out the way to a service on the map, for mouse and keyboard alike', async () => {
    await open(`/incidents/${mainIncident}`);
    const service = page.getByRole('button', { name: 'Pathology: Reachable' });
    await service.focus();
    expect(await page.locator('.pointed').textContent()).toMatch(
      /Pathology: 1 step away.*Orders and results \(HL7\), port 2575/s,
    );
    expect(await page.locator('.edge-lit').count()).toBe(2);
    await page.getByText('Show as a table').last().click();
    expect(await page.locator('#map tbody tr').count()).toBe(12);
  });

  it('sets a plan beside doing nothing and cutting everything, and says what each breaks', async () => {
    await open(`/incidents/${mainIncident}`);
    await page.getByRole('link', { name: 'Plan what to close' }).click();
    await page.getByRole('heading', { name: 'What to close', level: 1 }).waitFor();
    const cards = await page.locator('.plan-choice h3').allTextContents();
    expect(cards).toEqual(['Do nothing', 'Proposed plan', 'Cut everything']);
    const emergency = page.getByRole('row', { name: /^Emergency department/ });
    expect(await emergency.getByRole('cell').allTextContents()).toEqual([
      'Stopsby the attack, for 21 days',
      'Works',
      'Works worseby what is closed, for 24 hours',
    ]);
    // What nobody agreed to cannot be called done.
    expect(await page.getByRole('button', { name: 'I have done this' }).count()).toBe(0);
    await page.getByRole('button', { name: /00:40/ }).click();
    await page.getByText('Withdrawn by Clinician on call', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'I have undone this' }).count()).toBe(1);
  });

  it('says of each action how far connectors are, who does not answer, and what a host carries before it is switched off', async () => {
    await open(`/incidents/${mainIncident}/plan`);
    await page.getByRole('button', { name: /00:40/ }).click();
    await page.getByText('Could not be taken back', { exact: true }).waitFor();
    expect(await page.getByText(/^For people to do: no connected firewall/).count()).toBe(1);
    expect(await page.getByRole('button', { name: /^Carry out/ }).count()).toBe(0);
    await page.getByRole('button', { name: /00:10/ }).click();
    await page.getByText(/^not heard of since/).waitFor();
    await page.getByText('What is in force').click();
    await page.getByRole('region', { name: 'What core-firewall has in force' }).waitFor();
    await page.getByRole('button', { name: 'Carry out with defender' }).click();
    await page.getByText(/carries Pharmacy and medicines \(works worse without it\)/).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Carry out, knowing this');
    expect(await barriersOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Not now' }).click();
    expect(await page.getByRole('button', { name: 'Carry out with defender' }).count()).toBe(1);
  });

  it('shows the spread as it was at an earlier moment', async () => {
    await open(`/incidents/${mainIncident}`);
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('Home');
    expect(await page.locator('.moments output').textContent()).toBe(
      '14:06:00 BST: 1 compromised, 0 suspected',
    );
    expect(await page.locator('.node-compromised').count()).toBe(1);
    await page.keyboard.press('End');
    expect(await page.locator('.node-compromised').count()).toBe(5);
  });

  it('remembers the night theme and the time zone', async () => {
    await open('/');
    await page.getByRole('button', { name: 'Night theme' }).click();
    await page.getByLabel('Times in').selectOption('utc');
    await page.reload();
    await page.locator('.panel').first().waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('night');
    expect(await page.locator('.happening-kicker').textContent()).toMatch('13:06 UTC');
  });

  it('stacks list and detail on a phone, with a way back', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open('/findings');
    await page.locator('.list-title a').first().click();
    await page.getByRole('heading', { name: 'Why it fired' }).waitFor();
    expect(await page.locator('.pane-list').isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await page.locator('.list-title a').first().waitFor();
  });

  it('is about one organisation on each tab, and says so with each question', async () => {
    await open('/findings');
    await page.getByRole('button', { name: /^Signed in as/ }).click();
    const asked = server.organisations.length;
    await page
      .getByLabel('Organisation on this tab')
      .selectOption({ label: 'St Aldhelm’s Community Services' });
    await expect.poll(() => server.organisations.length).toBeGreaterThan(asked);
    await page.locator('.list-space .list-row').first().waitFor();
    expect(new Set(server.organisations.slice(0, asked))).toEqual(new Set(['sah']));
    expect(new Set(server.organisations.slice(asked))).toEqual(new Set(['sah-community']));
    await page.reload();
    await page.locator('.list-space .list-row').first().waitFor();
    expect(server.organisations.at(-1)).toBe('sah-community');
    const other = await context.newPage();
    await other.goto(`${server.url}/findings`);
    await other.locator('.list-space .list-row').first().waitFor();
    expect(server.organisations.at(-1)).toBe('sah');
  });

  it('shows the next person nothing of what the one before had on screen', async () => {
    await open('/findings?id=f-00001');
    await page.getByRole('heading', { name: 'Why it fired' }).waitFor();
    const asked = server.organisations.length;
    server.state.session = { ...signedIn, person: { id: 'p-9', name: 'Somebody else', account: 'else' } };
    server.push({ what: 'session', id: null });
    await page.getByRole('button', { name: 'Signed in as Somebody else' }).waitFor();
    await page.getByRole('heading', { name: 'Why it fired' }).waitFor();
    expect(server.organisations.length).toBeGreaterThan(asked + 2);
    server.state.session = signedOut;
    server.push({ what: 'session', id: null });
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.locator('main').textContent()).not.toMatch('Why it fired');
  });

  it('says what to do where passkeys cannot work', async () => {
    server.state.session = signedOut;
    await page.goto(server.url.replace('localhost', '127.0.0.1'));
    const link = page.getByRole('link', { name: `Open ${server.url} instead` });
    expect(await link.getAttribute('href')).toBe(`${server.url}/`);
    expect(await page.getByRole('button', { name: 'Sign in with a passkey' }).count()).toBe(0);
    await page.getByLabel('Your code').waitFor();
  });

  it('comes back to where one was over the sign-in of an organisation', async () => {
    server.state.session = signedOut;
    await page.route('**/api/v1/sign-in/organisation/nhs', (route) => {
      server.state.session = signedIn;
      return route.fulfill({ status: 302, headers: { location: '/' } });
    });
    await page.goto(`${server.url}/estate?tab=zones`);
    await page.getByRole('link', { name: 'Sign in with the hospital’s account' }).click();
    await page.getByRole('heading', { name: 'Estate', level: 1 }).waitFor();
    expect(page.url()).toBe(`${server.url}/estate?tab=zones`);
  });

  it('offers whoever may not read findings no way to them', async () => {
    server.state.session = boardReader;
    for (const path of ['/', `/incidents/${mainIncident}`]) {
      await page.goto(server.url + path);
      await page.locator('.panel').first().waitFor();
      expect(await page.locator('a[href^="/findings"], a[href^="/estate"], a[href^="/hunt"]').count()).toBe(
        0,
      );
    }
    expect(await page.locator('main').textContent()).toMatch('your roles do not open it');
    expect(faults).toEqual([]);
  });

  it('has a page for an address that leads nowhere', async () => {
    await page.goto(`${server.url}/nowhere`);
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await page.goto(`${server.url}/incidents/not-there`);
    expect(await page.locator('.problem').textContent()).toMatch('There is nothing with that id.');
  });
});

/**
 * The risk: pages that are right on made-up answers and break on real ones. Somebody who signed in by passkey goes to every
 * kind of page that a link of the console leads to, in a hospital with a simulated intrusion in it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { places } from '../web/shell/places.ts';
import { barriersOf, wcag } from '../web/test/axe.ts';
import { buildOnce, findChromium, howToGetOne, launch } from '../web/test/browser.ts';
import { type Attacked, startAttacked } from './test/attacked.ts';

const chromium = findChromium();
if (chromium === null) console.log(howToGetOne);

/** Together they may see all there is for one organisation. */
const roles = [
  'incident-lead',
  'clinician-on-call',
  'it-operator',
  'information-governance',
  'administrator',
];

/** Links that show the same page of another thing, or with another filter, are one kind. */
function kindOf({ pathname, searchParams }: URL): string {
  const path = pathname
    .split('/')
    .map((part, depth) => (/\d|%/.test(part) && depth > 1 ? ':id' : part))
    .join('/');
  return `${path} ${searchParams.get('tab') ?? ''} ${searchParams.has('id') ? ':id' : ''}`;
}

describe.skipIf(chromium === null)('the console of a hospital under attack', () => {
  const dir = mkdtempSync(join(tmpdir(), 'cordon-console-'));
  let browser: Browser;
  let hospital: Attacked;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    await buildOnce();
    browser = await launch(chromium!);
    hospital = await startAttacked(dir);
    page = await hospital.enter(browser, 'Whoever may see all', roles);
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('response', (response) => {
      if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
    });
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await hospital?.cordon.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('errs nowhere, leaves nothing loading, and axe finds nothing', async () => {
    const seen = new Map<string, string>();
    const waiting = ['/', '/me'];
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const kind = kindOf(new URL(path, hospital.address));
      if (seen.has(kind)) continue;
      seen.set(kind, path);
      await page.goto(hospital.address + path);
      await page.locator('main :is(h1, h2)').first().waitFor({ state: 'attached' });
      await expect.poll(() => page.locator('.loading').count(), { timeout: 20_000, message: path }).toBe(0);
      const found = await barriersOf(page, { tags: wcag });
      expect({ path, found, faults }).toEqual({ path, found: [], faults: [] });
      const links = await page.locator('a[href^="/"]:visible').evaluateAll((all) =>
        all.map((link) => ({
          href: link.getAttribute('href') ?? '',
          download: link.hasAttribute('download'),
        })),
      );
      for (const { href, download } of links) if (!download && !href.startsWith('/api/')) waiting.push(href);
    }
    const visited = new Set([...seen.values()].map((path) => new URL(path, hospital.address).pathname));
    for (const { to, several } of places) if (!several) expect(visited).toContain(to);
    expect(visited).toContain(`/incidents/${hospital.incident}/plan`);
  }, 240_000);
});

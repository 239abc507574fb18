/** Guards: a page that says who a patient is to somebody who did not ask, or may not; or asks for more than is on screen. */
import { randomBytes } from 'node:crypto';
import { createFields, fieldKeyOf } from '@cordon/platform/keys';
import type { HuntPage } from '@cordon/server/api';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildOnce, findChromium, howToGetOne, launch } from '../../test/browser.ts';
import { type FixtureServer, startFixtureServer } from '../../test/fixture-server.ts';

const chromium = findChromium();
if (chromium === null) console.log(howToGetOne);

const { seal, open } = createFields([fieldKeyOf('0123456789abcdef', 'sah/patients', randomBytes(32))]);
const [number, name] = [seal('9434765919'), seal('O"BRIEN, Ada')];
const look: HuntPage['items'][number] = {
  ...{ id: 'look', time: '2026-06-01T08:00:00Z', source: 'fhir|audit', format: 'fhir-auditevent' },
  ...{
    host: 'epr.sah.example',
    account: 'SAH\\nurse',
    src: null,
    dst: null,
    file: 'epr.ndjson',
    record_id: '1',
  },
  summary: `reference: Patient/${number}`,
  record: JSON.stringify({
    resourceType: 'AuditEvent',
    entity: [
      { what: { reference: `Patient/${number}`, display: name } },
      { what: { reference: `Patient/${number}` } },
    ],
  }),
  cut: false,
};

describe.skipIf(chromium === null)('a record about a patient', () => {
  let browser: Browser;
  let server: FixtureServer;
  let page: Page;
  const asked: unknown[] = [];
  beforeAll(async () => {
    await buildOnce();
    browser = await launch(chromium!);
    server = await startFixtureServer();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  beforeEach(async () => {
    asked.length = 0;
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.route(/\/api\/v1\/hunt\?/, (route) => route.fulfill({ json: { items: [look], next: null } }));
    await page.route('**/api/v1/patients/open', (route) => {
      const body = route.request().postDataJSON() as { sealed: string[] };
      asked.push(body);
      return route.fulfill({
        json: { patients: body.sealed.map((one) => ({ sealed: one, opened: open(one) })) },
      });
    });
  });
  afterEach(() => page.close());

  const openRecord = async (): Promise<string> => {
    await page.goto(`${server.url}/hunt?q=patient`);
    await page.locator('.lists-hunt [data-row]').first().click();
    await page.getByRole('article', { name: 'Event' }).getByRole('table').waitFor();
    return (await page.textContent('body')) ?? '';
  };

  it('shows who they are only once that is asked for, and asks for what it shows', async () => {
    const before = await openRecord();
    expect(before).not.toMatch(/sealed\.v1|9434765919|BRIEN/);
    expect(before.match(/\[sealed \S{6}\]/g)!.length).toBeGreaterThan(2);
    expect(asked).toEqual([]);
    await page.getByRole('button', { name: 'Show who they are' }).click();
    const pane = page.getByRole('article', { name: 'Event' });
    await pane.getByText('O"BRIEN, Ada', { exact: true }).waitFor();
    expect(await pane.getByText('Patient/9434765919', { exact: true }).count()).toBe(2);
    expect(await pane.getByText('The ledger says that you looked').count()).toBe(1);
    expect(asked).toEqual([{ where: 'hunt', sealed: [number, name] }]);
  });

  it('offers nothing to whom it is not theirs', async () => {
    const { session } = server.state;
    if (session.state !== 'signed-in') throw new Error('nobody is signed in');
    const actions = session.actions.filter((action) => action !== 'patient.read');
    server.state.session = { ...session, actions };
    const text = await openRecord();
    expect(text).toContain('Your roles do not open them.');
    expect(await page.getByRole('button', { name: 'Show who they are' }).count()).toBe(0);
    server.state.session = session;
  });
});

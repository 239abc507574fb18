/**
 * Guards: a person who may do what their roles do not allow, and a route that nobody thought about. What each role may do is written
 * here once more, apart from the policy, so that a change of either is seen. A route that is not listed fails the test.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Route } from '@cordon/access';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cordon, compose, oneHospital } from './compose.ts';
import { Settings } from './settings.ts';
import { type SignedIn, signedIn } from './test/people.ts';

const open = 'anybody, signed in or not';
const self = 'anybody who is signed in';
type Role = keyof typeof initials;
/** One letter for each role, so that a route is a line. */
const initials = {
  analyst: 'A',
  'incident-lead': 'L',
  'clinician-on-call': 'C',
  'clinical-safety-officer': 'S',
  'it-operator': 'I',
  'information-governance': 'G',
  'board-reader': 'B',
  'regional-reader': 'R',
  administrator: 'X',
  'glass-breaker': 'Z',
} as const;
/** With a `!` the person must have shown just now that it is them. */
const allowed: Record<string, string> = {
  'GET /api/v1/session': open,
  'DELETE /api/v1/session': open,
  'POST /api/v1/sign-in/link': open,
  'POST /api/v1/sign-in/demonstration': open,
  'POST /api/v1/sign-in/passkey/options': open,
  'POST /api/v1/sign-in/passkey': open,
  'POST /api/v1/sign-in/code': open,
  'POST /api/v1/sign-in/break-glass': open,
  'GET /api/v1/sign-in/organisation/:id': open,
  'GET /api/v1/sign-in/organisation/:id/return': open,
  'POST /api/v1/set-up/passkey/options': open,
  'POST /api/v1/set-up/passkey': open,
  'POST /api/v1/set-up/code/options': open,
  'POST /api/v1/set-up/code': open,
  'GET /api/v1/me': self,
  'POST /api/v1/me/passkeys/options': `${self}!`,
  'POST /api/v1/me/passkeys': `${self}!`,
  'PUT /api/v1/me/passkeys/:id/name': `${self}!`,
  'DELETE /api/v1/me/passkeys/:id': `${self}!`,
  'POST /api/v1/me/code/options': `${self}!`,
  'POST /api/v1/me/code': `${self}!`,
  'DELETE /api/v1/me/code': `${self}!`,
  'DELETE /api/v1/me/sessions/:id': self,
  'POST /api/v1/step-up/passkey/options': self,
  'POST /api/v1/step-up/passkey': self,
  'POST /api/v1/step-up/code': self,
  'GET /api/v1/roles': self,
  'GET /api/v1/people': 'LGX',
  'POST /api/v1/people': 'X!',
  'POST /api/v1/people/:id/invitation': 'X!',
  'PUT /api/v1/people/:id/roles': 'X!',
  'PUT /api/v1/people/:id/state': 'X!',
  'DELETE /api/v1/people/:id/sessions': 'X!',
  'GET /api/v1/break-glass': 'ALCSIGXZ',
  'POST /api/v1/break-glass/codes': 'X!',
  'POST /api/v1/break-glass/:id/review': 'SGX',
  'GET /api/v1/tokens': 'AIGX',
  'POST /api/v1/tokens': 'IX!',
  'DELETE /api/v1/tokens/:id': 'IX!',
  'POST /api/v1/logs': '',
  'GET /api/v1/stream': 'ALCSIGBRXZ',
  'GET /api/v1/situation': 'ALCSIGBRXZ',
  'GET /api/v1/region': 'ALCSIGBRXZ',
  'GET /api/v1/region/suppliers': 'ALCSIGBRXZ',
  'GET /api/v1/region/reach': 'ALCSIGBRXZ',
  'GET /api/v1/incidents': 'ALCSIGBRXZ',
  'GET /api/v1/incidents/:id': 'ALCSIGBRXZ',
  'GET /api/v1/incidents/:id/plans': 'ALCSIZ',
  'POST /api/v1/incidents/:id/plans': 'ALZ',
  'GET /api/v1/plans/:id': 'ALCSIZ',
  'GET /api/v1/what-if': 'ALCSIZ',
  'POST /api/v1/plans/:id/approval': 'CS!',
  'DELETE /api/v1/plans/:id/approval': 'CS!',
  'GET /api/v1/plans/:id/commands': 'LIZ',
  'POST /api/v1/plans/:id/actions/:action/done': 'LIZ',
  'POST /api/v1/plans/:id/actions/:action/undone': 'LIZ',
  'GET /api/v1/plans/:id/orders': 'ALCSIZ',
  'POST /api/v1/plans/:id/orders': 'LIZ',
  'POST /api/v1/plans/:id/orders/taken-back': 'LIZ',
  'GET /api/v1/orders': 'LIZ',
  'POST /api/v1/plans/:id/orders/:action/report': 'LIZ',
  'GET /api/v1/spread': 'ALCSIZ',
  'GET /api/v1/recoveries': 'ALCSIGBRXZ',
  'POST /api/v1/recoveries': 'LIZ',
  'GET /api/v1/recoveries/choices': 'LIZ',
  'GET /api/v1/recoveries/:id': 'ALCSIGBRXZ',
  'POST /api/v1/recoveries/:id/steps': 'LIZ',
  'POST /api/v1/recoveries/:id/steps/:step': 'LIZ',
  'POST /api/v1/recoveries/:id/steps/:step/check': 'LCSZ',
  'POST /api/v1/recoveries/:id/end': 'LIZ',
  'GET /api/v1/sources': 'ALIXZ',
  'GET /api/v1/findings': 'ALIZ',
  'GET /api/v1/findings/:id': 'ALIZ',
  'GET /api/v1/findings/:id/fields': 'ALIZ',
  'GET /api/v1/held-back': 'ALIZ',
  'POST /api/v1/findings/:id/feedback': 'ALZ',
  'GET /api/v1/models': 'ALIZ',
  'GET /api/v1/models/cards/:family': 'ALIZ',
  'GET /api/v1/rules': 'ALIZ',
  'GET /api/v1/rules/:id': 'ALIZ',
  'PUT /api/v1/rules/:id/mode': 'AZ',
  'PUT /api/v1/packs/:id/mode': 'AZ',
  'GET /api/v1/rulebook': 'ALIZ',
  'GET /api/v1/filters': 'ALIZ',
  'POST /api/v1/filters/preview': 'ALZ',
  'POST /api/v1/filters': 'ALZ',
  'DELETE /api/v1/filters/:id': 'ALZ',
  'GET /api/v1/coverage': 'ALIZ',
  'GET /api/v1/hunt': 'ALIZ',
  'GET /api/v1/hunt/hours': 'ALIZ',
  'POST /api/v1/rules/backtest': 'ALIZ',
  'POST /api/v1/explain': 'ALIZ',
  'POST /api/v1/patients/open': 'LZ',
  'GET /api/v1/segmentation': 'ALCSIZ',
  'GET /api/v1/segmentation/simulation': 'ALCSIZ',
  'GET /api/v1/segmentation/lines': 'LIZ',
  'GET /api/v1/estate/outline': 'ALCSIZ',
  'GET /api/v1/estate/assets': 'ALCSIZ',
  'GET /api/v1/estate/assets/:id': 'ALCSIZ',
  'GET /api/v1/estate/map': 'ALCSIZ',
  'GET /api/v1/estate/legacy': 'ALCSIZ',
  'GET /api/v1/estate/vulnerabilities': 'ALCSIZ',
  'GET /api/v1/estate/entries': 'ALCSIZ',
  'GET /api/v1/estate/firewalls': 'ALCSIZ',
  'POST /api/v1/estate/imports': 'AI',
  'POST /api/v1/estate/imports/tables': 'AI',
  'GET /api/v1/estate/sightings': 'ALCSIZ',
  'POST /api/v1/estate/sightings/add': 'AI',
  'POST /api/v1/estate/sightings/ignore': 'AI',
  'POST /api/v1/estate/sightings/undo': 'AI',
  'GET /api/v1/estate/imports': 'ALCSIZ',
  'GET /api/v1/estate/imports/:id': 'ALCSIZ',
  'GET /api/v1/ledger': 'LSGX',
  'GET /api/v1/ledger/verify': 'LSGX',
  'GET /api/v1/ledger/export': 'G!',
  'GET /api/v1/ledger/forwards': 'LSGX',
  'GET /api/v1/openapi.json': self,
  'GET /api/v1/webhooks': 'IX',
  'POST /api/v1/webhooks': 'X!',
  'DELETE /api/v1/webhooks/:id': 'X!',
  'PUT /api/v1/webhooks/:id/paused': 'X!',
  'POST /api/v1/webhooks/:id/test': 'X!',
  'POST /api/v1/webhooks/:id/deliveries/:delivery/again': 'X!',
  'GET /metrics': 'IX',
  'GET /api/v1/keys': 'GX',
  'POST /api/v1/keys/rotate': 'X!',
  'POST /api/v1/keys/destroy': 'X!',
  // Whoever holds the data folder, and nobody else: a backup is all of it.
  'POST /api/v1/backups': '',
  'DELETE /api/v1/backups/:name': '',
  'GET /api/v1/retention': 'LIGX',
  'POST /api/v1/retention/run': 'GX!',
  'GET /api/v1/holds': 'LG',
  'POST /api/v1/holds': 'LG',
  'POST /api/v1/holds/:id/release': 'G!',
};

const dir = mkdtempSync(join(tmpdir(), 'cordon-rbac-'));
const org = 'this-hospital';
let cordon: Cordon;
let address: string;
const people = new Map<Role, { now: SignedIn; before: SignedIn }>();
let nobody: SignedIn;

beforeAll(async () => {
  cordon = await compose({
    dir,
    cacheDir: testCache,
    organisations: oneHospital(null),
    demonstration: () => null,
    settings: Settings.parse({}),
    settingsFolder: dir,
    log: createLogger('test', { level: 'silent' }),
  });
  address = await cordon.app.listen({ host: '127.0.0.1', port: 0 });
  const at = { database: cordon.database, address, cookieName: cordon.cookieName };
  for (const role of Object.keys(initials) as Role[])
    people.set(role, {
      now: await signedIn(at, `Now ${role}`, [{ org, role }]),
      before: await signedIn(at, `Before ${role}`, [{ org, role }], false),
    });
  nobody = await signedIn(at, 'No role', []);
});
afterAll(async () => {
  await cordon.close();
  rmSync(dir, { recursive: true, force: true });
});

const nameOf = ({ method, url }: Route): string => `${method} ${url}`;
const routes = (): Route[] => [...cordon.routes];

/** What it says to somebody who sends nothing that it could act upon. */
async function said(ask: SignedIn['ask'], { method, url }: Route): Promise<string> {
  const stop = new AbortController();
  const answer = await ask(url.replace(/:\w+/g, 'none'), { method, signal: stop.signal });
  const refusal = answer.status === 401 || answer.status === 403;
  const code = refusal ? ((await answer.json()) as { code: string }).code : 'let in';
  // Some answers have no end.
  stop.abort();
  return ['SIGN_IN', 'STEP_UP', 'NOT_ALLOWED'].includes(code) ? code : 'let in';
}

describe('every route', () => {
  it('is listed here, and nothing is listed that is not there', () => {
    expect(routes().map(nameOf).sort()).toEqual(Object.keys(allowed).sort());
  });

  it('that is not open refuses who is not signed in', async () => {
    const anonymous = (path: string, init?: RequestInit) => fetch(`${address}${path}`, init);
    for (const route of routes()) {
      const expected = allowed[nameOf(route)] === open ? 'let in' : 'SIGN_IN';
      expect(`${nameOf(route)}: ${await said(anonymous, route)}`).toBe(`${nameOf(route)}: ${expected}`);
    }
    // Nor does it say whether there is such a route.
    expect((await anonymous('/api/v1/nothing-of-the-kind')).status).toBe(401);
  });

  it('refuses a session that another browser shows, a token that is made up, and a key that is not the one', async () => {
    for (const headers of [
      { authorization: `Bearer cordon_${'0'.repeat(16)}_${'x'.repeat(43)}` },
      { authorization: `Bearer cordon-machine_${'x'.repeat(43)}` },
      { authorization: 'Basic eDp5' },
      { cookie: `${cordon.cookieName}=${'0'.repeat(16)}.x` },
    ])
      expect((await fetch(`${address}/api/v1/situation`, { headers })).status).toBe(401);
  });

  it.each(Object.entries(initials))('lets %s do what is theirs and no more', async (role, letter) => {
    const { now, before } = people.get(role as Role)!;
    for (const route of routes()) {
      const who = allowed[nameOf(route)] ?? '';
      // Whoever signs out is out.
      if (nameOf(route) === 'DELETE /api/v1/session') continue;
      // Whoever broke the glass makes no way in that outlasts it.
      const mine = who.startsWith(self) && !(who.endsWith('!') && role === 'glass-breaker');
      const may =
        who.startsWith(open) ||
        mine ||
        (!who.startsWith(self) && !who.startsWith(open) && who.includes(letter));
      const told = [await said(now.ask, route), await said(before.ask, route)].join(', ');
      const expected = !may
        ? 'NOT_ALLOWED, NOT_ALLOWED'
        : who.endsWith('!')
          ? 'let in, STEP_UP'
          : 'let in, let in';
      expect(`${nameOf(route)}: ${told}`).toBe(`${nameOf(route)}: ${expected}`);
    }
  });

  it('lets who has no role look after their own sign-in, and nothing else', async () => {
    for (const route of routes()) {
      const who = allowed[nameOf(route)] ?? '';
      if (nameOf(route) === 'DELETE /api/v1/session') continue;
      const may = who.startsWith(open) || who.startsWith(self);
      expect(`${nameOf(route)}: ${await said(nobody.ask, route)}`).toBe(
        `${nameOf(route)}: ${may ? 'let in' : 'NOT_ALLOWED'}`,
      );
    }
  });
});

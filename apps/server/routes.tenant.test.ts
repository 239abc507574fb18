/**
 * Guards: one hospital seeing, or changing, what is another's. Two hospitals in one deployment, each with the same kinds of things under
 * its own name; somebody who may do everything in one of them tries every route on what is the other's. A route that is not listed
 * fails the test.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPolicy, type PeopleTables } from '@cordon/access';
import type { PlanTables } from '@cordon/containment';
import { sealedFields } from '@cordon/platform/keys';
import { projectPath } from '@cordon/platform/root';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import type { RecoveryTables } from '@cordon/recovery';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FindingPage, ImportList, LedgerPage, PeopleList, Situation, TokenList } from './api.ts';
import { type ComposedOrganisation, type Cordon, compose } from './compose.ts';
import { Settings } from './settings.ts';
import { type SignedIn, signedIn } from './test/people.ts';
import { asHolder } from './test/running.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-tenant-'));
const hospital = (id: string): ComposedOrganisation => ({
  id,
  name: `${id} hospital`,
  parent: 'region',
  kind: 'hospital',
  estate: null,
});
const organisations: ComposedOrganisation[] = [
  hospital('north'),
  hospital('south'),
  { id: 'region', name: 'the region', parent: null, kind: 'region', estate: null },
];

let cordon: Cordon;
let address: string;
/** Everything that there is to be in the north, and nothing in the south; not the one that runs the deployment. */
let insider: SignedIn;
let ofNorth: SignedIn;
let regional: SignedIn;
let colleague: SignedIn;
/** Ids of things of the north, by the words that stand for them below. */
const ids: Record<string, string> = {};

const record = (host: string, n: number): string =>
  JSON.stringify({
    '@timestamp': `2026-03-18T10:00:0${n}.000Z`,
    winlog: {
      channel: 'Microsoft-Windows-Sysmon/Operational',
      event_id: '1',
      record_id: n,
      computer_name: `${host}-pc.example`,
      provider_name: 'Microsoft-Windows-Sysmon',
      event_data: {
        Image: 'C:\\Windows\\System32\\vssadmin.exe',
        CommandLine: `vssadmin.exe delete shadows /all /quiet /marker-of-${host}`,
        ParentImage: 'C:\\Windows\\System32\\cmd.exe',
        User: `${host.toUpperCase()}\\clerk`,
      },
    },
    event: { code: '1' },
  });

const send = (ask: SignedIn['ask'], method: string, path: string, body?: unknown, org?: string) =>
  ask(`/api/v1/${path}`, {
    method,
    headers: {
      ...(org ? { 'cordon-organisation': org } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const get = async (ask: SignedIn['ask'], path: string, org?: string): Promise<unknown> =>
  (await send(ask, 'GET', path, undefined, org)).json();

const looked = (org: string): string =>
  JSON.stringify({
    resourceType: 'AuditEvent',
    id: `look-${org}`,
    recorded: '2026-03-18T10:00:05Z',
    agent: [{ requestor: true, altId: `${org}-nurse` }],
    source: { observer: { display: 'epr' } },
    entity: [{ what: { display: `marker-of-${org}` }, role: { code: '1' } }],
  });

beforeAll(async () => {
  cordon = await compose({
    dir,
    cacheDir: testCache,
    organisations,
    demonstration: () => null,
    settings: Settings.parse({}),
    settingsFolder: dir,
    log: createLogger('test', { level: 'silent' }),
  });
  address = await cordon.app.listen({ host: '127.0.0.1', port: 0 });
  const at = { database: cordon.database, address, cookieName: cordon.cookieName };
  const every = openPolicy(projectPath('content/policy')).roles.map(({ id }) => id);
  const allRoles = (org: string) => every.map((role) => ({ org, role }));
  insider = await signedIn(at, 'Insider of the south', allRoles('south'));
  ofNorth = await signedIn(at, 'Lead of marker-of-north', allRoles('north'));
  colleague = await signedIn(at, 'Reader of marker-of-north', [{ org: 'north', role: 'board-reader' }]);
  regional = await signedIn(at, 'Regional reader', [{ org: 'region', role: 'regional-reader' }]);
  const holder = asHolder(address, cordon.machineKey);
  for (const [n, org] of ['north', 'south'].entries()) {
    const sent = await holder('/api/v1/logs?name=log.ndjson', {
      method: 'POST',
      headers: { 'cordon-organisation': org },
      // One record is the same for both, to the byte.
      body: `${record('shared', 1)}\n${record(org, n + 2)}\n`,
    });
    await holder('/api/v1/logs?name=epr.ndjson', {
      method: 'POST',
      headers: { 'cordon-organisation': org },
      body: `${looked(org)}\n`,
    });
    expect(sent.status).toBe(202);
  }
  await cordon.caughtUp();
  const own = FindingPage.parse(await get(ofNorth.ask, 'findings?q=vssadmin'));
  const finding = own.items.find(({ host }) => host?.startsWith('north'))!;
  const made = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
    const answer = await send(ofNorth.ask, 'POST', path, body);
    expect(`${path} ${answer.status}`).toMatch(/ 20[01]$/);
    return (await answer.json()) as Record<string, unknown>;
  };
  const filter = { finding: finding.id, fields: ['User'], scope: 'rule', owner: 'marker-of-north' };
  const made1 = await made('filters', { ...filter, because: 'marker-of-north', until: '2030-01-01' });
  const token = await made('tokens', { name: 'marker-of-north', scopes: ['logs.write'], expires: null });
  await made('estate/imports?name=machines.json', {
    value: [{ id: 'd1', computerDnsName: 'marker-of-north.example', osPlatform: 'Linux' }],
  });
  const [imported] = ImportList.parse(await get(ofNorth.ask, 'estate/imports')).items;
  const { codes } = (await made('break-glass/codes', { count: 1 })) as { codes: { code: string }[] };
  const use = { name: 'Somebody', because: 'marker-of-north is down', code: codes[0]!.code };
  expect((await send(ofNorth.ask, 'POST', 'sign-in/break-glass', use)).status).toBe(200);
  const glass = (await get(ofNorth.ask, 'break-glass')) as { uses: { id: string }[] };
  const hold = await made('holds', {
    name: 'marker-of-north',
    why: 'marker-of-north',
    org: 'north',
    from: null,
    to: null,
    incident: null,
  });
  const hook = await made('webhooks', {
    url: 'https://marker-of-north.example/',
    events: ['incident.raised'],
  });
  const webhook = (hook.webhook as { id: string }).id;
  expect((await send(ofNorth.ask, 'POST', `webhooks/${webhook}/test`)).status).toBe(204);
  const hooks = (await get(ofNorth.ask, 'webhooks')) as { items: { deliveries: { id: string }[] }[] };
  await cordon.database
    .tables<PeopleTables>()
    .insertInto('passkeys')
    .values({
      ...{ id: 'of-another', person: colleague.id, name: 'marker-of-north', public_key: '', counter: 0 },
      ...{ transports: '[]', created: new Date().toISOString(), last_used: null },
    })
    .execute();
  const north = cordon.database.within('north').tables<PlanTables>();
  const day = '2026-03-18T10:00:00Z';
  const by = 'marker-of-north';
  await north
    .insertInto('plans')
    .values({ id: 'of-north', incident: 'i', made: day, made_by: by, proposal: JSON.stringify({}) })
    .execute();
  await north
    .insertInto('plan_approvals')
    .values({
      ...{ plan: 'of-north', option: 'proposed', because: by, approved: day, approved_by: by },
      ...{ withdrawn: null, withdrawn_by: null },
    })
    .execute();
  await north
    .insertInto('plan_acts')
    .values({
      ...{ plan: 'of-north', action: 'isolate-asset:pc', done: day, done_by: by },
      ...{ undone: null, undone_by: null },
    })
    .execute();
  const northRecoveries = cordon.database.within('north').tables<RecoveryTables>();
  await northRecoveries
    .insertInto('recoveries')
    .values({
      ...{ id: 'of-north', title: by, incident: null, begun: day, begun_by: by },
      ...{ ended: null, ended_by: null, ended_because: null },
    })
    .execute();
  await northRecoveries
    .insertInto('recovery_statements')
    .values({
      ...{ recovery: 'of-north', step: 'epr', version: 1, state: 'down' },
      ...{ since: day, said: day, said_by: by, note: by },
    })
    .execute();
  const looks = (await get(ofNorth.ask, 'hunt?q=format:fhir-auditevent')) as { items: { record: string }[] };
  const incidents = (await get(ofNorth.ask, 'incidents')) as { items: { id: string }[] };
  Object.assign(ids, {
    finding: finding.id,
    filter: made1.id,
    token: (token.token as { id: string }).id,
    use: glass.uses[0]!.id,
    hold: hold.id,
    import: imported!.id,
    webhook,
    message: hooks.items[0]?.deliveries[0]?.id ?? 'none',
    person: colleague.id,
    incident: incidents.items[0]?.id ?? 'none',
    event: finding.record_id,
    patient: looks.items[0]!.record.match(sealedFields)![0],
  });
}, 120_000);
afterAll(async () => {
  await cordon.close();
  rmSync(dir, { recursive: true, force: true });
});

const filterOfNorth = () => ({
  finding: ids.finding,
  fields: ['User'],
  scope: 'rule',
  owner: 'x y',
  because: 'a reason',
  until: '2030-01-01',
});
const nothing = 'is about nobody but the one who asks, or is the same for everybody';
const deployment = 'is the whole deployment: only roles in the organisation that runs it count';
/** How it is tried on what is the north's; or why there is nothing to try. `seen`: answers, and says nothing of the north. */
const attempts: Record<
  string,
  string | { path?: () => string; body?: () => unknown; answers: 'seen' | number }
> = {
  'GET /api/v1/session': nothing,
  'DELETE /api/v1/session': nothing,
  'POST /api/v1/sign-in/link': nothing,
  'POST /api/v1/sign-in/demonstration': nothing,
  'POST /api/v1/sign-in/passkey/options': nothing,
  'POST /api/v1/sign-in/passkey': nothing,
  'POST /api/v1/sign-in/code': nothing,
  'POST /api/v1/sign-in/break-glass': nothing,
  'GET /api/v1/sign-in/organisation/:id': nothing,
  'GET /api/v1/sign-in/organisation/:id/return': nothing,
  'POST /api/v1/set-up/passkey/options': nothing,
  'POST /api/v1/set-up/passkey': nothing,
  'POST /api/v1/set-up/code/options': nothing,
  'POST /api/v1/set-up/code': nothing,
  'GET /api/v1/me': { answers: 'seen' },
  'POST /api/v1/me/passkeys/options': nothing,
  'POST /api/v1/me/passkeys': nothing,
  'PUT /api/v1/me/passkeys/:id/name': {
    path: () => 'me/passkeys/of-another/name',
    body: () => ({ name: 'Mine now' }),
    answers: 404,
  },
  'DELETE /api/v1/me/passkeys/:id': { path: () => 'me/passkeys/of-another', answers: 404 },
  'POST /api/v1/me/code/options': nothing,
  'POST /api/v1/me/code': nothing,
  'DELETE /api/v1/me/code': { answers: 409 },
  'DELETE /api/v1/me/sessions/:id': { path: () => 'me/sessions/none', answers: 404 },
  'POST /api/v1/step-up/passkey/options': nothing,
  'POST /api/v1/step-up/passkey': nothing,
  'POST /api/v1/step-up/code': nothing,
  'GET /api/v1/roles': { answers: 'seen' },
  'GET /api/v1/people': { answers: 'seen' },
  'POST /api/v1/people': {
    body: () => ({ name: 'A spy', account: 'spy', memberships: [{ org: 'north', role: 'analyst' }] }),
    answers: 400,
  },
  'POST /api/v1/people/:id/invitation': { path: () => `people/${ids.person}/invitation`, answers: 404 },
  'PUT /api/v1/people/:id/roles': {
    path: () => `people/${ids.person}/roles`,
    body: () => ({ memberships: [] }),
    answers: 404,
  },
  'PUT /api/v1/people/:id/state': {
    path: () => `people/${ids.person}/state`,
    body: () => ({ enabled: false }),
    answers: 404,
  },
  'DELETE /api/v1/people/:id/sessions': { path: () => `people/${ids.person}/sessions`, answers: 404 },
  'GET /api/v1/break-glass': { answers: 'seen' },
  'POST /api/v1/break-glass/codes': { body: () => ({ count: 1 }), answers: 201 },
  'POST /api/v1/break-glass/:id/review': {
    path: () => `break-glass/${ids.use}/review`,
    body: () => ({ review: 'it was all quite in order' }),
    answers: 404,
  },
  'GET /api/v1/tokens': { answers: 'seen' },
  'POST /api/v1/tokens': {
    body: () => ({ name: 'mine', scopes: ['logs.write'], expires: null }),
    answers: 201,
  },
  'DELETE /api/v1/tokens/:id': { path: () => `tokens/${ids.token}`, answers: 404 },
  'POST /api/v1/logs': { path: () => 'logs?name=x', body: () => ({ a: 1 }), answers: 403 },
  'GET /api/v1/stream': 'tells consoles only what changed where they look: see live.ts, and the test below',
  'GET /api/v1/situation': { answers: 'seen' },
  'GET /api/v1/region': { answers: 'seen' },
  'GET /api/v1/region/suppliers': { answers: 'seen' },
  'GET /api/v1/region/reach': { path: () => 'region/reach?hospital=north', answers: 404 },
  'GET /api/v1/incidents': { answers: 'seen' },
  'GET /api/v1/incidents/:id': { path: () => `incidents/${ids.incident}`, answers: 404 },
  'GET /api/v1/incidents/:id/plans': { path: () => `incidents/${ids.incident}/plans`, answers: 404 },
  'POST /api/v1/incidents/:id/plans': {
    path: () => `incidents/${ids.incident}/plans`,
    body: () => ({ hours: 24 }),
    answers: 404,
  },
  'GET /api/v1/what-if': { path: () => 'what-if?from=north-pc', answers: 409 },
  'GET /api/v1/plans/:id': { path: () => 'plans/of-north', answers: 404 },
  'POST /api/v1/plans/:id/approval': {
    path: () => 'plans/of-north/approval',
    body: () => ({ option: 'proposed', because: 'not mine' }),
    answers: 404,
  },
  'DELETE /api/v1/plans/:id/approval': { path: () => 'plans/of-north/approval', answers: 404 },
  'GET /api/v1/plans/:id/commands': { path: () => 'plans/of-north/commands?kind=pan-os', answers: 404 },
  'POST /api/v1/plans/:id/actions/:action/done': {
    path: () => 'plans/of-north/actions/isolate-asset:pc/done',
    answers: 404,
  },
  'POST /api/v1/plans/:id/actions/:action/undone': {
    path: () => 'plans/of-north/actions/isolate-asset:pc/undone',
    answers: 404,
  },
  'GET /api/v1/plans/:id/orders': { path: () => 'plans/of-north/orders', answers: 404 },
  'POST /api/v1/plans/:id/orders': {
    path: () => 'plans/of-north/orders',
    body: () => ({ actions: ['isolate-asset:pc'] }),
    answers: 404,
  },
  'POST /api/v1/plans/:id/orders/taken-back': {
    path: () => 'plans/of-north/orders/taken-back',
    body: () => ({ actions: ['isolate-asset:pc'] }),
    answers: 404,
  },
  // A person is given no orders, not even their own hospital's; modules/containment/actuators asks as a firewall of another.
  'GET /api/v1/orders': { answers: 403 },
  'POST /api/v1/plans/:id/orders/:action/report': {
    path: () => 'plans/of-north/orders/isolate-asset:pc/report',
    body: () => ({ wanted: 'done', state: 'done' }),
    answers: 403,
  },
  'GET /api/v1/spread': { path: () => 'spread?from=marker-of-north', answers: 409 },
  'GET /api/v1/recoveries': { answers: 'seen' },
  'POST /api/v1/recoveries': { body: () => ({ title: 'Not mine', lost: ['epr'] }), answers: 409 },
  'GET /api/v1/recoveries/choices': { answers: 409 },
  'GET /api/v1/recoveries/:id': { path: () => 'recoveries/of-north', answers: 404 },
  'POST /api/v1/recoveries/:id/steps': {
    path: () => 'recoveries/of-north/steps',
    body: () => ({ lost: ['epr'] }),
    answers: 404,
  },
  'POST /api/v1/recoveries/:id/steps/:step': {
    path: () => 'recoveries/of-north/steps/epr',
    body: () => ({ state: 'back', version: 1 }),
    answers: 404,
  },
  'POST /api/v1/recoveries/:id/steps/:step/check': {
    path: () => 'recoveries/of-north/steps/epr/check',
    body: () => ({ works: true, version: 1 }),
    answers: 404,
  },
  'POST /api/v1/recoveries/:id/end': {
    path: () => 'recoveries/of-north/end',
    body: () => ({ because: 'not mine' }),
    answers: 404,
  },
  'GET /api/v1/sources': { answers: 'seen' },
  'GET /api/v1/findings': { path: () => 'findings?limit=500', answers: 'seen' },
  'GET /api/v1/findings/:id': { path: () => `findings/${ids.finding}`, answers: 404 },
  'GET /api/v1/findings/:id/fields': { path: () => `findings/${ids.finding}/fields`, answers: 404 },
  'GET /api/v1/held-back': { path: () => `held-back?filter=${ids.filter}`, answers: 'seen' },
  'POST /api/v1/findings/:id/feedback': {
    path: () => `findings/${ids.finding}/feedback`,
    body: () => ({ useful: true }),
    answers: 404,
  },
  'GET /api/v1/models': { answers: 'seen' },
  'GET /api/v1/models/cards/:family': nothing,
  'GET /api/v1/rules': { path: () => 'rules?limit=1000', answers: 'seen' },
  'GET /api/v1/rules/:id': { path: () => 'rules/none', answers: 404 },
  'PUT /api/v1/rules/:id/mode': {
    path: () => 'rules/none/mode',
    body: () => ({ mode: 'test', because: 'why not' }),
    answers: 404,
  },
  'PUT /api/v1/packs/:id/mode': {
    path: () => 'packs/none/mode',
    body: () => ({ mode: 'test', because: 'why not' }),
    answers: 404,
  },
  'GET /api/v1/rulebook': { answers: 'seen' },
  'GET /api/v1/filters': { answers: 'seen' },
  'POST /api/v1/filters/preview': { body: filterOfNorth, answers: 404 },
  'POST /api/v1/filters': { body: filterOfNorth, answers: 404 },
  'DELETE /api/v1/filters/:id': { path: () => `filters/${ids.filter}`, answers: 404 },
  'GET /api/v1/coverage': { answers: 'seen' },
  'GET /api/v1/hunt': { path: () => 'hunt?q=vssadmin&since=2026-03-01&until=2026-04-01', answers: 'seen' },
  'GET /api/v1/hunt/hours': {
    path: () => 'hunt/hours?q=host:north*&since=2026-03-18&until=2026-03-19',
    answers: 'seen',
  },
  'POST /api/v1/rules/backtest': {
    body: () => ({
      rule: 'title: All\nid: all\nlogsource: { product: windows, category: process_creation }\ndetection: { a: { CommandLine|contains: marker }, condition: a }\n',
      since: '2026-03-18T00:00:00Z',
      until: '2026-03-19T00:00:00Z',
    }),
    answers: 'seen',
  },
  'POST /api/v1/explain': {
    body: () => ({ event: ids.event, rule: '2d1a8f0e-0000-4000-8000-000000000001' }),
    answers: 404,
  },
  // What it holds is sealed by the north's key, for the north alone.
  'POST /api/v1/patients/open': {
    body: () => ({ where: 'hunt', sealed: [ids.patient] }),
    answers: 'seen',
  },
  'GET /api/v1/segmentation': { answers: 404 },
  'GET /api/v1/segmentation/simulation': { answers: 404 },
  'GET /api/v1/segmentation/lines': {
    path: () => 'segmentation/lines?kind=nftables&mode=full',
    answers: 404,
  },
  'POST /api/v1/estate/imports': {
    path: () => 'estate/imports?name=machines.json&dry=1',
    body: () => ({ value: [{ id: 'd2', computerDnsName: 'other.example', osPlatform: 'Linux' }] }),
    answers: 'seen',
  },
  'POST /api/v1/estate/imports/tables': {
    path: () => 'estate/imports/tables?name=machines.csv',
    body: () => ['host,os', 'other,Linux'],
    answers: 'seen',
  },
  'GET /api/v1/estate/sightings': { answers: 'seen' },
  'POST /api/v1/estate/sightings/add': {
    body: () => ({ keys: ['host marker-of-north'] }),
    answers: 409,
  },
  'POST /api/v1/estate/sightings/ignore': {
    body: () => ({ keys: ['host marker-of-north'], because: 'Not ours' }),
    answers: 409,
  },
  'POST /api/v1/estate/sightings/undo': {
    body: () => ({ keys: ['host marker-of-north'] }),
    answers: 'seen',
  },
  'GET /api/v1/estate/imports': { answers: 'seen' },
  'GET /api/v1/estate/imports/:id': { path: () => `estate/imports/${ids.import}`, answers: 404 },
  'GET /api/v1/estate/outline': { answers: 404 },
  'GET /api/v1/estate/assets': { answers: 'seen' },
  'GET /api/v1/estate/assets/:id': { path: () => 'estate/assets/marker-of-north', answers: 404 },
  'GET /api/v1/estate/map': { answers: 'seen' },
  'GET /api/v1/estate/legacy': { answers: 'seen' },
  'GET /api/v1/estate/vulnerabilities': { answers: 'seen' },
  'GET /api/v1/estate/entries': { answers: 'seen' },
  'GET /api/v1/estate/firewalls': { answers: 404 },
  'GET /api/v1/ledger': { path: () => 'ledger?limit=500', answers: 'seen' },
  'GET /api/v1/ledger/verify': { answers: 'seen' },
  'GET /api/v1/ledger/export': { answers: 'seen' },
  'GET /api/v1/ledger/forwards': { answers: 'seen' },
  'GET /api/v1/openapi.json': { answers: 'seen' },
  'GET /api/v1/webhooks': { answers: 'seen' },
  'POST /api/v1/webhooks': {
    body: () => ({ url: 'https://marker.example/', events: ['incident.raised'] }),
    answers: 201,
  },
  'DELETE /api/v1/webhooks/:id': { path: () => `webhooks/${ids.webhook}`, answers: 404 },
  'PUT /api/v1/webhooks/:id/paused': {
    path: () => `webhooks/${ids.webhook}/paused`,
    body: () => ({ paused: true }),
    answers: 404,
  },
  'POST /api/v1/webhooks/:id/test': { path: () => `webhooks/${ids.webhook}/test`, answers: 404 },
  'POST /api/v1/webhooks/:id/deliveries/:delivery/again': {
    path: () => `webhooks/${ids.webhook}/deliveries/${ids.message}/again`,
    answers: 404,
  },
  'GET /metrics': deployment,
  'GET /api/v1/keys': { answers: 'seen' },
  'POST /api/v1/keys/rotate': { body: () => ({ of: 'north', because: 'why not' }), answers: 404 },
  'POST /api/v1/keys/destroy': { body: () => ({ of: 'north', key: null, because: 'why not' }), answers: 404 },
  'POST /api/v1/backups': deployment,
  'DELETE /api/v1/backups/:name': deployment,
  'GET /api/v1/retention': deployment,
  'POST /api/v1/retention/run': deployment,
  'GET /api/v1/holds': deployment,
  'POST /api/v1/holds': deployment,
  'POST /api/v1/holds/:id/release': deployment,
};

describe('what is one hospital’s', () => {
  it('has an attempt, or a reason for none, for every route', () => {
    const known = cordon.routes.map(({ method, url }) => `${method} ${url}`).sort();
    expect(known).toEqual(Object.keys(attempts).sort());
  });

  it.each(Object.entries(attempts))('is not had from another by %s', async (route, attempt) => {
    const [method = '', url = ''] = route.split(' ');
    const bare = url.replace('/api/v1/', '').replace(/^\//, '../../').replace(/:\w+/g, 'none');
    if (attempt === nothing) return;
    if (attempt === deployment) {
      expect((await send(insider.ask, method, bare)).status).toBe(403);
      return;
    }
    if (typeof attempt === 'string') return;
    const path = attempt.path?.() ?? bare;
    const before = await everythingOfNorth();
    // Naming the other one is not allowed at all, whatever is asked.
    const named = await send(insider.ask, method, path, attempt.body?.(), 'north');
    const own = url.startsWith('/api/v1/me') || url === '/api/v1/roles' || url === '/api/v1/openapi.json';
    if (!own) expect(named.status).toBe(403);
    const answer = await send(insider.ask, method, path, attempt.body?.());
    const text = await answer.text();
    expect(`${route}: ${answer.status} ${text.slice(0, 300)}`).toMatch(
      new RegExp(`^${route.replace(/[/:]/g, '.')}: ${attempt.answers === 'seen' ? 200 : attempt.answers} `),
    );
    expect(text).not.toMatch(/marker-of-north|north-pc|NORTH/);
    // Where both have the same kind of thing, it shows one's own: the test above looked at something.
    if (method === 'GET' && /findings\?|hunt\?|people$|ledger\?/.test(path)) expect(text).toMatch(/south/i);
    expect(await everythingOfNorth()).toEqual(before);
  });

  /** Rows of the north in every table, but for those that count the passing of time. */
  async function everythingOfNorth(): Promise<unknown> {
    const { rows } = await sql<{ name: string }>`select c.relname as name from pg_class c
      join pg_attribute a on a.attrelid = c.oid where c.relkind = 'r' and a.attname = 'org' and not a.attisdropped
      and c.relnamespace = 'public'::regnamespace order by 1`.execute(cordon.database.tables());
    const counts: Record<string, unknown> = {};
    // Those that the passing of time writes.
    const timed = ['ledger_checkpoints', 'webhook_told', 'webhook_deliveries', 'model_snapshot'];
    for (const { name } of rows.filter((one) => !timed.includes(one.name)))
      counts[name] = (
        await sql`select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as sum from ${sql.table(name)} t
          where org = 'north'`.execute(cordon.database.tables())
      ).rows[0];
    return counts;
  }

  it('is counted for each, though both were sent the same record', async () => {
    for (const [who, org] of [
      [ofNorth, 'north'],
      [insider, 'south'],
    ] as const) {
      const { items } = FindingPage.parse(await get(who.ask, 'findings?q=vssadmin'));
      const hosts = new Set(items.map(({ host }) => host));
      expect([...hosts].sort()).toEqual([`${org}-pc.example`, 'shared-pc.example'].sort());
    }
  });

  it('has its own people, tokens and ledger', async () => {
    const people = PeopleList.parse(await get(insider.ask, 'people'));
    expect(people.items.map(({ name }) => name)).toEqual(['Insider of the south']);
    expect(people.organisations.map(({ id }) => id)).toEqual(['south']);
    const tokens = TokenList.parse(await get(ofNorth.ask, 'tokens')).items.map(({ name }) => name);
    expect(tokens).toEqual(['marker-of-north']);
    const acts = LedgerPage.parse(await get(ofNorth.ask, 'ledger?limit=500')).items;
    expect(new Set(acts.map(({ org }) => org))).toEqual(new Set(['north']));
  });

  it('is summed up for who stands above, who sees no finding, event or name', async () => {
    for (const org of ['north', 'south']) {
      const situation = Situation.parse(await get(regional.ask, 'situation', org));
      expect(situation.events).toBeGreaterThan(0);
      for (const path of ['findings', 'hunt?q=x', 'people', 'ledger', 'sources'])
        expect((await send(regional.ask, 'GET', path, undefined, org)).status).toBe(403);
    }
    const region = (await get(regional.ask, 'region', 'region')) as { items: { id: string }[] };
    expect(region.items.map(({ id }) => id).sort()).toEqual(['north', 'south']);
    const { organisations: seen } = (await get(regional.ask, 'session')) as {
      organisations: { id: string }[];
    };
    expect(seen.map(({ id }) => id).sort()).toEqual(['north', 'region', 'south']);
    expect((await send(regional.ask, 'GET', 'situation', undefined, 'region')).status).toBe(404);
  });

  it('is told to its own consoles alone', async () => {
    const stop = new AbortController();
    const heard: string[] = [];
    const listening = ['north', 'south'].map(async (org) => {
      const who = org === 'north' ? ofNorth : insider;
      const stream = await who.ask('/api/v1/stream', { signal: stop.signal });
      (async () => {
        for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream()))
          if (chunk.includes('changed')) heard.push(org);
      })().catch(() => undefined);
    });
    await Promise.all(listening);
    const holder = asHolder(address, cordon.machineKey);
    await holder('/api/v1/logs?name=more', {
      method: 'POST',
      headers: { 'cordon-organisation': 'south' },
      body: `${record('south', 9)}\n`,
    });
    await expect.poll(() => heard.includes('south'), { timeout: 10_000 }).toBe(true);
    expect(heard).not.toContain('north');
    stop.abort();
  });
});

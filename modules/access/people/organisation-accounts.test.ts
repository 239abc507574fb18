/** Guards: somebody let in by another's account, by one factor, or by an answer that was not asked for. The provider is a real one. */

import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, migrate, openDatabase } from '@cordon/platform/database';
import { type App, createHttp } from '@cordon/platform/http';
import { openKeyRing, rootInFile } from '@cordon/platform/keys';
import { projectPath } from '@cordon/platform/root';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccess } from '../access.ts';
import { createTokens, type TokenTables } from '../tokens/tokens.ts';
import { SessionView } from './model.ts';
import { pageOf } from './refusal-page.ts';
import type { PeopleTables } from './tables.ts';

const dir = mkdtempSync(join(tmpdir(), 'cordon-oidc-'));
const acts: string[] = [];
let database: Database;
let app: App;
let address: string;
let server: Server;
/** One that signs with a key which is not the one it publishes. */
let forger: Server;
/** Who is at the provider's keyboard, and how they show it. */
let there = { sub: 'subject-1', email: 'a.person@hospital.example', acr: 'two-factors' };

const listening = (one: Server): Promise<string> =>
  new Promise((resolve) =>
    one.listen(0, '127.0.0.1', () => resolve(`http://localhost:${(one.address() as AddressInfo).port}`)),
  );

beforeAll(async () => {
  database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'access', projectPath('modules/access/migrations'));
  const keys = await openKeyRing({
    folder: join(dir, 'keys'),
    unlock: rootInFile({ folder: join(dir, 'root') }),
  });
  const now = () => new Date();
  const record = async ({ act }: { act: string }) => void acts.push(act);
  app = createHttp(createLogger('test', { level: 'silent' }), { reach: 'console' });
  const made = new Map<string, Provider>();
  const serverOf = (id: string): Server =>
    createServer((request, response) => {
      const provider = made.get(id)!;
      if (request.url?.startsWith('/interaction/')) void answer(provider, request, response);
      else if (id === 'forger' && request.url === '/jwks')
        response.setHeader('content-type', 'application/json').end(JSON.stringify(anotherKey()));
      else provider.callback()(request, response);
    });
  server = serverOf('trust');
  forger = serverOf('forger');
  const issuers = { trust: await listening(server), forger: await listening(forger) };
  openAccess(app, {
    db: database.tables<PeopleTables>(),
    keys,
    record,
    own: 'sah',
    now,
    tokens: createTokens({ db: database.tables<TokenTables>(), record, now }),
    providers: Object.entries(issuers).map(([id, issuer]) => ({
      id,
      name: 'your trust account',
      issuer,
      client: 'cordon',
      secret: () => 'a secret of the tests, long enough',
      scope: 'openid email',
      account: 'email',
      assurance: { claim: 'acr', asked: 'two-factors', accepted: ['two-factors'] },
    })),
    policyFolder: projectPath('content/policy'),
    organisations: [{ id: 'sah', name: 'A hospital', parent: null }],
    machineKey: 'cordon-machine_x',
    instance: 'test',
    secure: false,
    refused: () => undefined,
    demonstration: false,
    place: ({ headers }) => ({ origin: `http://${headers.host}`, host: 'localhost' }),
    alarm: () => undefined,
  });
  address = (await app.listen({ host: '127.0.0.1', port: 0 })).replace('127.0.0.1', 'localhost');
  for (const [id, issuer] of Object.entries(issuers)) made.set(id, providerAt(issuer, id));
  const at = now().toISOString();
  await database
    .tables<PeopleTables>()
    .insertInto('people')
    .values(
      ['a.person', 'b.person'].map((name) => ({
        id: name,
        name,
        account: `${name}@hospital.example`,
        ...{ state: 'invited' as const, issuer: null, subject: null, created: at, created_by: 'tests' },
      })),
    )
    .execute();
});
afterAll(async () => {
  await app.close();
  server.close();
  forger.close();
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});

const providerAt = (issuer: string, id: string): Provider =>
  new Provider(issuer, {
    clients: [
      {
        client_id: 'cordon',
        client_secret: 'a secret of the tests, long enough',
        redirect_uris: [`${address}/api/v1/sign-in/organisation/${id}/return`],
      },
    ],
    acrValues: ['two-factors', 'password'],
    claims: { openid: ['sub', 'acr'], email: ['email'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['of the tests'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, subject: string) => ({
      accountId: subject,
      claims: () => ({ sub: subject, email: there.email }),
    }),
  });

const anotherKey = () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { keys: [{ ...publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] };
};

/** Signs in at the provider, and agrees, without a page. */
async function answer(
  provider: Provider,
  ...[request, response]: Parameters<ReturnType<Provider['callback']>>
): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId: there.sub, clientId: params.client_id });
  grant.addOIDCScope('openid email');
  await provider.interactionFinished(request, response, {
    login: { accountId: there.sub, acr: there.acr },
    consent: { grantId: await grant.save() },
  });
}

/** A browser: follows redirects with its cookies, as far as the answer that is none; `meddle` may change where it goes. */
async function browse(start: string, meddle = (url: string) => url) {
  const jar = new Map<string, string>();
  for (let url = start, steps = 0; steps < 12; steps++) {
    const { host } = new URL(url);
    const cookie = [...jar]
      .filter(([key]) => key.startsWith(host))
      .map(([key, value]) => `${key.slice(host.length + 1)}=${value}`);
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: cookie.join('; '), 'user-agent': 'a browser' },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      jar.set(`${host} ${pair.slice(0, pair.indexOf('='))}`, pair.slice(pair.indexOf('=') + 1));
    }
    const next = response.headers.get('location');
    if (next === null) return { response, text: await response.text(), jar };
    url = meddle(new URL(next, url).href);
  }
  throw new Error('it went on for ever');
}

const start = (id = 'trust') => `${address}/api/v1/sign-in/organisation/${id}`;
async function whoIsIn(jar: Map<string, string>): Promise<SessionView> {
  const { host } = new URL(address);
  const cookie = `cordon_test=${jar.get(`${host} cordon_test`) ?? ''}`;
  const answered = await fetch(`${address}/api/v1/session`, {
    headers: { cookie, 'user-agent': 'a browser' },
  });
  return SessionView.parse(await answered.json());
}

describe('an organisation’s own account', () => {
  it('lets in whom an administrator named, and binds them to its subject', async () => {
    const { response, text, jar } = await browse(start());
    expect([response.status, text]).toEqual([200, expect.stringContaining('You are signed in')]);
    expect(await whoIsIn(jar)).toMatchObject({
      state: 'signed-in',
      person: { name: 'a.person' },
      method: 'organisation account',
    });
    expect(acts).toEqual(['person.bind', 'session.start']);
    // Even when it calls them something else from now on.
    there = { ...there, email: 'married@hospital.example' };
    expect((await whoIsIn((await browse(start())).jar)).state).toBe('signed-in');
  });

  it('does not let in another subject under the account that is bound', async () => {
    there = { sub: 'subject-2', email: 'a.person@hospital.example', acr: 'two-factors' };
    const { response, text } = await browse(start());
    expect([response.status, text]).toEqual([403, expect.stringContaining('NOT_KNOWN_HERE')]);
  });

  it('does not let in whom nobody named, whoever vouches for them', async () => {
    there = { sub: 'subject-3', email: 'stranger@hospital.example', acr: 'two-factors' };
    expect((await browse(start())).response.status).toBe(403);
  });

  it('does not let in by a password alone', async () => {
    there = { sub: 'subject-4', email: 'b.person@hospital.example', acr: 'password' };
    const { response, text, jar } = await browse(start());
    expect([response.status, text]).toEqual([401, expect.stringContaining('two factors')]);
    expect((await whoIsIn(jar)).state).toBe('signed-out');
    const bound = await database
      .tables<PeopleTables>()
      .selectFrom('people')
      .select('subject')
      .where('id', '=', 'b.person')
      .executeTakeFirst();
    expect(bound?.subject).toBeNull();
  });

  it('takes no answer that was changed, comes twice, or was not asked for', async () => {
    there = { sub: 'subject-1', email: 'a.person@hospital.example', acr: 'two-factors' };
    let last = '';
    const keep = (change: (url: URL) => void) => (url: string) => {
      const to = new URL(url);
      if (to.pathname.endsWith('/return')) {
        last = url;
        change(to);
      }
      return to.href;
    };
    for (const change of [
      (url: URL) => url.searchParams.set('state', 'another'),
      (url: URL) => url.searchParams.set('code', 'another'),
      (url: URL) => url.searchParams.set('iss', 'http://localhost:1'),
    ]) {
      const { response, jar } = await browse(start(), keep(change));
      expect(response.status).toBe(401);
      expect((await whoIsIn(jar)).state).toBe('signed-out');
    }
    await browse(
      start(),
      keep(() => undefined),
    );
    // Whoever is sent somebody else's answer has not asked, and has no cookie of it.
    expect((await browse(last)).response.status).toBe(409);
  });

  it('believes nothing that is not signed by the key its provider publishes', async () => {
    there = { sub: 'subject-9', email: 'b.person@hospital.example', acr: 'two-factors' };
    const { response, jar } = await browse(start('forger'));
    expect(response.status).toBe(401);
    expect((await whoIsIn(jar)).state).toBe('signed-out');
  });

  it('says what to do when its provider does not answer', async () => {
    const other = `${address}/api/v1/sign-in/organisation/nobody`;
    expect((await fetch(other)).status).toBe(404);
    // A person was sent there, and sees a page and not what programs read.
    const page = await fetch(other, { headers: { accept: 'text/html,*/*' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('There is no such way to sign in here.');
    expect(pageOf('<script>alert(1)</script>', '"')).not.toMatch(/<script|"&#34;"|<p>"/);
  });
});

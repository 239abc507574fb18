/**
 * Signing in with an account that somebody else looks after: OpenID Connect, authorization code with PKCE, and nothing below two
 * factors. The first time it binds the person whom an administrator named by that account; from then on only that subject counts.
 * Asks the provider over the network, and nobody else.
 */
import { type App, httpFault, type Reply, type Request } from '@cordon/platform/http';
import * as client from 'openid-client';
import { z } from 'zod';
import { open } from '../gate.ts';
import { cookieIn } from '../recognise.ts';
import type { Ceremonies } from './ceremonies.ts';
import type { Desk, From } from './desk.ts';
import { Account, type Person } from './model.ts';
import { homeOf, type PeopleNeeds, type Place } from './needs.ts';
import type { People } from './people.ts';
import { asPage } from './refusal-page.ts';

/** How a provider is asked, and what it must have said. */
export interface OrganisationAccounts {
  id: string;
  /** On the button. */
  name: string;
  issuer: string;
  client: string;
  secret(): string;
  scope: string;
  /** The claim that says which account it is: one that only the provider's administrators can set. */
  account: string;
  /** The claim that says how strongly they showed it, what it is asked for with, and which values will do. */
  assurance: { claim: string; asked: string; accepted: readonly string[] };
}

export interface OrganisationAccountNeeds extends PeopleNeeds {
  providers: readonly OrganisationAccounts[];
  people: People;
  ceremonies: Ceremonies;
  desk: Desk;
  cookieName: string;
  place(request: Request): Place;
  /** Sets the session's cookie. */
  enter(reply: Reply, cookie: string, place: Place): void;
}

const UnderWay = z.object({
  provider: z.string(),
  verifier: z.string(),
  state: z.string(),
  nonce: z.string(),
});
const ById = z.object({ id: z.string().max(60) });
const Claims = z.looseObject({ iss: z.string(), sub: z.string() });
const minutes = 10;
const home = '/api/v1/sign-in/organisation';

export function organisationAccountRoutes(app: App, needs: OrganisationAccountNeeds): void {
  const { db, providers, people, ceremonies, desk, record, own, place, enter } = needs;
  // It is shown on this path only, which a name with __Host- does not allow.
  const cookieName = `${needs.cookieName.replace('__Host-', '__Secure-')}_way`;
  const found = new Map<string, Promise<client.Configuration>>();

  function providerOf(id: string): OrganisationAccounts {
    const provider = providers.find((one) => one.id === id);
    if (provider) return provider;
    throw httpFault(
      404,
      'NO_PROVIDER',
      'There is no such way to sign in here.',
      'Go back to the sign-in page.',
    );
  }

  /** Asked for once; where the provider cannot be reached, anew the next time. */
  function configurationOf({ id, issuer, client: clientId, secret }: OrganisationAccounts) {
    let configuration = found.get(id);
    if (!configuration) {
      const plain = new URL(issuer).hostname === 'localhost';
      configuration = client.discovery(new URL(issuer), clientId, secret(), undefined, {
        timeout: 10,
        // What it says of the person is believed for its signature, and not only for the way it came.
        execute: [client.enableNonRepudiationChecks, ...(plain ? [client.allowInsecureRequests] : [])],
      });
      configuration.catch(() => found.delete(id));
      found.set(id, configuration);
    }
    return configuration.catch((cause: unknown) => {
      throw httpFault(
        502,
        'PROVIDER_UNREACHABLE',
        `The sign-in service of your organisation did not answer (${(cause as Error).message}).`,
        'Use a passkey or a code. When nothing works, there is break-glass.',
      );
    });
  }

  const returnTo = (request: Request, id: string): string => `${place(request).origin}${home}/${id}/return`;
  const wayCookie = (value: string, secure: boolean): string =>
    // Lax, not Strict: the provider sends the browser back here, which counts as coming from another site.
    `${cookieName}=${value}; Path=${home}; HttpOnly; SameSite=Lax; Max-Age=${value === '' ? 0 : minutes * 60}${secure ? '; Secure' : ''}`;
  const isSecure = (request: Request): boolean => place(request).origin.startsWith('https:');

  app.get(
    `${home}/:id`,
    { config: { action: open }, schema: { params: ById }, errorHandler: asPage },
    async (request, reply) => {
      const provider = providerOf(request.params.id);
      const configuration = await configurationOf(provider);
      const [verifier, state, nonce] = [
        client.randomPKCECodeVerifier(),
        client.randomState(),
        client.randomNonce(),
      ];
      const ceremony = await ceremonies.begin('organisation', {
        provider: provider.id,
        verifier,
        state,
        nonce,
      } satisfies z.infer<typeof UnderWay>);
      const to = client.buildAuthorizationUrl(configuration, {
        redirect_uri: returnTo(request, provider.id),
        scope: provider.scope,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
        ...(provider.assurance.claim === 'acr'
          ? { acr_values: provider.assurance.asked }
          : { claims: claimsFor(provider.assurance) }),
      });
      return reply.header('set-cookie', wayCookie(ceremony, isSecure(request))).redirect(to.href, 302);
    },
  );

  app.get(
    `${home}/:id/return`,
    { config: { action: open }, schema: { params: ById }, errorHandler: asPage },
    async (request, reply) => {
      const provider = providerOf(request.params.id);
      const under = UnderWay.parse(await ceremonies.end(cookieIn(request, cookieName) ?? '', 'organisation'));
      if (under.provider !== provider.id) throw refused('it was begun with another provider');
      const claims = await claimsOf(request, provider, under);
      const person = await personOf(provider, claims);
      const from: From = { address: request.ip, userAgent: request.headers['user-agent'] ?? '' };
      enter(reply, await desk.vouched(person, from), place(request));
      // A page and not a redirect: the session's cookie is not shown on a way that began on another site.
      return reply.type('text/html; charset=utf-8').send(onward);
    },
  );

  async function claimsOf(
    request: Request,
    provider: OrganisationAccounts,
    { verifier, state, nonce }: z.infer<typeof UnderWay>,
  ): Promise<z.infer<typeof Claims>> {
    const configuration = await configurationOf(provider);
    const here = new URL(returnTo(request, provider.id));
    here.search = new URL(request.url, here).search;
    const tokens = await client
      .authorizationCodeGrant(configuration, here, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      })
      .catch((error: unknown) => {
        throw refused((error as Error).message);
      });
    const claims = Claims.parse(tokens.claims());
    const { claim, accepted } = provider.assurance;
    const said = [claims[claim]].flat();
    if (!said.some((one) => typeof one === 'string' && accepted.includes(one)))
      throw refused(`it did not say that you showed two factors (${claim})`);
    return claims;
  }

  async function personOf(provider: OrganisationAccounts, claims: z.infer<typeof Claims>): Promise<Person> {
    const { iss, sub } = claims;
    const bound = await db
      .selectFrom('people')
      .select('id')
      .where('issuer', '=', iss)
      .where('subject', '=', sub)
      .executeTakeFirst();
    const account = Account.safeParse(claims[provider.account]);
    const person = bound
      ? await people.get(bound.id)
      : account.success
        ? await people.byAccount(account.data)
        : null;
    const another = !bound && person?.ways.organisation_account;
    if (!person || person.state === 'disabled' || another) throw unknown();
    if (!bound) {
      await record(
        {
          act: 'person.bind',
          who: { kind: 'person', name: person.name, proven: 'organisation account' },
          object: person.id,
          details: { provider: provider.id },
        },
        homeOf(person.memberships, own),
      );
      await db.updateTable('people').set({ issuer: iss, subject: sub }).where('id', '=', person.id).execute();
      await people.activate(person.id);
    }
    return person;
  }
}

const claimsFor = ({ claim, accepted }: OrganisationAccounts['assurance']): string =>
  JSON.stringify({ id_token: { [claim]: { essential: true, values: accepted } } });

const refused = (why: string) =>
  httpFault(
    401,
    'PROVIDER_REFUSED',
    `Your organisation's sign-in was not accepted: ${why.replace(/\.$/, '')}.`,
    'Begin again from the sign-in page, or use a passkey or a code.',
  );
const unknown = () =>
  httpFault(
    403,
    'NOT_KNOWN_HERE',
    'Your organisation says who you are, but nobody of that account works with Cordon here.',
    'Ask an administrator of Cordon to add you with that account.',
  );

const onward =
  '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=/"><title>Signed in</title><p>You are signed in. <a href="/">Go on to Cordon</a>.</p></html>';

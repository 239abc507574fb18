/**
 * The gate in front of every route: who is asking, and may they? A route states its action (`config: { action }`); one under /api/
 * that states none, or one that the policy does not know, stops the start of Cordon, so that none can be forgotten.
 */

import { fault } from '@cordon/platform/fault';
import { type App, httpFault, type Request } from '@cordon/platform/http';
import type { Actor } from './ledger/model.ts';
import type { Organisations } from './organisations.ts';
import type { Session } from './people/sessions.ts';
import type { Policy } from './policy/policy.ts';

/** Who asks, and where they may do what they ask for. */
export interface Caller {
  actor: Actor;
  session: Session | null;
  /** The organisation that this request is about. */
  org: string;
  /** Every organisation for which its action is allowed: rows of no other may be read or written. */
  orgs: readonly string[];
  /** The same, whichever one the request names. */
  everywhere: readonly string[];
}

/** Somebody who has shown who they are, before it is decided what they may do. */
export interface Known {
  actor: Actor;
  kind: 'person' | 'program';
  session: Session | null;
  steppedUp: boolean;
  /** Roles or scopes, by organisation. */
  holds(org: string): readonly string[];
}

export interface GateNeeds {
  policy: Policy;
  organisations: Organisations;
  /** The organisation that runs the deployment. */
  own: string;
  refused(facts: { who: string; org: string; action: string }): void;
  /** Who this is; null when they have shown nothing that counts. */
  recognise(request: Request): Promise<Known | null>;
}

/** Anybody may ask: signing in, and saying that it is there. */
export const open = 'open';

declare module 'fastify' {
  interface FastifyContextConfig {
    action?: string;
    /** It concerns everybody in the deployment, so only roles in the organisation that runs it count. */
    deployment?: boolean;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}

/** @throws SIGN_IN where a route is open and nobody is signed in */
export function callerOf(request: Request): Caller {
  if (request.caller) return request.caller;
  throw signIn();
}

const signIn = () =>
  httpFault(401, 'SIGN_IN', 'Nobody is signed in here.', 'Sign in; then this page asks again by itself.');

/** A route, and what it takes to use it. */
export interface Route {
  method: string;
  url: string;
  action: string;
}

/** @returns the routes under /api/, more of them with each that is added */
export function guard(
  app: App,
  { policy, organisations, own, refused, recognise }: GateNeeds,
): readonly Route[] {
  const routes: Route[] = [];
  app.decorateRequest('caller', null);

  app.addHook('onRoute', ({ method, url, config }) => {
    const action = config?.action;
    // What is not under /api/ and states nothing is the console's own files, the same for everybody.
    if (!url.startsWith('/api/') && action === undefined) return;
    if (action !== open && (action === undefined || !policy.actions.has(action)))
      throw fault(
        'ROUTE_WITHOUT_ACTION',
        `The route ${url} states ${action === undefined ? 'no action' : `the action ${action}, which the policy does not know`}.`,
        'State one of those in content/policy/cordon.cedarschema.',
      );
    for (const one of [method].flat()) if (one !== 'HEAD') routes.push({ method: one, url, action });
  });

  app.addHook('onRequest', async (request, reply) => {
    const { action, deployment = false } = request.routeOptions.config;
    if (action === undefined) {
      // Nothing is there; whoever is not signed in need not learn even that.
      if (request.url.startsWith('/api/') && !(await recognise(request))) throw signIn();
      return;
    }
    const known = await recognise(request);
    if (action === open) {
      if (known) request.caller = { ...asked(known), orgs: [], everywhere: [] };
      return;
    }
    if (!known) {
      reply.header('www-authenticate', 'Bearer');
      throw signIn();
    }
    const decisions = organisations.all().map(({ id }) => ({
      id,
      decision: policy.decide(
        { kind: known.kind, holds: known.holds(id), steppedUp: known.steppedUp },
        action,
      ),
    }));
    const named = request.headers['cordon-organisation'];
    const about = decisions.filter(({ id }) =>
      deployment ? id === own : named === undefined || id === named,
    );
    const allowed = about.filter(({ decision }) => decision === 'allow').map(({ id }) => id);
    const [first] = allowed;
    if (first !== undefined) {
      // Where several would do, the one they belong to.
      const org = allowed.find((id) => known.holds(id).length > 0) ?? first;
      const everywhere = decisions.filter(({ decision }) => decision === 'allow').map(({ id }) => id);
      request.caller = { actor: known.actor, session: known.session, org, orgs: allowed, everywhere };
      return;
    }
    if (about.some(({ decision }) => decision === 'step-up')) {
      reply.header('www-authenticate', 'Bearer error="insufficient_user_authentication", max_age=300');
      throw httpFault(
        401,
        'STEP_UP',
        'This needs you to show again that it is you.',
        'Use your passkey or code; then it is done.',
      );
    }
    const who = known.session?.person.id ?? known.actor.name;
    refused({ who, org: about[0]?.id ?? '', action });
    throw httpFault(
      403,
      'NOT_ALLOWED',
      `Your roles do not allow this (${action}). Nothing was done.`,
      'Ask an administrator of Cordon, if it is your work.',
    );
  });

  function asked(known: Known): Omit<Caller, 'orgs' | 'everywhere'> {
    const all = organisations.all();
    const org = (all.find(({ id }) => known.holds(id).length > 0) ?? all[0])?.id ?? '';
    return { actor: known.actor, session: known.session, org };
  }
  return routes;
}

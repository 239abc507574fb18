/** Puts sign-in, policy and tokens together, and stands the gate in front of an HTTP server. */
import type { App, Request } from '@cordon/platform/http';
import { guard, type Route } from './gate.ts';
import { createOrganisations, type OrganisationLine } from './organisations.ts';
import { createBreakGlass } from './people/break-glass.ts';
import { createCeremonies } from './people/ceremonies.ts';
import { createCodes } from './people/codes.ts';
import { createDesk } from './people/desk.ts';
import { createLimits } from './people/limits.ts';
import { meRoutes } from './people/me-routes.ts';
import type { PeopleNeeds, Place } from './people/needs.ts';
import { type OrganisationAccounts, organisationAccountRoutes } from './people/organisation-accounts.ts';
import type { AccessParts } from './people/parts.ts';
import { createPasskeys } from './people/passkeys.ts';
import { createPeople } from './people/people.ts';
import { peopleRoutes } from './people/people-routes.ts';
import { createSessionView } from './people/session-view.ts';
import { createSessions } from './people/sessions.ts';
import { signInRoutes } from './people/sign-in-routes.ts';
import { openPolicy } from './policy/policy.ts';
import { roleRoutes } from './policy/routes.ts';
import { cookieIn, cookieText, createRecognise } from './recognise.ts';
import { tokenRoutes } from './tokens/routes.ts';
import type { Tokens } from './tokens/tokens.ts';

export interface AccessNeeds extends PeopleNeeds {
  tokens: Tokens;
  /** Whose accounts people may sign in with. */
  providers: readonly OrganisationAccounts[];
  policyFolder: string;
  organisations: readonly OrganisationLine[];
  machineKey: string;
  /** Tells the cookie of this Cordon from that of another on the same machine: browsers share cookies between ports. */
  instance: string;
  /** Browsers reach it over TLS: its cookie then is one that no other host can set. */
  secure: boolean;
  /** Somebody asked for what their roles do not allow. */
  refused(facts: { who: string; org: string; action: string }): void;
  /** The sample hospital: its link opens it, and its visitor may do everything. */
  demonstration: boolean;
  place(request: Request): Place;
  /** Break-glass was used or reviewed there. */
  alarm(org: string): void;
}

export interface Access {
  /** Nobody can sign in yet. */
  firstRun(): Promise<boolean>;
  /** The person signed out, was shut out, or has been idle too long. */
  sessionIsOver(id: string): Promise<boolean>;
  /** Every route behind the gate. */
  routes: readonly Route[];
  /** Of the session. */
  cookieName: string;
}

export function openAccess(app: App, needs: AccessNeeds): Access {
  const { db, now, record, own, tokens, machineKey } = needs;
  const policy = openPolicy(needs.policyFolder);
  const organisations = createOrganisations(needs.organisations);
  const sessions = createSessions(needs);
  const people = createPeople(needs, sessions);
  const ceremonies = createCeremonies(needs);
  const passkeys = createPasskeys(needs, ceremonies);
  const codes = createCodes(needs, ceremonies);
  const breakGlass = createBreakGlass(needs);
  const limits = createLimits(now);
  const desk = createDesk({
    ...needs,
    people,
    sessions,
    passkeys,
    codes,
    breakGlass,
    limits,
    // Whoever sets Cordon up needs to see that it works, too.
    firstRoles: ['administrator', 'analyst'].map((role) => ({ org: own, role })),
    demonstration: needs.demonstration ? policy.roles.map(({ id }) => ({ org: own, role: id })) : null,
  });
  const cookieName = `${needs.secure ? '__Host-' : ''}cordon_${needs.instance}`;
  const routes = guard(app, {
    policy,
    organisations,
    own,
    refused: needs.refused,
    recognise: createRecognise({ sessions, tokens, organisations, machineKey, cookieName }),
  });

  const parts: AccessParts = {
    ...needs,
    people,
    sessions,
    passkeys,
    codes,
    breakGlass,
    desk,
    limits,
    policy,
    organisations,
    cookieName,
    cookieOf: (request) => cookieIn(request, cookieName) ?? '',
    viewOf: createSessionView({
      db,
      policy,
      organisations,
      people,
      desk,
      demonstration: needs.demonstration,
      providers: needs.providers,
    }),
    async addPasskey(by, person, name, answer, place) {
      await passkeys.add(person, name, answer, place);
      await record({ act: 'passkey.add', who: by.actor, object: person, details: { name } }, by.org);
    },
    async addCode(by, person, ceremony, otp) {
      await codes.confirm(person, ceremony, otp);
      await record({ act: 'code.add', who: by.actor, object: person, details: {} }, by.org);
    },
  };
  signInRoutes(app, parts);
  organisationAccountRoutes(app, {
    ...parts,
    ceremonies,
    providers: needs.providers,
    enter: (reply, cookie, { origin }) =>
      reply.header('set-cookie', cookieText(cookieName, cookie, origin.startsWith('https:'))),
  });
  meRoutes(app, parts);
  peopleRoutes(app, parts);
  roleRoutes(app, policy);
  tokenRoutes(app, tokens);
  return { firstRun: desk.firstRun, sessionIsOver: sessions.isOver, routes, cookieName };
}

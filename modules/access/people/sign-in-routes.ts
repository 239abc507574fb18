/** HTTP doors of signing in: open to everybody, each guarded by what it asks for. */
import type { App, Reply, Request } from '@cordon/platform/http';
import { z } from 'zod';
import { open } from '../gate.ts';
import { cookieIn, cookieText } from '../recognise.ts';
import {
  BreakGlass,
  Ceremony,
  CodeOffer,
  CodeSignIn,
  LinkView,
  Otp,
  PasskeyAnswer,
  PasskeyName,
  type Person,
  SessionView,
  SetUp,
} from './model.ts';
import { type By, homeOf } from './needs.ts';
import type { AccessParts } from './parts.ts';

const config = { action: open };
const PasskeySetUp = SetUp.extend({ answer: PasskeyAnswer, passkey_name: PasskeyName });
const CodeSetUp = SetUp.extend({ ceremony: z.string().max(64), otp: Otp });
const In = { 200: SessionView };

/** What a link's bearer does, before they are signed in. */
const byLinkTo =
  (own: string) =>
  (person: Person): By => ({
    actor: { kind: 'person', name: person.name, proven: 'link' },
    org: homeOf(person.memberships, own),
  });

export function signInRoutes(app: App, parts: AccessParts): void {
  const { desk, passkeys, codes, sessions, record, place, cookieName, viewOf } = parts;

  const byLink = byLinkTo(parts.own);
  const from = (request: Request) => ({
    address: request.ip,
    userAgent: request.headers['user-agent'] ?? '',
  });

  /** The cookie, and who one is from now on. */
  async function enter(request: Request, reply: Reply, cookie: string): Promise<SessionView> {
    reply.header('set-cookie', cookieText(cookieName, cookie, place(request).origin.startsWith('https:')));
    return viewOf(await sessions.find(cookie, from(request).userAgent), request);
  }

  app.get('/api/v1/session', { config, schema: { response: { 200: SessionView } } }, async (request) =>
    viewOf(request.caller?.session ?? null, request),
  );

  app.delete(
    '/api/v1/session',
    { config, schema: { response: { 204: z.null() } } },
    async (request, reply) => {
      const { caller } = request;
      if (caller?.session) {
        await record(
          {
            act: 'session.end',
            who: caller.actor,
            object: caller.session.person.id,
            details: {},
          },
          caller.org,
        );
        await sessions.end(caller.session.id, 'signed out');
      }
      if (cookieIn(request, cookieName) !== null)
        reply.header('set-cookie', cookieText(cookieName, '', place(request).origin.startsWith('https:')));
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/api/v1/sign-in/link',
    { config, schema: { body: SetUp.pick({ link: true }), response: { 200: LinkView } } },
    ({ body }) => desk.look(body.link),
  );
  app.post(
    '/api/v1/sign-in/demonstration',
    { config, schema: { body: SetUp.pick({ link: true }), response: In } },
    async (request, reply) =>
      enter(request, reply, await desk.demonstration(request.body.link, from(request))),
  );

  app.post(
    '/api/v1/sign-in/passkey/options',
    { config, schema: { response: { 200: Ceremony } } },
    (request) => passkeys.ask(null, place(request)),
  );
  app.post(
    '/api/v1/sign-in/passkey',
    { config, schema: { body: PasskeyAnswer, response: In } },
    async (request, reply) =>
      enter(request, reply, await desk.passkey(request.body, place(request), from(request))),
  );

  app.post(
    '/api/v1/sign-in/code',
    { config, schema: { body: CodeSignIn, response: In } },
    async (request, reply) => enter(request, reply, await desk.code(request.body, from(request))),
  );

  app.post(
    '/api/v1/sign-in/break-glass',
    { config, schema: { body: BreakGlass, response: In } },
    async (request, reply) => {
      const { cookie, org } = await desk.breakGlass(request.body, from(request));
      parts.alarm(org);
      return enter(request, reply, cookie);
    },
  );

  app.post(
    '/api/v1/set-up/passkey/options',
    { config, schema: { body: SetUp, response: { 200: Ceremony } } },
    async (request) => passkeys.offer(await desk.setUp(request.body), place(request)),
  );
  app.post(
    '/api/v1/set-up/passkey',
    { config, schema: { body: PasskeySetUp, response: In } },
    async (request, reply) => {
      const { body } = request;
      const person = await desk.setUp(body);
      await parts.addPasskey(byLink(person), person.id, body.passkey_name, body.answer, place(request));
      return enter(request, reply, await desk.finishSetUp(body, person, 'passkey', from(request)));
    },
  );

  app.post(
    '/api/v1/set-up/code/options',
    { config, schema: { body: SetUp, response: { 200: CodeOffer } } },
    async ({ body }) => codes.offer(await desk.setUp(body)),
  );
  app.post(
    '/api/v1/set-up/code',
    { config, schema: { body: CodeSetUp, response: In } },
    async (request, reply) => {
      const { body } = request;
      const person = await desk.setUp(body);
      await parts.addCode(byLink(person), person.id, body.ceremony, body.otp);
      return enter(request, reply, await desk.finishSetUp(body, person, 'code and TOTP', from(request)));
    },
  );
}

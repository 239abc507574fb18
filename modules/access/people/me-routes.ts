/** HTTP doors of one's own sign-in: what one has, adding to it, and showing again that it is oneself. */
import { type App, httpFault, notFound, type Request } from '@cordon/platform/http';
import { z } from 'zod';
import { callerOf } from '../gate.ts';
import { changeAlone } from './alone.ts';
import { Ceremony, CodeOffer, Me, Otp, PasskeyAnswer, PasskeyName, SessionView } from './model.ts';
import type { AccessParts } from './parts.ts';
import type { Session } from './sessions.ts';

const read = { action: 'self.read' };
const change = { action: 'self.change' };
const ById = z.object({ id: z.string().max(1_100) });
const nothing = { 204: z.null() };

/** @throws NO_SESSION to programs and the command line, which have no sign-in of their own to look after */
function sessionOf(request: Request): Session {
  const { session } = callerOf(request);
  if (session) return session;
  throw httpFault(
    409,
    'NO_SESSION',
    'This is about the sign-in of a person.',
    'Sign in on the page and do it there.',
  );
}

export function meRoutes(app: App, parts: AccessParts): void {
  const { db, people, passkeys, codes, sessions, record, place, viewOf } = parts;

  app.get('/api/v1/me', { config: read, schema: { response: { 200: Me } } }, async (request) => {
    const { id, person } = sessionOf(request);
    const [keys, code, left, open] = await Promise.all([
      db
        .selectFrom('passkeys')
        .select(['id', 'name', 'created', 'last_used'])
        .where('person', '=', person.id)
        .execute(),
      db.selectFrom('codes').select('created').where('person', '=', person.id).executeTakeFirst(),
      db
        .selectFrom('recovery_codes')
        .select(({ fn }) => fn.countAll<string>().as('n'))
        .where('person', '=', person.id)
        .where('used', 'is', null)
        .executeTakeFirstOrThrow(),
      sessions.open(person.id),
    ]);
    return {
      passkeys: keys,
      code: code ? { created: code.created, recovery_codes_left: Number(left.n) } : null,
      sessions: open.map((one) => ({ ...one, this: one.id === id })),
    };
  });

  app.post(
    '/api/v1/me/passkeys/options',
    { config: change, schema: { response: { 200: Ceremony } } },
    (request) => passkeys.offer(sessionOf(request).person, place(request)),
  );
  app.post(
    '/api/v1/me/passkeys',
    {
      config: change,
      schema: {
        body: z.object({ name: PasskeyName, answer: PasskeyAnswer }),
        response: nothing,
      },
    },
    async (request, reply) => {
      const { name, answer } = request.body;
      await parts.addPasskey(callerOf(request), sessionOf(request).person.id, name, answer, place(request));
      return reply.status(204).send(null);
    },
  );
  app.put(
    '/api/v1/me/passkeys/:id/name',
    { config: change, schema: { params: ById, body: z.object({ name: PasskeyName }), response: nothing } },
    async (request, reply) => {
      const { id } = request.params;
      const { name } = request.body;
      const { person } = sessionOf(request);
      await findPasskey(person.id, id);
      await record(
        { act: 'passkey.rename', who: callerOf(request).actor, object: person.id, details: {} },
        callerOf(request).org,
      );
      await db.updateTable('passkeys').set({ name }).where('id', '=', id).execute();
      return reply.status(204).send(null);
    },
  );
  app.delete(
    '/api/v1/me/passkeys/:id',
    { config: change, schema: { params: ById, response: nothing } },
    async (request, reply) => {
      const { person } = sessionOf(request);
      await findPasskey(person.id, request.params.id);
      await changeAlone(db, {
        refuse: (from) => refuseLastWay(person.id, 'passkey', from),
        record: () =>
          record(
            { act: 'passkey.remove', who: callerOf(request).actor, object: person.id, details: {} },
            callerOf(request).org,
          ),
        async do(trx) {
          await trx.deleteFrom('passkeys').where('id', '=', request.params.id).execute();
        },
      });
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/api/v1/me/code/options',
    { config: change, schema: { response: { 200: CodeOffer } } },
    (request) => codes.offer(sessionOf(request).person),
  );
  app.post(
    '/api/v1/me/code',
    {
      config: change,
      schema: { body: z.object({ ceremony: z.string().max(64), otp: Otp }), response: nothing },
    },
    async (request, reply) => {
      const { ceremony, otp } = request.body;
      await parts.addCode(callerOf(request), sessionOf(request).person.id, ceremony, otp);
      return reply.status(204).send(null);
    },
  );
  app.delete('/api/v1/me/code', { config: change, schema: { response: nothing } }, async (request, reply) => {
    const { person } = sessionOf(request);
    await changeAlone(db, {
      refuse: (from) => refuseLastWay(person.id, 'code', from),
      record: () =>
        record(
          { act: 'code.remove', who: callerOf(request).actor, object: person.id, details: {} },
          callerOf(request).org,
        ),
      async do(trx) {
        if (!(await codes.remove(person.id, trx))) throw notFound('code');
      },
    });
    return reply.status(204).send(null);
  });

  /** Ending a session is never made harder than it must be: the read action is enough. */
  app.delete(
    '/api/v1/me/sessions/:id',
    { config: read, schema: { params: ById, response: nothing } },
    async (request, reply) => {
      const { person } = sessionOf(request);
      const mine = (await sessions.open(person.id)).some(({ id }) => id === request.params.id);
      if (!mine) throw notFound('session');
      await record(
        { act: 'session.end', who: callerOf(request).actor, object: person.id, details: {} },
        callerOf(request).org,
      );
      await sessions.end(request.params.id, 'ended by the person');
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/api/v1/step-up/passkey/options',
    { config: read, schema: { response: { 200: Ceremony } } },
    (request) => passkeys.ask(sessionOf(request).person.id, place(request)),
  );
  app.post(
    '/api/v1/step-up/passkey',
    { config: read, schema: { body: PasskeyAnswer, response: { 200: SessionView } } },
    async (request) => {
      const session = sessionOf(request);
      if ((await passkeys.check(request.body, place(request))) !== session.person.id) throw notYou();
      return steppedUp(request, session);
    },
  );
  app.post(
    '/api/v1/step-up/code',
    { config: read, schema: { body: z.object({ otp: Otp }), response: { 200: SessionView } } },
    async (request) => {
      const session = sessionOf(request);
      const one = { account: session.person.account, address: request.ip };
      parts.limits.allow(one);
      if (!(await codes.checkOtp(session.person.id, request.body.otp))) {
        parts.limits.failed(one);
        throw notYou();
      }
      parts.limits.passed(one);
      return steppedUp(request, session);
    },
  );

  async function steppedUp(request: Request, { id, person }: Session): Promise<SessionView> {
    await record(
      { act: 'session.step-up', who: callerOf(request).actor, object: person.id, details: {} },
      callerOf(request).org,
    );
    await sessions.stepUp(id);
    return viewOf(await sessions.find(parts.cookieOf(request), request.headers['user-agent'] ?? ''), request);
  }

  /** One's own: to anybody else it is not there. */
  async function findPasskey(person: string, id: string): Promise<void> {
    const one = await db
      .selectFrom('passkeys')
      .select('id')
      .where('id', '=', id)
      .where('person', '=', person)
      .executeTakeFirst();
    if (!one) throw notFound('passkey');
  }

  async function refuseLastWay(id: string, taking: 'passkey' | 'code', from: typeof db): Promise<void> {
    const ways = (await people.get(id, from))?.ways;
    if (!ways) return;
    const left =
      (taking === 'passkey' ? ways.passkeys - 1 : ways.passkeys) +
      Number(taking !== 'code' && ways.code) +
      Number(ways.organisation_account);
    if (left > 0) return;
    throw httpFault(
      409,
      'LAST_WAY',
      'This is the only way you have to sign in. Nothing was removed.',
      'Add another first.',
    );
  }
}

const notYou = () =>
  httpFault(
    401,
    'SIGN_IN_REFUSED',
    'That does not show that it is you.',
    'Try again with your own passkey or code.',
  );

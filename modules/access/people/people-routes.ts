/** HTTP doors of who works with Cordon, and of break-glass. */
import { type App, httpFault, notFound } from '@cordon/platform/http';
import { z } from 'zod';
import { callerOf } from '../gate.ts';
import { BreakGlassView, Invited, Membership, PeopleList, type Person, PersonRequest } from './model.ts';
import type { AccessParts } from './parts.ts';

const ById = z.object({ id: z.string().max(64) });
const nothing = { 204: z.null() };

export function peopleRoutes(app: App, parts: AccessParts): void {
  const { people, sessions, policy, organisations, record, place, breakGlass } = parts;

  /** Those who have something to do with the organisations one may see, with what they are there and no more. */
  const seenBy = (orgs: readonly string[], all: readonly Person[]): Person[] =>
    all
      .map((person) => ({
        ...person,
        memberships: person.memberships.filter(({ org }) => orgs.includes(org)),
      }))
      .filter(({ memberships }) => memberships.length > 0);

  async function oneOf(orgs: readonly string[], id: string): Promise<Person> {
    const person = await people.get(id);
    if (!person || seenBy(orgs, [person]).length === 0) throw notFound('person');
    return person;
  }

  /** Whoever belongs elsewhere too is not shut out, or let in anew, from here alone. */
  async function ownOf(orgs: readonly string[], id: string): Promise<Person> {
    const person = await oneOf(orgs, id);
    if (person.memberships.every(({ org }) => orgs.includes(org))) return person;
    throw httpFault(
      403,
      'ELSEWHERE_TOO',
      'This person also works for an organisation that you do not look after. Nothing was changed.',
      'Take away their roles here, or ask an administrator above both.',
    );
  }

  function checkRoles(orgs: readonly string[], memberships: readonly Membership[]): void {
    const wrong = memberships.find(
      ({ org, role }) => !orgs.includes(org) || !policy.roles.some(({ id }) => id === role),
    );
    if (wrong)
      throw httpFault(
        400,
        'ROLE',
        `There is no role "${wrong.role}" that you can give in "${wrong.org}". Nothing was changed.`,
        'Choose one of those listed.',
      );
  }

  app.get(
    '/api/v1/people',
    { config: { action: 'person.read' }, schema: { response: { 200: PeopleList } } },
    async (request) => {
      const { orgs } = callerOf(request);
      return {
        items: seenBy(orgs, await people.list()),
        roles: [...policy.roles],
        organisations: organisations
          .all()
          .filter(({ id }) => orgs.includes(id))
          .map(({ id, name }) => ({ id, name })),
      };
    },
  );

  app.post(
    '/api/v1/people',
    { config: { action: 'person.manage' }, schema: { body: PersonRequest, response: { 201: Invited } } },
    async (request, reply) => {
      const caller = callerOf(request);
      const { orgs } = caller;
      checkRoles(orgs, request.body.memberships);
      const person = await people.add(caller, request.body);
      const { secret, ends } = await people.invite(caller, person);
      return reply.status(201).send({ person, link: linkOf(place(request).origin, secret), ends });
    },
  );

  app.post(
    '/api/v1/people/:id/invitation',
    { config: { action: 'person.manage' }, schema: { params: ById, response: { 201: Invited } } },
    async (request, reply) => {
      const caller = callerOf(request);
      const { orgs } = caller;
      const person = await ownOf(orgs, request.params.id);
      const { secret, ends } = await people.invite(caller, person);
      return reply.status(201).send({ person, link: linkOf(place(request).origin, secret), ends });
    },
  );

  app.put(
    '/api/v1/people/:id/roles',
    {
      config: { action: 'person.manage' },
      schema: {
        params: ById,
        body: z.object({ memberships: z.array(Membership).max(50) }),
        response: nothing,
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { orgs } = caller;
      const person = await oneOf(orgs, request.params.id);
      checkRoles(orgs, request.body.memberships);
      const elsewhere = person.memberships.filter(({ org }) => !orgs.includes(org));
      await people.setMemberships(caller, person, [...elsewhere, ...request.body.memberships]);
      return reply.status(204).send(null);
    },
  );

  app.put(
    '/api/v1/people/:id/state',
    {
      config: { action: 'person.manage' },
      schema: { params: ById, body: z.object({ enabled: z.boolean() }), response: nothing },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { orgs } = caller;
      await people.setEnabled(caller, await ownOf(orgs, request.params.id), request.body.enabled);
      return reply.status(204).send(null);
    },
  );

  app.delete(
    '/api/v1/people/:id/sessions',
    { config: { action: 'person.manage' }, schema: { params: ById, response: nothing } },
    async (request, reply) => {
      const caller = callerOf(request);
      const { orgs } = caller;
      const person = await oneOf(orgs, request.params.id);
      await record({ act: 'session.end-all', who: caller.actor, object: person.id, details: {} }, caller.org);
      await sessions.endAll(person.id, `ended by ${caller.actor.name}`);
      return reply.status(204).send(null);
    },
  );

  app.get(
    '/api/v1/break-glass',
    { config: { action: 'break-glass.read' }, schema: { response: { 200: BreakGlassView } } },
    (request) => breakGlass.view(callerOf(request).org),
  );

  app.post(
    '/api/v1/break-glass/codes',
    {
      config: { action: 'break-glass.issue' },
      schema: {
        body: z.object({ count: z.number().int().min(1).max(20) }),
        response: { 201: z.object({ codes: z.array(z.object({ id: z.string(), code: z.string() })) }) },
      },
    },
    async (request, reply) => {
      const { actor, org } = callerOf(request);
      return reply.status(201).send({ codes: await breakGlass.issue(actor, org, request.body.count) });
    },
  );

  app.post(
    '/api/v1/break-glass/:id/review',
    {
      config: { action: 'break-glass.review' },
      schema: {
        params: ById,
        body: z.object({ review: z.string().trim().min(10).max(2_000) }),
        response: nothing,
      },
    },
    async (request, reply) => {
      const { actor, org } = callerOf(request);
      if (!(await breakGlass.review(actor, org, request.params.id, request.body.review)))
        throw notFound('use that waits for a review');
      parts.alarm(org);
      return reply.status(204).send(null);
    },
  );
}

/** After the hash, so that it is in no log of any server. */
const linkOf = (origin: string, secret: string): string => `${origin}/#link=${secret}`;

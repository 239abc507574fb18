/** HTTP doors of keys: seeing them, rotating them, and destroying what they sealed. */
import { type App, httpFault, notFound } from '@cordon/platform/http';
import type { KeyRing } from '@cordon/platform/keys';
import { z } from 'zod';
import { callerOf } from '../gate.ts';
import type { Act, Actor } from '../ledger/model.ts';
import { Destroyed, DestroyRequest, KeyList, RotateRequest } from './model.ts';

export interface KeyRoutesNeeds {
  keys: KeyRing;
  /** On the ledger of that organisation. */
  record(act: Act, org: string): Promise<void>;
  /** Ids of those in this deployment; the first runs it, and answers for what belongs to none of them. */
  organisations: readonly string[];
}

export function keyRoutes(app: App, { keys, record, organisations }: KeyRoutesNeeds): void {
  /** An organisation's own, and parts of it such as wards; what is nobody's is Cordon's own. */
  const organisationOf = (of: string): string | undefined =>
    organisations.find((id) => of === id || of.startsWith(`${id}/`));
  const mayTouch = (of: string, orgs: readonly string[]): boolean =>
    orgs.includes(organisationOf(of) ?? organisations[0] ?? '');
  const act = (name: string, who: Actor, object: string, details: Act['details']): Act => ({
    act: name,
    who,
    object,
    details,
  });

  app.get(
    '/api/v1/keys',
    { config: { action: 'key.read' }, schema: { response: { 200: KeyList } } },
    async (request) => {
      const { orgs } = callerOf(request);
      return { root: keys.root(), items: keys.keys().filter(({ of }) => mayTouch(of, orgs)) };
    },
  );

  app.post(
    '/api/v1/keys/rotate',
    { config: { action: 'key.manage' }, schema: { body: RotateRequest, response: { 204: z.null() } } },
    async (request, reply) => {
      const { actor, org, orgs } = callerOf(request);
      const { of, because } = request.body;
      // The root key guards every organisation's keys.
      if (of === null ? !organisations.every((id) => orgs.includes(id)) : !mayTouch(of, orgs))
        throw notFound('key');
      if (of !== null && !keys.keys().some((key) => key.of === of)) throw notFound('key');
      await record(act('key.rotate', actor, of ?? 'root', { because }), org);
      await (of === null ? keys.rotateRoot() : keys.rotate(of));
      return reply.status(204).send(null);
    },
  );

  app.post(
    '/api/v1/keys/destroy',
    { config: { action: 'key.manage' }, schema: { body: DestroyRequest, response: { 200: Destroyed } } },
    async (request) => {
      const { actor, org, orgs } = callerOf(request);
      const { of, key, because } = request.body;
      const doomed = keys
        .keys()
        .filter(({ of: owner, id, state }) => owner === of && state !== 'destroyed' && (key ?? id) === id);
      if (doomed.length === 0 || !mayTouch(of, orgs)) throw notFound('key');
      if (organisationOf(of) === undefined)
        throw httpFault(
          409,
          'KEY_NEEDED',
          `Cordon itself needs the keys of "${of}": without them it would not start. Nothing was destroyed.`,
          'Rotate them instead.',
        );
      await record(act('key.destroy', actor, of, { keys: doomed.map(({ id }) => id), because }), org);
      return { destroyed: await keys.destroy(of, key ?? undefined) };
    },
  );
}

/** The HTTP door of the spread over time: from hosts, accounts and suppliers that somebody names, or from what an incident shows to be taken. */
import type { Estate } from '@cordon/estate';
import { type App, httpFault, notFound, type Of } from '@cordon/platform/http';
import { z } from 'zod';
import type { Held } from './blast.ts';
import { SpreadOverTime } from './model.ts';
import { namedIn } from './named.ts';
import type { ContainmentThread } from './thread.ts';

export interface SpreadNeeds {
  /** null until somebody describes the hospital. */
  estate: Estate | null;
  containment: Pick<ContainmentThread, 'overTime'> | null;
  /** What the intruder of an incident holds; undefined when there is no such incident. */
  heldIn(incident: string): Held | undefined;
}

const Asked = z.object({
  from: z
    .string()
    .max(2_000)
    .optional()
    .describe('hosts, accounts and suppliers, by id or name, with commas between'),
  incident: z.string().max(64).optional(),
  hours: z.coerce.number().int().min(1).max(168).default(24),
});

export function spreadRoutes(app: App, of: Of<SpreadNeeds>): void {
  app.get(
    '/api/v1/spread',
    { config: { action: 'estate.read' }, schema: { querystring: Asked, response: { 200: SpreadOverTime } } },
    async (request) => {
      const { estate, containment, heldIn } = of(request);
      const { from = '', incident, hours } = request.query;
      if (estate === null || containment === null) throw noEstate();
      const taken = incident === undefined ? { assets: [], accounts: [] } : heldIn(incident);
      if (!taken) throw notFound('incident');
      const named = namedIn(estate, from);
      const held = {
        assets: [...new Set([...taken.assets, ...named.assets])],
        accounts: [...new Set([...taken.accounts, ...named.accounts])],
        suppliers: named.suppliers,
      };
      const spread = await containment.overTime(held, hours * 60);
      return { ...spread, named: namesOf(estate, held), unknown: [...spread.unknown, ...named.unknown] };
    },
  );
}

function namesOf(estate: Estate, { assets, accounts, suppliers = [] }: Held): SpreadOverTime['named'] {
  const accountNames = new Map(estate.accounts.map(({ id, name }) => [id, name]));
  return [
    ...assets.flatMap((id) => {
      const asset = estate.asset(id);
      return asset ? [{ kind: 'asset' as const, id, name: asset.hostname, zone: asset.zone }] : [];
    }),
    ...accounts.flatMap((id) => {
      const name = accountNames.get(id);
      return name === undefined ? [] : [{ kind: 'account' as const, id, name, zone: null }];
    }),
    ...estate.suppliers
      .filter(({ id }) => suppliers.includes(id))
      .map(({ id, name }) => ({ kind: 'supplier' as const, id, name, zone: null })),
  ];
}

const noEstate = () =>
  httpFault(
    409,
    'NO_ESTATE',
    'Nobody has described this hospital, so nobody can say how far an intruder gets.',
    'Describe it as docs/estate.md says, or import what it has.',
  );

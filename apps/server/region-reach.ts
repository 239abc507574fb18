/**
 * What hospitals share, and how far an intruder gets from one of them, or from a supplier of several, to the others: for who stands above
 * them. It is worked out from all their folders at once and tells of each hospital counts, times and services, and never a host or
 * an account.
 */
import { callerOf } from '@cordon/access';
import { createContainmentThread, type Held, type Span, type SpreadOverTime } from '@cordon/containment';
import { createEstate, type Entry, type Estate, type JoinedEstate, joinEstates } from '@cordon/estate';
import type { IncidentViews } from '@cordon/incidents';
import { type App, notFound, type Request } from '@cordon/platform/http';
import { z } from 'zod';
import { RegionReach, SharedSuppliers } from './api.ts';
import type { Hospital } from './hospital.ts';
import { heldIn } from './planning.ts';

interface RegionReachNeeds {
  hospitals: ReadonlyMap<string, Hospital>;
  names: ReadonlyMap<string, string>;
}

/** A hospital that somebody has described. */
export interface Member {
  id: string;
  name: string;
  estate: Estate;
  entries: readonly Entry[];
  /** What the intruders of its open incidents hold, by its own ids. */
  held(): readonly Held[];
}

const Asked = z
  .object({
    supplier: z.string().max(200).optional(),
    hospital: z.string().max(64).optional(),
    hours: z.coerce.number().int().min(1).max(168).default(24),
  })
  .refine(
    ({ supplier, hospital }) => (supplier === undefined) !== (hospital === undefined),
    'name a supplier or a hospital',
  );

export function regionReachRoutes(
  app: App,
  { hospitals, names }: RegionReachNeeds,
): { close(): Promise<void> } {
  const joins = createJoins();
  const nameOf = (org: string): string => names.get(org) ?? org;
  /** Only of those that the person stands above: what others have is not even counted. */
  const seenBy = (request: Request): Hospital[] =>
    callerOf(request).everywhere.flatMap((id) => hospitals.get(id) ?? []);
  const described = (all: readonly Hospital[]): Member[] =>
    all.flatMap(({ org, estate, registers, pipeline }) =>
      estate
        ? [
            {
              ...{ id: org, name: nameOf(org), estate, entries: registers.entries },
              held: () => heldInOpen(estate, pipeline.incidents()),
            },
          ]
        : [],
    );
  const undescribed = (all: readonly Hospital[]): string[] =>
    all.filter(({ estate }) => !estate).map(({ org }) => nameOf(org));

  app.get(
    '/api/v1/region/suppliers',
    { config: { action: 'situation.read' }, schema: { response: { 200: SharedSuppliers } } },
    async (request) => {
      const seen = seenBy(request);
      const members = described(seen);
      const unknown = undescribed(seen);
      if (members.length === 0) return { items: [], undescribed: unknown, conflicts: 0 };
      const { join } = joins.of(members);
      return {
        items: sharedSuppliers(join, members),
        undescribed: unknown,
        conflicts: join.conflicts.length,
      };
    },
  );

  app.get(
    '/api/v1/region/reach',
    {
      config: { action: 'situation.read' },
      schema: { querystring: Asked, response: { 200: RegionReach } },
    },
    async (request) => {
      const { supplier, hospital, hours } = request.query;
      const seen = seenBy(request);
      const members = described(seen);
      const beginning = members.findIndex(({ id }) => id === hospital);
      if (hospital !== undefined && beginning === -1) throw notFound('hospital');
      const { join, thread } = joins.of(members);
      const from = join.data.suppliers.find(({ id }) => id === supplier);
      if (supplier !== undefined && !from) throw notFound('supplier');
      const held: Required<Held> = from
        ? { assets: [], accounts: [], suppliers: [from.id] }
        : heldBy(members[beginning]!, join.folders[beginning]!);
      const spread = await thread.overTime(held, hours * 60);
      return {
        from: from?.name ?? members[beginning]!.name,
        held: held.assets.length + held.accounts.length + held.suppliers.length,
        hours,
        undescribed: undescribed(seen),
        hospitals: members.flatMap((member, at) =>
          at === beginning ? [] : [reachOf(member, join.folders[at]!, spread)],
        ),
      };
    },
  );
  return { close: joins.close };
}

/** Joined for as long as the estates are the same, since a join of many takes a second. */
function createJoins() {
  let made:
    | { estates: Estate[]; join: JoinedEstate; thread: ReturnType<typeof createContainmentThread> }
    | undefined;
  return {
    of(members: readonly Member[]) {
      const estates = members.map(({ estate }) => estate);
      const isSame =
        made?.estates.length === estates.length && made.estates.every((one, at) => one === estates[at]);
      if (made && isSame) return made;
      void made?.thread.end();
      const join = joinEstates(members);
      const { data, entries } = join;
      made = { estates, join, thread: createContainmentThread({ estate: createEstate(data), entries }) };
      return made;
    },
    close: async (): Promise<void> => made?.thread.end(),
  };
}

export function sharedSuppliers(join: JoinedEstate, members: readonly Member[]): SharedSuppliers['items'] {
  return join.data.suppliers
    .map(({ id, name }) => ({
      id,
      name,
      hospitals: members.flatMap(({ id: org, name: called, estate, entries }, at) => {
        const own = estate.suppliers.find((one) => join.folders[at]!.supplier(one.id) === id)?.id;
        if (own === undefined) return [];
        return [
          {
            id: org,
            name: called,
            accounts: estate.accounts.filter(({ supplier }) => supplier === own).length,
            ways_in: entries.filter(({ suppliers }) => suppliers.includes(own)).map((entry) => entry.name),
            systems: estate.systems.filter(({ supplier }) => supplier === own).length,
          },
        ];
      }),
    }))
    .filter((supplier) => supplier.hospitals.length > 1)
    .sort((a, b) => b.hospitals.length - a.hospitals.length || (a.name < b.name ? -1 : 1));
}

type Folder = JoinedEstate['folders'][number];

const heldInOpen = (estate: Estate, incidents: IncidentViews): Held[] =>
  incidents
    .list()
    .filter(({ status }) => status === 'open')
    .flatMap(({ id }) => heldIn(estate, incidents.get(id)) ?? []);

/** By what that is called among all hospitals. */
function heldBy(member: Member, { asset, account }: Folder): Required<Held> {
  const held = member.held();
  const all = (ids: readonly string[], called: Folder['asset']): string[] => [
    ...new Set(ids.flatMap((id) => called(id) ?? [])),
  ];
  return {
    assets: all(
      held.flatMap(({ assets }) => assets),
      asset,
    ),
    accounts: all(
      held.flatMap(({ accounts }) => accounts),
      account,
    ),
    suppliers: [],
  };
}

export function reachOf(
  { id, name, estate }: Member,
  folder: Folder,
  { paces, services }: Omit<SpreadOverTime, 'named'>,
): RegionReach['hospitals'][number] {
  const zones = new Set(
    estate.zones.filter(({ kind }) => kind !== 'internet').map(({ id }) => folder.zone(id)),
  );
  const counts = (pace: keyof typeof paces): number[] =>
    paces[pace].moments.map((_, at) =>
      paces[pace].zones.reduce((sum, { zone, assets }) => sum + (zones.has(zone) ? assets[at]! : 0), 0),
    );
  const firstAt = (pace: keyof typeof paces): number | null =>
    paces[pace].moments[counts(pace).findIndex((count) => count > 0)] ?? null;
  const quick = firstAt('quick');
  const first: Span | null =
    quick === null ? null : { quick, likely: firstAt('likely'), slow: firstAt('slow') };
  const suffering = new Map(services.map((one) => [one.service, one]));
  return {
    id,
    name,
    first,
    hosts: counts('quick').at(-1) ?? 0,
    services: estate.services
      .flatMap((service) => {
        const found = suffering.get(folder.service(service.id) ?? '');
        if (found === undefined) return [];
        const { degraded, stopped } = found;
        return [{ name: service.name, urgency: service.urgency, degraded, stopped }];
      })
      .sort((a, b) => a.urgency - b.urgency || (a.name < b.name ? -1 : 1)),
  };
}

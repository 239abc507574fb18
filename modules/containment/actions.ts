/** What can be done to stop an intruder, which movement each action closes, and what each costs patients. Pure. */
import type { Account, Asset, Entry, Estate, Flow, Service, Supplier } from '@cordon/estate';
import type { Closing } from '@cordon/reach';
import type { Scene } from './blast.ts';
import { type Closed, createCarriage } from './carriage.ts';
import { createFare, type State } from './fare.ts';
import { harmOf } from './harm.ts';
import type { Action } from './model.ts';
import { oncePerEstate } from './once.ts';
import { common, type PortRange, portRanges, portText } from './ports.ts';

/** An action with what it does to movement and to care. */
export interface Measure {
  readonly action: Action;
  readonly closing: Closing;
  /** Flows that it closes, for these ports. */
  readonly closed: readonly Closed[];
  /** Systems that it takes away, or parts of which. */
  readonly stopped: readonly string[];
  readonly degraded: readonly string[];
  /** Patient-hours for each hour, beside what services feel: devices, accounts and ways in that no service is known to rest on. */
  readonly upkeep: number;
  /** How long it lasts, where that is not as long as the plan does. */
  readonly hours?: number;
}

export interface Outage {
  readonly service: Service;
  readonly state: State;
  readonly hours: number;
  /** Patient-hours. */
  readonly harm: number;
}

export interface Measures {
  readonly all: readonly Measure[];
  /** What measures do to services together, each service counted once. */
  outagesOf(measures: readonly Measure[], when: When): Outage[];
  /** Patient-hours of what no service is known to rest on. */
  upkeepOf(measures: readonly Measure[], when: When): number;
  /** Patient-hours of measures together, devices and accounts included. */
  costOf(measures: readonly Measure[], when: When): number;
  /** Services that rest on what this flow carries. */
  servicesOn(flow: string): string[];
}

/** How long something lasts, and the hour (0 to 23, local time) at which it begins. */
export interface When {
  readonly hours: number;
  readonly hour: number;
}

export function createMeasures({ estate, knowledge, movement }: Scene): Measures {
  const { harm, techniques } = knowledge;
  const carriage = createCarriage(estate);
  const fare = createFare(estate);
  const usedByIntruders = portRanges([...new Set(techniques.network.flatMap(({ ports }) => ports))]);
  const partsOf = new Map<string, number>();
  for (const { system } of estate.assets)
    if (system !== null) partsOf.set(system, (partsOf.get(system) ?? 0) + 1);
  /** One asset of it switched off: all of it, unless others stand in. */
  const without = (id: string): Pick<Measure, 'stopped' | 'degraded'> => {
    const system = estate.system(id);
    const others = (system?.lost_when === 'all' || system?.redundant === 'yes') && partsOf.get(id)! > 1;
    return others ? { stopped: [], degraded: [id] } : { stopped: [id], degraded: [] };
  };
  const untouched = { closed: [], stopped: [], degraded: [], upkeep: 0 };

  const isolate = (asset: Asset): Measure => ({
    ...untouched,
    action: { kind: 'isolate-asset', asset: asset.id },
    closing: { nodes: [movement.assetNode(asset.id)!] },
    upkeep: harm.device + movement.entriesThrough(asset).length * harm.entry,
    ...(asset.system === null ? {} : without(asset.system)),
  });

  /** What a service account runs is not known better than by the host that it is used on. */
  const ranBy = ({ kind, usual_asset }: Account): Pick<Measure, 'stopped' | 'degraded'> => {
    const runs = kind === 'service' && usual_asset ? estate.asset(usual_asset)?.system : null;
    return runs == null ? { stopped: [], degraded: [] } : without(runs);
  };

  const disable = (account: Account): Measure => ({
    ...untouched,
    action: { kind: 'disable-account', account: account.id },
    closing: { nodes: [movement.accountNode(account.id)!] },
    upkeep: harm.person,
    ...ranBy(account),
  });

  /** It ends what was stolen before, and not what is stolen again on a host that is still held. */
  const reset = (account: Account): Measure => ({
    ...untouched,
    action: { kind: 'reset-credentials', account: account.id },
    closing: { nodes: [movement.stolenNode(account.id)!] },
    upkeep: harm.person,
    hours: harm.reset_hours,
    ...ranBy(account),
  });

  const close = (action: Action, flows: readonly Flow[], ports?: readonly PortRange[]): Measure => ({
    ...untouched,
    action,
    closing: { nodes: flows.flatMap(({ id }) => movement.flowNodes(id)) },
    closed: flows.map((flow) => ({ flow: flow.id, ports: ports ?? portRanges(flow.ports) })),
    upkeep: new Set(flows.flatMap(({ id }) => movement.entriesOver(id))).size * harm.entry,
  });

  const cut = ({ id }: Supplier): Measure[] => {
    const { accounts, entries, doors } = movement.supplier(id)!;
    if (accounts.length + entries.length === 0) return [];
    const own = close({ kind: 'cut-supplier', supplier: id }, flowsOfSupplier(estate, entries));
    const shared = entries.filter((entry) => !isAlone(entry));
    return [
      {
        ...own,
        closing: {
          nodes: [
            ...accounts.map((account) => movement.accountNode(account.id)!),
            ...doors,
            ...Array.from(own.closing.nodes ?? []),
          ],
        },
        // How it serves what depends on it is not known in general; without its people and its ways in it does so worse.
        degraded: [id],
        upkeep:
          own.upkeep +
          accounts.length * harm.person +
          shared.reduce((sum, { suppliers }) => sum + harm.entry / suppliers.length, 0),
      },
    ];
  };

  const all = [
    ...estate.flows
      .filter(({ id }) => movement.flowNodes(id).length > 0)
      .map((flow) => {
        const all = portRanges(flow.ports);
        const some = common(usedByIntruders, all);
        const ports = some.length > 0 ? some : all; // a door from outside, on ports of its own
        return close({ kind: 'block-flow', flow: flow.id, ports: ports.map(portText) }, [flow], ports);
      }),
    ...quarantines(estate).map(({ zone, flows }) => close({ kind: 'quarantine-zone', zone }, flows)),
    ...links(estate).map(({ organisation, other, flows }) =>
      close({ kind: 'cut-link', organisation, other }, flows),
    ),
    ...estate.suppliers.flatMap(cut),
    ...estate.assets.map(isolate),
    ...estate.accounts.map(disable),
    ...estate.accounts.map(reset),
  ];

  const during = (measures: readonly Measure[], { hours, hour }: When): Outage[] => {
    const states = fare({
      stopped: measures.flatMap(({ stopped }) => stopped),
      degraded: measures.flatMap(({ degraded }) => degraded),
      ...carriage.breaks(measures.flatMap(({ closed }) => closed)),
    });
    return estate.services.flatMap((service) => {
      const state = states.get(service.id);
      return state === undefined
        ? []
        : [{ service, state, hours, harm: harmOf(harm, service, state, hours, hour) }];
    });
  };
  /** What is short is felt together with what lasts, and each service by whichever costs it more. */
  const outagesOf = (measures: readonly Measure[], when: When): Outage[] => {
    const lasting = measures.filter(({ hours }) => hours === undefined);
    const outages = during(lasting, when);
    if (lasting.length === measures.length) return outages;
    const worst = new Map(outages.map((outage) => [outage.service.id, outage]));
    for (const outage of during(measures, { ...when, hours: Math.min(harm.reset_hours, when.hours) }))
      if ((worst.get(outage.service.id)?.harm ?? 0) < outage.harm) worst.set(outage.service.id, outage);
    return [...worst.values()];
  };
  const upkeepOf = (measures: readonly Measure[], when: When): number =>
    measures.reduce((sum, { upkeep, hours = when.hours }) => sum + upkeep * Math.min(hours, when.hours), 0);
  const isService = new Set(estate.services.map(({ id }) => id));
  return {
    all,
    outagesOf,
    upkeepOf,
    servicesOn: (flow) =>
      [...fare({ hampered: carriage.carriedBy(flow) }).keys()].filter((id) => isService.has(id)),
    costOf: (measures, when) =>
      outagesOf(measures, when).reduce((sum, outage) => sum + outage.harm, 0) + upkeepOf(measures, when),
  };
}

/** The flows that an action closes, wholly or for some ports. */
export function flowsClosedBy(estate: Estate, entries: readonly Entry[], action: Action): readonly Flow[] {
  switch (action.kind) {
    case 'block-flow':
      return estate.flows.filter(({ id }) => id === action.flow);
    case 'quarantine-zone':
      return quarantines(estate).find(({ zone }) => zone === action.zone)?.flows ?? [];
    case 'cut-link':
      return (
        links(estate).find(
          ({ organisation, other }) => organisation === action.organisation && other === action.other,
        )?.flows ?? []
      );
    case 'cut-supplier':
      return flowsOfSupplier(estate, entriesOfSupplier(entries, action.supplier));
    case 'isolate-asset':
    case 'disable-account':
    case 'reset-credentials':
      return [];
  }
}

export const entriesOfSupplier = (entries: readonly Entry[], supplier: string): Entry[] =>
  entries.filter(({ suppliers }) => suppliers.includes(supplier));

/** Whether nobody but one supplier comes in by it. Where several do, one is shut out where the way ends, and the flow stays. */
export const isAlone = ({ suppliers }: Entry): boolean => suppliers.length === 1;

/** The flows that a supplier has for itself. */
const flowsOfSupplier = (estate: Estate, entries: readonly Entry[]): Flow[] => {
  const named = new Set(entries.filter(isAlone).flatMap(({ flows }) => flows));
  return estate.flows.filter(({ id }) => named.has(id));
};

/** Where the assets are that a zone, system or asset means. */
function whereabouts<T>(estate: Estate, of: (asset: Asset) => T): (endpoint: string) => ReadonlySet<T> {
  const places = new Map<string, Set<T>>();
  const join = (endpoint: string, place: T): void => {
    places.set(endpoint, (places.get(endpoint) ?? new Set<T>()).add(place));
  };
  for (const asset of estate.assets) {
    join(asset.id, of(asset));
    join(asset.zone, of(asset));
    if (asset.system !== null) join(asset.system, of(asset));
  }
  return (endpoint) => places.get(endpoint) ?? new Set<T>();
}

/** For each zone: every flow that leads into it or out of it. */
const quarantines = oncePerEstate((estate): { zone: string; flows: Flow[] }[] => {
  const zones = whereabouts(estate, ({ zone }) => zone);
  return estate.zones
    .filter(({ kind }) => kind !== 'internet')
    .map(({ id }) => ({
      zone: id,
      flows: estate.flows.filter(({ from, to }) => {
        const [here, there] = [from === id || zones(from).has(id), to === id || zones(to).has(id)];
        const stays = here && there && zones(from).size <= 1 && zones(to).size <= 1;
        return (here || there) && !stays;
      }),
    }))
    .filter(({ flows }) => flows.length > 1);
});

/** For each two organisations: every flow between their assets. */
const links = oncePerEstate((estate): { organisation: string; other: string; flows: Flow[] }[] => {
  const organisationOf = new Map(estate.sites.map((site) => [site.id, site.organisation]));
  const owners = whereabouts(estate, ({ site }) => organisationOf.get(site)!);
  return estate.organisations.flatMap(({ id: organisation }, i) =>
    estate.organisations
      .slice(i + 1)
      .map(({ id: other }) => ({
        organisation,
        other,
        flows: estate.flows.filter(
          ({ from, to }) =>
            (owners(from).has(organisation) && owners(to).has(other)) ||
            (owners(from).has(other) && owners(to).has(organisation)),
        ),
      }))
      .filter(({ flows }) => flows.length > 0),
  );
});

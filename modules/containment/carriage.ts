/** Which flows carry which dependency, so that it can be said what breaks when a flow is closed. Pure. */
import type { Dependency, Estate, Flow } from '@cordon/estate';
import { common, covers, meet, type PortRange, portRanges } from './ports.ts';

/** A flow that is closed, for these of its ports. */
export interface Closed {
  readonly flow: string;
  readonly ports: readonly PortRange[];
}

export interface Broken {
  /** Nothing is left that could carry them. */
  readonly broken: readonly Dependency[];
  /** Some of what carries them is closed, or some of its ports. */
  readonly hampered: readonly Dependency[];
}

export interface Carriage {
  /** The flows that may carry a dependency, and on which of their ports; none where nobody has said how it is reached. */
  carriersOf(dependency: Dependency): readonly Carrier[];
  /** The dependencies that a flow carries, alone or with others. */
  carriedBy(flow: string): readonly Dependency[];
  /** What closing these flows, all at once, does to dependencies. */
  breaks(closed: readonly Closed[]): Broken;
}

/** A flow that a dependency may use, and the ports that it would use of it. */
export interface Carrier {
  readonly flow: Flow;
  readonly ports: readonly PortRange[];
  /** Whether the dependent calls, or the system that it depends on pushes to it. */
  readonly calls: boolean;
}

/** Where a system is: what flows may call it by. */
interface Place {
  /** Itself and its assets. */
  readonly names: Set<string>;
  readonly zones: Set<string>;
}

/** From here staff use systems. A service whose systems are called from elsewhere has a flow of its own that says so. */
const staffZones = new Set(['user', 'clinical', 'device']);

/**
 * A flow carries a dependency when it leads from where the dependent is to where the system is, or back, since systems also
 * push. Where a flow names the system, those that merely name its zone do not count: somebody wrote that one for it. A
 * dependency that no known flow carries cannot be broken by closing one.
 */
export function createCarriage(estate: Estate): Carriage {
  const places = placesOf(estate);
  const staff = new Set(estate.zones.filter(({ kind }) => staffZones.has(kind)).map(({ id }) => id));
  const services = new Set(estate.services.map(({ id }) => id));
  const listening = listeningPorts(estate.flows, places);

  const carriersOf = ({ from, to }: Dependency): Carrier[] => {
    const there = places.get(to);
    const here = services.has(from) ? { names: new Set<string>(), zones: staff } : places.get(from);
    if (there === undefined || here === undefined) return [];
    const calls = estate.flows.filter((flow) => isIn(here, flow.from) && isIn(there, flow.to));
    const pushes = services.has(from)
      ? []
      : estate.flows.filter((flow) => isIn(there, flow.from) && isIn(here, flow.to));
    const named = [
      ...calls.filter((flow) => there.names.has(flow.to)),
      ...pushes.filter((flow) => there.names.has(flow.from)),
    ];
    const known = listening.get(to);
    return [...new Set(named.length > 0 ? named : [...calls, ...pushes])].map((flow) => {
      const ports = portRanges(flow.ports);
      const used = known === undefined ? ports : common(ports, known);
      return { flow, ports: used.length > 0 ? used : ports, calls: calls.includes(flow) };
    });
  };

  const carriers = new Map(
    estate.dependencies.map((dependency) => [dependency, carriersOf(dependency)] as const),
  );
  const byFlow = new Map(estate.flows.map(({ id }) => [id, [] as Dependency[]]));
  for (const [dependency, some] of carriers)
    for (const { flow } of some) byFlow.get(flow.id)!.push(dependency);
  const carriedBy = (flow: string): readonly Dependency[] => byFlow.get(flow) ?? [];

  return {
    carriersOf: (dependency) => carriers.get(dependency) ?? [],
    carriedBy,
    breaks(closed) {
      const ports = new Map<string, PortRange[]>();
      for (const one of closed) ports.set(one.flow, [...(ports.get(one.flow) ?? []), ...one.ports]);
      const broken: Dependency[] = [];
      const hampered: Dependency[] = [];
      for (const dependency of new Set([...ports.keys()].flatMap(carriedBy))) {
        const some = carriers.get(dependency)!;
        if (some.every((one) => covers(ports.get(one.flow.id) ?? [], one.ports))) broken.push(dependency);
        else if (some.some((one) => meet(ports.get(one.flow.id) ?? [], one.ports))) hampered.push(dependency);
      }
      return { broken, hampered };
    },
  };
}

const isIn = ({ names, zones }: Place, endpoint: string): boolean =>
  names.has(endpoint) || zones.has(endpoint);

function placesOf(estate: Estate): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const { id, system, zone } of estate.assets) {
    if (system === null) continue;
    const place = places.get(system) ?? { names: new Set([system]), zones: new Set<string>() };
    places.set(system, place);
    place.names.add(id);
    place.zones.add(zone);
  }
  return places;
}

/** On which ports a system is known to be called: those of the flows that name it or one of its assets. */
function listeningPorts(
  flows: readonly Flow[],
  places: ReadonlyMap<string, Place>,
): ReadonlyMap<string, readonly PortRange[]> {
  const ports = new Map<string, PortRange[]>();
  for (const [system, { names }] of places) {
    const calls = flows.filter((flow) => names.has(flow.to) && !flow.ports.includes('any'));
    if (calls.length > 0)
      ports.set(
        system,
        calls.flatMap((flow) => portRanges(flow.ports)),
      );
  }
  return ports;
}

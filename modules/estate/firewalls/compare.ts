/** What configurations let through, held against what people state: what nobody stated, and what is stated and does not pass. Pure. */
import { formatServices, nothing, type PacketSet, type Trace, type Way, waysOf } from '@cordon/firewall';
import type { Flow } from '../model.ts';
import { endpointsOf } from './endpoints.ts';
import { createZonesOf } from './ends.ts';
import type { Ground, Place } from './ground.ts';
import type { JudgedFlow, UnstatedFlow } from './model.ts';
import { packetsOfFlow, statedAs } from './services.ts';

export interface Comparison {
  /** What joins the estate: allowed by configuration and stated nowhere. */
  readonly flows: Flow[];
  readonly unstated: UnstatedFlow[];
  readonly stated: JudgedFlow[];
  readonly unseparated: { from: string; to: string }[];
}

export function compare(ground: Ground, stated: readonly Flow[]): Comparison {
  const { space } = ground;
  const meant = new Map(stated.map((flow) => [flow, packetsOfFlow(space, ground.ends, flow)] as const));
  const nameFlow = createNames(stated);
  const flows: Flow[] = [];
  const unstated: UnstatedFlow[] = [];
  const { pairs, unseparated } = pairsOf(ground);
  const statedAt = flowsByPair(ground, stated);
  for (const pair of pairs) {
    const meantHere = statedAt(pair).map((flow) => meant.get(flow)!);
    for (const found of findUnstated(ground, pair, space.union(meantHere))) {
      const joined = found.flows.map((flow) => ({ id: nameFlow(flow), ...flow }));
      flows.push(...joined);
      unstated.push({ ...found.shown, flows: joined.map(({ id }) => id) });
    }
  }
  const crossed = new Map<Flow, Pair[]>(stated.map((flow) => [flow, []]));
  for (const pair of pairs) for (const flow of statedAt(pair)) crossed.get(flow)!.push(pair);
  const judged = stated.map((flow) => judge(ground, flow, meant.get(flow)!, crossed.get(flow)!));
  return { flows, unstated, stated: judged, unseparated };
}

export interface Pair {
  readonly from: Place;
  readonly to: Place;
  readonly allowed: PacketSet;
  readonly sure: PacketSet;
  /** By which lines what is allowed passes: looked at once, when it is first asked for. */
  trace(): Trace;
}

/** What passes between any two zones that a firewall keeps apart, and those that none of these does. */
export function pairsOf(ground: Ground): { pairs: Pair[]; unseparated: Comparison['unseparated'] } {
  const { space, network, places } = ground;
  const passing = passingFrom(ground);
  const pairs: Pair[] = [];
  const unseparated: Comparison['unseparated'] = [];
  for (const from of places) {
    for (const to of places) {
      if (from === to) continue;
      if ([...from.segments].some((segment) => to.segments.has(segment))) {
        unseparated.push({ from: from.zone.id, to: to.zone.id });
        continue;
      }
      const { allowed, sure } = passing(from);
      const there = space.and(allowed, to.destinations);
      let trace: Trace | undefined;
      pairs.push({
        ...{ from, to, allowed: there, sure },
        trace() {
          trace ??= network.trace({ networks: from.networks }, { networks: to.networks }, there);
          return trace;
        },
      });
    }
  }
  return { pairs, unseparated };
}

/** All that gets out of a zone, worked out once for each. */
function passingFrom({ space, network }: Ground) {
  const answers = new Map<Place, { allowed: PacketSet; sure: PacketSet }>();
  const anywhere = { networks: [] };
  return (from: Place) => {
    const before = answers.get(from);
    if (before !== undefined) return before;
    const answer = network.permits(
      { networks: from.networks },
      anywhere,
      space.and(space.openers, from.sources),
    );
    answers.set(from, answer);
    return answer;
  };
}

interface Found {
  readonly shown: Omit<UnstatedFlow, 'flows'>;
  readonly flows: Unnamed[];
}

function findUnstated(ground: Ground, pair: Pair, meant: PacketSet): Found[] {
  const { space } = ground;
  const { from, to, allowed, sure } = pair;
  const packets = space.minus(allowed, meant);
  if (packets === nothing) return [];
  const { ways, rest } = waysOf(space, pair.trace(), packets, { hints: ground.hints(from, to) });
  const last = space.example(rest, ground.hints(from, to));
  const all: Way[] = [...ways, ...(last === undefined ? [] : [{ packets: rest, example: last, path: [] }])];
  return all.map((way) => {
    const lines = ground.linesOf(way.path);
    const { ends: pairs, widened } = endpointsOf(ground, way.packets, from, to);
    const where = lines.map(({ file, line }) => (line === 0 ? file : `${file} line ${line}`)).join(', ');
    const purpose = `Allowed by ${where || 'firewalls'}; nobody has stated why`;
    return {
      shown: {
        from: from.zone.id,
        to: to.zone.id,
        services: formatServices(space.services(way.packets)),
        example: ground.exampleOf(way.example),
        lines,
        sure: space.minus(way.packets, sure) === nothing,
        widened,
      },
      flows: pairs.flatMap(({ source, destination, services }) =>
        statedAs(services).map((what) => ({
          from: source,
          to: destination,
          ...what,
          purpose,
          allowed_by: lines,
        })),
      ),
    };
  });
}

type Unnamed = Omit<Flow, 'id'>;

/** Ids that say where to look and stay the same while that does, since plans are about them. */
function createNames(stated: readonly Flow[]): (flow: Unnamed) => string {
  const taken = new Set(stated.map(({ id }) => id));
  return ({ allowed_by = [], from, to }) => {
    const said = allowed_by.find(({ line }) => line > 0);
    const base = said === undefined ? `${from}-to-${to}` : `${said.device}-line-${said.line}-to-${to}`;
    let id = base;
    for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
    taken.add(id);
    return id;
  };
}

function judge(ground: Ground, flow: Flow, meant: PacketSet, crossed: readonly Pair[]): JudgedFlow {
  const { space, network } = ground;
  let passes = false;
  let denied: JudgedFlow['denied'] = null;
  let lines: JudgedFlow['lines'] = [];
  for (const { from, to, allowed, trace } of crossed) {
    const here = space.intersection([meant, from.sources, to.destinations]);
    if (here === nothing) continue;
    const through = space.and(here, allowed);
    if (through !== nothing && lines.length === 0) lines = ground.linesOf(trace().pathOf(through));
    passes ||= through !== nothing;
    const stopped = space.minus(here, through);
    if (stopped === nothing || denied !== null) continue;
    const example = space.example(stopped, ground.hints(from, to))!;
    denied = {
      services: formatServices(space.services(stopped)),
      example: ground.exampleOf(example),
      lines: ground.linesOf(network.stops({ networks: from.networks }, example)),
    };
  }
  const state = denied === null ? (passes ? 'allowed' : 'not seen') : passes ? 'partly denied' : 'denied';
  return { flow: flow.id, state, lines, denied };
}

/** The flows that may lead from the one zone of a pair to the other. */
function flowsByPair({ data }: Ground, flows: readonly Flow[]): (pair: Pair) => readonly Flow[] {
  const zonesOf = createZonesOf(data);
  const found = new Map<string, Flow[]>();
  for (const flow of flows) {
    for (const from of zonesOf(flow.from)) {
      for (const to of zonesOf(flow.to)) {
        const there = found.get(`${from} ${to}`);
        if (there === undefined) found.set(`${from} ${to}`, [flow]);
        else there.push(flow);
      }
    }
  }
  return ({ from, to }) => found.get(`${from.zone.id} ${to.zone.id}`) ?? [];
}

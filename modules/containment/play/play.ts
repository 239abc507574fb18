/**
 * An attack played on an estate many times over: each time it begins on other hosts, each way works or does not, and takes more or less
 * long. What was lost is reported as a spread, since one play says nothing. Pure: the same seed gives the same answer.
 */
import type { Estate, Service } from '@cordon/estate';
import { earliest } from '@cordon/reach';
import { createRandom, type Random } from '@cordon/simulator';
import { harmOf } from '../harm.ts';
import type { Knowledge, Minutes } from '../knowledge.ts';
import { buildMovement, type Ground, type How, isFlawed, type Movement } from '../movement/index.ts';
import { covers, meet, portRanges } from '../ports.ts';
import type { Attack, Outcome, Policy, Spread } from './model.ts';

export interface PlayOptions {
  readonly plays: number;
  readonly seed: string;
  /** ISO date. */
  readonly today: string;
}

/** @throws RangeError when nothing in the estate is where the attack begins */
export function play(
  ground: Omit<Ground, 'today'>,
  attack: Attack,
  policy: Policy,
  { plays, seed, today }: PlayOptions,
): Outcome {
  const { estate, knowledge } = ground;
  const random = createRandom(`${seed} ${attack.id}`);
  const movement = buildMovement({ ...ground, today });
  const edges = closedBy(movement, estate, today, policy, createRandom(`${seed} mended`));
  const beginnings = beginningsOf(estate, attack);
  if (beginnings.length === 0)
    throw new RangeError(`nothing in the estate is where the attack ${attack.id} begins`);
  const assets: number[] = [];
  const hours: number[] = [];
  const stopped = new Map<string, number>();
  const degraded = new Map<string, number>();
  const add = (counts: Map<string, number>, id: string): void =>
    void counts.set(id, (counts.get(id) ?? 0) + 1);
  for (let number = 0; number < plays; number++) {
    const luck = random.fork(String(number));
    const sources = luck.sample(beginnings, attack.begins.count).map((id) => movement.assetNode(id)!);
    const { order } = earliest(movement.graph, sources, {
      durations: durationsOf(movement, attack, luck),
      horizon: attack.hours * 60,
      closed: [{ edges }],
    });
    let fallen = 0;
    const states = new Map<string, 'stopped' | 'degraded'>();
    for (const node of order) {
      const what = movement.nodes[node]!;
      if (what.kind === 'asset') fallen++;
      else if (what.kind === 'service' && states.get(what.id) !== 'stopped') states.set(what.id, what.state);
    }
    for (const [id, state] of states) add(state === 'stopped' ? stopped : degraded, id);
    assets.push(fallen);
    hours.push(
      harmOfPlay(estate, knowledge, states) + fallen * knowledge.harm.device * knowledge.harm.attack_hours,
    );
  }
  return {
    attack: attack.id,
    policy: policy.id,
    plays,
    assets: spreadOf(assets),
    patient_hours: spreadOf(hours),
    services: estate.services
      .map(({ id }) => ({
        service: id,
        stops: (stopped.get(id) ?? 0) / plays,
        degrades: (degraded.get(id) ?? 0) / plays,
      }))
      .filter(({ stops, degrades }) => stops + degrades > 0),
  };
}

const beginningsOf = (estate: Estate, { begins: { kinds, zones } }: Attack): string[] =>
  estate.assets
    .filter(({ kind, zone }) => kinds.includes(kind) && zones.includes(estate.zone(zone)!.kind))
    .map(({ id }) => id);

/** Whatever hour an attack strikes at is as likely as any other: midday and midnight, half of each. */
function harmOfPlay(
  estate: Estate,
  { harm }: Knowledge,
  states: ReadonlyMap<string, 'stopped' | 'degraded'>,
): number {
  let sum = 0;
  for (const [id, state] of states) {
    const service = estate.service(id) as Service;
    for (const hour of [0, 12]) sum += harmOf(harm, service, state, harm.attack_hours, hour) / 2;
  }
  return sum;
}

/** For each edge: infinite where that way does not work this time, else how long it takes. */
function durationsOf({ graph, how, minutes }: Movement, attack: Attack, luck: Random): Float64Array {
  const durations = new Float64Array(graph.edgeCount);
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const way = how(edge);
    if (way === undefined) continue;
    const [works, quantile] = [luck.chance(oddsOf(attack, way)), luck.next()];
    const pace = { quick: minutes.quick[edge]!, likely: minutes.likely[edge]!, slow: minutes.slow[edge]! };
    durations[edge] = works ? triangular(pace, quantile) : Number.POSITIVE_INFINITY;
  }
  return durations;
}

function oddsOf({ ways, credentials, entries }: Attack, way: How): number {
  switch (way.kind) {
    case 'technique':
      return ways[way.technique.id] ?? 0;
    case 'entry':
      return entries;
    case 'credentials':
    case 'directory':
    case 'trust':
    case 'shared':
    case 'supplier':
      return credentials;
    case 'right':
      return 1;
  }
}

/** The triangular distribution between quick and slow with its peak at likely, at a quantile. */
export function triangular({ quick, likely, slow }: Minutes, quantile: number): number {
  const width = slow - quick;
  if (width === 0) return quick;
  const peak = (likely - quick) / width;
  return quantile < peak
    ? quick + Math.sqrt(quantile * width * (likely - quick))
    : slow - Math.sqrt((1 - quantile) * width * (slow - likely));
}

/** The edges that a policy closes. One graph for all policies, so that each play meets the same luck under each of them. */
function closedBy(
  { graph, nodes, how }: Movement,
  estate: Estate,
  today: string,
  policy: Policy,
  luck: Random,
): number[] {
  const kindOf = kindsOfEndpoints(estate);
  const mended = new Set(
    estate.assets.filter((asset) => isFlawed(asset, today) && luck.chance(policy.mend)).map(({ id }) => id),
  );
  /** What is left of each flow. */
  const left = new Map(
    estate.flows.map((flow) => {
      const [from, to] = [kindOf.get(flow.from), kindOf.get(flow.to)];
      const closed = policy.close.filter(
        (rule) => rule.from.some((kind) => kind === from) && rule.to.some((kind) => kind === to),
      );
      const ports = closed.flatMap((rule) => rule.ports);
      return [flow.id, portRanges(without(flow.ports, ports))] as const;
    }),
  );
  const isClosed = (edge: number): boolean => {
    const [start, end] = [nodes[graph.from[edge]!]!, nodes[graph.to[edge]!]!];
    if (start.kind === 'flow' && end.kind === 'hub' && end.technique)
      return !meet(left.get(start.flow.id)!, portRanges(end.technique.ports));
    const way = how(edge);
    // Whoever holds a supplier has its second factor.
    if (way?.kind === 'entry') return policy.second_factor && way.as === 'anyone';
    return (
      way?.kind === 'technique' &&
      way.technique.needs === 'flaw' &&
      end.kind === 'asset' &&
      mended.has(end.asset.id)
    );
  };
  return Array.from({ length: graph.edgeCount }, (_, edge) => edge).filter(isClosed);
}

/** Of a zone, or of the zone that a system or an asset is in; a system in several is taken for the first. */
function kindsOfEndpoints(estate: Estate): ReadonlyMap<string, string> {
  const kinds = new Map<string, string>(estate.zones.map(({ id, kind }) => [id, kind]));
  for (const { id, system, zone } of estate.assets) {
    const kind = kinds.get(zone)!;
    kinds.set(id, kind);
    if (system !== null && !kinds.has(system)) kinds.set(system, kind);
  }
  return kinds;
}

/** Ports of a flow without some others, as flows write them. */
export function without(ports: readonly string[], closed: readonly string[]): string[] {
  if (closed.length === 0) return [...ports];
  const cuts = portRanges(closed).sort((a, b) => a[0] - b[0]);
  return portRanges(ports)
    .filter((range) => !covers(cuts, [range]))
    .flatMap(([low, high]) => {
      const left: string[] = [];
      let next = low;
      for (const [from, to] of cuts) {
        if (to < next || from > high) continue;
        if (from > next) left.push(`${next}-${from - 1}`);
        next = to + 1;
      }
      if (next <= high) left.push(`${next}-${high}`);
      return left;
    });
}

function spreadOf(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return { low: at(0.1), middle: at(0.5), high: at(0.9) };
}

/** How far an intruder can get from what is already lost, which patient services that threatens, and what to do. Reads the clock. */
import type { Entry, Estate, Flow, ServiceImpact } from '@cordon/estate';
import { breadthFirst, pathTo, type Search } from '@cordon/reach';
import { blastRadius, type Held, type Scene } from './blast.ts';
import { writePlan } from './commands.ts';
import { type Knowledge, loadKnowledge } from './knowledge.ts';
import type {
  Action,
  Blast,
  Firewall,
  Hop,
  Proposal,
  Reach,
  ReachedAsset,
  ServiceAtRisk,
  SpreadOverTime,
  WrittenPlan,
} from './model.ts';
import { buildMovement } from './movement/index.ts';
import { spreadOverTime } from './over-time.ts';
import { createPlanner, type PlanOptions } from './plan.ts';
import { buildSpread, edgesPerStep, type Spread } from './spread.ts';

interface ReachOptions {
  /** Look no further than this many steps; the default is as far as the flows lead. */
  maxSteps?: number;
}

export interface Containment {
  /**
   * What can be reached over allowed flows from these assets. It asks only whether a connection is allowed, not
   * whether the far end would yield, so it errs towards showing too much. Cheap enough to run on every change.
   *
   * @param compromisedAssetIds assets in an intruder's hands; ids that the estate does not know come back in `unknown`
   */
  reach(compromisedAssetIds: readonly string[], options?: ReachOptions): Reach;
  /**
   * What an intruder who holds these can take by the ways that intruders are known to use, and how soon.
   *
   * @param horizon minutes to look ahead
   */
  blast(held: Held, horizon: number): Blast;
  /** The same by zone and moment, for pictures: as fast, and as small at a hundred thousand assets as at a hundred. */
  overTime(held: Held, horizon: number): Reckoned;
  /** What to do about it: nothing, everything, or what harms care least, side by side. */
  propose(held: Held, options: PlanOptions): Proposal;
  /** The exact lines of actions, and what takes them back. */
  write(actions: readonly Action[], firewall: Firewall): WrittenPlan;
}

export interface ContainmentNeeds {
  estate: Estate;
  /** Ways in from outside, as far as somebody has registered them. */
  entries?: readonly Entry[];
  /** Default: what comes with Cordon. */
  knowledge?: Knowledge;
  /** Today, as an ISO date: what lost its makers' support before then has flaws that stay. */
  today?(): string;
}

type Reckoned = Omit<SpreadOverTime, 'named'>;

/** Whoever looks at an incident asks the same again and again, and so does everybody beside them. */
const spreadsKept = 16;

const todayByClock = (): string => new Date().toISOString().slice(0, 10);

export function createContainment({
  estate,
  entries = [],
  knowledge,
  today = todayByClock,
}: ContainmentNeeds): Containment {
  const spread = buildSpread(estate);
  // Made when it is first asked for, and again on another day, since support ends on a day.
  let made:
    | {
        day: string;
        scene: Scene;
        spreads: Map<string, Reckoned>;
        planner?: ReturnType<typeof createPlanner>;
      }
    | undefined;
  const current = () => {
    const day = today();
    if (made?.day !== day) {
      const known = knowledge ?? made?.scene.knowledge ?? loadKnowledge();
      const movement = buildMovement({ estate, entries, knowledge: known, today: day });
      made = { day, scene: { estate, knowledge: known, movement }, spreads: new Map() };
    }
    return made;
  };
  const assetsOfSystem = new Map<string, number>();
  for (const { system } of estate.assets) {
    if (system !== null) assetsOfSystem.set(system, (assetsOfSystem.get(system) ?? 0) + 1);
  }
  return {
    blast: (held, horizon) => blastRadius(current().scene, held, { horizon }),
    overTime(held, horizon) {
      const { scene, spreads } = current();
      const asked = JSON.stringify([held, horizon]);
      const before = spreads.get(asked);
      if (before) return before;
      const spread = spreadOverTime(scene, held, { horizon });
      if (spreads.size >= spreadsKept) spreads.delete(spreads.keys().next().value!);
      spreads.set(asked, spread);
      return spread;
    },
    write: (actions, firewall) => writePlan({ estate, entries }, actions, firewall),
    propose(held, options) {
      const now = current();
      // Weighing every action takes longer than building the graph, and whoever only looks asks for none.
      now.planner ??= createPlanner(now.scene);
      return now.planner.propose(held, options);
    },
    reach(compromisedAssetIds, { maxSteps } = {}) {
      const given = [...new Set(compromisedAssetIds)];
      const compromised = given.filter((id) => spread.nodeOf.has(id));
      const search = breadthFirst(
        spread.graph,
        compromised.map((id) => spread.nodeOf.get(id)!),
        maxSteps === undefined ? {} : { maxDistance: maxSteps * edgesPerStep },
      );
      const assets = reachedAssets(spread, search);
      return {
        compromised,
        unknown: given.filter((id) => !spread.nodeOf.has(id)),
        assets,
        services: servicesAtRisk(estate, assetsOfSystem, assets),
      };
    },
  };
}

/** Nearest first. */
function reachedAssets(spread: Spread, search: Search): ReachedAsset[] {
  const reached: ReachedAsset[] = [];
  for (const node of search.order) {
    const asset = spread.assets[node];
    if (asset === undefined) continue; // a hub
    reached.push({
      asset: asset.id,
      steps: search.distance[node]! / edgesPerStep,
      path: hopsTo(spread, search, node),
    });
  }
  return reached;
}

function hopsTo(spread: Spread, search: Search, node: number): Hop[] {
  const nodes = pathTo(search, node);
  const hops: Hop[] = [];
  for (let i = 0; i + edgesPerStep < nodes.length; i += edgesPerStep) {
    const flow = spread.flowOfEdge(search.arrival[nodes[i + 2]!]!)!;
    hops.push({
      from: spread.assets[nodes[i]!]!.id,
      to: spread.assets[nodes[i + edgesPerStep]!]!.id,
      flow: flow.id,
      port: likeliestPort(flow),
    });
  }
  return hops;
}

/** File sharing and remote control first: what an intruder tries first, and so what an example should show. */
const favourites = ['445', '3389', '22', '5985', '135', '1433', '1521', '443'];

function likeliestPort(flow: Flow): string {
  return favourites.find((port) => flow.ports.includes(port)) ?? flow.ports[0] ?? 'any';
}

/** What of one system an intruder reaches. */
interface SystemReach {
  id: string;
  nearest: ReachedAsset;
  /** Steps to its farthest reached asset. */
  farthest: number;
  count: number;
}

/** @param assets nearest first */
function reachBySystem(estate: Estate, assets: readonly ReachedAsset[]): Iterable<SystemReach> {
  const systems = new Map<string, SystemReach>();
  for (const reached of assets) {
    const id = estate.asset(reached.asset)?.system;
    if (id == null) continue;
    const before = systems.get(id);
    systems.set(id, {
      id,
      nearest: before?.nearest ?? reached,
      farthest: reached.steps,
      count: (before?.count ?? 0) + 1,
    });
  }
  return systems.values();
}

function servicesAtRisk(
  estate: Estate,
  assetsOfSystem: ReadonlyMap<string, number>,
  assets: readonly ReachedAsset[],
): ServiceAtRisk[] {
  const found = new Map<string, ServiceAtRisk>();
  for (const { id, nearest, farthest, count } of reachBySystem(estate, assets)) {
    // Where assets stand in for one another, the system falls with the last of them, not with the first.
    const copies = estate.system(id)?.lost_when === 'all';
    const lostAfter = !copies ? nearest.steps : count === assetsOfSystem.get(id) ? farthest : null;
    for (const impact of estate.servicesOf(nearest.asset)) {
      const before = found.get(impact.service.id);
      const candidate = atRisk(nearest, lostAfter, impact);
      const kept = before === undefined || isWorse(candidate, before) ? candidate : before;
      found.set(impact.service.id, {
        ...kept,
        steps_to_stop: fewest(before?.steps_to_stop, candidate.steps_to_stop),
      });
    }
  }
  return [...found.values()].sort(worstFirst);
}

/** @param lostAfter steps after which the whole system is lost; null when some of it stays out of reach */
function atRisk({ asset, steps, path }: ReachedAsset, lostAfter: number | null, impact: ServiceImpact) {
  const stepsToStop = impact.strength === 'stops' ? lostAfter : null;
  return {
    service: impact.service.id,
    name: impact.service.name,
    urgency: impact.service.urgency,
    state: steps === 0 ? 'hit' : 'reachable',
    strength: stepsToStop === steps ? 'stops' : 'degrades',
    steps,
    steps_to_stop: stepsToStop,
    via_asset: asset,
    path,
    dependency: impact.path,
  } satisfies ServiceAtRisk;
}

const fewest = (a: number | null | undefined, b: number | null) =>
  a == null ? b : b === null ? a : Math.min(a, b);
const weight = (risk: ServiceAtRisk) => (risk.strength === 'stops' ? 0 : 1);

/** Of two ways to the same service: the nearer, then the one that stops it, then the one easier to explain. */
function isWorse(a: ServiceAtRisk, b: ServiceAtRisk): boolean {
  return (a.steps - b.steps || weight(a) - weight(b) || a.dependency.length - b.dependency.length) < 0;
}

function worstFirst(a: ServiceAtRisk, b: ServiceAtRisk): number {
  const hit = (risk: ServiceAtRisk) => (risk.state === 'hit' ? 0 : 1);
  return (
    hit(a) - hit(b) ||
    a.urgency - b.urgency ||
    a.steps - b.steps ||
    weight(a) - weight(b) ||
    (a.service < b.service ? -1 : 1)
  );
}

/** How far an intruder can get from what is held, how soon, and what stops with it. Pure. */
import type { Estate } from '@cordon/estate';
import { type Arrivals, type Closing, earliest } from '@cordon/reach';
import { stepsTo } from './explain.ts';
import type { Knowledge } from './knowledge.ts';
import type { Blast, Moment, Span } from './model.ts';
import type { Movement } from './movement/index.ts';
import { recordsReached } from './records.ts';
import { wardsReached } from './wards.ts';

/** An estate, what is known of intruders, and the graph made of both. */
export interface Scene {
  readonly estate: Estate;
  readonly knowledge: Knowledge;
  readonly movement: Movement;
}

export interface BlastOptions {
  /** Minutes to look ahead. */
  readonly horizon: number;
  /** What has been closed. */
  readonly closed?: readonly Closing[];
}

/** What an intruder holds, by id. */
export interface Held {
  readonly assets: readonly string[];
  readonly accounts: readonly string[];
  /** Who say that they were attacked, or are thought to have been. */
  readonly suppliers?: readonly string[];
}

/**
 * @returns everything that falls by the horizon at the *quick* pace; with it when, at each of the three paces, and by what.
 *          What nobody knows comes back in `unknown`: how far that leads cannot be said.
 */
export function blastRadius(scene: Scene, held: Held, options: BlastOptions): Blast {
  const { movement } = scene;
  const paces = arrivals(movement, held, options);
  const accounts: Blast['accounts'] = [];
  const suppliers: Blast['suppliers'] = [];
  for (const node of paces.quick.order) {
    const what = movement.nodes[node]!;
    if (what.kind === 'account') accounts.push({ account: what.account.id, ...spanOf(paces, node) });
    else if (what.kind === 'supplier') suppliers.push({ supplier: what.supplier.id, ...spanOf(paces, node) });
  }
  return {
    held: copyOf(held),
    unknown: unknownOf(movement, held),
    horizon: options.horizon,
    accounts,
    suppliers,
    ...felt(scene, paces),
  };
}

/** The hosts that fall, and what that means where they stand, for those who need them, and for whoever is in their records. */
export function felt(
  scene: Scene,
  paces: Paces,
): Pick<Blast, 'assets' | 'services' | 'wards' | 'off_wards' | 'records'> {
  const { nodes } = scene.movement;
  const assets: Blast['assets'] = [];
  const lost = new Map<string, Span>();
  for (const node of paces.quick.order) {
    const what = nodes[node]!;
    if (what.kind === 'asset') assets.push({ asset: what.asset.id, ...spanOf(paces, node) });
    else if (what.kind === 'system' && what.state === 'stopped') lost.set(what.id, spanOf(paces, node));
  }
  const services = servicesReached(scene, paces);
  return {
    assets,
    services,
    ...wardsReached(scene.estate, assets, services),
    records: recordsReached(scene.estate, assets, lost),
  };
}

/** What falls when, at each of the three paces. */
export type Paces = Readonly<Record<'quick' | 'likely' | 'slow', Arrivals>>;

export function arrivals(movement: Movement, held: Held, { horizon, closed = [] }: BlastOptions): Paces {
  const sources = sourcesOf(movement, held);
  const at = (durations: Float64Array): Arrivals =>
    earliest(movement.graph, sources, { durations, horizon, closed });
  const { quick, likely, slow } = movement.minutes;
  return { quick: at(quick), likely: at(likely), slow: at(slow) };
}

function servicesReached({ estate, knowledge, movement }: Scene, paces: Paces): Blast['services'] {
  const states = new Map<string, { degraded: Span | null; stopped: Span | null; node: number }>();
  for (const node of paces.quick.order) {
    const what = movement.nodes[node]!;
    if (what.kind !== 'service') continue;
    const before = states.get(what.id) ?? { degraded: null, stopped: null, node };
    states.set(what.id, { ...before, [what.state]: spanOf(paces, node) });
  }
  return estate.services
    .filter(({ id }) => states.has(id))
    .map(({ id, name, urgency }) => {
      const { degraded, stopped, node } = states.get(id)!;
      return {
        service: id,
        name,
        urgency,
        degraded,
        stopped,
        because: stepsTo(movement, knowledge.techniques, paces.quick, node),
      };
    })
    .sort((a, b) => a.urgency - b.urgency || soonest(a) - soonest(b) || (a.service < b.service ? -1 : 1));
}

const spanOf = ({ quick, likely, slow }: Paces, node: number): Span => ({
  quick: quick.time[node]!,
  likely: moment(likely.time[node]!),
  slow: moment(slow.time[node]!),
});

const moment = (time: number): Moment => (Number.isFinite(time) ? time : null);

const soonest = ({ stopped, degraded }: { stopped: Span | null; degraded: Span | null }): number =>
  Math.min(stopped?.quick ?? Infinity, degraded?.quick ?? Infinity);

export const copyOf = ({ assets, accounts, suppliers = [] }: Held): Blast['held'] => ({
  assets: [...assets],
  accounts: [...accounts],
  suppliers: [...suppliers],
});

/** What an intruder begins with: hosts, what was stolen of accounts, and suppliers with the hosts that are theirs. */
export function sourcesOf(
  { assetNode, stolenNode, supplier }: Movement,
  { assets, accounts, suppliers = [] }: Held,
): number[] {
  const places = suppliers.map(supplier).filter((place) => place !== undefined);
  const hosts = places.flatMap((place) => place.hosts.map(({ id }) => assetNode(id)));
  return [
    ...places.map(({ node }) => node),
    ...[...hosts, ...assets.map(assetNode), ...accounts.map(stolenNode)].filter((node) => node !== undefined),
  ];
}

/** How far these lead nobody can say. */
export const unknownOf = (
  { assetNode, accountNode, supplier }: Movement,
  { assets, accounts, suppliers = [] }: Held,
): string[] => [
  ...assets.filter((id) => assetNode(id) === undefined),
  ...accounts.filter((id) => accountNode(id) === undefined),
  ...suppliers.filter((id) => supplier(id) === undefined),
];

/**
 * The estate as an intruder moves through it: one graph of *can reach* (flows) and *can become* (credentials), and on top of it
 * what falls with what: systems with their assets, services with their systems. Pure.
 *
 * Hosts and zones are joined through hubs, as in `spread.ts`, so the graph grows with the hosts and not with their pairs:
 *
 *   host → leaving hub → flow → entering hub (one for each technique) → host            where it has a flaw
 *                                                                   → exposed host ┐
 *   host → account used there → rights hub → administered host                    ┴ both → host
 *   domain controller → directory → every account
 *   host → system → what depends on it → service
 */
import type { Account, Asset, Estate, Flow, Right } from '@cordon/estate';
import { buildGraph, type Graph } from '@cordon/reach';
import type { Knowledge, Minutes, NetworkTechnique } from './knowledge.ts';
import { meet, portRanges } from './ports.ts';

/** What a node stands for. Falling means: an intruder may be there, or it no longer works because of one. */
export type Node =
  | { readonly kind: 'asset'; readonly asset: Asset }
  | { readonly kind: 'account'; readonly account: Account }
  | { readonly kind: 'flow'; readonly flow: Flow }
  | { readonly kind: 'hub' }
  | { readonly kind: 'exposed' | 'administered' | 'mastered'; readonly asset: Asset }
  | { readonly kind: 'directory'; readonly organisation: string }
  | { readonly kind: 'system' | 'service'; readonly id: string; readonly state: 'degraded' | 'stopped' };

/** What an edge stands for, where a person is to be told. */
export type How =
  | { readonly kind: 'technique'; readonly technique: NetworkTechnique }
  | { readonly kind: 'credentials' | 'directory' }
  | { readonly kind: 'right'; readonly right: Right };

export interface Movement {
  readonly graph: Graph;
  /** What each node of the graph stands for. */
  readonly nodes: readonly Node[];
  /** How long each edge takes. */
  readonly minutes: Readonly<Record<keyof Minutes, Float64Array>>;
  how(edge: number): How | undefined;
  assetNode(id: string): number | undefined;
  accountNode(id: string): number | undefined;
  /** Undefined also for a flow on whose ports no intruder is known to move. */
  flowNode(id: string): number | undefined;
}

const none: Minutes = { quick: 0, likely: 0, slow: 0 };

/** Whose makers mend it no longer, or of whom nobody knows. Unknown counts as flawed: it is no safer for not being known. */
export const isFlawed = ({ support_ends }: Asset, today: string): boolean =>
  support_ends === null || support_ends < today;

/** @param today ISO date: what lost its support before then is taken to have flaws that stay */
export function buildMovement(estate: Estate, { techniques }: Knowledge, today: string): Movement {
  const draft = createDraft();
  const { add, connect } = draft;
  const assets = estate.assets.map((asset) => add({ kind: 'asset', asset }));
  const accounts = new Map(estate.accounts.map((account) => [account.id, add({ kind: 'account', account })]));
  const members = membersOf(estate);
  const membersAt = (endpoint: string): readonly number[] => members.get(endpoint) ?? [];
  const of = <T>(make: (key: string) => T): ((key: string) => T) => {
    const made = new Map<string, T>();
    return (key) => {
      const before = made.get(key);
      if (before !== undefined) return before;
      const one = make(key);
      made.set(key, one);
      return one;
    };
  };

  // Who administers what, and so which hosts an account can be used on at all.
  const administered = new Map<number, number>();
  const mastered = new Map<number, number>();
  const exposed = of((index) => add({ kind: 'exposed', asset: estate.assets[Number(index)]! }));
  const scopes = scopesOf(estate, members);
  for (const right of estate.rights) {
    const account = accounts.get(right.account)!;
    if (right.right === 'replicate') continue;
    if (right.right === 'sign-in') {
      const hub = add({ kind: 'hub' });
      connect(hub, account, techniques.take_credentials.minutes, { kind: 'credentials' });
      for (const index of scopes(right)) connect(assets[index]!, hub);
      continue;
    }
    const hub = add({ kind: 'hub' });
    connect(account, hub, none, { kind: 'right', right });
    for (const index of scopes(right)) {
      let held = administered.get(index);
      if (held === undefined) {
        const asset = estate.assets[index]!;
        held = add({ kind: 'administered', asset });
        administered.set(index, held);
        const both = add({ kind: 'mastered', asset }, true);
        mastered.set(index, both);
        connect(exposed(String(index)), both);
        connect(held, both);
        connect(both, assets[index]!);
      }
      connect(hub, held);
    }
  }

  // Credentials of those who are used on a host; all of them on a domain controller.
  const directory = of((organisation) => {
    const node = add({ kind: 'directory', organisation });
    for (const account of accounts.values()) connect(node, account);
    return node;
  });
  const organisationOf = new Map(estate.sites.map((site) => [site.id, site.organisation]));
  const places = new Map(estate.assets.map((asset, index) => [asset.id, index]));
  for (const { id, usual_asset } of estate.accounts) {
    if (usual_asset === null) continue;
    connect(assets[places.get(usual_asset)!]!, accounts.get(id)!, techniques.take_credentials.minutes, {
      kind: 'credentials',
    });
  }
  estate.assets.forEach((asset, index) => {
    if (asset.kind !== 'domain-controller') return;
    const node = directory(organisationOf.get(asset.site) ?? '');
    connect(assets[index]!, node, techniques.read_directory.minutes, { kind: 'directory' });
  });
  for (const right of estate.rights) {
    if (right.right !== 'replicate') continue;
    connect(accounts.get(right.account)!, directory(right.on), techniques.read_directory.minutes, {
      kind: 'directory',
    });
  }

  // The network.
  const leaving = of((endpoint) => {
    const hub = add({ kind: 'hub' });
    for (const index of membersAt(endpoint)) connect(assets[index]!, hub);
    return hub;
  });
  const entering = techniques.network.map((technique) =>
    of((endpoint) => {
      const hub = add({ kind: 'hub' });
      for (const index of membersAt(endpoint)) {
        const isOpen =
          technique.needs === 'flaw' ? isFlawed(estate.assets[index]!, today) : administered.has(index);
        if (!isOpen) continue;
        const end = technique.needs === 'flaw' ? assets[index]! : exposed(String(index));
        connect(hub, end, technique.minutes, { kind: 'technique', technique });
      }
      return hub;
    }),
  );
  const techniquePorts = techniques.network.map(({ ports }) => portRanges(ports));
  const flows = new Map<string, number>();
  for (const flow of estate.flows) {
    const ports = portRanges(flow.ports);
    const ways = entering.filter((_, i) => meet(techniquePorts[i]!, ports));
    if (ways.length === 0) continue;
    const node = add({ kind: 'flow', flow });
    flows.set(flow.id, node);
    connect(leaving(flow.from), node);
    for (const way of ways) connect(node, way(flow.to));
  }

  connectServices(estate, draft, assets, membersAt);
  return {
    ...draft.finish(),
    assetNode: (id) => assets[places.get(id) ?? -1],
    accountNode: (id) => accounts.get(id),
    flowNode: (id) => flows.get(id),
  };
}

/** Systems with their assets, and upwards along dependencies to services. */
function connectServices(
  estate: Estate,
  { add, connect }: Draft,
  assets: readonly number[],
  membersAt: (endpoint: string) => readonly number[],
): void {
  const states = new Map<string, { stopped: number; degraded: number }>();
  const pair = (kind: 'system' | 'service', id: string): void => {
    const stopped = add({ kind, id, state: 'stopped' });
    const degraded = add({ kind, id, state: 'degraded' });
    connect(stopped, degraded);
    states.set(id, { stopped, degraded });
  };
  for (const { id } of estate.systems) pair('system', id);
  for (const { id } of estate.services) pair('service', id);
  for (const { id, lost_when } of estate.systems) {
    const { stopped, degraded } = states.get(id)!;
    const parts = membersAt(id);
    if (lost_when !== 'all' || parts.length < 2) {
      for (const index of parts) connect(assets[index]!, stopped);
      continue;
    }
    const all = add({ kind: 'hub' }, true);
    connect(all, stopped);
    for (const index of parts) {
      connect(assets[index]!, all);
      connect(assets[index]!, degraded);
    }
  }
  for (const { from, to, strength } of estate.dependencies) {
    const [upper, lower] = [states.get(from)!, states.get(to)];
    if (lower === undefined) continue; // a supplier, which no host of ours takes along
    connect(lower.stopped, strength === 'stops' ? upper.stopped : upper.degraded);
    connect(lower.degraded, upper.degraded);
  }
}

/** For each zone, system and asset: the places of its assets in the estate's list. */
function membersOf(estate: Estate): ReadonlyMap<string, number[]> {
  const members = new Map<string, number[]>();
  const join = (endpoint: string, index: number): void => {
    const list = members.get(endpoint);
    if (list === undefined) members.set(endpoint, [index]);
    else list.push(index);
  };
  estate.assets.forEach(({ id, zone, system }, index) => {
    join(id, index);
    join(zone, index);
    if (system !== null) join(system, index);
  });
  return members;
}

/** The assets that a right is about. */
function scopesOf(
  estate: Estate,
  members: ReadonlyMap<string, readonly number[]>,
): (right: Right) => readonly number[] {
  const organisationOf = new Map(estate.sites.map((site) => [site.id, site.organisation]));
  const byOrganisation = new Map<string, number[]>(estate.organisations.map(({ id }) => [id, []]));
  estate.assets.forEach(({ site }, index) => {
    byOrganisation.get(organisationOf.get(site) ?? '')?.push(index);
  });
  return ({ on, kinds }) => {
    const all = byOrganisation.get(on) ?? members.get(on) ?? [];
    return kinds.length === 0 ? all : all.filter((index) => kinds.includes(estate.assets[index]!.kind));
  };
}

type Draft = ReturnType<typeof createDraft>;

function createDraft() {
  const nodes: Node[] = [];
  const needAll: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const hows: (How | undefined)[] = [];
  const times: Minutes[] = [];
  return {
    /** @param all it falls only with everything that leads to it */
    add(node: Node, all = false): number {
      if (all) needAll.push(nodes.length);
      return nodes.push(node) - 1;
    },
    connect(start: number, end: number, minutes: Minutes = none, how?: How): void {
      from.push(start);
      to.push(end);
      times.push(minutes);
      hows.push(how);
    },
    finish(): Pick<Movement, 'graph' | 'nodes' | 'minutes' | 'how'> {
      return {
        graph: buildGraph(nodes.length, from, to, needAll),
        nodes,
        minutes: {
          quick: Float64Array.from(times, ({ quick }) => quick),
          likely: Float64Array.from(times, ({ likely }) => likely),
          slow: Float64Array.from(times, ({ slow }) => slow),
        },
        how: (edge) => hows[edge],
      };
    },
  };
}

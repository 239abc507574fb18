/** A graph of movement while it is made. */
import { buildGraph } from '@cordon/reach';
import type { Minutes } from '../knowledge.ts';
import { membersOf } from '../members.ts';
import type { Ground, How, Movement, Node } from './model.ts';

const none: Minutes = { quick: 0, likely: 0, slow: 0 };

export type Draft = ReturnType<typeof createDraft>;

export function createDraft({ estate }: Ground) {
  const nodes: Node[] = [];
  const needAll: number[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const hows: (How | undefined)[] = [];
  const times: Minutes[] = [];

  /** @param all it falls only with everything that leads to it */
  function add(node: Node, all = false): number {
    if (all) needAll.push(nodes.length);
    return nodes.push(node) - 1;
  }
  const places = new Map(estate.assets.map(({ id }, index) => [id, index]));
  const assets = estate.assets.map((asset) => add({ kind: 'asset', asset }));
  const accounts = new Map(estate.accounts.map((account) => [account.id, add({ kind: 'account', account })]));
  // What was stolen of an account before now: new credentials make it worthless, and leave the account.
  const stolen = new Map(estate.accounts.map((account) => [account.id, add({ kind: 'stolen', account })]));
  const suppliers = new Map(
    estate.suppliers.map((supplier) => [supplier.id, add({ kind: 'supplier', supplier })]),
  );
  const members = membersOf(estate.assets);

  return {
    add,
    connect(start: number, end: number, minutes: Minutes = none, how?: How): void {
      from.push(start);
      to.push(end);
      times.push(minutes);
      hows.push(how);
    },
    /** The nodes of assets, in the order of the estate. */
    assets,
    accounts,
    stolen,
    suppliers,
    assetNode: (id: string): number | undefined => assets[places.get(id) ?? -1],
    /** The places in the estate's list of the assets that a zone, a system or an asset means. */
    membersAt: (endpoint: string): readonly number[] => members.get(endpoint) ?? [],
    finish: (): Pick<Movement, 'graph' | 'nodes' | 'minutes' | 'how'> => ({
      graph: buildGraph(nodes.length, from, to, needAll),
      nodes,
      minutes: {
        quick: Float64Array.from(times, ({ quick }) => quick),
        likely: Float64Array.from(times, ({ likely }) => likely),
        slow: Float64Array.from(times, ({ slow }) => slow),
      },
      how: (edge) => hows[edge],
    }),
  };
}

/** One of each, made when it is first asked for. */
export function oneOfEach<Key, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const made = new Map<Key, Made>();
  return (key) => {
    const before = made.get(key);
    if (before !== undefined) return before;
    const one = make(key);
    made.set(key, one);
    return one;
  };
}

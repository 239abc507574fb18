/** What an intruder has stolen before anybody noticed, from what is known to be held. Pure. */
import type { Held } from './blast.ts';
import type { Movement } from './movement/index.ts';

export interface Stolen {
  /** Accounts that are used on what is held. */
  readonly used: readonly string[];
  /** Organisations whose directory has been read, and the accounts in them. */
  readonly directories: readonly string[];
  readonly read: ReadonlySet<string>;
}

/**
 * Whoever holds a host has had the time to take what is used there; on a domain controller, and with an account that may replicate it,
 * that is the whole directory.
 */
export function stolenFrom(movement: Movement, held: Held): Stolen {
  const { nodes, how, assetNode, accountNode } = movement;
  const used = new Set<string>();
  const directories = new Map<string, number>();
  const follow = (node: number): void => {
    for (const { edge, target } of edgesFrom(movement, node)) {
      const what = nodes[target]!;
      if (what.kind === 'directory') directories.set(what.organisation, target);
      else if (what.kind === 'account' && how(edge)?.kind === 'credentials') used.add(what.account.id);
      // One hub further is where a right says who signs in on many hosts.
      else if (what.kind === 'hub' && nodes[node]!.kind === 'asset') follow(target);
    }
  };
  for (const id of held.assets) follow(assetNode(id) ?? nowhere);
  for (const id of [...held.accounts, ...used])
    for (const { target } of edgesFrom(movement, accountNode(id) ?? nowhere)) {
      const what = nodes[target]!;
      if (what.kind === 'directory') directories.set(what.organisation, target);
    }
  const read = [...directories.values()].flatMap((node) =>
    edgesFrom(movement, node).flatMap(({ target }) => {
      const what = nodes[target]!;
      return what.kind === 'account' ? [what.account.id] : [];
    }),
  );
  return { used: [...used], directories: [...directories.keys()], read: new Set(read) };
}

/** What the estate does not know leads nowhere that anybody could name. */
const nowhere = -1;

function edgesFrom({ graph }: Movement, node: number): { edge: number; target: number }[] {
  if (node === nowhere) return [];
  const places = Array.from(
    { length: graph.offsets[node + 1]! - graph.offsets[node]! },
    (_, i) => graph.offsets[node]! + i,
  );
  return places.map((place) => ({ edge: graph.edges[place]!, target: graph.targets[place]! }));
}

import { nothing, type PacketSet } from './diagrams.ts';
import type { Step, Trace } from './network.ts';
import type { Packet } from './packet.ts';
import type { ExampleHints, Space } from './space.ts';

/** Packets that get through by the same lines. */
export interface Way {
  readonly packets: PacketSet;
  readonly example: Packet;
  /** The devices that the example crosses, with the lines that let it pass. */
  readonly path: readonly Step[];
}

export interface Ways {
  readonly ways: readonly Way[];
  /** What was left when there were as many ways as were asked for. */
  readonly rest: PacketSet;
}

/**
 * Packets sorted by the lines that let them pass: one rule that somebody forgot is one way, however many hosts and
 * ports it opens. Every packet is in exactly one way or in the rest.
 *
 * @param packets all of them pass, and are among those of which `network.trace` was made
 */
export function waysOf(
  space: Space,
  { hits, pathOf }: Trace,
  packets: PacketSet,
  { hints = {}, most = 100 }: { hints?: ExampleHints; most?: number } = {},
): Ways {
  let alike = [packets].filter((set) => set !== nothing);
  for (const hit of hits)
    alike = alike.flatMap((set) =>
      [space.and(set, hit), space.minus(set, hit)].filter((part) => part !== nothing),
    );
  const ways = new Map<string, Way>();
  for (const set of alike.slice(0, most)) {
    const example = space.example(set, hints)!;
    const path = pathOf(space.only(example));
    // A line that is met at two interfaces is still the same line.
    const lines = path.flatMap((step) =>
      step.lines.map(({ filter, line }) => `${step.device} ${filter} ${line.line}`),
    );
    const known = ways.get(lines.join('\n'));
    const packets = known === undefined ? set : space.or(known.packets, set);
    ways.set(lines.join('\n'), { ...(known ?? { example, path }), packets });
  }
  return { ways: [...ways.values()], rest: space.union(alike.slice(most)) };
}

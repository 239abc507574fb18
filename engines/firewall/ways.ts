import { nothing, type PacketSet } from './diagrams.ts';
import type { End, Network, Step } from './network.ts';
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
 * Packets that pass from one end to the other, sorted by the lines that let them: one rule that somebody forgot is
 * one way, however many hosts and ports it opens. Every packet is in exactly one way or in the rest.
 *
 * @param packets all of them pass: a part of what `network.permits` says
 */
export function waysOf(
  space: Space,
  network: Network,
  { from, to, packets }: { from: End; to: End; packets: PacketSet },
  { hints = {}, most = 100 }: { hints?: ExampleHints; most?: number } = {},
): Ways {
  const ways: Way[] = [];
  let left = packets;
  while (left !== nothing && ways.length < most) {
    const example = space.example(left, hints)!;
    const { path } = network.permits(from, to, space.only(example));
    const alike = path.reduce(
      (rest, step) => space.and(rest, byTheSameLines(space, network, step, left)),
      left,
    );
    ways.push({ packets: alike, example, path });
    left = space.minus(left, alike);
  }
  return { ways, rest: left };
}

/** Of these packets, those that the lines of this step let pass too. */
function byTheSameLines(space: Space, network: Network, step: Step, packets: PacketSet): PacketSet {
  const all = network.analyses.get(step.device)!.decidedBy(step.from, step.to, packets, 'permit');
  return step.lines.reduce((rest, { filter, line }) => {
    const hits = all.filter((hit) => hit.filter === filter && hit.line === line);
    return space.and(rest, space.union(hits.map((hit) => hit.packets)));
  }, packets);
}

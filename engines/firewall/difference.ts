import type { Analysis, Hit } from './analysis.ts';
import type { Group } from './assertions.ts';
import { nothing, type PacketSet } from './diagrams.ts';
import type { Network, Step } from './network.ts';
import type { Packet } from './packet.ts';
import type { ExampleHints, Space } from './space.ts';

/** What changed between two places of a device. */
export interface Change {
  readonly from: string;
  readonly to: string;
  readonly change: 'reachable' | 'unreachable';
  readonly packets: PacketSet;
  readonly example: Packet;
  /** How the example was decided before, and how it is now: the line responsible is in one of the two. */
  readonly before: readonly Hit[];
  readonly after: readonly Hit[];
}

/**
 * Differential reachability of two snapshots of a device, read in the same space: what can be opened now and
 * could not before, and the other way round, for each pair of places. Exact: an empty answer means that the
 * two let the same packets through.
 *
 * @param packets what is asked about at each pair; the default is all packets that open a connection
 */
export function difference(
  before: Analysis,
  after: Analysis,
  {
    packets = () => after.space.openers,
    hints = {},
  }: { packets?: (from: string, to: string) => PacketSet; hints?: ExampleHints } = {},
): Change[] {
  const { space } = after;
  const names = [
    ...new Set([...before.device.interfaces, ...after.device.interfaces].map(({ name }) => name)),
  ];
  const changes: Change[] = [];
  for (const from of names) {
    for (const to of names) {
      const asked = packets(from, to);
      const was = space.and(space.between(before.allowed, from, to), asked);
      const is = space.and(space.between(after.allowed, from, to), asked);
      if (was === is) continue;
      for (const change of ['reachable', 'unreachable'] as const) {
        const opened = change === 'reachable';
        const changed = opened ? space.minus(is, was) : space.minus(was, is);
        if (changed === nothing) continue;
        const example = space.example(changed, hints)!;
        const one = space.only(example);
        changes.push({
          from,
          to,
          change,
          packets: changed,
          example,
          before: before.decidedBy(from, to, one, opened ? 'deny' : 'permit'),
          after: after.decidedBy(from, to, one, opened ? 'permit' : 'deny'),
        });
      }
    }
  }
  return changes;
}

/** What changed between two groups of hosts in a network. */
export interface NetworkChange {
  readonly from: string;
  readonly to: string;
  readonly change: 'reachable' | 'unreachable';
  readonly packets: PacketSet;
  readonly example: Packet;
  /** How the example gets through in the snapshot in which it does. */
  readonly path: readonly Step[];
  /** Where it is stopped in the other. */
  readonly stops: readonly Step[];
}

/** The same for two snapshots of a whole network, between each pair of groups, whatever lies between them. */
export function networkDifference(
  space: Space,
  before: Network,
  after: Network,
  groups: readonly Group[],
  { packets = space.openers, hints = {} }: { packets?: PacketSet; hints?: ExampleHints } = {},
): NetworkChange[] {
  const pairs = groups.flatMap((from) => groups.filter((to) => to !== from).map((to) => ({ from, to })));
  return pairs.flatMap(({ from, to }) => {
    const was = before.permits(from, to, packets).allowed;
    const is = after.permits(from, to, packets).allowed;
    return (['reachable', 'unreachable'] as const).flatMap((change): NetworkChange[] => {
      const opened = change === 'reachable';
      const changed = opened ? space.minus(is, was) : space.minus(was, is);
      const example = space.example(changed, hints);
      if (example === undefined) return [];
      const [open, shut] = opened ? [after, before] : [before, after];
      const { path } = open.permits(from, to, space.only(example));
      return [
        {
          from: from.name,
          to: to.name,
          change,
          packets: changed,
          example,
          path,
          stops: shut.stops(from, example),
        },
      ];
    });
  });
}

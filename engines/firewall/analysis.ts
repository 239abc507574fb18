import { everything, nothing, type PacketSet } from './diagrams.ts';
import { calledBy, calledFirst, outcomesOf, possibly, type Verdict, walk } from './evaluate.ts';
import type { Device, Filter, Line } from './model.ts';
import type { Packet } from './packet.ts';
import type { ExampleHints, Space } from './space.ts';

/** A line and the packets that get their verdict from it. */
export interface Hit {
  readonly filter: string;
  readonly line: Line;
  readonly packets: PacketSet;
}

export interface Answer {
  /** What may pass: the worst case wherever a line was not understood. */
  readonly allowed: PacketSet;
  /** The part of it that surely passes. */
  readonly sure: PacketSet;
  /** A packet that may pass; undefined when none does. */
  readonly example?: Packet;
  /** The lines that let that packet pass, in the order in which it meets them. */
  readonly lines: readonly Hit[];
}

/** A line that never decides anything. */
export interface DeadLine {
  readonly filter: string;
  readonly line: Line;
  /**
   * `empty`: it matches no packet at all. `redundant`: earlier lines decide the same. `shadowed`: an earlier
   * line decides otherwise, so somebody who reads this line believes something wrong. `unreached`: what calls
   * its filter never sends it such packets.
   */
  readonly why: 'empty' | 'redundant' | 'shadowed' | 'unreached';
  /** The earlier lines of the same filter that take what it would match. */
  readonly by: readonly Line[];
}

/** What a device does with packets, worked out once for all of them and then looked up. */
export interface Analysis {
  readonly space: Space;
  readonly device: Device;
  /** Every packet that may pass, for all places at once. */
  readonly allowed: PacketSet;
  /** Every packet that surely passes. */
  readonly sure: PacketSet;
  /** @param packets what is asked about; the default is all packets that open a connection */
  permits(from: string, to: string, packets?: PacketSet, hints?: ExampleHints): Answer;
  /** The lines that give these packets this verdict, in the order of stages and lines. */
  decidedBy(from: string, to: string, packets: PacketSet, verdict: Verdict): Hit[];
  deadLines(): DeadLine[];
}

export function analyse(space: Space, device: Device): Analysis {
  const outcomes = outcomesOf(space, device, 'permit');
  const allowed = possibly(space, device, 'permit', outcomes);
  const certain = [...device.filters.values()].every(({ lines }) => lines.every(isCertain));
  const sure = certain
    ? allowed
    : space.not(possibly(space, device, 'deny', outcomesOf(space, device, 'deny')));
  const callersFirst = calledFirst(device.filters).reverse();

  /** Sends packets into filters and tells of every line they may reach, calls included. */
  function follow(
    entering: ReadonlyMap<string, PacketSet>,
    visit: (filter: Filter, line: Line, reached: PacketSet) => void,
  ): void {
    const incoming = new Map(entering);
    for (const filter of callersFirst) {
      const packets = incoming.get(filter.name) ?? nothing;
      if (packets === nothing) continue;
      walk(space, filter, packets, outcomes, (line, reached) => {
        visit(filter, line, reached);
        const called = calledBy(line);
        if (called !== undefined) incoming.set(called, space.or(incoming.get(called) ?? nothing, reached));
      });
    }
  }

  function decidedBy(from: string, to: string, packets: PacketSet, verdict: Verdict): Hit[] {
    const there = space.intersection([packets, space.from(from), space.to(to)]);
    return device.stages.flatMap(({ filter, applies }) => {
      const hits: Hit[] = [];
      follow(new Map([[filter, space.and(there, applies)]]), ({ name }, line, reached) => {
        if (line.action === verdict || line.action === 'unknown')
          hits.push({ filter: name, line, packets: space.between(reached, from, to) });
      });
      return hits;
    });
  }

  function permits(
    from: string,
    to: string,
    packets: PacketSet = space.openers,
    hints: ExampleHints = {},
  ): Answer {
    const there = space.and(space.between(allowed, from, to), packets);
    const packet = space.example(fromConnected(there, from, to), hints);
    return {
      allowed: there,
      sure: space.and(space.between(sure, from, to), packets),
      ...(packet !== undefined && { example: packet }),
      lines: packet === undefined ? [] : decidedBy(from, to, space.only(packet), 'permit'),
    };
  }

  /** Where it can be, the packets between hosts that are connected there, which an example is to show. */
  function fromConnected(set: PacketSet, from: string, to: string): PacketSet {
    const sides = [
      { name: from, field: 'source' },
      { name: to, field: 'destination' },
    ] as const;
    return sides.reduce((rest, { name, field }) => {
      const { networks = [] } = device.interfaces.find((one) => one.name === name) ?? {};
      const narrowed = space.and(rest, space.union(networks.map((prefix) => space.inPrefix(field, prefix))));
      return narrowed === nothing ? rest : narrowed;
    }, set);
  }

  function deadLines(): DeadLine[] {
    const alive = new Set<Line>();
    // A filter that nothing uses is judged by itself, as if all packets came to it.
    const called = new Set(callersFirst.flatMap(({ lines }) => lines.map(calledBy)));
    const entry = callersFirst.filter(({ name }) => !called.has(name));
    follow(new Map(entry.map(({ name }) => [name, everything])), (_, line) => alive.add(line));
    return [...device.filters.values()].flatMap((filter) =>
      filter.lines.flatMap((line, at) => (line.rest || alive.has(line) ? [] : [whyDead(filter, line, at)])),
    );
  }

  function whyDead(filter: Filter, line: Line, at: number): DeadLine {
    if (line.may === nothing) return { filter: filter.name, line, why: 'empty', by: [] };
    // Of a line that can open connections, what it says of replies is beside the point.
    const opens = space.and(line.may, space.openers);
    let left: PacketSet = opens === nothing ? line.may : opens;
    const earlier = filter.lines.slice(0, at).filter(({ action }) => action !== 'unknown');
    const by: Line[] = [];
    while (left !== nothing) {
      // Whoever takes one packet of what is left is one of those we look for; one that takes all of it is all we need.
      const has = space.probe(left);
      const takers = earlier.filter(({ must }) => has(must));
      const taker = takers.find(({ must }) => space.minus(left, must) === nothing) ?? takers[0];
      if (taker === undefined) break;
      by.push(taker);
      left = space.minus(left, taker.must);
    }
    if (left !== nothing) return { filter: filter.name, line, why: 'unreached', by };
    const same = by.every(({ action }) => action === line.action);
    return { filter: filter.name, line, why: same ? 'redundant' : 'shadowed', by };
  }

  return { space, device, allowed, sure, permits, decidedBy, deadLines };
}

const isCertain = ({ action, may, must }: Line): boolean => action !== 'unknown' && may === must;

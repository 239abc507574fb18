import { everything, nothing, type PacketSet } from './diagrams.ts';
import type { Device, Filter, Line } from './model.ts';
import type { Space } from './space.ts';

export type Verdict = 'permit' | 'deny';

/** What may happen to packets that a filter is asked about. Where a line was not understood, a packet may be in both. */
interface Outcome {
  /** May get the verdict that was asked for. */
  readonly hit: PacketSet;
  /** May come out without a verdict, so that the caller goes on. */
  readonly through: PacketSet;
}

/**
 * Every packet that may get this verdict from the device. Asked for `permit` it is what might pass in the worst case, and what
 * is not in the answer for `deny` surely passes. The two overlap only in what was not understood.
 */
export function possibly(space: Space, device: Device, verdict: Verdict): PacketSet {
  const outcomes = outcomesOf(space, device, verdict);
  const results = device.stages.map(({ filter, applies }) => {
    const { hit } = outcomes.get(filter)!;
    return verdict === 'permit' ? space.or(hit, space.not(applies)) : space.and(hit, applies);
  });
  return verdict === 'permit' ? space.intersection(results) : space.union(results);
}

/** The outcome of each filter for all packets. Filters that are called come before their callers, so each is looked at once. */
export function outcomesOf(space: Space, device: Device, verdict: Verdict): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  for (const filter of calledFirst(device.filters)) {
    const hits: PacketSet[] = [];
    const returned: PacketSet[] = [];
    const through = walk(space, filter, everything, outcomes, (line, reached) => {
      if (line.action === verdict || line.action === 'unknown') hits.push(reached);
      else if (line.action === 'return') returned.push(reached);
      else if (typeof line.action === 'object') {
        const called = outcomes.get(calledBy(line)!)!;
        hits.push(space.and(reached, called.hit));
        if ('goto' in line.action) returned.push(space.and(reached, called.through));
      }
    });
    outcomes.set(filter.name, {
      hit: space.union(hits),
      through: space.union([through, ...returned]),
    });
  }
  return outcomes;
}

/**
 * Takes packets through a filter, line by line.
 * @param visit gets each line that packets may reach and match, with those packets
 * @returns what comes out at the end, without what lines returned
 */
export function walk(
  space: Space,
  filter: Filter,
  packets: PacketSet,
  outcomes: ReadonlyMap<string, Outcome>,
  visit: (line: Line, reached: PacketSet) => void,
): PacketSet {
  let left = packets;
  for (const line of filter.lines) {
    if (left === nothing) break;
    const reached = space.and(left, line.may);
    if (reached === nothing) continue;
    visit(line, reached);
    if (line.action === 'unknown') continue;
    left = space.minus(left, line.must);
    if (typeof line.action === 'object' && 'call' in line.action) {
      left = space.or(left, space.and(reached, outcomes.get(line.action.call)!.through));
    }
  }
  return left;
}

export const calledBy = ({ action }: Line): string | undefined =>
  typeof action !== 'object' ? undefined : 'call' in action ? action.call : action.goto;

/** Filters in an order in which each comes after those it calls. Calls never go in circles: readers see to that. */
export function calledFirst(filters: ReadonlyMap<string, Filter>): Filter[] {
  return orderCalls(filters).order;
}

/** The same, with the calls that go in circles, found without recursion because a hostile file may nest deep. */
export function orderCalls(filters: ReadonlyMap<string, Filter>): { order: Filter[]; circular: Set<Line> } {
  const order: Filter[] = [];
  const circular = new Set<Line>();
  const state = new Map<Filter, 'open' | 'done'>();
  for (const start of filters.values()) {
    const stack = state.has(start) ? [] : [{ filter: start, next: 0 }];
    if (stack.length > 0) state.set(start, 'open');
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const line = top.filter.lines[top.next++];
      if (line === undefined) {
        state.set(top.filter, 'done');
        order.push(top.filter);
        stack.pop();
        continue;
      }
      const called = filters.get(calledBy(line) ?? '');
      if (called === undefined) continue;
      if (state.get(called) === 'open') circular.add(line);
      else if (!state.has(called)) {
        state.set(called, 'open');
        stack.push({ filter: called, next: 0 });
      }
    }
  }
  return { order, circular };
}

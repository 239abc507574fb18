import { everything, nothing, type PacketSet } from './diagrams.ts';
import type { Device, Filter, Line } from './model.ts';
import type { Space } from './space.ts';

export type Verdict = 'permit' | 'deny';

/**
 * What may happen to packets that a filter is asked about. Where a line was not understood, a packet may be
 * in both.
 */
export interface Outcome {
  /** May get the verdict that was asked for. */
  readonly hit: PacketSet;
  /** May come out without a verdict, so that the caller goes on. */
  readonly through: PacketSet;
}

/**
 * Every packet that may get this verdict from the device. Asked for `permit` it is what might pass in the
 * worst case, and what is not in the answer for `deny` surely passes. The two overlap only in what was not
 * understood.
 */
export function possibly(
  space: Space,
  device: Device,
  verdict: Verdict,
  outcomes: ReadonlyMap<string, Outcome>,
): PacketSet {
  const results = device.stages.map(({ filter, applies }) => {
    const { hit } = outcomes.get(filter)!;
    return verdict === 'permit' ? space.or(hit, space.not(applies)) : space.and(hit, applies);
  });
  return verdict === 'permit' ? space.intersection(results) : space.union(results);
}

/**
 * The outcome of each filter for all packets. Filters that are called come before their callers, so each is
 * looked at once; and lines are taken from the last to the first, since what a line adds to the answer for
 * those below it is one step.
 */
export function outcomesOf(space: Space, device: Device, verdict: Verdict): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  for (const filter of calledFirst(device.filters)) {
    let below: Outcome = { hit: nothing, through: everything };
    for (const line of filter.lines.toReversed()) below = withLine(space, line, below, verdict, outcomes);
    outcomes.set(filter.name, withRest(space, filter, below, verdict));
  }
  return outcomes;
}

/** In a filter that says what happens to the rest, a packet that a line returns is one of the rest. */
function withRest(space: Space, filter: Filter, outcome: Outcome, verdict: Verdict): Outcome {
  const last = filter.lines.at(-1);
  if (!last?.rest || outcome.through === nothing) return outcome;
  const hit = last.action === verdict ? space.or(outcome.hit, outcome.through) : outcome.hit;
  return { hit, through: nothing };
}

/**
 * The outcome of a line and those below it. What it may not match goes on to them; so does what it need not
 * match.
 */
function withLine(
  space: Space,
  { action, may, must }: Line,
  below: Outcome,
  verdict: Verdict,
  outcomes: ReadonlyMap<string, Outcome>,
): Outcome {
  const { and, or, minus } = space;
  if (action === 'unknown') return { hit: or(below.hit, may), through: below.through };
  const through = minus(below.through, must);
  if (action === verdict) return { hit: or(below.hit, may), through };
  const hit = minus(below.hit, must);
  if (action === 'return') return { hit, through: or(through, may) };
  if (typeof action === 'string') return { hit, through };
  const comesBack = 'call' in action;
  const called = outcomes.get(comesBack ? action.call : action.goto)!;
  const back = and(may, called.through);
  return {
    hit: space.union([hit, and(may, called.hit), comesBack ? and(back, below.hit) : nothing]),
    through: or(through, comesBack ? and(back, below.through) : back),
  };
}

/**
 * Takes packets through a filter, line by line.
 * @param visit gets each line that packets may reach and match, with those packets
 */
export function walk(
  space: Space,
  filter: Filter,
  packets: PacketSet,
  outcomes: ReadonlyMap<string, Outcome>,
  visit: (line: Line, reached: PacketSet) => void,
): void {
  let left = packets;
  let returned: PacketSet = nothing;
  for (const line of filter.lines) {
    if (line.rest) left = space.or(left, returned);
    const reached = space.and(left, line.may);
    if (reached === nothing) continue;
    visit(line, reached);
    const { action } = line;
    if (action === 'unknown') continue;
    left = space.minus(left, line.must);
    if (action === 'return') returned = space.or(returned, reached);
    else if (typeof action === 'object') {
      const through = space.and(reached, outcomes.get('call' in action ? action.call : action.goto)!.through);
      if ('call' in action) left = space.or(left, through);
      else returned = space.or(returned, through);
    }
  }
}

export const calledBy = ({ action }: Line): string | undefined =>
  typeof action !== 'object' ? undefined : 'call' in action ? action.call : action.goto;

/**
 * Filters in an order in which each comes after those it calls. Calls never go in circles: readers see to
 * that.
 */
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

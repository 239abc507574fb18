/**
 * The flows of the last thirty days, bounded: beyond so many pairs a new one is kept by its zones, and beyond twice as many only that it
 * was. Nothing that was seen is left out of the counts. Pure.
 */
import {
  daysKept,
  elsewhere,
  type FlowSeen,
  type FlowsSeen,
  flowKey,
  joinFlows,
  zoneEnd,
  zoneOfEnd,
} from './model.ts';

/** What is to be kept otherwise than before. */
export interface FlowChanges {
  saved: FlowSeen[];
  gone: FlowSeen[];
}

/** What was seen before and what was seen since, as if it had been seen by one. */
export function joinSeen(
  before: FlowsSeen,
  since: FlowsSeen,
  zoneOf: (address: string) => string | undefined,
): FlowsSeen {
  const book = createFlowBook(before.flows);
  book.add(since.flows, zoneOf);
  return { ...before, ...book.all() };
}

export interface FlowBook {
  /** @param zoneOf id of the zone that an address is in */
  add(flows: readonly FlowSeen[], zoneOf: (address: string) => string | undefined): FlowChanges;
  all(): FlowsSeen;
}

const mostPairs = 50_000;
const windowMs = daysKept * 86_400_000;

/** @param most pairs that are kept apart */
export function createFlowBook(kept: readonly FlowSeen[], most = mostPairs): FlowBook {
  const flows = new Map(kept.map((flow) => [flowKey(flow), flow]));
  let newest =
    kept
      .map(({ last_seen }) => last_seen)
      .sort()
      .at(-1) ?? '';

  function placed(flow: FlowSeen, zoneOf: (address: string) => string | undefined): FlowSeen {
    const hasRoom = (one: FlowSeen, room: number) => flows.has(flowKey(one)) || flows.size < room;
    if (hasRoom(flow, most)) return flow;
    const end = (name: string) =>
      name === elsewhere || zoneOfEnd(name) !== undefined ? name : zoneEnd(zoneOf(name) ?? 'unknown');
    const byZone = { ...flow, from: end(flow.from), to: end(flow.to) };
    if (hasRoom(byZone, most * 2)) return byZone;
    return { ...flow, from: zoneEnd('unknown'), to: zoneEnd('unknown'), protocol: 'other', port: null };
  }

  /** What was last seen more than thirty days before the newest. */
  function forget(): FlowSeen[] {
    if (newest === '') return [];
    const oldest = new Date(Date.parse(newest) - windowMs).toISOString();
    const gone = [...flows.values()].filter(({ last_seen }) => last_seen < oldest);
    for (const flow of gone) flows.delete(flowKey(flow));
    return gone;
  }

  return {
    add(seen, zoneOf) {
      const before = newest.slice(0, 10);
      for (const { last_seen } of seen) if (last_seen > newest) newest = last_seen;
      const gone = newest.slice(0, 10) > before || flows.size >= most ? forget() : [];
      const changed = new Map<string, FlowSeen>();
      for (const one of seen) {
        const flow = placed(one, zoneOf);
        const key = flowKey(flow);
        const there = flows.get(key);
        const now = there === undefined ? flow : joinFlows(there, flow);
        flows.set(key, now);
        changed.set(key, now);
      }
      return { saved: [...changed.values()], gone: gone.filter((flow) => !changed.has(flowKey(flow))) };
    },
    all: () => ({ flows: [...flows.values()] }),
  };
}

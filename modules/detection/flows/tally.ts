/**
 * Flows counted as their events come, handed over now and then: thousands of connections make one line. What is not handed over yet is
 * lost when Cordon is killed: at most half a minute of counting. Reads the clock.
 */
import { type Estate, hostAddress } from '@cordon/estate';
import type { Event } from '../model.ts';
import { isInside } from '../models/signal.ts';
import { daysKept, daysLater, elsewhere, type FlowSeen, firstDynamicPort } from './model.ts';
import { type Conversation, conversationOf } from './read-flow.ts';

export interface FlowTally {
  /** @param time of the event, ISO 8601 */
  add(event: Event, time: string): void;
  /** What was counted since the last time, once it is worth being kept. */
  due(): FlowSeen[] | null;
  /** The same, whatever there is of it. */
  rest(): FlowSeen[] | null;
}

interface Counted {
  from: string;
  to: string;
  protocol: FlowSeen['protocol'];
  port: number | null;
  first: number;
  last: number;
  bits: number;
  times: number;
  bytes: number;
}

const day = 86_400_000;
/** Lines after which they are handed over, with what remains of the portion at most. */
const mostLines = 10_000;
const everyMs = 30_000;
/** Spellings of addresses that are remembered. */
const mostAddresses = 50_000;

export function createFlowTally(estate: Estate | null): FlowTally {
  let counted = new Map<string, Counted>();
  let since = 0;
  const ends = new Map<string, string | null>();

  /** One spelling for each end; null for what is no machine's. */
  function endOf(address: string): string | null {
    const known = ends.get(address);
    if (known !== undefined) return known;
    const own = hostAddress(address);
    const isOurs = own !== undefined && (isInside(own, estate) || estate?.assetByAddress(own) !== undefined);
    const end = own === undefined ? null : isOurs ? own : elsewhere;
    if (ends.size >= mostAddresses) ends.clear();
    ends.set(address, end);
    return end;
  }

  function count({ from, to, protocol, port, bytes }: Conversation, at: number): void {
    const [source, destination] = [endOf(from), endOf(to)];
    if (source === null || destination === null || (source === elsewhere && destination === elsewhere))
      return;
    const called = port === null ? null : Math.min(port, firstDynamicPort);
    const key = `${source} ${destination} ${protocol} ${called}`;
    const there = counted.get(key);
    if (there === undefined) {
      const ends = { from: source, to: destination };
      counted.set(key, { ...ends, protocol, port: called, first: at, last: at, bits: 1, times: 1, bytes });
      return;
    }
    there.times++;
    there.bytes += bytes;
    const later = Math.floor(at / day) - Math.floor(there.last / day);
    if (later > 0) there.bits = daysLater(there.bits, later) | 1;
    else if (-later < daysKept) there.bits |= 1 << -later;
    if (at > there.last) there.last = at;
    if (at < there.first) there.first = at;
  }

  function rest(): FlowSeen[] | null {
    if (counted.size === 0) return null;
    const flows = [...counted.values()].map(({ first, last, bits, ...flow }) => ({
      ...flow,
      first_seen: new Date(first).toISOString(),
      last_seen: new Date(last).toISOString(),
      day_bits: bits,
    }));
    counted = new Map();
    return flows;
  }

  return {
    add(event, time) {
      const conversation = conversationOf(event);
      if (conversation === undefined) return;
      const [at, now] = [Date.parse(time), Date.now()];
      // A clock that runs ahead would make all that others saw look old.
      if (Number.isNaN(at) || at > now + day) return;
      if (counted.size === 0) since = now;
      count(conversation, at);
    },
    due: () => (counted.size >= mostLines || Date.now() - since >= everyMs ? rest() : null),
    rest,
  };
}

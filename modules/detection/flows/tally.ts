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

type Table<T> = Map<string, T>;

/** The table in a table. */
function within<K, V>(table: Table<Map<K, V>>, key: string): Map<K, V> {
  const there = table.get(key);
  if (there !== undefined) return there;
  const made = new Map<K, V>();
  table.set(key, made);
  return made;
}

const protocolCodes: ReadonlyMap<FlowSeen['protocol'], number> = new Map(
  (['tcp', 'udp', 'icmp', 'other'] as const).map((protocol, code) => [protocol, code]),
);

export function createFlowTally(estate: Estate | null): FlowTally {
  /** By who called and who was called. */
  let counted: Table<Table<Map<number, Counted>>> = new Map();
  let lines = 0;
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

  /** The line of a flow; made when it is first asked for. Tables in tables: to make one key of it all costs more than the rest. */
  function lineOf(from: string, to: string, protocol: FlowSeen['protocol'], port: number | null): Counted {
    const services = within(within(counted, from), to);
    const service = (port ?? -1) * protocolCodes.size + protocolCodes.get(protocol)!;
    const known = services.get(service);
    if (known !== undefined) return known;
    lines++;
    const never = { first: Number.NaN, last: Number.NaN, bits: 0, times: 0, bytes: 0 };
    const line = { from, to, protocol, port, ...never };
    services.set(service, line);
    return line;
  }

  function count({ from, to, protocol, port, bytes }: Conversation, at: number): void {
    const [source, destination] = [endOf(from), endOf(to)];
    if (source === null || destination === null || (source === elsewhere && destination === elsewhere))
      return;
    const line = lineOf(
      source,
      destination,
      protocol,
      port === null ? null : Math.min(port, firstDynamicPort),
    );
    line.times++;
    line.bytes += bytes;
    if (line.times === 1) {
      line.first = at;
      line.last = at;
      line.bits = 1;
      return;
    }
    const later = Math.floor(at / day) - Math.floor(line.last / day);
    if (later > 0) line.bits = daysLater(line.bits, later) | 1;
    else if (-later < daysKept) line.bits |= 1 << -later;
    if (at > line.last) line.last = at;
    if (at < line.first) line.first = at;
  }

  function rest(): FlowSeen[] | null {
    if (lines === 0) return null;
    const flows = [...counted.values()]
      .flatMap((there) => [...there.values()].flatMap((services) => [...services.values()]))
      .map(({ first, last, bits, ...flow }) => ({
        ...flow,
        first_seen: new Date(first).toISOString(),
        last_seen: new Date(last).toISOString(),
        day_bits: bits,
      }));
    counted = new Map();
    lines = 0;
    return flows;
  }

  return {
    add(event, time) {
      const conversation = conversationOf(event);
      if (conversation === undefined) return;
      const [at, now] = [Date.parse(time), Date.now()];
      // A clock that runs ahead would make all that others saw look old.
      if (Number.isNaN(at) || at > now + day) return;
      if (lines === 0) since = now;
      count(conversation, at);
    },
    due: () => (lines >= mostLines || Date.now() - since >= everyMs ? rest() : null),
    rest,
  };
}

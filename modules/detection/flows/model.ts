/** Who talked to whom, as network events told it: one line for each pair and port, never one for each connection. */
import { z } from 'zod';

/** Days that are looked back over, and that `day_bits` has room for. */
export const daysKept = 30;

/** Ports from here on are given out by machines as they come (RFC 6335): all of them count as one, told by the first. */
export const firstDynamicPort = 49_152;

/** An end that is nobody's of ours: an address that anybody on the internet may have. */
export const elsewhere = 'elsewhere';

/** An end of which only the zone is kept, since there were more pairs than can be: `zone:` and its id, or `zone:unknown`. */
export const zoneEnd = (id: string): string => `zone:${id}`;

/** The zone of such an end; undefined for any other. */
export const zoneOfEnd = (end: string): string | undefined =>
  end.startsWith('zone:') ? end.slice('zone:'.length) : undefined;

const Day = 86_400_000;
const dayOf = (time: string): number => Math.floor(Date.parse(time) / Day);

export const FlowSeen = z.object({
  from: z.string().describe('who called: an address, `elsewhere`, or `zone:` and a zone'),
  to: z.string().describe('who was called, likewise'),
  protocol: z.enum(['tcp', 'udp', 'icmp', 'other']),
  port: z
    .number()
    .int()
    .nullable()
    .describe('of the one who was called; 49152 stands for that and all above it; null = it has none'),
  first_seen: z.string(),
  last_seen: z.string(),
  day_bits: z
    .number()
    .int()
    .describe('bit n is set when it was seen n days before the day on which it was last seen'),
  times: z.number().int().describe('connections since it was first seen'),
  bytes: z.number().describe('both ways, as far as records say'),
});
export type FlowSeen = z.infer<typeof FlowSeen>;

/** All that was seen in the thirty days up to the newest. */
export const FlowsSeen = z.object({
  flows: z.array(FlowSeen),
  about: z.string().optional().describe('what whoever made the file wants told wherever it is shown'),
});
export type FlowsSeen = z.infer<typeof FlowsSeen>;

export const flowKey = ({ from, to, protocol, port }: FlowSeen): string =>
  `${from} ${to} ${protocol} ${port ?? ''}`;

const allDays = 2 ** daysKept - 1;

/** Bits of a day as seen so many days later. */
export const daysLater = (bits: number, days: number): number =>
  days >= daysKept ? 0 : (bits * 2 ** days) & allDays;

/** On how many of the thirty days up to the day on which it was last seen. */
export function daysSeen({ day_bits }: Pick<FlowSeen, 'day_bits'>): number {
  let count = 0;
  for (let bits = day_bits; bits > 0; bits >>>= 1) count += bits & 1;
  return count;
}

/** Two accounts of the same flow as one. Order does not matter. */
export function joinFlows(a: FlowSeen, b: FlowSeen): FlowSeen {
  const [older, newer] = a.last_seen <= b.last_seen ? [a, b] : [b, a];
  const apart = dayOf(newer.last_seen) - dayOf(older.last_seen);
  return {
    ...newer,
    first_seen: [a.first_seen, b.first_seen].sort()[0]!,
    day_bits: newer.day_bits | daysLater(older.day_bits, apart),
    times: a.times + b.times,
    bytes: a.bytes + b.bytes,
  };
}

/** The bits of a flow by days since 1970, for whoever puts several flows together. */
export function* daysOf({ day_bits, last_seen }: FlowSeen): Generator<number> {
  const last = dayOf(last_seen);
  for (let back = 0; back < daysKept; back++) if ((day_bits >>> back) & 1) yield last - back;
}

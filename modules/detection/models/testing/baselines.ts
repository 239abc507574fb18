/** The simplest thing that could be done instead of each family: counts and z-scores, learnt on the same days. */
import type { FamilyName } from '../catalogue.ts';
import { number, type Seen, text } from '../signal.ts';

export interface Baseline {
  name: string;
  /** What it would say of this event, if anything; learns from it afterwards. */
  add(seen: Seen): { subject: string; score: number } | undefined;
  /** One that goes on from what this has learnt, and leaves this as it is. */
  fork(): Baseline;
}

/** Rare is suspicious: one over the times this was seen before. */
function rare(
  name: string,
  keyOf: (seen: Seen) => { key: string; subject: string } | undefined,
  seenBefore = new Map<string, number>(),
): Baseline {
  return {
    name,
    add(seen) {
      const found = keyOf(seen);
      if (!found) return undefined;
      const count = seenBefore.get(found.key) ?? 0;
      seenBefore.set(found.key, count + 1);
      return { subject: found.subject, score: 1 / (count + 1) };
    },
    fork: () => rare(name, keyOf, new Map(seenBefore)),
  };
}

interface Hours {
  open: Map<string, { hour: number; sum: number }>;
  count: number;
  mean: number;
  squares: number;
}

/** Much is suspicious: z-score of an hour's sum against all hours of all subjects so far. */
function much(
  name: string,
  amountOf: (seen: Seen) => { subject: string; amount: number } | undefined,
  hours: Hours = { open: new Map(), count: 0, mean: 0, squares: 0 },
): Baseline {
  return {
    name,
    add(seen) {
      const found = amountOf(seen);
      if (!found) return undefined;
      const hour = Math.floor(seen.at / 3_600_000);
      let now = hours.open.get(found.subject);
      if (!now || hour > now.hour) {
        if (now) {
          // Welford's running mean and variance.
          hours.count++;
          const off = now.sum - hours.mean;
          hours.mean += off / hours.count;
          hours.squares += off * (now.sum - hours.mean);
        }
        now = { hour, sum: 0 };
        hours.open.set(found.subject, now);
      }
      now.sum += found.amount;
      const spread = Math.sqrt(hours.squares / Math.max(1, hours.count - 1));
      return { subject: found.subject, score: spread > 0 ? (now.sum - hours.mean) / spread : 0 };
    },
    fork: () => much(name, amountOf, structuredClone(hours)),
  };
}

const processStart = ({ eventId }: Seen): boolean => eventId === 1 || eventId === 4688;

export const baselines: Record<FamilyName, () => Baseline> = {
  signin: () =>
    rare('how often this account was seen on this host', ({ eventId, account, host }) =>
      eventId === 4624 && account && host
        ? { key: `${account} ${host}`, subject: `account:${account}` }
        : undefined,
    ),
  process: () =>
    rare('how often this program was seen', (seen) => {
      const image = text(seen.event.field('Image') ?? seen.event.field('NewProcessName'));
      return processStart(seen) && image && seen.host
        ? { key: image.toLowerCase(), subject: `host:${seen.host}` }
        : undefined;
    }),
  network: () =>
    much('z-score of connections an hour', ({ event, envelope }) =>
      event.source.product === 'zeek' && event.source.service === 'conn' && envelope.sourceAddress
        ? { subject: `address:${envelope.sourceAddress}`, amount: 1 }
        : undefined,
    ),
  records: () =>
    much('z-score of record reads an hour', ({ event, account }) =>
      event.source.product === 'fhir' && account ? { subject: `account:${account}`, amount: 1 } : undefined,
    ),
  ransomware: () =>
    much('z-score of files written an hour', ({ event, eventId, host }) =>
      host && (eventId === 11 || event.source.service === 'smb_files')
        ? { subject: `host:${host}`, amount: 1 }
        : undefined,
    ),
  silence: () =>
    // What is quiet says nothing, so the trivial way is to list whatever the antivirus names.
    much('z-score of antivirus records an hour', ({ channel, host, event }) =>
      host && channel?.includes('Defender')
        ? { subject: `host:${host}`, amount: number(event.field('Severity ID')) ?? 1 }
        : undefined,
    ),
};

/** Which family reads a record: what an attack step could have been seen by. */
export function familiesReading(seen: Seen): FamilyName[] {
  const { event, eventId, channel } = seen;
  const { product, service } = event.source;
  const found: FamilyName[] = [];
  if (eventId === 4624 || text(event.field('country')) !== undefined) found.push('signin');
  if (processStart(seen)) found.push('process', 'ransomware');
  if (product === 'zeek' && (service === 'conn' || service === 'dns')) found.push('network');
  if (product === 'fhir') found.push('records');
  if (eventId === 11 || service === 'smb_files') found.push('ransomware');
  if (channel?.includes('Defender')) found.push('silence');
  return found;
}

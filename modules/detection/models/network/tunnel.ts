/** Data carried in the names a host asks for: many different, long, made-up names under one domain that few others ask. */
import { createNameModel, createSlidingDistinct } from '@cordon/anomaly';
import { createKeyed } from '../keyed.ts';
import { type FamilyNeeds, type Seen, text } from '../signal.ts';

const HOUR = 3_600_000;
const DAY = 86_400_000;
const PAIRS = 20_000;
/** Different names in an hour below which nothing is said. */
const FEWEST = 8;
/** Bits a character above which a name looks made up to one who knows the estate's names. */
const MADE_UP = 4.5;

/** Second-level labels under which others register, as in `example.nhs.uk`. Short of the public suffix list, on purpose. */
const REGISTRIES = new Set(['ac', 'co', 'com', 'edu', 'gov', 'net', 'nhs', 'org', 'police', 'sch']);

/** The name that somebody registered, and what stands before it. */
export function splitName(query: string): { domain: string; before: string } {
  const labels = query.toLowerCase().replace(/\.$/, '').split('.');
  const last = labels.length > 2 && labels.at(-1)!.length === 2 && REGISTRIES.has(labels.at(-2)!) ? 3 : 2;
  return { domain: labels.slice(-last).join('.'), before: labels.slice(0, -last).join('.') };
}

export interface TunnelState {
  names: number[];
  asked: [string, [string, number][]][];
  askers: [string, [string, number][]][];
}

export function createTunnels({ say }: FamilyNeeds, state?: TunnelState) {
  const names = createNameModel(state?.names);
  const asked = createKeyed(
    PAIRS,
    (each?: [string, number][]) => createSlidingDistinct({ span: HOUR, capacity: 256 }, each),
    state?.asked,
  );
  const askers = createKeyed(
    PAIRS,
    (each?: [string, number][]) => createSlidingDistinct({ span: 7 * DAY, capacity: 32 }, each),
    state?.askers,
  );
  return {
    add(seen: Seen, ready: boolean): void {
      const query = text(seen.event.field('query'));
      const from = seen.envelope.sourceAddress;
      if (query === undefined || from === undefined || query.length > 512 || query.endsWith('.arpa')) return;
      const { domain, before } = splitName(query);
      if (before === '') return;
      const { at } = seen;
      const others = askers.take(domain).add(from, at);
      const window = asked.take(`${from} ${domain}`);
      const known = window.count();
      const count = window.add(before, at);
      // A tunnel must not teach the model its own names: only the first few of any domain are learnt.
      if (count > known && count < FEWEST) names.learn(before.slice(0, 32));
      if (!ready || count < FEWEST) return;
      let carried = 0;
      let bits = 0;
      for (const name of window.keys()) {
        const surprise = names.surprise(name);
        bits += surprise;
        if (surprise >= MADE_UP) carried += name.length;
      }
      say('network.dns-tunnel', `address:${from}>${domain}`, carried / others, seen, () => [
        {
          field: 'query',
          measure: `different names under ${domain} in an hour`,
          found: count === 256 ? '256 or more' : String(count),
          usual: 'under 8',
        },
        {
          field: 'query',
          measure: 'bits of surprise a character',
          found: (bits / count).toFixed(1),
          usual: `under ${MADE_UP}`,
        },
        {
          field: 'id.orig_h',
          measure: 'hosts that ask there',
          found: String(others),
          usual: 'many for what everybody uses',
        },
      ]);
    },
    snapshot: (): TunnelState => ({
      names: names.snapshot(),
      asked: asked.snapshot(),
      askers: askers.snapshot(),
    }),
  };
}

/** What live events show and the estate does not know: from flows that were seen, and from what findings name. */
import { assetNamed, type FlowsSeen } from '@cordon/detection';
import { type Entry, type Estate, type Sighting, sightingKey } from '@cordon/estate';
import { accountName, type Watched } from '@cordon/incidents';
import { type Discovered, discovered } from '@cordon/segmentation';

export interface SightedNeeds {
  /** null until somebody describes the hospital: then everything is unknown, and there are no zones to look in. */
  estate: Estate | null;
  entries: readonly Entry[];
  flowsSeen(): Promise<FlowsSeen>;
  /** Hosts and accounts on which signals add up. */
  watched(): readonly Watched[];
  now(): Date;
}

export async function sighted({
  estate,
  entries,
  flowsSeen,
  watched,
  now,
}: SightedNeeds): Promise<Sighting[]> {
  if (estate === null) return namedBy(null, watched());
  const today = now().toISOString().slice(0, 10);
  const talking = await discovered({ estate, entries, seen: await flowsSeen(), today });
  const found = new Map<string, Sighting>();
  for (const one of [...talking.map(ofFlows), ...namedBy(estate, watched())]) {
    const before = found.get(one.key);
    found.set(
      one.key,
      before === undefined
        ? one
        : {
            ...before,
            last_seen: later(before.last_seen, one.last_seen),
            told: `${before.told}; ${one.told}`,
          },
    );
  }
  return [...found.values()];
}

const later = (a: string, b: string): string => (a > b ? a : b);

function ofFlows({ address, zone, first_seen, last_seen, times, answers_on, calls }: Discovered): Sighting {
  const does = [
    answers_on.length > 0 && `answers on ${answers_on.join(', ')}`,
    calls.length > 0 && `calls ${calls.join(', ')}`,
  ].filter(Boolean);
  const kind = 'address';
  return {
    ...{ key: sightingKey({ kind, name: address }), kind, name: address, zone, first_seen, last_seen },
    told: `Seen talking since ${first_seen.slice(0, 10)}, ${times} times; ${does.join('; ')}`,
  };
}

/** Titles that are quoted of each. */
const quoted = 2;

export function namedBy(estate: Estate | null, watched: readonly Watched[]): Sighting[] {
  return watched.flatMap(({ kind, name: written, zone, last_seen, signals }): Sighting[] => {
    const name = strangerIn(estate, kind, written, zone);
    if (name === null || kind === 'asset') return [];
    const titles = signals.slice(0, quoted).map(({ title }) => `“${title}”`);
    const as = name === written ? '' : ` as ${written}`;
    return [
      {
        ...{ key: sightingKey({ kind, name }), kind, name, zone, first_seen: null, last_seen },
        told: `Named${as} in ${titles.join(' and ') || 'findings'}`,
      },
    ];
  });
}

/** What it is called, should it be ours and unknown: what was a stranger when it was seen may be known since. */
function strangerIn(
  estate: Estate | null,
  kind: Watched['kind'],
  name: string,
  zone: string | null,
): string | null {
  switch (kind) {
    case 'asset':
      return null;
    case 'host':
      return estate && assetNamed(estate, name) ? null : name;
    case 'address':
      return zone === null || estate?.assetByAddress(name) ? null : name;
    case 'account':
      return isOurs(estate, name) && estate?.account(name) === undefined ? accountName(name) : null;
  }
}

/** Of a domain of ours, or of none; where nobody has said which are ours, any is. A machine's own accounts are its own. */
function isOurs(estate: Estate | null, account: string): boolean {
  const domain = /^([^\\]+)\\/.exec(account)?.[1] ?? /@([^@]+)$/.exec(account)?.[1];
  if (domain === undefined || estate === null) return true;
  const ours = estate.organisations.flatMap(({ domains }) => domains.map((one) => one.toLowerCase()));
  return ours.length === 0 ? estate.assetByHost(domain) === undefined : ours.includes(domain.toLowerCase());
}

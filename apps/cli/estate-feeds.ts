/** What the commands about the estate share: files about vulnerabilities, and what the internet can reach. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createContainment } from '@cordon/containment';
import {
  type CveRecord,
  type EpssScore,
  type Estate,
  type Exposure,
  flowsFromOutside,
  type KevAssertion,
  readFeed,
  type Statement,
} from '@cordon/estate';

export interface Feeds {
  kev: KevAssertion[];
  epss: EpssScore[];
  cves: CveRecord[];
  statements: Statement[];
  /** What was not taken, one sentence each. */
  refusals: string[];
}

/** @param given files; `NAME=FILE` says whose catalogue of exploited vulnerabilities it is, should it not be CISA's */
export async function readFeeds(given: readonly string[]): Promise<Feeds> {
  const feeds: Feeds = { kev: [], epss: [], cves: [], statements: [], refusals: [] };
  for (const one of given) {
    const [, asserter, path] = (!existsSync(one) && /^([\w .-]+)=(.+)$/.exec(one)) || [];
    const file = path ?? one;
    const feed = readFeed(await readFile(file), asserter === undefined ? {} : { asserter });
    // One by one: a feed may have more rows than a call takes arguments.
    if (feed.kind === 'kev') for (const row of feed.read.rows) feeds.kev.push(row);
    if (feed.kind === 'epss') for (const row of feed.read.rows) feeds.epss.push(row);
    if (feed.kind === 'cve') for (const row of feed.read.rows) feeds.cves.push(row);
    if (feed.kind === 'advisory') for (const row of feed.read.rows) feeds.statements.push(row);
    for (const { where, why } of feed.read.refusals) feeds.refusals.push(`${file}: ${where} ${why}.`);
  }
  return feeds;
}

/** Whether the internet may call an asset, or get to it by way of others; what no conversation is known to is taken to be shut in. */
export function exposureFromOutside(estate: Estate): (asset: string) => Exposure {
  const doors = new Set(flowsFromOutside(estate).map(({ to }) => to));
  const open = estate.assets.filter(
    ({ id, zone, system }) => doors.has(id) || doors.has(zone) || (system !== null && doors.has(system)),
  );
  const { assets } = createContainment({ estate }).reach(open.map(({ id }) => id));
  const steps = new Map(assets.map((reached) => [reached.asset, reached.steps]));
  return (asset) => {
    const away = steps.get(asset);
    return away === undefined ? 'small' : away === 0 ? 'open' : 'controlled';
  };
}

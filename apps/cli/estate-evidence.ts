/** What the commands about vulnerabilities share: the estate with what exports add, what feeds say of it, and what the internet can reach. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createContainment } from '@cordon/containment';
import {
  type CveRecord,
  createEstate,
  createKnowledge,
  type EpssScore,
  type Estate,
  type Exposure,
  estateDataOf,
  flowsFromOutside,
  fromMerged,
  type KevAssertion,
  loadEstate,
  loadSsvc,
  loadSupport,
  matchStatements,
  osComponents,
  readFeed,
  type Statement,
} from '@cordon/estate';
import { mergeAll, readAll } from './estate-import.ts';

export interface EvidenceCommand {
  estate: string;
  /** Files of KEV, EPSS, NVD, CSAF or VEX. */
  feed: readonly string[];
  /** Exports of other tools: what they found, and what runs where. */
  import: readonly string[];
}

/** The hospital as its folder describes it, and with what the exports add. */
export async function openMerged({
  estate: dir,
  import: exports,
}: Pick<EvidenceCommand, 'estate' | 'import'>) {
  const folder = await loadEstate(dir);
  if (exports.length === 0) return { folder, estate: folder, merged: null, told: [] };
  const given = await readAll(exports, { estate: dir }, undefined);
  const merged = mergeAll(given);
  const told = given.read.flatMap(({ file, result }) => {
    const unread = result.parts.reduce((sum, part) => sum + part.problems.length + part.moreProblems, 0);
    const unknown = result.unknown.map((name) => `${file}: ${name} is nothing that can be read.`);
    return unread === 0 ? unknown : [`${file}: ${unread} rows could not be read.`, ...unknown];
  });
  return {
    folder,
    estate: createEstate(estateDataOf(merged, folder, folder.organisations[0]!)),
    merged,
    told,
  };
}

/** All that `legacy` and `vulnerabilities` weigh. `told` is what a person is told of the files, one sentence each. */
export async function openEvidence(command: EvidenceCommand, day: string) {
  const { folder, estate, merged, told } = await openMerged(command);
  const imported = fromMerged(merged?.assets ?? []);
  const feeds = await readFeeds(command.feed);
  const data = process.env.CORDON_DATA;
  const { table: support, problems } = await loadSupport({ day, ...(data !== undefined && { data }) });
  const components = [...osComponents(estate.assets), ...imported.components];
  const { findings, cleared } = matchStatements(feeds.statements, components, support.versionsOf);
  const unnumbered = imported.without_cve;
  return {
    folder,
    estate,
    support,
    feeds,
    findings: [...imported.findings, ...findings],
    cleared,
    compared: components.length,
    components: imported.components,
    watched: imported.watched,
    knowledge: createKnowledge(feeds),
    ssvc: loadSsvc(),
    exposureOf: exposureFromOutside(estate),
    told: [
      ...problems.map(({ file, message }) => `${file}: ${message}`),
      ...feeds.refusals,
      ...told,
      ...(unnumbered === 0 ? [] : [`${unnumbered} findings of scanners name no CVE and are left out here.`]),
    ],
  };
}

interface Feeds {
  kev: KevAssertion[];
  epss: EpssScore[];
  cves: CveRecord[];
  statements: Statement[];
  /** What was not taken, one sentence each. */
  refusals: string[];
}

/** @param given files; `NAME=FILE` says whose catalogue of exploited vulnerabilities it is, should it not be CISA's */
async function readFeeds(given: readonly string[]): Promise<Feeds> {
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

/**
 * Whether the internet may call an asset, or get to it by way of others. What no conversation leads to is taken to be shut in, unless
 * nobody knows where it stands.
 */
function exposureFromOutside(estate: Estate): (asset: string) => Exposure | null {
  const doors = new Set(flowsFromOutside(estate).map(({ to }) => to));
  const open = estate.assets.filter(
    ({ id, zone, system }) => doors.has(id) || doors.has(zone) || (system !== null && doors.has(system)),
  );
  const { assets } = createContainment({ estate }).reach(open.map(({ id }) => id));
  const steps = new Map(assets.map((reached) => [reached.asset, reached.steps]));
  return (asset) => {
    const away = steps.get(asset);
    if (away !== undefined) return away === 0 ? 'open' : 'controlled';
    return estate.zone(estate.asset(asset)?.zone ?? '')?.kind === 'unknown' ? null : 'small';
  };
}

/** What the commands about vulnerabilities share: the estate with what exports add, what feeds say of it, and what the internet can reach. */
import { existsSync } from 'node:fs';
import { exposureFromOutside } from '@cordon/containment';
import {
  createEstate,
  estateDataOf,
  gatherEvidence,
  loadEstate,
  loadFeeds,
  loadRegisters,
  loadSsvc,
  loadSupport,
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
  const registers = await loadRegisters(dir, folder);
  if (exports.length === 0) return { registers, estate: folder, merged: null, told: [] };
  const given = await readAll(exports, { estate: dir }, undefined);
  const merged = mergeAll(given);
  const told = given.read.flatMap(({ file, result }) => {
    const unread = result.parts.reduce((sum, part) => sum + part.problems.length + part.moreProblems, 0);
    const unknown = result.unknown.map((name) => `${file}: ${name} is nothing that can be read.`);
    return unread === 0 ? unknown : [`${file}: ${unread} rows could not be read.`, ...unknown];
  });
  return {
    registers,
    estate: createEstate(estateDataOf(merged, folder, folder.organisations[0]!)),
    merged,
    told,
  };
}

/** All that `legacy` and `vulnerabilities` weigh. `told` is what a person is told of the files, one sentence each. */
export async function openEvidence(command: EvidenceCommand, day: string) {
  const { registers, estate, merged, told } = await openMerged(command);
  const feeds = await loadFeeds(command.feed.map(feedOf));
  const data = process.env.CORDON_DATA;
  const { table: support, problems } = await loadSupport({ day, ...(data !== undefined && { data }) });
  const evidence = gatherEvidence(estate, merged?.assets ?? [], support, feeds);
  return {
    ...evidence,
    ...{ registers, estate, support, feeds },
    ssvc: loadSsvc(),
    exposureOf: exposureFromOutside(estate, registers.entries),
    told: [...problems.map(({ file, message }) => `${file}: ${message}`), ...told, ...evidence.told],
  };
}

/** `NAME=FILE` says whose catalogue of exploited vulnerabilities it is, should it not be CISA's. */
function feedOf(given: string): { path: string; asserter?: string } {
  const [, asserter, path] = (!existsSync(given) && /^([\w .-]+)=(.+)$/.exec(given)) || [];
  return asserter === undefined || path === undefined ? { path: given } : { path, asserter };
}

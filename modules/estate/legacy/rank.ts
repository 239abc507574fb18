/**
 * What to mend, move or wall off first. An asset whose maker no longer mends it, or that nobody knows, has flaws that no scanner
 * lists: where no feed covers it, it counts as having one of which nothing is known, so it never stands below the same asset with a
 * vulnerability that somebody has looked at.
 */
import type { Asset, Estate, ServiceImpact } from '../model.ts';
import { type Coverage, createCoverage, type Registers } from '../registers/index.ts';
import { type Decision, decide, type Exposure, exposures, outcomes, type SsvcTable } from '../ssvc/index.ts';
import { humanImpacts } from '../ssvc/table.ts';
import { type Support, type SupportTable, supportStates } from '../support/index.ts';
import { createKnowledge, type Knowledge, type VulnerabilityFinding } from '../vulnerabilities/index.ts';

export interface LegacyAsset {
  asset: Asset;
  support: Support;
  coverage: Coverage;
  services: ServiceImpact[];
  findings: VulnerabilityFinding[];
  /** Nobody looks for vulnerabilities on it: that none is listed says nothing. */
  unwatched: boolean;
  /** The most pressing of its vulnerabilities, known or not. */
  decision: Decision;
  /** The CVE that the decision is about; null = what nobody has looked for. */
  cve: string | null;
}

export interface LegacyNeeds {
  estate: Estate;
  registers: Registers;
  support: SupportTable;
  ssvc: SsvcTable;
  /** From reachability; null = nobody knows. */
  exposureOf(assetId: string): Exposure | null;
  knowledge: Knowledge;
  findings: readonly VulnerabilityFinding[];
  /** Assets on which somebody looks for vulnerabilities, also when none was found. */
  watched: ReadonlySet<string>;
}

/** Of what no feed covers, nothing is known. */
const nothingKnown = createKnowledge({ kev: [], epss: [], cves: [] }).about('');

/** @returns assets whose support is over, bought or not known, most pressing first */
export function rankLegacy(needs: LegacyNeeds, day: string): LegacyAsset[] {
  const coverageOf = createCoverage(needs.registers);
  const findings = new Map<string, VulnerabilityFinding[]>();
  for (const finding of needs.findings)
    findings.set(finding.asset, [...(findings.get(finding.asset) ?? []), finding]);

  return needs.estate.assets
    .map((asset) => {
      const coverage = coverageOf(asset, day);
      const support = supportOfAsset(needs.support, asset, coverage, day);
      return { asset, coverage, support };
    })
    .filter(({ support }) => support.state !== 'supported')
    .map((one) => judge(needs, one, findings.get(one.asset.id) ?? []))
    .sort(morePressingFirst);
}

/** What is known of an asset's support, from its system, its model, its own list and what was bought for it. */
export function supportOfAsset(
  table: SupportTable,
  asset: Asset,
  { models, extended_until }: Pick<Coverage, 'models' | 'extended_until'>,
  day: string,
): Support {
  const said_of_model = models.flatMap(({ support_ends, source, as_of }) =>
    support_ends === null ? [] : [{ support_ends, source, as_of }],
  );
  return table.supportOf(
    { ...asset, said_of_model, ...(extended_until !== null && { extended_until }) },
    day,
  );
}

function judge(
  { estate, ssvc, exposureOf, knowledge, watched }: LegacyNeeds,
  { asset, coverage, support }: Pick<LegacyAsset, 'asset' | 'coverage' | 'support'>,
  findings: VulnerabilityFinding[],
): LegacyAsset {
  const services = estate.servicesOf(asset.id);
  const base = { asset, services, exposure: exposureOf(asset.id), publicExploit: null, automatable: null };
  const unwatched = findings.length === 0 && !watched.has(asset.id);
  const candidates = findings.map(({ cve }) => ({
    cve: cve as string | null,
    decision: decide(ssvc, { ...base, vulnerability: knowledge.about(cve) }),
  }));
  // Watched without a finding is still not mended: what comes tomorrow stays.
  if (candidates.length === 0)
    candidates.push({ cve: null, decision: decide(ssvc, { ...base, vulnerability: nothingKnown }) });
  const { cve, decision } = candidates.reduce((a, b) => (weigh(b.decision) > weigh(a.decision) ? b : a));
  return { asset, support, coverage, services, findings, unwatched, decision, cve };
}

const weigh = ({ outcome }: Decision): number => outcomes.indexOf(outcome);

function morePressingFirst(a: LegacyAsset, b: LegacyAsset): number {
  return (
    weigh(b.decision) - weigh(a.decision) ||
    humanImpacts.indexOf(b.decision.human_impact.value) -
      humanImpacts.indexOf(a.decision.human_impact.value) ||
    exposures.indexOf(b.decision.exposure.value) - exposures.indexOf(a.decision.exposure.value) ||
    Number(b.unwatched) - Number(a.unwatched) ||
    supportStates.indexOf(b.support.state) - supportStates.indexOf(a.support.state) ||
    Number(a.coverage.mitigations.length > 0) - Number(b.coverage.mitigations.length > 0) ||
    ((a.support.ends ?? '') < (b.support.ends ?? '') ? -1 : 0) ||
    ((b.support.ends ?? '') < (a.support.ends ?? '') ? 1 : 0) ||
    (a.asset.id < b.asset.id ? -1 : 1)
  );
}

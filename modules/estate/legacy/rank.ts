/**
 * What to patch, replace or wall off first. An asset whose maker no longer supports it, or that nobody knows, has flaws that no scanner
 * lists: where no feed covers it, it counts as having one of which nothing is known, so it never stands below the same asset with a
 * vulnerability that somebody has looked at.
 */
import type { Asset, ServiceImpact } from '../model.ts';
import { type Coverage, createCoverage, type Registers } from '../registers/index.ts';
import { type Decision, decide, exposures, humanImpacts, outcomes } from '../ssvc/index.ts';
import { type Support, type SupportTable, supportStates } from '../support/index.ts';
import { byAsset, type Triaged, type TriageNeeds, triage } from '../triage/index.ts';
import { type Component, createKnowledge, type VulnerabilityFinding } from '../vulnerabilities/index.ts';

export interface LegacyAsset {
  asset: Asset;
  /** Of its system and model; where those are supported, of the program on it that is not. */
  support: Support;
  /** Programs that it stands or falls with, and that are past their support. */
  ended_programs: { text: string; support: Support }[];
  coverage: Coverage;
  services: ServiceImpact[];
  findings: Triaged[];
  /** Nobody looks for vulnerabilities on it: that none is listed says nothing. */
  unwatched: boolean;
  /** The most pressing of its vulnerabilities, known or not. */
  decision: Decision;
  /** The CVE that the decision is about; null = what nobody has looked for. */
  cve: string | null;
}

export interface LegacyNeeds extends TriageNeeds {
  registers: Registers;
  support: SupportTable;
  findings: readonly VulnerabilityFinding[];
  /** Assets on which somebody looks for vulnerabilities, also when none was found. */
  watched: ReadonlySet<string>;
  /** What runs on assets besides their operating system, as far as somebody has listed it. */
  components: readonly Component[];
}

/** Of what no feed covers, nothing is known. */
const nothingKnown = createKnowledge({ kev: [], epss: [], cves: [] }).about('');

/**
 * @param triaged the findings, where whoever asks has triaged them already
 * @returns assets whose support is over, bought or not known, most pressing first
 */
export function rankLegacy(
  needs: LegacyNeeds,
  day: string,
  triaged: readonly Triaged[] = triage(needs, needs.findings, day),
): LegacyAsset[] {
  const coverageOf = createCoverage(needs.registers);
  const findings = byAsset(triaged);
  const programs = endedPrograms(needs, day);

  return needs.estate.assets
    .map((asset) => {
      const coverage = coverageOf(asset, day);
      const own = supportOfAsset(needs.support, asset, coverage, day);
      const ended_programs = programs.get(asset.id) ?? [];
      const [program] = ended_programs;
      const support = own.state === 'supported' && program !== undefined ? program.support : own;
      return { asset, coverage, support, ended_programs };
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
  { estate, ssvc, exposureOf, watched }: LegacyNeeds,
  { asset, ...about }: Pick<LegacyAsset, 'asset' | 'coverage' | 'support' | 'ended_programs'>,
  findings: Triaged[],
): LegacyAsset {
  const services = estate.servicesOf(asset.id);
  const unwatched = findings.length === 0 && !watched.has(asset.id);
  const [worst] = findings;
  // Watched without a finding, it still gets no patches: what comes tomorrow stays.
  const decision =
    worst?.decision ??
    decide(ssvc, {
      asset,
      services,
      vulnerability: nothingKnown,
      exploit: null,
      exposure: exposureOf(asset.id),
      automatable: null,
    });
  return {
    asset,
    ...about,
    services,
    findings,
    unwatched,
    decision,
    cve: worst?.finding.cve ?? null,
  };
}

function endedPrograms(
  { support, components }: Pick<LegacyNeeds, 'support' | 'components'>,
  day: string,
): Map<string, LegacyAsset['ended_programs']> {
  const ended = new Map<string, LegacyAsset['ended_programs']>();
  for (const { asset, name, version } of components) {
    const text = version === null ? name : `${name} ${version}`;
    const found = support.supportOfPlatform(text, day);
    if (found?.state !== 'ended') continue;
    const same = ended.get(asset);
    if (same) same.push({ text, support: found });
    else ended.set(asset, [{ text, support: found }]);
  }
  return ended;
}

function morePressingFirst(a: LegacyAsset, b: LegacyAsset): number {
  return (
    outcomes.indexOf(b.decision.outcome) - outcomes.indexOf(a.decision.outcome) ||
    humanImpacts.indexOf(b.decision.human_impact.value) -
      humanImpacts.indexOf(a.decision.human_impact.value) ||
    exposures.indexOf(b.decision.exposure.value) - exposures.indexOf(a.decision.exposure.value) ||
    Number(b.unwatched) - Number(a.unwatched) ||
    supportStates.indexOf(b.support.state) - supportStates.indexOf(a.support.state) ||
    Number(a.coverage.mitigations.length > 0) - Number(b.coverage.mitigations.length > 0) ||
    byText(a.support.ends ?? '', b.support.ends ?? '') ||
    byText(a.asset.id, b.asset.id)
  );
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

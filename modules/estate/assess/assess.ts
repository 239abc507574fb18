/** All that follows from an estate on one day: worked out once, asked many times. Pure. */
import { type LegacyAsset, rankLegacy, supportOfAsset } from '../legacy/index.ts';
import type { MergedAsset, MergedEstate } from '../merge/merged.ts';
import type { Asset, Estate } from '../model.ts';
import {
  type Coverage,
  createCoverage,
  type EntryFinding,
  judgeEntries,
  type Registers,
} from '../registers/index.ts';
import type { Exposed, SsvcTable } from '../ssvc/index.ts';
import type { Support, SupportTable } from '../support/index.ts';
import { byAsset, fromMerged, type Triaged, triage } from '../triage/index.ts';
import {
  type Cleared,
  type Component,
  createKnowledge,
  type Feeds,
  type Knowledge,
  matchStatements,
  osComponents,
  type VulnerabilityFinding,
} from '../vulnerabilities/index.ts';

export interface Evidence {
  findings: VulnerabilityFinding[];
  cleared: Cleared[];
  /** Things that run here and that advisories were compared with. */
  compared: number;
  components: Component[];
  watched: ReadonlySet<string>;
  knowledge: Knowledge;
  /** What was left out, one sentence each. */
  told: string[];
}

/** What scanners found and what advisories say of what runs here, in one list. */
export function gatherEvidence(
  estate: Estate,
  merged: readonly MergedAsset[],
  support: SupportTable,
  feeds: Feeds,
): Evidence {
  const imported = fromMerged(merged);
  const components = [...osComponents(estate.assets), ...imported.components];
  const { findings, cleared } = matchStatements(feeds.statements, components, support.versionsOf);
  const unnumbered = imported.without_cve;
  return {
    findings: imported.findings.concat(findings),
    cleared,
    compared: components.length,
    components: imported.components,
    watched: imported.watched,
    knowledge: createKnowledge(feeds),
    told: [
      ...feeds.refusals,
      ...(unnumbered === 0 ? [] : [`${unnumbered} findings of scanners name no CVE and are left out here.`]),
    ],
  };
}

export interface AssessmentNeeds {
  estate: Estate;
  merged: MergedEstate;
  registers: Registers;
  support: SupportTable;
  ssvc: SsvcTable;
  feeds: Feeds;
  exposureOf(assetId: string): Exposed | null;
}

export interface Assessment {
  day: string;
  needs: AssessmentNeeds;
  evidence: Evidence;
  /** Most pressing first. */
  triaged: Triaged[];
  triagedOf(assetId: string): Triaged[];
  legacy: LegacyAsset[];
  legacyOf(assetId: string): LegacyAsset | undefined;
  coverageOf(asset: Asset): Coverage;
  supportOf(asset: Asset): Support;
  /** Every way in, worst first. */
  entries: EntryFinding[];
}

export function assess(needs: AssessmentNeeds, day: string): Assessment {
  const { estate, merged, registers, support, feeds } = needs;
  const evidence = gatherEvidence(estate, merged.assets, support, feeds);
  const triaged = triage({ ...needs, ...evidence }, evidence.findings, day);
  const legacy = rankLegacy({ ...needs, ...evidence }, day, triaged);
  const triagedByAsset = byAsset(triaged);
  const legacyById = new Map(legacy.map((one) => [one.asset.id, one]));
  const coverage = createCoverage(registers);
  const coverageOf = (asset: Asset): Coverage => coverage(asset, day);
  return {
    ...{ day, needs, evidence, triaged, legacy, coverageOf },
    triagedOf: (id) => triagedByAsset.get(id) ?? [],
    legacyOf: (id) => legacyById.get(id),
    supportOf: (asset) =>
      legacyById.get(asset.id)?.support ?? supportOfAsset(support, asset, coverageOf(asset), day),
    entries: judgeEntries(estate, registers, day, merged.flows),
  };
}

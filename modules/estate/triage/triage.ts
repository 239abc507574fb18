/** Of each vulnerability that somebody found on an asset: what is known of it, how soon to fix it, and whether the fourteen days are over. */
import type { Asset, Estate, ServiceImpact } from '../model.ts';
import { type FixClock, fixClock } from '../registers/index.ts';
import { type Decision, decide, type Exposed, outcomes, type SsvcTable } from '../ssvc/index.ts';
import type { Knowledge, Known, VulnerabilityFinding } from '../vulnerabilities/index.ts';

export interface TriageNeeds {
  estate: Estate;
  ssvc: SsvcTable;
  /** From reachability; null = nobody knows. */
  exposureOf(assetId: string): Exposed | null;
  knowledge: Knowledge;
}

export interface Triaged {
  finding: VulnerabilityFinding;
  asset: Asset;
  services: ServiceImpact[];
  known: Known;
  decision: Decision;
  clock: FixClock;
}

/** @returns most pressing first; findings on what the estate does not know are left to whoever imports them */
export function triage(
  needs: TriageNeeds,
  findings: readonly VulnerabilityFinding[],
  day: string,
): Triaged[] {
  return findings
    .flatMap((finding) => {
      const asset = needs.estate.asset(finding.asset);
      if (asset === undefined) return [];
      const said = needs.knowledge.about(finding.cve);
      const known: Known = { ...said, cvss: said.cvss ?? finding.cvss };
      const services = needs.estate.servicesOf(asset.id);
      const decision = decide(needs.ssvc, {
        asset,
        services,
        vulnerability: known,
        exploit: finding.exploit,
        exposure: needs.exposureOf(asset.id),
        automatable: finding.automatable,
      });
      const { score = null } = known.cvss ?? {};
      const fix = { released: finding.fix_released, severity: null, cvss: score, in_place: null };
      return { finding, asset, services, known, decision, clock: fixClock(fix, day) };
    })
    .sort(morePressingFirst);
}

/** In the order in which they are given. */
export function byAsset(triaged: readonly Triaged[]): Map<string, Triaged[]> {
  const found = new Map<string, Triaged[]>();
  for (const one of triaged) {
    const same = found.get(one.asset.id);
    if (same) same.push(one);
    else found.set(one.asset.id, [one]);
  }
  return found;
}

function morePressingFirst(a: Triaged, b: Triaged): number {
  return (
    outcomes.indexOf(b.decision.outcome) - outcomes.indexOf(a.decision.outcome) ||
    Number(b.finding.certain) - Number(a.finding.certain) ||
    (a.clock.days_left ?? -1_000) - (b.clock.days_left ?? -1_000) ||
    (b.known.cvss?.score ?? 10) - (a.known.cvss?.score ?? 10) ||
    (a.finding.cve + a.asset.id < b.finding.cve + b.asset.id ? -1 : 1)
  );
}

/** What imports say of an asset, in the words of triage: what runs on it, and what scanners found. */
import type { MergedAsset } from '../merge/merged.ts';
import { type Component, cveId, type VulnerabilityFinding } from '../vulnerabilities/index.ts';

export interface FromMerged {
  components: Component[];
  findings: VulnerabilityFinding[];
  /** Assets on which some source looked for vulnerabilities. One that looked and found nothing at all leaves no trace here. */
  watched: Set<string>;
  /** Findings under a scanner's own number, of which no catalogue knows anything. */
  without_cve: number;
}

export function fromMerged(assets: readonly MergedAsset[]): FromMerged {
  const out: FromMerged = { components: [], findings: [], watched: new Set(), without_cve: 0 };
  for (const { id, fields, software, vulnerabilities } of assets) {
    const { model, manufacturer, firmware } = fields;
    if (model) {
      out.components.push({
        asset: id,
        vendor: manufacturer?.value ?? null,
        name: model.value,
        version: firmware?.value ?? null,
        source: model.source,
        seen: model.seen_at,
      });
    }
    for (const { name, version, vendor = null, source, seen_at } of software) {
      // `windows_server_2016` is how Defender and CPE write a name.
      const spoken = name.replaceAll('_', ' ');
      out.components.push({
        asset: id,
        vendor,
        name: spoken,
        version: version || null,
        source,
        seen: seen_at,
      });
    }
    if (vulnerabilities.length > 0) out.watched.add(id);
    for (const {
      id: named,
      source,
      seen_at,
      title,
      software: in_,
      port,
      score,
      exploit,
    } of vulnerabilities) {
      const cve = cveId(named);
      if (cve === undefined) {
        out.without_cve += 1;
        continue;
      }
      const where = [title, in_ && `in ${in_}`, port && `on port ${port}`].filter(Boolean).join(', ');
      out.findings.push({
        asset: id,
        cve,
        source,
        seen: seen_at,
        evidence: where || 'no more than its number',
        certain: true,
        cvss: score === undefined ? null : { version: '', score, vector: '', by: source },
        exploit: exploit === undefined || exploit === 'none' ? (exploit ?? null) : 'public',
        automatable: null,
        fix_released: null,
      });
    }
  }
  return out;
}

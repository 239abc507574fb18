/**
 * The contract of `--format ndjson`, one finding a line. Documented in docs/scan.md and held by record.test.ts: fields may be
 * added, never renamed or removed.
 */
import { assetOf, type Finding } from '@cordon/detection';
import type { Estate } from '@cordon/estate';

export interface FindingRecord {
  rule_id: string;
  title: string;
  level: string;
  tags: string[];
  /** ISO 8601 UTC, or null when the record has no time. */
  time: string | null;
  host: string | null;
  account: string | null;
  file: string;
  record_id: string;
  /** Which selection matched on which field, looking for what, and what was there. */
  reason: Finding['reason'];
  /** Names of the clinical services that depend on the host; null without `--estate` or when the host is not in it. */
  services: string[] | null;
  source_address: string | null;
  destination_address: string | null;
  destination_port: number | null;
  format: string;
  id: string;
}

export function toRecord(finding: Finding, estate: Estate | null): FindingRecord {
  return {
    rule_id: finding.rule_id,
    title: finding.title,
    level: finding.level,
    tags: finding.tags,
    time: finding.time,
    host: finding.host,
    account: finding.account,
    file: finding.file,
    record_id: finding.record_id,
    reason: finding.reason,
    services: servicesAt(finding, estate),
    source_address: finding.source_address,
    destination_address: finding.destination_address,
    destination_port: finding.destination_port,
    format: finding.format,
    id: finding.id,
  };
}

/** The services at risk through whatever the finding is about: its host, else the address inside that acted. */
export function servicesAt(finding: Finding, estate: Estate | null): string[] | null {
  if (!estate) return null;
  const asset = assetOf(finding, estate);
  return asset ? estate.servicesOf(asset.id).map((impact) => impact.service.name) : null;
}

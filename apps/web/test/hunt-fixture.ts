/** Stored events of that hospital, as hunting answers them. */
import { HuntHours, HuntPage } from '@cordon/server/api';
import type { StoredFinding } from './story-fixture.ts';

/** Refused, as the server refuses half a query. */
export const halfQuery = 'host:a and';

const hourMs = 3_600_000;

function matching(findings: readonly StoredFinding[], query: URLSearchParams): StoredFinding[] {
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/);
  const [since, until] = [query.get('since') ?? '0', query.get('until') ?? '9'];
  return findings.filter((finding) => {
    const text = JSON.stringify([finding.event, finding.host, finding.account]).toLowerCase();
    const value = (word: string) => word.replace(/^\w+:/, '').replaceAll(/["*]/g, '');
    const time = finding.time ?? '';
    return (
      time >= since &&
      time < until &&
      words.every((word) => text.includes(JSON.stringify(value(word)).slice(1, -1)))
    );
  });
}

export function huntPage(findings: readonly StoredFinding[], query: URLSearchParams) {
  const found = matching(findings, query);
  const from = Number(query.get('after') ?? 0);
  const limit = Number(query.get('limit') ?? 100);
  return HuntPage.parse({
    items: found.slice(from, from + limit).map((finding) => ({
      id: finding.id,
      time: finding.time,
      source: 'windows|Microsoft-Windows-Sysmon/Operational|1',
      format: finding.format,
      host: finding.host,
      account: finding.account,
      src: finding.source_address,
      dst: finding.destination_address,
      file: finding.file,
      record_id: finding.record_id,
      summary: finding.reason[0] ? `${finding.reason[0].field}: ${finding.reason[0].found}` : finding.title,
      record: JSON.stringify(finding.event),
      cut: false,
    })),
    next: from + limit < found.length ? String(from + limit) : null,
  });
}

export function huntHours(findings: readonly StoredFinding[], query: URLSearchParams) {
  const counts = new Map<string, number>();
  const found = matching(findings, query);
  for (const { time } of found) {
    if (time === null) continue;
    const hour = new Date(Math.floor(Date.parse(time) / hourMs) * hourMs).toISOString();
    counts.set(hour, (counts.get(hour) ?? 0) + 1);
  }
  const hours = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([time, count]) => ({ time, count }));
  return HuntHours.parse({ hours, total: found.length, complete: true });
}

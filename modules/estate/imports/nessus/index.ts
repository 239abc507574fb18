/** Nessus scans (`.nessus`, version 2): hosts with what identifies them, and what each plugin found. */
import type { Claim, VulnerabilityClaim } from '../claim.ts';
import { childrenOf, textAt, type XmlNode, type XmlRecord } from '../forms/xml.ts';
import type { Reading, XmlImporter } from '../importer.ts';
import { addressKey, hostKeys, type Key, macKey, uuidKey } from '../keys.ts';
import { assetKindOf, stated, timeOf } from '../words.ts';

export const nessusImporter: XmlImporter = {
  kind: 'nessus',
  title: 'Nessus scans (.nessus)',
  holds: 'catalogue',
  form: 'xml',
  roots: ['NessusClientData_v2'],
  records: ['HostProperties', 'ReportItem'],
  *read(records, reading) {
    let host: { name: string; key: Key; seen_at: string } | undefined;
    for (const record of records) {
      const name = record.around.find((one) => one.name === 'ReportHost')?.attributes.name ?? '';
      if (record.node.name === 'HostProperties') {
        const asset = assetClaim(record, name, reading);
        host = asset && { name, key: asset.keys[0]!, seen_at: asset.seen_at! };
        if (asset) yield asset;
        else
          reading.problem(record.line, `the host "${name}" has nothing that identifies it; it was left out`);
      } else if (host?.name === name) {
        yield* findings(record.node, host.key, host.seen_at);
      }
    }
  },
};

function assetClaim({ node }: XmlRecord, name: string, reading: Reading) {
  const tags = new Map(
    childrenOf(node, 'tag').map(({ attributes, text }) => [attributes.name ?? '', text.trim()]),
  );
  const hostname =
    tags.get('host-fqdn') ?? tags.get('netbios-name') ?? tags.get('hostname') ?? tags.get('host-rdns');
  const keys = [
    ...uuidKey(tags.get('bios-uuid')),
    ...(tags.get('mac-address') ?? '').split(/\s+/).flatMap(macKey),
    ...hostKeys(hostname),
    ...addressKey(tags.get('host-ip') ?? name),
  ];
  if (keys.length === 0) return undefined;
  // Several guesses come on lines of their own: that is no answer.
  const os = tags.get('operating-system');
  const isGuess = os?.includes('\n') ?? false;
  return {
    about: 'asset' as const,
    keys,
    seen_at: timeOf(tags.get('HOST_END_TIMESTAMP')) ?? timeOf(tags.get('HOST_END')) ?? reading.at,
    fields: stated({
      hostname,
      os: isGuess ? undefined : os,
      kind: assetKindOf(tags.get('system-type'), isGuess ? undefined : os),
    }),
  };
}

const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;

/** One for each CVE, so that other sources can speak of the same; what only informs is no vulnerability. */
function* findings(item: XmlNode, of: Key, seen_at: string): Generator<Claim> {
  const severity = severities[Number(item.attributes.severity)] ?? 'unknown';
  if (severity === 'info') return;
  const { pluginID, pluginName, port, protocol } = item.attributes;
  const cves = childrenOf(item, 'cve').map(({ text }) => text.trim().toUpperCase());
  const score = Number(textAt(item, 'cvss3_base_score') || textAt(item, 'cvss_base_score') || Number.NaN);
  const available = textAt(item, 'exploit_available');
  const found: Omit<VulnerabilityClaim, 'id'> = {
    about: 'vulnerability',
    of,
    seen_at,
    severity,
    ...stated({
      title: pluginName,
      score: Number.isFinite(score) ? score : undefined,
      fix: textAt(item, 'solution').slice(0, 1_000),
      exploit:
        available === 'true' ? ('public' as const) : available === 'false' ? ('none' as const) : undefined,
      port: port && port !== '0' ? `${protocol}/${port}` : undefined,
    }),
  };
  for (const id of cves.length > 0 ? cves : [`nessus-${pluginID}`]) yield { ...found, id };
}

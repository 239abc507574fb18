/** OpenVAS and Greenbone reports as XML (GMP `get_reports`, or the XML format of the console): results, and details of hosts. */
import type { Claim } from '../claim.ts';
import { childrenOf, nodeAt, textAt, type XmlNode } from '../forms/xml.ts';
import type { Reading, XmlImporter } from '../importer.ts';
import { addressKey, hostKeys, type Key, macKey } from '../keys.ts';
import { assetKindOf, severityOf, stated, timeOf } from '../words.ts';

export const openvasImporter: XmlImporter = {
  kind: 'openvas',
  title: 'OpenVAS and Greenbone reports (XML)',
  holds: 'catalogue',
  form: 'xml',
  roots: ['report', 'get_reports_response'],
  records: ['result', 'host'],
  *read(records, reading) {
    for (const { line, node, around } of records) {
      const isOfReport = around.at(-1)?.name === 'report' || around.at(-1)?.name === 'results';
      if (!isOfReport) continue;
      if (node.name === 'host') yield* hostClaim(node, line, reading);
      else yield* resultClaims(node, line, reading);
    }
  },
};

function* hostClaim(host: XmlNode, line: number, reading: Reading): Generator<Claim> {
  const details = new Map(
    childrenOf(host, 'detail').map((detail) => [
      textAt(detail, 'name').toLowerCase(),
      textAt(detail, 'value'),
    ]),
  );
  const [address] = addressKey(textAt(host, 'ip'));
  if (address === undefined) {
    reading.problem(line, 'a host without an address was left out');
    return;
  }
  const hostname = details.get('hostname');
  const os = details.get('best_os_txt');
  yield {
    about: 'asset',
    // Results name hosts by address, so that is who it is within this report.
    keys: [address, ...macKey(details.get('mac')), ...hostKeys(hostname)],
    seen_at: timeOf(textAt(host, 'end')) ?? timeOf(textAt(host, 'start')) ?? reading.at,
    fields: stated({ hostname, os, kind: assetKindOf(os) }),
  };
}

function* resultClaims(result: XmlNode, line: number, reading: Reading): Generator<Claim> {
  const host = nodeAt(result, 'host');
  const [of]: Key[] = addressKey(host?.text);
  if (of === undefined) {
    reading.problem(line, 'a result that names no host was left out');
    return;
  }
  const severity = severityOf(textAt(result, 'threat'));
  const nvt = nodeAt(result, 'nvt');
  if (severity === 'info' || !nvt) return;
  const seen_at = timeOf(textAt(result, 'modification_time')) ?? reading.at;
  const hostname = host && textAt(host, 'hostname');
  yield { about: 'asset', keys: [of, ...hostKeys(hostname)], seen_at, fields: stated({ hostname }) };
  const score = Number(textAt(result, 'severity') || textAt(nvt, 'cvss_base') || Number.NaN);
  const cves = childrenOf(nodeAt(nvt, 'refs') ?? nvt, 'ref')
    .filter(({ attributes }) => attributes.type === 'cve')
    .map(({ attributes }) => attributes.id?.toUpperCase() ?? '');
  // Up to version 9 they stood in one element.
  const old = textAt(nvt, 'cve')
    .split(/[,\s]+/)
    .filter((one) => one.startsWith('CVE-'));
  const ids = [...cves, ...old].filter((one) => one !== '');
  const port = textAt(result, 'port');
  for (const id of ids.length > 0 ? ids : [nvt.attributes.oid ?? 'unknown'])
    yield {
      about: 'vulnerability',
      of,
      seen_at,
      id,
      severity,
      ...stated({
        title: textAt(nvt, 'name') || textAt(result, 'name'),
        score: Number.isFinite(score) ? score : undefined,
        fix: textAt(nvt, 'solution').slice(0, 1_000),
        port: /^\d+\/\w+$/.test(port) ? port.split('/').reverse().join('/') : undefined,
      }),
    };
}

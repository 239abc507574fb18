/** Nmap's XML (`nmap -oX`, DTD 1.05): hosts that are up, what their open ports run, and what the system seems to be. */
import type { AssetClaim, Claim, SoftwareClaim } from '../claim.ts';
import { childrenOf, nodeAt, type XmlNode, type XmlRecord } from '../forms/xml.ts';
import type { Reading, XmlImporter } from '../importer.ts';
import { addressKey, hostKeys, type Key, macKey } from '../keys.ts';
import { assetKindOf, stated, timeOf } from '../words.ts';

/** Below this Nmap itself calls its guess a guess. */
const leastAccuracy = 90;

export const nmapImporter: XmlImporter = {
  kind: 'nmap',
  title: 'Nmap XML (nmap -oX)',
  holds: 'sightings',
  form: 'xml',
  roots: ['nmaprun'],
  records: ['host'],
  *read(records, reading) {
    for (const record of records) yield* hostClaims(record, reading);
  },
};

function* hostClaims({ line, node, around }: XmlRecord, reading: Reading): Generator<Claim> {
  if (nodeAt(node, 'status')?.attributes.state !== 'up') return;
  const addresses = childrenOf(node, 'address').map(({ attributes }) => attributes);
  const mac = addresses.find(({ addrtype }) => addrtype === 'mac');
  const names = childrenOf(nodeAt(node, 'hostnames') ?? node, 'hostname');
  // Whoever scans may name a host as they like; a PTR record is the hospital's own.
  const name = (names.find(({ attributes }) => attributes.type === 'PTR') ?? names[0])?.attributes.name;
  const keys: Key[] = [
    ...macKey(mac?.addr),
    ...hostKeys(name),
    ...addresses.filter(({ addrtype }) => addrtype !== 'mac').flatMap(({ addr }) => addressKey(addr)),
  ];
  if (keys.length === 0) {
    reading.problem(line, 'a host without an address or name was left out');
    return;
  }
  const seen_at =
    timeOf(node.attributes.endtime) ??
    timeOf(node.attributes.starttime) ??
    timeOf(around[0]?.attributes.start) ??
    reading.at;
  const os = bestOs(nodeAt(node, 'os'));
  const type = os && nodeAt(os, 'osclass')?.attributes.type;
  const asset: AssetClaim = {
    about: 'asset',
    keys,
    seen_at,
    fields: stated({
      hostname: name,
      os: os?.attributes.name,
      kind: assetKindOf(type),
      manufacturer: mac?.vendor,
    }),
  };
  yield asset;
  for (const port of childrenOf(nodeAt(node, 'ports') ?? node, 'port'))
    yield* serviceClaim(port, keys[0]!, seen_at);
}

function bestOs(os: XmlNode | undefined): XmlNode | undefined {
  if (!os) return undefined;
  return childrenOf(os, 'osmatch')
    .filter(({ attributes }) => Number(attributes.accuracy) >= leastAccuracy)
    .sort((a, b) => Number(b.attributes.accuracy) - Number(a.attributes.accuracy))[0];
}

/** What answers on an open port; a port whose service is only guessed from its number says nothing of software. */
function* serviceClaim(port: XmlNode, of: Key, seen_at: string): Generator<SoftwareClaim> {
  const service = nodeAt(port, 'service');
  if (nodeAt(port, 'state')?.attributes.state !== 'open' || !service?.attributes.product) return;
  const { product, version = '' } = service.attributes;
  const identifier = nodeAt(service, 'cpe')?.text.trim();
  yield { about: 'software', of, seen_at, name: product, version, ...stated({ identifier }) };
}

/** Guards: what nobody answered counted as a conversation, and a browser taken for the machine. */
import { expect, test } from 'vitest';
import type { Claim } from '../claim.ts';
import { keysOf, readSample, reasons } from '../testing/sample.ts';

const sample = (name: string) => readSample(new URL(`./samples/${name}`, import.meta.url));
const flow = (claim: Claim) =>
  claim.about === 'flow' ? [claim.from, claim.to, claim.protocol, claim.port, claim.times, claim.bytes] : [];

test('Zeek conn: conversations that were answered, and the machines in them', () => {
  const conn = sample('conn.log');
  expect(conn.about('flow').map(flow)).toEqual([
    ['10.64.20.77', '10.64.12.21', 'tcp', 2575, 2, 400],
    ['10.64.20.77', '203.0.113.5', 'udp', 123, 1, 96],
  ]);
  expect(keysOf(conn)).toEqual(['address:10.64.20.77', 'address:10.64.12.21']);
  expect(reasons(conn)).toEqual(['13: the row is shorter than its header; it was left out']);
});

test('Zeek dhcp, dns and software as JSON: reverse look-ups only, and no word of a browser', () => {
  const zeek = sample('dhcp-dns-software.ndjson');
  expect(keysOf(zeek)).toEqual([
    'mac:00:40:9d:11:22:33 host:infusion-7f address:10.64.20.77',
    'fqdn:sah-ct01.staldhelms.nhs.example host:sah-ct01 address:10.64.20.11',
    'address:10.64.20.77',
  ]);
  expect(zeek.about('software').map(({ name, version }) => [name, version])).toEqual([
    ['dropbear', '2017.75'],
  ]);
  expect(reasons(zeek)[0]).toContain('"weird"');
});

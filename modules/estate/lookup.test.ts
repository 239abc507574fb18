/** The risk: a log record blamed on the wrong host, account or zone, and so on the wrong patients. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEstate, type EstateData } from './index.ts';
import { canonicalAddress, createRangeTable, parseRange, rangeHolds, rangesOverlap } from './network.ts';

const none: EstateData = {
  organisations: [],
  sites: [],
  services: [],
  wards: [],
  suppliers: [],
  systems: [],
  dependencies: [],
  zones: [],
  flows: [],
  assets: [],
  accounts: [],
  rights: [],
  trusts: [],
};
const asset = (id: string, hostname: string, ...addresses: string[]): EstateData['assets'][number] => ({
  id,
  hostname,
  addresses,
  kind: 'server',
  os: '',
  support_ends: null,
  zone: 'z',
  site: 's',
  system: null,
  location: '',
  notes: '',
});
const account = (id: string, name: string): EstateData['accounts'][number] => ({
  id,
  name,
  display_name: '',
  role: '',
  kind: 'person',
  usual_asset: null,
});
const estate = createEstate({
  ...none,
  organisations: [{ id: 'trust', name: 'Trust', ods_code: 'Z9Z9Z', domains: ['TRUST', 'trust.nhs.example'] }],
  assets: [
    asset('fs', 'FS01', '10.0.0.5'),
    asset('a', 'twin.trust.nhs.example', '2001:db8::A'),
    asset('b', 'twin.partner.example'),
    asset('c', 'only.partner.example'),
  ],
  accounts: [account('nurse', 'Ward.Nurse1'), account('adm', 'Administrator')],
});

test('a host is found in any case, with our domain or none, and a stranger of the same name is not', () => {
  for (const name of ['FS01', 'fs01', ' fs01 ', 'FS01.TRUST.nhs.example', 'fs01.trust.nhs.example.']) {
    expect(estate.assetByHost(name)?.id, name).toBe('fs');
  }
  for (const name of ['fs01.evil.example', 'fs01.example', 'fs02', '', '.', 'fs01.']) {
    expect(estate.assetByHost(name)?.id, name).toBe(name === 'fs01.' ? 'fs' : undefined);
  }
});

test('a short name that two hosts share is nobody rather than a guess', () => {
  expect(estate.assetByHost('twin')).toBeUndefined();
  expect(estate.assetByHost('twin.partner.example')?.id).toBe('b');
  expect(estate.assetByHost('only')?.id).toBe('c');
});

test("a machine's own account and a stranger's are not taken for the domain's", () => {
  for (const name of [
    'ward.nurse1',
    'TRUST\\WARD.NURSE1',
    'trust.nhs.example\\ward.nurse1',
    'Ward.Nurse1@Trust.NHS.example',
  ]) {
    expect(estate.account(name)?.id, name).toBe('nurse');
  }
  expect(estate.account('TRUST\\Administrator')?.id).toBe('adm');
  for (const name of [
    'FS01\\Administrator',
    '.\\Administrator',
    'NT AUTHORITY\\Administrator',
    'administrator@evil.example',
    '',
  ]) {
    expect(estate.account(name), name).toBeUndefined();
  }
});

test('an address is the same however it is spelt, and what only looks like one is none', () => {
  expect(estate.assetByAddress('::ffff:10.0.0.5')?.id).toBe('fs');
  expect(estate.assetByAddress('2001:DB8:0:0::a%eth0')?.id).toBe('a');
  for (const text of [
    '10.5',
    '0x0a.0.0.5',
    '010.0.0.5',
    '167772165',
    '10.0.0.5/32',
    '',
    ':',
    '1'.repeat(10_000),
  ]) {
    expect(canonicalAddress(text), text.slice(0, 20)).toBeUndefined();
  }
});

test('property: a range holds an address, and overlaps a range, exactly when counting says so', () => {
  const octets = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(255), fc.nat(255));
  const number = (o: readonly number[]) => ((o[0]! * 256 + o[1]!) * 256 + o[2]!) * 256 + o[3]!;
  const network = (o: readonly number[], prefix: number) => {
    const size = 2 ** (32 - prefix);
    const first = Math.floor(number(o) / size) * size;
    const text = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
    return { cidr: `${text}/${prefix}`, first, last: first + size - 1 };
  };
  const ranges = fc.array(fc.tuple(octets, fc.integer({ min: 0, max: 32 })), { maxLength: 12 });
  fc.assert(
    fc.property(ranges, octets, (specs, address) => {
      const nets = specs.map(([o, prefix]) => network(o, prefix));
      const parsed = nets.map(({ cidr }) => parseRange(cidr)!);
      const at = number(address);
      const text = address.join('.');
      nets.forEach((net, i) => {
        expect(rangeHolds(parsed[i]!, text)).toBe(net.first <= at && at <= net.last);
        nets.forEach((other, j) => {
          expect(rangesOverlap(parsed[i]!, parsed[j]!)).toBe(
            net.first <= other.last && other.first <= net.last,
          );
        });
      });
      const holding = nets.filter((net) => net.first <= at && at <= net.last);
      const smallest = Math.min(...holding.map((net) => net.last - net.first));
      const lookUp = createRangeTable(nets.map((value, i) => ({ range: parsed[i]!, value })));
      const found = lookUp(text);
      expect(found === undefined ? Infinity : found.last - found.first).toBe(smallest);
    }),
  );
});

test('property: any text at all is looked up without an error', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string({ unit: fc.constantFrom(...':./\\@%[]f01é\u0000') }),
        fc.ipV6(),
        fc.ipV4Extended(),
      ),
      (text) => {
        estate.assetByHost(text);
        estate.assetByAddress(text);
        estate.zoneOfAddress(text);
        estate.account(text);
        parseRange(text);
      },
    ),
  );
});

/** The risk: a sample hospital that nobody who works in one believes, or that a story or exercise cannot rely on. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '@cordon/platform/root';
import { expect, test } from 'vitest';
import { loadEstate } from './index.ts';

const folder = projectPath('content', 'hospitals', 'st-aldhelms');

test('the sample hospital loads without a problem and has the promised size', async () => {
  const estate = await loadEstate(folder);
  expect(estate.services).toHaveLength(14);
  expect(estate.zones).toHaveLength(12);
  expect(estate.systems.length).toBeGreaterThanOrEqual(60);
  expect(estate.assets.length).toBeGreaterThan(580);
  expect(estate.assets.length).toBeLessThan(650);
  expect(estate.accounts.length).toBeGreaterThan(240);
  expect(estate.assets.filter((asset) => asset.kind === 'domain-controller')).toHaveLength(3);
});

test('every system runs on something, serves somebody or is infrastructure, and every service depends on one', async () => {
  const estate = await loadEstate(folder);
  const homeless = estate.systems.filter(
    (system) => !estate.assets.some((asset) => asset.system === system.id),
  );
  expect(homeless.map((system) => system.id)).toEqual([]);
  const independent = estate.services.filter((s) => !estate.dependencies.some((d) => d.from === s.id));
  expect(independent.map((service) => service.id)).toEqual([]);
});

test('a host and an account are found by the names that logs give them', async () => {
  const estate = await loadEstate(folder);
  expect(estate.assetByHost('sah-dc01.staldhelms.nhs.example')?.id).toBe('sah-dc01');
  expect(estate.assetByAddress('10.64.64.10')?.id).toBe('sah-dc01');
  expect(estate.account('STALDHELMS\\svc_backup')?.id).toBe('svc-backup');
  expect(estate.account('fin.ap3@staldhelms.nhs.example')?.usual_asset).toBe('sah-fin-pc03');
  expect(estate.zoneOfAddress('10.64.36.1')?.id, 'beyond the last user range').toBe('internet');
  for (const asset of estate.assets) {
    for (const address of asset.addresses)
      expect(estate.zoneOfAddress(address)?.id, asset.id).toBe(asset.zone);
  }
});

test('everything the README names exists, so that exercises may refer to it', async () => {
  const estate = await loadEstate(folder);
  const known = new Set(
    [estate.assets, estate.accounts, estate.flows, estate.systems, estate.services, estate.zones]
      .flat()
      .map(({ id }) => id),
  );
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const named = [...readme.matchAll(/`([a-z0-9-]+)`/g)].map(([, id]) => id!);
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((id) => !known.has(id))).toEqual([]);
});

test('accounts are named after a role and a number, never like a person', async () => {
  const estate = await loadEstate(folder);
  for (const account of estate.accounts.filter(({ kind }) => kind === 'person')) {
    expect(account.name, account.id).toMatch(/^[a-z0-9]+\.[a-z]+\d?$/);
    expect(account.display_name, account.id).toMatch(/(\d| clerk| shared logon)$/);
  }
});

/** Which published entry an operating system of the sample means; the rest have no published date. */
const published: [RegExp, string, (match: RegExpExecArray) => string][] = [
  [/^Windows 11 Enterprise (\d\dH2)$/, 'windows', (m) => `11-${m[1]!.toLowerCase()}-e`],
  [/^Windows 10 Enterprise 22H2$/, 'windows', () => '10-22h2'],
  [/^Windows 10 Enterprise LTSC 2021$/, 'windows', () => '10-21h2-e-lts'],
  [/^Windows 10 IoT Enterprise LTSC 2021$/, 'windows', () => '10-21h2-iot-lts'],
  [/^Windows 10 Enterprise LTSC 2019$/, 'windows', () => '10-1809-e-lts'],
  [/^Windows 10 Enterprise LTSB 2016$/, 'windows', () => '10-1607-e-lts'],
  [/^Windows 7 Professional SP1$/, 'windows', () => '7-sp1'],
  [/^Windows XP Professional SP3$/, 'windows', () => '5-sp3'],
  [/^Windows Embedded Standard 7 SP1$/, 'windows-embedded', () => 'standard-7-sp1'],
  [
    /^Windows Server (\d{4})( R2)?( SP1)?$/,
    'windows-server',
    (m) => `${m[1]}${m[2] ? '-r2' : ''}${m[3] ? '-sp1' : ''}`,
  ],
  [/^VMware ESXi (.+)$/, 'vmware-esxi', (m) => m[1]!],
  [/^VMware vCenter (.+)$/, 'vmware-vcenter', (m) => m[1]!],
  [/^Red Hat Enterprise Linux (\d+)$/, 'rhel', (m) => m[1]!],
  [/^Ubuntu (\d+\.\d+) LTS$/, 'ubuntu', (m) => m[1]!],
  [/^Debian (\d+)$/, 'debian', (m) => m[1]!],
  [/^PAN-OS (.+)$/, 'pan-os', (m) => m[1]!],
  [/^FortiOS (.+)$/, 'fortios', (m) => m[1]!],
  [/^Cisco IOS XE (.+)$/, 'cisco-ios-xe', (m) => m[1]!],
  [/^NetApp ONTAP (.+)$/, 'netapp-ontap', (m) => m[1]!],
];

const products = join(
  process.env.CORDON_DATA ?? projectPath('..', 'shared', 'data'),
  'endoflife',
  'products',
);

test.skipIf(!existsSync(products))(
  'support dates are the published ones, and stay empty where none is (needs CORDON_DATA with endoflife/)',
  async () => {
    const estate = await loadEstate(folder);
    const dates = new Map(estate.assets.map((asset) => [asset.os, asset.support_ends]));
    for (const [os, date] of dates) {
      const entry = published.find(([pattern]) => pattern.test(os));
      const expected = entry ? endOfLife(entry[1], entry[2](entry[0].exec(os)!)) : null;
      expect({ os, date }).toEqual({ os, date: expected });
    }
    expect([...dates.values()].filter((date) => date === null).length).toBeGreaterThan(3);
  },
);

/** The `eol` date of one release in a product's front matter. */
function endOfLife(product: string, cycle: string): string | null {
  const text = readFileSync(join(products, `${product}.md`), 'utf8');
  const after = text.split(`releaseCycle: "${cycle}"`)[1];
  return /^ +eol: (\d{4}-\d{2}-\d{2})/m.exec(after ?? '')?.[1] ?? null;
}

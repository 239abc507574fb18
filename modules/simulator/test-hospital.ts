/** A hospital as small as one can be and still be attacked: for tests that must not depend on the sample hospital. */
import type { Account, Asset, EstateData } from '@cordon/estate';

const asset = (
  id: string,
  kind: Asset['kind'],
  zone: string,
  address: string,
  more: Partial<Asset> = {},
): Asset => ({
  id,
  hostname: id.toUpperCase(),
  addresses: [address],
  kind,
  os: kind === 'workstation' ? 'Windows 11 Enterprise 24H2' : 'Windows Server 2019',
  support_ends: null,
  zone,
  site: 'site',
  system: null,
  location: '',
  notes: '',
  ...more,
});

const account = (id: string, kind: Account['kind'], role: string, usual_asset: string | null): Account => ({
  id,
  name: id,
  display_name: id,
  role,
  kind,
  usual_asset,
});

export function testHospital(): EstateData {
  const system = (id: string, name: string, kind: string) => ({
    id,
    name,
    kind,
    supplier: null,
    organisation: 'trust',
  });
  const zone = (id: string, kind: EstateData['zones'][number]['kind'], cidr: string) => ({
    id,
    name: id,
    kind,
    cidrs: [cidr],
  });
  const wards = ['Ward 1', 'Ward 2'];
  return {
    organisations: [{ id: 'trust', name: 'Test Trust', ods_code: 'Z0Z', domains: ['TEST', 'test.example'] }],
    sites: [{ id: 'site', name: 'Test Hospital', organisation: 'trust' }],
    services: [],
    wards: [],
    suppliers: [],
    systems: [
      system('ad', 'Directory', 'identity'),
      system('shares', 'File shares', 'file shares'),
      system('epr', 'Electronic patient record', 'EPR'),
      system('pacs', 'Picture archive (PACS)', 'PACS'),
      system('backup', 'Backup', 'backup'),
      system('portal', 'Staff portal', 'remote access'),
    ],
    dependencies: [],
    zones: [
      zone('edge', 'edge', '10.1.0.0/24'),
      zone('users', 'user', '10.1.1.0/24'),
      zone('servers', 'server', '10.1.2.0/24'),
      zone('clinical', 'clinical', '10.1.3.0/24'),
      zone('devices', 'device', '10.1.4.0/24'),
    ],
    flows: [],
    assets: [
      asset('fw1', 'firewall', 'edge', '10.1.0.1', { os: 'Firewall firmware' }),
      asset('ras1', 'gateway', 'edge', '10.1.0.2', { system: 'portal' }),
      asset('dc1', 'domain-controller', 'servers', '10.1.2.1', { system: 'ad' }),
      asset('fs1', 'server', 'servers', '10.1.2.2', { system: 'shares' }),
      asset('app1', 'server', 'servers', '10.1.2.3'),
      asset('app2', 'server', 'servers', '10.1.2.4'),
      asset('bkp1', 'backup', 'servers', '10.1.2.5', { system: 'backup' }),
      asset('epr1', 'server', 'clinical', '10.1.3.1', { system: 'epr', os: 'Red Hat Enterprise Linux 8' }),
      asset('pacs1', 'server', 'clinical', '10.1.3.2', { system: 'pacs' }),
      asset('ct1', 'medical-device', 'devices', '10.1.4.1', { os: 'Windows XP Embedded SP3' }),
      asset('prn1', 'printer', 'users', '10.1.1.200', { os: 'Printer firmware' }),
      ...[1, 2, 3, 4, 5, 6].map((n) =>
        asset(`pc${n}`, 'workstation', 'users', `10.1.1.${n}`, { location: wards[n % 2]! }),
      ),
    ],
    accounts: [
      account('nurse1', 'person', 'staff nurse', 'pc1'),
      account('nurse2', 'person', 'staff nurse', 'pc2'),
      account('doctor1', 'person', 'doctor', 'pc3'),
      account('doctor2', 'person', 'doctor', null),
      account('clerk1', 'person', 'ward clerk', 'pc4'),
      account('clerk2', 'person', 'records clerk', 'pc5'),
      account('adm1', 'admin', 'domain administrator', 'pc6'),
      account('svc_backup', 'service', 'administrator of every server', 'bkp1'),
      account('svc_sql', 'service', 'application', 'app1'),
    ],
    rights: [],
    trusts: [],
  };
}

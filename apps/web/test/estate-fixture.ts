/** A made-up hospital of about 600 assets, the same on every run, so that pictures and tests can be compared. */
import type { EstateData, RecordKind } from '@cordon/estate';

type View = EstateData;

const zones: [id: string, name: string, kind: View['zones'][number]['kind'], cidr: string][] = [
  ['internet', 'Internet', 'internet', '0.0.0.0/0'],
  ['edge', 'Perimeter and remote access', 'edge', '10.20.0.0/24'],
  ['supplier-link', 'Supplier links (HSCN)', 'supplier', '10.20.8.0/24'],
  ['office', 'Corporate desktops', 'user', '10.20.16.0/21'],
  ['wards', 'Ward workstations', 'user', '10.20.24.0/21'],
  ['guest', 'Patient and guest wifi', 'guest', '10.20.64.0/20'],
  ['core', 'Core servers', 'server', '10.20.32.0/24'],
  ['clinical-apps', 'Clinical applications', 'server', '10.20.33.0/24'],
  ['management', 'Management and backup', 'management', '10.20.40.0/24'],
  ['pathology', 'Pathology laboratory', 'clinical', '10.20.48.0/24'],
  ['imaging', 'Imaging modalities', 'device', '10.20.50.0/24'],
  ['bedside', 'Bedside devices', 'device', '10.20.52.0/22'],
];

const systems: [id: string, name: string, kind: string, zone: string, supplier: string | null][] = [
  ['epr', 'Electronic patient record', 'EPR', 'clinical-apps', 'northgate-health'],
  ['pas', 'Patient administration', 'PAS', 'clinical-apps', 'northgate-health'],
  ['lims', 'Laboratory information', 'LIMS', 'pathology', 'tarn-pathology'],
  ['blood-bank', 'Blood transfusion', 'blood transfusion', 'pathology', 'tarn-pathology'],
  ['pacs', 'Picture archive', 'PACS', 'clinical-apps', 'lumen-imaging'],
  ['ris', 'Radiology information', 'RIS', 'clinical-apps', 'lumen-imaging'],
  ['epma', 'Electronic prescribing', 'EPMA', 'clinical-apps', 'northgate-health'],
  ['theatre-lists', 'Theatre management', 'theatres', 'clinical-apps', null],
  ['maternity-record', 'Maternity record', 'maternity', 'clinical-apps', null],
  ['icu-charting', 'Critical care charting', 'CIS', 'bedside', 'meridian-monitoring'],
  ['monitoring', 'Patient monitoring', 'monitoring', 'bedside', 'meridian-monitoring'],
  ['pharmacy-stock', 'Pharmacy stock and robot', 'pharmacy', 'clinical-apps', null],
  ['identity', 'Active Directory', 'identity', 'core', null],
  ['files', 'File shares', 'files', 'core', null],
  ['mail', 'Email gateway', 'mail', 'edge', null],
  ['remote-access', 'Remote-access portal', 'remote access', 'edge', null],
  ['backup', 'Backup', 'backup', 'management', null],
  ['virtual', 'Virtualisation', 'hypervisor', 'management', null],
  ['integration', 'Integration engine', 'integration', 'core', null],
  ['telephony', 'Telephony', 'telephony', 'core', null],
];

const services: [
  id: string,
  name: string,
  urgency: number,
  harm: string,
  needs: string[],
  minutes: number | null,
][] = [
  ['ed', 'Emergency department', 1, 'Ambulances are diverted and triage slows.', ['epr', 'lims', 'pacs'], 60],
  [
    'theatres',
    'Operating theatres',
    1,
    'Operations stop part way through lists.',
    ['theatre-lists', 'blood-bank', 'pacs'],
    30,
  ],
  ['icu', 'Critical care', 1, 'Deterioration is noticed late.', ['icu-charting', 'monitoring', 'epma'], 30],
  [
    'maternity',
    'Maternity',
    1,
    'Fetal monitoring and emergency sections are delayed.',
    ['maternity-record', 'blood-bank'],
    60,
  ],
  ['transfusion', 'Blood transfusion', 1, 'Matched blood cannot be issued.', ['blood-bank'], 30],
  ['pathology', 'Pathology', 2, 'Results are phoned or lost.', ['lims', 'integration'], 120],
  ['imaging', 'Diagnostic imaging', 2, 'Scans cannot be read away from the scanner.', ['pacs', 'ris'], 120],
  ['wards', 'Inpatient wards', 2, 'Doses are missed and allergies are not seen.', ['epr', 'epma'], 240],
  ['pharmacy', 'Pharmacy', 2, 'Discharge and chemotherapy wait.', ['pharmacy-stock', 'epma'], 240],
  ['cancer', 'Chemotherapy day unit', 2, 'Cycles are postponed.', ['epma', 'lims'], 480],
  ['outpatients', 'Outpatients', 3, 'Clinics run without notes.', ['epr', 'pas'], 1440],
  ['renal', 'Renal dialysis', 1, 'Sessions are shortened.', ['monitoring'], null],
  ['mortuary', 'Mortuary and bereavement', 4, 'Releases are delayed.', ['pas'], 2880],
  ['community', 'Community nursing', 3, 'Visits are planned from memory.', [], null],
];

/** Assets per zone, by kind. */
const fleet: [
  zone: string,
  prefix: string,
  kind: View['assets'][number]['kind'],
  number: number,
  os: string,
  ends: string | null,
][] = [
  ['edge', 'SAH-GW', 'gateway', 4, 'Appliance', '2027-06-30'],
  ['edge', 'SAH-FW', 'firewall', 2, 'Appliance', '2028-01-31'],
  ['supplier-link', 'SUP-JUMP', 'server', 3, 'Windows Server 2016', '2027-01-12'],
  ['office', 'SAH-PC', 'workstation', 140, 'Windows 11', '2027-10-12'],
  ['office', 'SAH-LT', 'laptop', 46, 'Windows 11', '2027-10-12'],
  ['wards', 'SAH-WS', 'workstation', 168, 'Windows 10', '2025-10-14'],
  ['wards', 'SAH-PRN', 'printer', 22, 'Appliance', null],
  ['guest', 'SAH-AP', 'network', 9, 'Appliance', '2027-03-31'],
  ['core', 'SAH-SRV', 'server', 18, 'Windows Server 2019', '2029-01-09'],
  ['clinical-apps', 'SAH-APP', 'server', 26, 'Windows Server 2016', '2027-01-12'],
  ['management', 'SAH-MGT', 'server', 6, 'Windows Server 2022', '2031-10-14'],
  ['management', 'SAH-ESX', 'hypervisor', 4, 'Hypervisor 7', '2025-10-02'],
  ['management', 'SAH-BKP', 'backup', 3, 'Windows Server 2016', '2027-01-12'],
  ['pathology', 'PATH-AN', 'medical-device', 16, 'Windows 7 Embedded', '2020-10-13'],
  ['pathology', 'PATH-SRV', 'server', 4, 'Windows Server 2012 R2', '2023-10-10'],
  ['imaging', 'IMG', 'medical-device', 24, 'Windows XP Embedded', '2016-01-12'],
  ['bedside', 'BED-MON', 'medical-device', 84, 'Vendor firmware', null],
  ['bedside', 'ICU-SRV', 'server', 3, 'Windows Server 2019', '2029-01-09'],
];

const flows: [from: string, to: string, ports: string[], purpose: string][] = [
  ['internet', 'edge', ['443'], 'Remote-access portal and inbound mail'],
  ['edge', 'core', ['389', '636'], 'Sign-in against Active Directory'],
  ['edge', 'office', ['3389'], 'Remote desktop to a member of staff’s own PC'],
  ['office', 'core', ['135-139', '445'], 'File shares and domain services'],
  ['office', 'clinical-apps', ['443'], 'Clinical applications in the browser'],
  ['wards', 'core', ['135-139', '445'], 'File shares and domain services'],
  ['wards', 'clinical-apps', ['443'], 'Clinical applications in the browser'],
  ['core', 'clinical-apps', ['445', '5985'], 'Server management by domain policy'],
  ['core', 'pathology', ['2575'], 'Orders and results (HL7)'],
  ['core', 'wards', ['445'], 'Software distribution'],
  ['management', 'core', ['22', '443', '5985'], 'Administration'],
  ['management', 'clinical-apps', ['22', '443', '5985'], 'Administration'],
  ['clinical-apps', 'imaging', ['104', '11112'], 'DICOM worklists and retrieval'],
  ['imaging', 'clinical-apps', ['104', '11112'], 'DICOM storage'],
  ['supplier-link', 'pathology', ['3389'], 'Supplier support of the laboratory system'],
  ['pathology', 'clinical-apps', ['443'], 'Results to the record'],
  ['clinical-apps', 'bedside', ['2575'], 'Demographics to monitors'],
  ['guest', 'internet', ['any'], 'Internet access for patients and visitors'],
];

const pad = (value: number) => String(value).padStart(3, '0');

function makeAssets(): View['assets'] {
  const assets: View['assets'] = [];
  for (const [zone, prefix, kind, number, os, ends] of fleet) {
    const here = systems.filter((system) => system[3] === zone);
    const cidr = zones.find(([id]) => id === zone)?.[3].split('.') ?? [];
    for (let index = 1; index <= number; index++) {
      const hostname = `${prefix}-${pad(index)}`;
      const system =
        kind === 'server' || kind === 'backup' || kind === 'hypervisor'
          ? here[(index - 1) % Math.max(1, here.length)]
          : undefined;
      assets.push({
        id: hostname.toLowerCase(),
        hostname,
        addresses: [`${cidr[0]}.${cidr[1]}.${cidr[2]}.${(assets.length % 250) + 2}`],
        kind,
        os,
        support_ends: ends,
        zone,
        site: index % 7 === 0 ? 'st-annes' : 'main',
        system: kind === 'medical-device' ? (here[0]?.[0] ?? null) : (system?.[0] ?? null),
        location: kind === 'workstation' ? `Level ${(index % 6) + 1}, bay ${(index % 9) + 1}` : '',
        notes: '',
      });
    }
  }
  for (const [index, zone] of ['core', 'core'].entries()) {
    const hostname = `SAH-DC-0${index + 1}`;
    assets.push({
      id: hostname.toLowerCase(),
      hostname,
      addresses: [`10.20.32.${10 + index}`],
      kind: 'domain-controller',
      os: 'Windows Server 2019',
      support_ends: '2029-01-09',
      zone,
      site: 'main',
      system: 'identity',
      location: 'Data hall A',
      notes: '',
    });
  }
  return assets;
}

/** What systems hold of people, and of how many; nobody has said of the others. */
const records: Record<string, { records: (RecordKind | 'none')[]; people?: number }> = {
  epr: { records: ['identity', 'notes', 'mental-health'], people: 310_000 },
  pas: { records: ['identity', 'appointments'], people: 420_000 },
  lims: { records: ['identity', 'results', 'sexual-health'] },
  pacs: { records: ['identity', 'images'], people: 290_000 },
  virtual: { records: ['none'] },
};

export const estate: View = {
  organisations: [
    {
      id: 'st-aldhelms',
      name: "St Aldhelm's NHS Foundation Trust",
      ods_code: 'RZ9',
      domains: ['STALDHELMS', 'staldhelms.nhs.example'],
    },
  ],
  sites: [
    { id: 'main', name: "St Aldhelm's Hospital", organisation: 'st-aldhelms' },
    { id: 'st-annes', name: "St Anne's Community Hospital", organisation: 'st-aldhelms' },
  ],
  services: services.map(([id, name, urgency, harm, , minutes]) => ({
    id,
    name,
    sites: ['main'],
    urgency,
    harm,
    tolerable_downtime_minutes: minutes,
    fallback: minutes === null ? null : 'Paper charts and runners, from the downtime box on each ward.',
  })),
  wards: [
    {
      id: 'level-1',
      name: 'Ward 1 (surgery)',
      site: 'main',
      services: ['wards'],
      beds: 28,
      locations: 'Level 1',
    },
    {
      id: 'level-2',
      name: 'Ward 2 (medicine)',
      site: 'main',
      services: ['wards'],
      beds: 30,
      locations: 'Level 2',
    },
    {
      id: 'level-3',
      name: 'Critical care',
      site: 'main',
      services: ['icu'],
      beds: 16,
      locations: 'Level 3',
    },
    {
      id: 'level-4',
      name: 'Delivery suite',
      site: 'main',
      services: ['maternity'],
      beds: null,
      locations: 'Level 4',
    },
  ],
  suppliers: [
    {
      id: 'northgate-health',
      name: 'Northgate Health Systems',
      provides: 'Patient record',
      contact: 'service desk, on contract',
    },
    {
      id: 'tarn-pathology',
      name: 'Tarn Valley Pathology',
      provides: 'Shared pathology for three trusts',
      contact: null,
    },
    {
      id: 'lumen-imaging',
      name: 'Lumen Imaging',
      provides: 'Imaging archive',
      contact: 'service desk, on contract',
    },
    { id: 'meridian-monitoring', name: 'Meridian Monitoring', provides: 'Bedside monitoring', contact: null },
  ],
  systems: systems.map(([id, name, kind, , supplier]) => ({
    id,
    name,
    kind,
    supplier,
    organisation: 'st-aldhelms',
    ...records[id],
  })),
  dependencies: [
    ...services.flatMap(([id, , , , needs]) =>
      needs.map(
        (system, index) => ({ from: id, to: system, strength: index === 0 ? 'stops' : 'degrades' }) as const,
      ),
    ),
    { from: 'epr', to: 'identity', strength: 'stops' as const, note: 'Nobody can sign in' },
    { from: 'lims', to: 'integration', strength: 'degrades' as const },
    { from: 'lims', to: 'tarn-pathology', strength: 'stops' as const },
  ],
  zones: zones.map(([id, name, kind, cidr]) => ({ id, name, kind, cidrs: [cidr] })),
  flows: flows.map(([from, to, ports, purpose]) => ({
    id: `${from}-to-${to}`,
    from,
    to,
    protocol: 'tcp',
    ports,
    purpose,
  })),
  assets: makeAssets(),
  rights: [],
  trusts: [],
  accounts: [
    {
      id: 'p-ashdown',
      name: 'pashdown',
      display_name: 'P. Ashdown',
      role: 'Ward clerk',
      kind: 'person',
      usual_asset: 'sah-pc-014',
    },
    {
      id: 'svc-backup',
      name: 'svc-backup',
      display_name: 'Backup service',
      role: 'Service',
      kind: 'service',
      usual_asset: 'sah-bkp-001',
    },
    {
      id: 'adm-kerr',
      name: 'adm-kerr',
      display_name: 'Server administrator',
      role: 'Administrator',
      kind: 'admin',
      usual_asset: 'sah-mgt-002',
    },
    {
      id: 'sup-tarn',
      name: 'sup-tarn',
      display_name: 'Tarn support',
      role: 'Supplier engineer',
      kind: 'supplier',
      usual_asset: 'sup-jump-001',
    },
  ],
};

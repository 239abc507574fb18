/** Zones in each state of being known, a flow of each kind to decide on, and what three modes would buy. */
import { Exported, SegmentationView, Simulation } from '@cordon/segmentation';

const zone = (id: string, name: string) => ({ id, name });
const rule = { protocol: 'tcp', stated: [], times: 0, days: 0, last_seen: null } as const;
const seenRule = {
  ...rule,
  because: 'seen',
  times: 41_200,
  days: 30,
  last_seen: '2026-03-13T01:00:00.000Z',
} as const;
const rare = {
  from: 'SAH-W09-PC02 (Ward 9)',
  to: 'SAH-FS01 (Data centre 1)',
  service: 'tcp 3389',
  times: 3,
  days: 1,
  last_seen: '2026-03-12T23:40:00.000Z',
  for: ['Inpatient wards', 'Pharmacy and medicines'],
};

export const segmentation = SegmentationView.parse({
  zones: [
    zone('user-lan', 'User network, both hospitals (flat)'),
    zone('server-lan', 'Server network'),
    zone('clinical-lan', 'Clinical applications'),
    zone('supplier-dmz', 'Supplier access and partner networks'),
    zone('imaging-vlan', 'Imaging devices'),
  ],
  about_seen: null,
  recommendation: {
    settle_days: 14,
    often_days: 2,
    observed: { from: '2026-02-11T00:00:00.000Z', to: '2026-03-13T01:00:00.000Z', days: 30, flows: 10_062 },
    pairs: [
      { from: 'user-lan', to: 'clinical-lan', state: 'stable', observed_days: 30, quiet_days: 21, rules: 2 },
      { from: 'user-lan', to: 'server-lan', state: 'settling', observed_days: 30, quiet_days: 3, rules: 1 },
      {
        from: 'supplier-dmz',
        to: 'imaging-vlan',
        state: 'unwatched',
        observed_days: 0,
        quiet_days: 0,
        rules: 1,
      },
      { from: 'server-lan', to: 'user-lan', state: 'stable', observed_days: 30, quiet_days: 29, rules: 0 },
    ],
    rules: [
      {
        ...seenRule,
        from: 'user-lan',
        to: 'epr-web',
        from_zone: 'user-lan',
        to_zone: 'clinical-lan',
        ports: ['443'],
      },
      {
        ...rule,
        because: 'needed',
        from: 'user-lan',
        to: 'epma',
        from_zone: 'user-lan',
        to_zone: 'clinical-lan',
        ports: ['443'],
      },
      {
        ...seenRule,
        from: 'user-lan',
        to: 'active-directory',
        from_zone: 'user-lan',
        to_zone: 'server-lan',
        ports: ['88', '445', '49152-65535'],
      },
      {
        ...rule,
        because: 'stated',
        from: 'supplier-access',
        to: 'imaging-vlan',
        from_zone: 'supplier-dmz',
        to_zone: 'imaging-vlan',
        ports: ['any'],
      },
    ],
    rare: [rare],
    rare_count: 1,
    unused: [
      {
        flow: 'users-to-servers-rdp',
        from: 'user-lan',
        to: 'server-lan',
        protocol: 'tcp',
        ports: ['3389'],
        purpose: 'Opened for a desktop migration and never closed',
      },
    ],
    unplaced: { flows: 2, times: 40 },
    folded: { flows: 0, times: 0 },
  },
  checks: [
    {
      id: 'users-and-devices',
      title: 'Workstations do not reach devices on ports by which intruders move',
      source: 'judgement',
      state: 'broken',
      because: ['users-to-imaging: user-lan to imaging-vlan on 104, 445, 3389, 11112'],
    },
    {
      id: 'point-of-care-apart',
      title: 'Point-of-care testing has a zone of its own, away from the laboratory system',
      source: 'NHS England, network segmentation for connected medical devices (November 2023), pathology',
      state: 'unknown',
      because: ['One of the two is not in the estate.'],
    },
    {
      id: 'one-subnet',
      title: 'Each zone of devices is one subnet',
      source:
        'NHS England, network segmentation for connected medical devices (November 2023), sample tables',
      state: 'kept',
      because: [],
    },
  ],
  discovered: [
    {
      address: '10.64.85.250',
      zone: 'imaging-vlan',
      first_seen: '2026-03-02T10:00:00.000Z',
      last_seen: '2026-03-12T10:00:00.000Z',
      times: 180,
      answers_on: ['tcp 104'],
      calls: [],
    },
  ],
});

const spread = (low: number, middle: number, high: number) => ({ low, middle, high });

export const simulation = Simulation.parse({
  starts: 48,
  of_assets: 618,
  confirmed: false,
  scores: [
    {
      mode: 'visibility',
      pairs: 0,
      assets: spread(1, 11, 555),
      services: spread(0, 2, 11),
      patient_hours: spread(0, 1_250_000, 1_908_000),
      breaks: [],
      breaks_count: 0,
      breaks_times: 0,
    },
    {
      mode: 'selective',
      pairs: 29,
      assets: spread(1, 10, 507),
      services: spread(0, 2, 11),
      patient_hours: spread(0, 1_250_000, 1_903_000),
      breaks: [],
      breaks_count: 0,
      breaks_times: 0,
    },
    {
      mode: 'full',
      pairs: 50,
      assets: spread(1, 5, 506),
      services: spread(0, 0, 11),
      patient_hours: spread(0, 148_000, 1_903_000),
      breaks: [rare],
      breaks_count: 1,
      breaks_times: 3,
    },
  ],
});

export const exported = Exported.parse({
  kind: 'nftables',
  mode: 'selective',
  apply: 'table inet cordon_segmentation_selective {\n}\n',
  roll_back: 'nft delete table inet cordon_segmentation_selective\n',
  pairs: 132,
  rules: 134,
  warnings: [],
});

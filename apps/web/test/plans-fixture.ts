/**
 * Three plans of one incident: the newest waits for somebody to agree, the next was approved and half done before it was withdrawn, and of
 * the oldest, which stands, connectors carry out what they can.
 */
import { OrdersView, PlanList } from '@cordon/containment';
import { mainIncident } from './story-fixture.ts';

const fare = (service: string, name: string, urgency: number) => ({
  service,
  name,
  urgency,
  patients: urgency === 4 ? null : 48,
  tolerable_minutes: urgency === 4 ? null : 120,
});
const emergency = fare('emergency-department', 'Emergency department', 1);
const pharmacy = fare('pharmacy', 'Pharmacy and medicines', 2);
const outpatients = fare('outpatients', 'Outpatients and elective booking', 4);
const attack = { by: 'attack', state: 'stopped', hours: 504, harm: 90_000 } as const;
const closed = { by: 'containment', state: 'degraded', hours: 24, harm: 1_200 } as const;

/** A ward that the attack reaches, and one that only what is closed touches. */
const wards = {
  attacked: {
    ...{ ward: 'ward-9', name: 'Ward 9 (kidney)', beds: 26, reached: 8, cut_off: 0 },
    services: [{ service: 'pharmacy', name: pharmacy.name, by: 'attack', state: 'stopped' }],
  },
  closed: {
    ...{ ward: 'fernbank-ward', name: 'Fernbank ward', beds: null, reached: 0, cut_off: 6 },
    services: [{ service: 'outpatients', name: outpatients.name, by: 'containment', state: 'degraded' }],
  },
};
const now = { quick: 2, likely: 30, slow: 196 };
const records = {
  systems: [
    {
      ...{ system: 'epr', name: 'Electronic patient record', people: 412_000, read: now, lost: now },
      records: ['identity', 'notes', 'mental-health'],
      sensitive: ['mental-health'],
    },
    {
      ...{ system: 'letters', name: 'Scanned records and letters', people: null, read: now, lost: null },
      records: ['letters'],
      sensitive: [],
    },
  ],
  unsaid: [{ system: 'print', name: 'Printing' }],
  people: { at_least: 412_000, at_most: 412_000, uncounted: 1 },
};
const untouched = { systems: [], unsaid: [], people: { at_least: 0, at_most: 0, uncounted: 0 } };

const isolate = {
  id: 'isolate-asset:sah-w09-pc02',
  action: { kind: 'isolate-asset', asset: 'sah-w09-pc02' },
  title: 'Take SAH-W09-PC02 off the network, Ward 9',
  harm: 4.8,
  needed_within: 0,
  breaks: [],
  seen: null,
  roll_back: 'Release it from isolation when it has been rebuilt or found clean.',
} as const;
const block = {
  id: 'block-flow:internet-to-portal',
  action: { kind: 'block-flow', flow: 'internet-to-portal', ports: ['443'] },
  title: 'Block port 443 from Internet and HSCN to Staff remote access portal',
  harm: 192,
  needed_within: 17,
  breaks: [{ flow: 'internet-to-portal', purpose: 'Staff remote access', for: ['outpatients'] }],
  seen: {
    flows: 8,
    times: 4_120,
    most: [
      {
        from: 'Internet and HSCN',
        to: 'SAH-RAS01 (Data centre 1)',
        service: 'tcp 443',
        times: 3_900,
        days: 29,
        last_seen: '2026-03-13T01:02:00.000Z',
        for: ['Outpatients and elective booking'],
      },
    ],
  },
  roll_back: 'Remove the blocking lines; what was allowed before is allowed again.',
} as const;
const quarantine = {
  id: 'quarantine-zone:user-lan',
  action: { kind: 'quarantine-zone', zone: 'user-lan' },
  title: 'Cut User network off from every other network',
  harm: 52_000,
  needed_within: 1,
  breaks: ['users-to-epr', 'users-to-orders', 'users-to-epma', 'users-to-pacs'].map((flow) => ({
    flow,
    purpose: `What ${flow} is for`,
    for: ['emergency-department', 'pharmacy'],
  })),
  roll_back: 'Remove the blocking lines of this zone.',
} as const;

const proposal = {
  held: { assets: ['sah-w09-pc02'], accounts: [] },
  unknown: ['laptop-of-a-visitor'],
  taken: ['w09-clerk'],
  directories: [],
  horizon: 1_440,
  bound: 196.8,
  proved: true,
  confirmed: false,
  options: [
    {
      name: 'nothing',
      wards: [wards.attacked],
      records,
      actions: [],
      services: [emergency, pharmacy, outpatients].map((one) => ({ ...one, ...attack })),
      attack_harm: 270_000,
      containment_harm: 0,
      assets_reached: 510,
      accounts_reached: 268,
    },
    {
      name: 'everything',
      wards: [wards.closed],
      records: untouched,
      actions: [quarantine, isolate],
      services: [emergency, pharmacy].map((one) => ({ ...one, ...closed })),
      attack_harm: 101,
      containment_harm: 52_004,
      assets_reached: 1,
      accounts_reached: 1,
    },
    {
      name: 'proposed',
      actions: [isolate, block],
      services: [{ ...outpatients, ...closed }],
      attack_harm: 101,
      containment_harm: 197,
      assets_reached: 1,
      accounts_reached: 1,
    },
  ],
};

export const plans = PlanList.parse({
  items: [
    {
      id: 'plan-2',
      incident: mainIncident,
      made: '2026-03-13T01:20:00.000Z',
      made_by: 'Incident lead',
      proposal,
      current: true,
      approval: null,
      acts: [],
    },
    {
      id: 'plan-1',
      incident: mainIncident,
      made: '2026-03-13T00:40:00.000Z',
      made_by: 'Incident lead',
      proposal: { ...proposal, proved: false },
      current: false,
      approval: {
        option: 'proposed',
        because: 'Spoke with the consultant in the emergency department.',
        at: '2026-03-13T00:45:00.000Z',
        by: 'Clinician on call',
        withdrawn: { at: '2026-03-13T01:10:00.000Z', by: 'Clinician on call' },
      },
      acts: [
        { action: isolate.id, done: { at: '2026-03-13T00:50:00.000Z', by: 'IT on call' }, undone: null },
        {
          action: block.id,
          done: { at: '2026-03-13T00:51:00.000Z', by: 'IT on call' },
          undone: { at: '2026-03-13T01:12:00.000Z', by: 'IT on call' },
        },
      ],
    },
    {
      id: 'plan-0',
      incident: mainIncident,
      made: '2026-03-13T00:10:00.000Z',
      made_by: 'Incident lead',
      proposal,
      current: false,
      approval: {
        option: 'everything',
        because: 'The site team agrees.',
        at: '2026-03-13T00:15:00.000Z',
        by: 'Clinician on call',
        withdrawn: null,
      },
      acts: [
        {
          action: quarantine.id,
          done: { at: '2026-03-13T00:18:00.000Z', by: 'core-firewall' },
          undone: null,
        },
      ],
    },
  ],
});

const actuators = [
  {
    name: 'defender',
    kind: 'microsoft-defender',
    seen: '2026-03-13T00:20:00.000Z',
    error: null,
    silent: false,
  },
  { name: 'core-firewall', kind: 'firewall', seen: '2026-03-13T00:19:00.000Z', error: null, silent: true },
];
const asked = { at: '2026-03-13T00:17:00.000Z', by: 'IT on call' };

export const ordersOf = (plan: string) =>
  OrdersView.parse(
    plan === 'plan-0'
      ? {
          actuators,
          actions: [
            { action: quarantine.id, actuators: ['core-firewall'], by_hand: null, carries: [] },
            {
              action: isolate.id,
              actuators: ['defender'],
              by_hand: null,
              carries: [{ service: 'pharmacy', name: 'Pharmacy and medicines', strength: 'degrades' }],
            },
          ],
          orders: [
            {
              ...{ action: quarantine.id, actuator: 'core-firewall', wants: 'done', state: 'done', asked },
              changed: '2026-03-13T00:18:00.000Z',
              said: 'cordon-5a1f0c77d2e94b36, sha256 4b1f',
              applied:
                'table inet cordon_5a1f0c77d2e94b36 {\n\tchain forward {\n\t\ttype filter hook forward priority filter - 10; policy accept;\n\t\tiifname "eth1" ip saddr 10.20.0.0/16 ip daddr 10.30.0.0/16 tcp dport 445 drop comment "cordon users-to-epr"\n\t}\n}\n',
            },
          ],
        }
      : {
          actuators,
          actions: [
            { action: isolate.id, actuators: ['defender'], by_hand: null, carries: [] },
            {
              action: block.id,
              actuators: [],
              by_hand: 'no connected firewall stands where Internet and HSCN comes in',
              carries: [],
            },
          ],
          orders: [
            {
              ...{ action: isolate.id, actuator: 'defender', wants: 'undone', state: 'failed', asked },
              changed: '2026-03-13T01:11:00.000Z',
              said: 'it was isolated by analyst@sah.example at 2026-03-13T00:49Z, not by this plan. Release it in Defender if that is meant',
              applied: null,
            },
          ],
        },
  );

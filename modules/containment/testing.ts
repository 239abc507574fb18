/** Small random hospitals, for tests that compare answers with the plainest way to work them out. */
import {
  type Account,
  type Asset,
  createEstate,
  type Entry,
  type Estate,
  type EstateData,
  type Flow,
  type Right,
  type Trust,
} from '@cordon/estate';
import fc from 'fast-check';

const zones = ['z0', 'z1', 'z2'] as const;
const systems = ['y0', 'y1'] as const;
const services = ['s0', 's1'] as const;
const accountIds = ['a0', 'a1', 'a2', 'a3'] as const;
const suppliers = ['p0', 'p1'] as const;
const organisations = ['o', 'q'] as const;

export const asset = (id: string, zone: string, system: string | null, over: Partial<Asset> = {}): Asset => ({
  id,
  hostname: id.toUpperCase(),
  addresses: [],
  kind: 'server',
  os: '',
  support_ends: '2099-01-01',
  zone,
  site: 'main',
  system,
  location: '',
  notes: '',
  ...over,
});

export const flow = (id: string, from: string, to: string, ports: string[]): Flow => ({
  id,
  from,
  to,
  protocol: 'tcp',
  ports,
  purpose: `why ${id}`,
});

export const account = (
  id: string,
  usual_asset: string | null,
  kind: Account['kind'] = 'person',
): Account => ({
  id,
  name: id,
  display_name: id,
  role: '',
  kind,
  usual_asset,
});

export const estateOf = (part: Partial<EstateData>): Estate =>
  createEstate({
    organisations: organisations.map((id, i) => ({ id, name: id, ods_code: `Z${i}Z9Z`, domains: [] })),
    sites: [
      { id: 'main', name: 'main', organisation: 'o' },
      { id: 'annex', name: 'annex', organisation: 'q' },
    ],
    services: services.map((id, i) => ({
      id,
      name: id,
      sites: [],
      urgency: i + 1,
      harm: '',
      tolerable_downtime_minutes: 60,
      fallback: null,
      patients: { day: 20, night: 10 },
    })),
    // The second is one of the organisations.
    suppliers: suppliers.map((id) => ({
      id,
      name: id,
      provides: '',
      contact: null,
      ...(id === 'p1' && { organisation: 'q' }),
    })),
    wards: [],
    systems: [],
    dependencies: [],
    zones: zones.map((id) => ({ id, name: id, kind: 'user', cidrs: [] })),
    flows: [],
    assets: [],
    accounts: [],
    rights: [],
    trusts: [],
    ...part,
  });

export const entry = (
  id: string,
  second_factor: Entry['second_factor'],
  through: string[],
  over: Partial<Entry> = {},
): Entry => ({
  id,
  name: id,
  kind: 'portal',
  through,
  flows: ['f0', 'f9'],
  used_by: '',
  suppliers: [],
  owner: null,
  second_factor,
  privileged: false,
  reviewed_on: null,
  ...over,
});
/** One door that a password opens, one that it does not but a supplier does, and one of a supplier of which nobody knows the flow. */
export const entries: readonly Entry[] = [
  entry('e0', 'none', ['z1']),
  entry('e1', 'app', ['z2'], { suppliers: ['p0'] }),
  entry('e2', 'certificate', ['h3'], { suppliers: ['p1'], flows: [] }),
];

const assetIds = ['h0', 'h1', 'h2', 'h3', 'h4', 'h5'] as const;
/** Only organisations have one. */
const directoryOf = (on: string): string => (on === 'q' ? 'q' : 'o');
const place = fc.constantFrom<string>(...zones, ...assetIds);

/** Six hosts in three zones, some of them flawed or a domain controller, four accounts, some flows and rights. */
export const smallEstates = fc
  .record({
    hosts: fc.tuple(
      ...assetIds.map((id) =>
        fc
          .record({
            zone: fc.constantFrom(...zones),
            system: fc.option(fc.constantFrom(...systems)),
            kind: fc.constantFrom<Asset['kind']>('server', 'workstation', 'domain-controller'),
            support_ends: fc.constantFrom('2099-01-01', '2020-01-14', null),
            site: fc.constantFrom('main', 'main', 'annex'),
          })
          .map(({ zone, system, ...over }) => asset(id, zone, system, over)),
      ),
    ),
    accounts: fc.tuple(
      ...accountIds.map((id) =>
        fc
          .record({
            on: fc.option(fc.constantFrom(...assetIds)),
            supplier: fc.option(fc.constantFrom(...suppliers), { nil: undefined }),
            organisation: fc.option(fc.constantFrom(...organisations), { nil: undefined }),
          })
          .map(({ on, supplier, organisation }) => ({
            ...account(id, on),
            ...(supplier && { supplier }),
            ...(organisation && { organisation }),
          })),
      ),
    ),
    flows: fc.array(
      fc.tuple(place, place, fc.subarray(['445', '3389', '22', '104', '9999'], { minLength: 1 })),
      { maxLength: 6 },
    ),
    rights: fc.array(
      fc.record({
        account: fc.constantFrom(...accountIds),
        right: fc.constantFrom<Right['right']>('administer', 'administer', 'sign-in', 'replicate'),
        on: fc.constantFrom<string>(...zones, ...assetIds, ...organisations),
        kinds: fc.subarray<Asset['kind']>(['server', 'workstation']),
      }),
      { maxLength: 6 },
    ),
    trusts: fc.constantFrom<Trust[]>(
      [],
      [{ trusting: 'o', trusted: 'q', filtered: null }],
      [
        { trusting: 'o', trusted: 'q', filtered: true },
        { trusting: 'q', trusted: 'o', filtered: false },
      ],
    ),
    lost_when: fc.tuple(
      fc.constantFrom('any' as const, 'all' as const),
      fc.constantFrom('any' as const, 'all' as const),
    ),
    dependencies: fc.array(
      fc.record({
        from: fc.constantFrom(...services, ...systems),
        to: fc.constantFrom(...systems, ...suppliers),
        strength: fc.constantFrom('stops' as const, 'degrades' as const),
      }),
      { maxLength: 5 },
    ),
  })
  .map(({ hosts, accounts, flows, rights, trusts, lost_when, dependencies }) =>
    estateOf({
      trusts,
      assets: hosts,
      accounts,
      flows: flows.map(([from, to, ports], i) => flow(`f${i}`, from, to, ports)),
      rights: rights.map((right) =>
        right.right === 'replicate' ? { ...right, on: directoryOf(right.on), kinds: [] } : right,
      ),
      systems: systems.map((id, i) => ({
        id,
        name: id,
        kind: '',
        supplier: null,
        organisation: 'o',
        lost_when: lost_when[i]!,
      })),
      dependencies,
    }),
  );

export const someHeld = fc.record({
  assets: fc.uniqueArray(fc.constantFrom(...assetIds), { maxLength: 2 }),
  accounts: fc.uniqueArray(fc.constantFrom(...accountIds), { maxLength: 1 }),
  suppliers: fc.uniqueArray(fc.constantFrom(...suppliers), { maxLength: 1 }),
});

/** Small hospitals and what was seen in them, for tests. */
import { type FlowSeen, firstDynamicPort } from '@cordon/detection';
import { type Asset, createEstate, type Dependency, type Estate, type Flow } from '@cordon/estate';
import fc from 'fast-check';

const zones = ['users', 'servers', 'devices', 'internet'] as const;
const day = 86_400_000;
/** The newest day on which anything is seen. */
const today = Date.parse('2026-03-30T12:00:00Z');

const asset = (id: string, zone: string, address: string, over: Partial<Asset> = {}): Asset => ({
  ...{
    id,
    hostname: id.toUpperCase(),
    addresses: [address],
    kind: 'server',
    os: '',
    support_ends: '2020-01-14',
  },
  ...{ zone, site: 'main', system: null, location: '', notes: '', ...over },
});

export const flow = (
  id: string,
  from: string,
  to: string,
  ports: string[],
  protocol: Flow['protocol'] = 'tcp',
): Flow => ({
  ...{ id, from, to, protocol, ports, purpose: `why ${id}` },
});

/** Two workstations, two servers of one system, one server of none, and two devices of a system. */
export const hospital = (flows: Flow[], dependencies: Dependency[] = []): Estate =>
  createEstate({
    organisations: [{ id: 'o', name: 'o', ods_code: 'Z9Z9Z', domains: [] }],
    sites: [{ id: 'main', name: 'main', organisation: 'o' }],
    services: [
      {
        id: 'care',
        name: 'Care',
        sites: [],
        urgency: 1,
        harm: '',
        tolerable_downtime_minutes: 60,
        fallback: null,
      },
    ],
    wards: [],
    suppliers: [],
    systems: ['record', 'pumps'].map((id) => ({ id, name: id, kind: '', supplier: null, organisation: 'o' })),
    dependencies,
    zones: zones.map((id, i) => ({
      ...{ id, name: id, cidrs: id === 'internet' ? ['0.0.0.0/0'] : [`10.${i + 1}.0.0/16`] },
      kind: id === 'users' ? 'user' : id === 'servers' ? 'server' : id === 'devices' ? 'device' : 'internet',
    })),
    flows,
    assets: [
      asset('pc1', 'users', '10.1.0.1', { kind: 'workstation' }),
      asset('pc2', 'users', '10.1.0.2', { kind: 'workstation' }),
      asset('record1', 'servers', '10.2.0.1', { system: 'record' }),
      asset('record2', 'servers', '10.2.0.2', { system: 'record' }),
      asset('files', 'servers', '10.2.0.3'),
      asset('pump1', 'devices', '10.3.0.1', { kind: 'medical-device', system: 'pumps' }),
      asset('pump2', 'devices', '10.3.0.2', { kind: 'medical-device', system: 'pumps' }),
    ],
    accounts: [],
    rights: [],
    trusts: [],
  });

/** @param days how many days before the newest it was seen, each once */
export const seen = (from: string, to: string, port: number | null, days: readonly number[]): FlowSeen => {
  const [newest, oldest] = [Math.min(...days), Math.max(...days)];
  return {
    ...{ from, to, protocol: port === null ? 'icmp' : 'tcp', port },
    first_seen: new Date(today - oldest * day).toISOString(),
    last_seen: new Date(today - newest * day).toISOString(),
    day_bits: days.reduce((bits, one) => bits | (1 << (one - newest)), 0),
    ...{ times: days.length, bytes: 0 },
  };
};

export const daily = (from: string, to: string, port: number): FlowSeen =>
  seen(
    from,
    to,
    port,
    Array.from({ length: 28 }, (_, i) => i),
  );

const places = [
  'users',
  'servers',
  'devices',
  'internet',
  'record',
  'pumps',
  'files',
  'pc1',
  'pump1',
] as const;
const addresses = [
  '10.1.0.1',
  '10.1.0.2',
  '10.1.9.9',
  '10.2.0.1',
  '10.2.0.2',
  '10.2.0.3',
  '10.3.0.1',
  '10.3.7.7',
  'elsewhere',
  'zone:devices',
] as const;
const ports = [22, 443, 445, 104, firstDynamicPort, null] as const;

export const someHospital = fc
  .record({
    flows: fc.array(
      fc.tuple(
        fc.constantFrom(...places),
        fc.constantFrom(...places),
        fc.oneof(
          fc.constant<string[]>(['any']),
          fc.subarray(['22', '443', '445', '100-110', '49152-65535'], { minLength: 1 }),
        ),
        fc.constantFrom<Flow['protocol']>('tcp', 'tcp', 'any'),
      ),
      { maxLength: 6 },
    ),
    dependencies: fc.array(
      fc.record({
        from: fc.constantFrom('care', 'record', 'pumps'),
        to: fc.constantFrom('record', 'pumps'),
        strength: fc.constantFrom('stops' as const, 'degrades' as const),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ flows, dependencies }) =>
    hospital(
      flows.map(([from, to, some, protocol], i) => flow(`f${i}`, from, to, some, protocol)),
      dependencies.filter(({ from, to }) => from !== to),
    ),
  );

export const someSeen = fc.uniqueArray(
  fc
    .tuple(
      fc.constantFrom(...addresses),
      fc.constantFrom(...addresses),
      fc.constantFrom(...ports),
      fc.uniqueArray(fc.nat(28), { minLength: 1, maxLength: 20 }),
    )
    .map(([from, to, port, days]) => seen(from, to, port, days)),
  { maxLength: 12, selector: ({ from, to, port }) => `${from} ${to} ${port}` },
);

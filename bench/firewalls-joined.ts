/**
 * Configurations joined with a hospital: `npx tsx bench/firewalls-joined.ts [most assets, default 100000]`. Two firewalls with half of the
 * rules each stand between ten zones: what passes through one or both is worked out, held against stated flows, and named by assets. Beside
 * it stands reading the configurations alone, which nobody can leave out. Times are user CPU time on one thread, the faster of two runs.
 * Everything is simulated: addresses, networks and services drawn from a pool in the same order on every run; nine of ten rules have a
 * stated flow, and the tenth is what must be found. The run ends with an error when any of those is missing, or anything else is found.
 */
import { type Asset, type EstateData, type FirewallFolder, type Flow, joinFirewalls } from '@cordon/estate';
import { createSpace, type Policy, parsePrefix, type Rule, readConfiguration, write } from '@cordon/firewall';
import { createRandom } from '../engines/reach/testing/estates.ts';

const most = Number(process.argv[2] ?? 100_000);
const zoneCount = 10;
const half = zoneCount / 2;
const ports = [22, 53, 80, 104, 135, 389, 443, 445, 1433, 2575, 3389, 8080, 11_112];

const zoneName = (at: number) => `zone${at}`;
const addressOf = (zone: number, host: number) => `10.${zone}.${host >> 8}.${host & 255}`;

/** The first five zones are behind one firewall and the others behind the second; rules between the halves stand on both. */
function hospital(
  assetCount: number,
  ruleCount: number,
): { data: EstateData; folder: FirewallFolder; forgotten: number } {
  const random = createRandom(assetCount + ruleCount);
  const inZone = assetCount / zoneCount;
  const assets = Array.from({ length: assetCount }, (_, n): Asset => {
    const [zone, host] = [n % zoneCount, Math.floor(n / zoneCount) + 1];
    return {
      ...{
        id: `a${n}`,
        hostname: `a${n}`,
        addresses: [addressOf(zone, host)],
        kind: 'server',
        os: '',
        support_ends: null,
      },
      ...{ zone: zoneName(zone), site: 'main', system: null, location: '', notes: '' },
    };
  });
  const zones = Array.from({ length: zoneCount }, (_, at) => ({
    ...{ id: zoneName(at), name: zoneName(at), kind: 'server' as const, cidrs: [`10.${at}.0.0/16`] },
  }));
  const flows: Flow[] = [];
  const rules: (Rule & { sides: [number, number] })[] = [];
  const seen = new Set<string>();
  let forgotten = 0;
  while (rules.length < ruleCount) {
    const from = random(zoneCount);
    const to = (from + 1 + random(zoneCount - 1)) % zoneCount;
    const [source, destination] = [random(inZone), random(inZone)].map((host) => host + 1) as [
      number,
      number,
    ];
    const port = ports[random(ports.length)]!;
    const key = `${from} ${source} ${to} ${destination} ${port}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const isForgotten = rules.length % 10 === 0;
    if (isForgotten) forgotten++;
    else
      flows.push({
        ...{
          id: `f${flows.length}`,
          from: `a${(source - 1) * zoneCount + from}`,
          to: `a${(destination - 1) * zoneCount + to}`,
        },
        ...{ protocol: 'tcp', ports: [String(port)], purpose: '' },
      });
    rules.push({
      ...{ name: `r${rules.length}`, from: zoneName(from), to: zoneName(to), action: 'permit' },
      sources: [parsePrefix(`${addressOf(from, source)}/32`)!],
      destinations: [parsePrefix(`${addressOf(to, destination)}/32`)!],
      services: [{ protocol: 'tcp', ports: [port, port] }],
      sides: [from < half ? 0 : 1, to < half ? 0 : 1],
    });
  }
  const policyAt = (side: number): Policy => {
    const own = zones.map(({ id, cidrs }, at) => ({
      ...{
        name: id,
        interface: (at < half ? 0 : 1) === side ? `eth${at}` : 'transit',
        networks: cidrs.map((cidr) => parsePrefix(cidr)!),
      },
    }));
    return {
      name: 'simulated',
      zones: own,
      rules: rules.filter(({ sides }) => sides.includes(side)),
      otherwise: 'deny',
    };
  };
  const devices = [0, 1].map((side) => ({
    ...{ id: `fw${side}`, file: `fw${side}.rules`, kind: 'cisco-ios' as const, also: [] },
    text: [
      ...zones.flatMap(({ id }, at) =>
        (at < half ? 0 : 1) === side
          ? [`interface eth${at}\n ip address 10.${at}.255.254 255.255.0.0`, `! ${id}`]
          : [],
      ),
      `interface transit\n ip address 172.16.0.${side + 1} 255.255.255.252`,
      ...zones.flatMap((_, at) =>
        (at < half ? 0 : 1) === side ? [] : [`ip route 10.${at}.0.0 255.255.0.0 172.16.0.${2 - side}`],
      ),
      lists(policyAt(side), side),
    ].join('\n'),
  }));
  const empty = {
    services: [],
    wards: [],
    suppliers: [],
    systems: [],
    dependencies: [],
    accounts: [],
    rights: [],
    trusts: [],
  };
  const data: EstateData = {
    ...empty,
    organisations: [{ id: 'o', name: 'o', ods_code: 'Z9Z9Z', domains: [] }],
    sites: [{ id: 'main', name: 'main', organisation: 'o' }],
    ...{ zones, flows, assets },
  };
  return { data, folder: { devices, interfaces: [], assertions: [] }, forgotten };
}

/** One list for each interface where packets enter: the writer makes one for each zone, and several zones share the way between the two. */
function lists(policy: Policy, side: number): string {
  const zones = policy.zones.filter((zone) => zone.interface !== 'transit');
  const transit = {
    name: 'other',
    interface: 'transit',
    networks: policy.zones.filter((zone) => zone.interface === 'transit').flatMap(({ networks }) => networks),
  };
  const inside = new Set(zones.map(({ name }) => name));
  const there = (name: string | undefined) => (name !== undefined && inside.has(name) ? name : 'other');
  return write('cisco-ios', {
    ...policy,
    name: `side ${side}`,
    zones: [...zones, transit],
    rules: policy.rules.map((rule) => ({ ...rule, from: there(rule.from), to: there(rule.to) })),
  }).shown;
}

function faster<T>(work: () => T): { result: T; ms: number } {
  let best = { result: undefined as T, ms: Infinity };
  for (let run = 0; run < 2; run++) {
    const before = process.cpuUsage();
    const result = work();
    const ms = process.cpuUsage(before).user / 1_000;
    if (ms < best.ms) best = { result, ms };
  }
  return best;
}

const table: Record<string, Record<string, string>> = {};
let before: number | undefined;
for (const [assetCount, ruleCount] of [
  [1_000, 1_000],
  [10_000, 1_000],
  [100_000, 1_000],
  [1_000, 10_000],
  [100_000, 10_000],
] as const) {
  if (assetCount > most) continue;
  const { data, folder, forgotten } = hospital(assetCount, ruleCount);
  const reading = faster(() => {
    const space = createSpace({ maxNodes: 32_000_000 });
    return folder.devices.map(({ kind, text }) => readConfiguration(space, kind, text));
  });
  const joined = faster(() => joinFirewalls(data, folder, createSpace({ maxNodes: 32_000_000 })));
  const { view, flows } = joined.result;
  const found = flows.filter(({ allowed_by }) => allowed_by !== undefined).length;
  if (view.too_complex !== null) throw new Error(view.too_complex);
  const wrong = view.stated.filter(({ state }) => state !== 'allowed').length;
  if (wrong > 0 || found !== forgotten)
    throw new Error(`${wrong} stated flows not allowed; ${found} found of ${forgotten}`);
  table[`${assetCount.toLocaleString('en')} assets, ${ruleCount.toLocaleString('en')} rules`] = {
    'reading ms': reading.ms.toFixed(0),
    'reading and joining ms': joined.ms.toFixed(0),
    ratio: `${(joined.ms / reading.ms).toFixed(1)}x`,
    'to the row before': before === undefined ? '' : `${(joined.ms / before).toFixed(1)}x`,
    'forgotten rules found': `${found} of ${forgotten}`,
  };
  before = joined.ms;
}
console.table(table);

/**
 * What firewalls let through, on one thread: `npx tsx bench/firewall.ts [most lines, default 10000]`. The
 * first table is how fast each kind of configuration is read, sets of packets included. The second is the
 * whole question of one device, what passes between each pair of its 8 zones and which lines never decide
 * anything, for 100, 1,000 and 10,000 lines. Beside it stands what one would write without decision diagrams:
 * lists of disjoint boxes (source, destination, protocol, port), each line cut out of what is left. Both must
 * come to the same number of packets, or the benchmark stops. Configurations are simulated: hosts, networks
 * and services drawn from a pool, as address books of real firewalls are, in the same order on every run.
 */
import {
  analyse,
  createSpace,
  type Kind,
  type Policy,
  type Prefix,
  parsePrefix,
  type Rule,
  readConfiguration,
  type Service,
  write,
} from '@cordon/firewall';

const most = Number(process.argv[2] ?? 10_000);
/** The peer gets this long for a question; what is not done by then is not waited for. */
const patience = 60_000;
/** User CPU time in ms: on a shared machine the clock on the wall also measures the neighbours. */
const now = () => process.cpuUsage().user / 1_000;
function timed<T>(work: () => T): { result: T; ms: number } {
  const start = now();
  const result = work();
  return { result, ms: now() - start };
}
const ms = (value: number) => value.toFixed(value < 10 ? 1 : 0);

/** mulberry32 */
function randomBySeed(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

/** One rule is one line: one source, one destination, one service. */
function simulated(lines: number, zoneCount = 8): Policy {
  const pick = randomBySeed(lines);
  const zones = Array.from({ length: zoneCount }, (_, at) => ({
    name: `zone${at}`,
    interface: `eth${at}`,
    networks: [parsePrefix(`10.${at}.0.0/16`)!],
  }));
  const book = zones.map((_, at) =>
    Array.from({ length: 60 }, () =>
      pick(3) === 0
        ? parsePrefix(`10.${at}.${pick(256)}.0/${20 + pick(5)}`)!
        : parsePrefix(`10.${at}.${pick(256)}.${pick(256)}/32`)!,
    ),
  );
  const services: Service[] = [
    ...[22, 53, 80, 104, 135, 389, 443, 445, 1433, 2575, 3389, 8080, 11_112].map(
      (port): Service => ({ protocol: 'tcp', ports: [port, port] }),
    ),
    ...[53, 123, 161, 514].map((port): Service => ({ protocol: 'udp', ports: [port, port] })),
    { protocol: 'tcp', ports: [1_024, 5_000] },
    { protocol: 'tcp' },
  ];
  const rules = Array.from({ length: lines }, (_, at): Rule => {
    const from = pick(zoneCount);
    const to = (from + 1 + pick(zoneCount - 1)) % zoneCount;
    return {
      name: `r${at}`,
      from: `zone${from}`,
      to: `zone${to}`,
      sources: [book[from]![pick(60)]!],
      destinations: [book[to]![pick(60)]!],
      services: [services[pick(services.length)]!],
      action: pick(5) === 0 ? 'deny' : 'permit',
    };
  });
  return { name: 'simulated', zones, rules, otherwise: 'deny' };
}

/** Source, destination, protocol, port: first and last of each. */
type Box = readonly [number, number, number, number, number, number, number, number];

const numberOf = ({ bytes }: Prefix): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);
const rangeOf = (prefix: Prefix): [number, number] => [
  numberOf(prefix),
  numberOf(prefix) + 2 ** (32 - prefix.bits) - 1,
];

function boxOf({ sources, destinations, services }: Rule): Box {
  const [service] = services;
  const protocol = service!.protocol === 'tcp' ? 6 : 17;
  const [low, high] = service!.ports ?? [0, 65_535];
  return [...rangeOf(sources[0]!), ...rangeOf(destinations[0]!), protocol, protocol, low, high];
}

function intersection(a: Box, b: Box): Box | undefined {
  const box: number[] = [];
  for (let i = 0; i < 8; i += 2) {
    const low = Math.max(a[i]!, b[i]!);
    const high = Math.min(a[i + 1]!, b[i + 1]!);
    if (low > high) return undefined;
    box.push(low, high);
  }
  return box as unknown as Box;
}

/** What is left of a box outside of a part of it: at most two slices for each dimension. */
function cutOut(box: Box, part: Box): Box[] {
  const slices: Box[] = [];
  const rest = [...box];
  for (let i = 0; i < 8; i += 2) {
    if (rest[i]! < part[i]!) {
      const slice = [...rest];
      slice[i + 1] = part[i]! - 1;
      slices.push(slice as unknown as Box);
    }
    if (rest[i + 1]! > part[i + 1]!) {
      const slice = [...rest];
      slice[i] = part[i + 1]! + 1;
      slices.push(slice as unknown as Box);
    }
    rest[i] = part[i]!;
    rest[i + 1] = part[i + 1]!;
  }
  return slices;
}

/** The packets allowed for each pair of zones, by boxes; undefined when patience runs out. */
function byBoxes(policy: Policy): { packets: bigint; boxes: number } | undefined {
  const end = now() + patience;
  let packets = 0n;
  let boxes = 0;
  for (const from of policy.zones) {
    for (const to of policy.zones) {
      const rules = policy.rules.filter((rule) => rule.from === from.name && rule.to === to.name);
      let left: Box[] = [[0, 2 ** 32 - 1, 0, 2 ** 32 - 1, 0, 255, 0, 65_535]];
      for (const rule of rules) {
        const match = boxOf(rule);
        const next: Box[] = [];
        for (const box of left) {
          const hit = intersection(box, match);
          if (hit === undefined) {
            next.push(box);
            continue;
          }
          if (rule.action === 'permit') {
            boxes++;
            let size = 65_536n;
            for (let i = 0; i < 8; i += 2) size *= BigInt(hit[i + 1]! - hit[i]! + 1);
            packets += size;
          }
          next.push(...cutOut(box, hit));
        }
        left = next;
        if (left.length > 2_000_000) return undefined;
        if (now() > end) return undefined;
      }
    }
  }
  return { packets, boxes };
}

const sizes = [100, 1_000, 10_000, 100_000].filter((lines) => lines <= most);

const reading: Record<string, Record<string, string>> = {};
for (const kind of [
  'iptables',
  'nftables',
  'cisco-ios',
  'cisco-asa',
  'fortigate',
  'pan-os',
  'azure',
] as Kind[]) {
  reading[kind] = {};
  for (const lines of sizes) {
    // A group of Azure has room for 4,000.
    if (kind === 'azure' && lines > 10_000) continue;
    const policy = simulated(lines);
    const written = write(kind, policy).shown;
    const ports = policy.zones.map((zone) => `interface ${zone.name}\n nameif ${zone.interface}\n`).join('');
    const shown = kind === 'cisco-asa' ? `${ports}${written}` : written;
    const start = now();
    const space = createSpace({ maxNodes: 32_000_000 });
    const device = readConfiguration(space, kind, shown);
    const took = now() - start;
    if (device.problems.length > 0) throw new Error(`${kind}: ${device.problems[0]!.what}`);
    reading[kind][`${lines} rules`] = `${ms(took)} ms`;
    reading[kind]['lines/s'] = Math.round((shown.split('\n').length / took) * 1_000).toLocaleString('en');
  }
}
console.table(reading);

const answering: Record<string, Record<string, string>> = {};
for (const [name, zoneCount] of [
  ['8 zones', 8],
  ['one access list', 2],
] as const) {
  let before: number | undefined;
  for (const lines of sizes) {
    const policy = simulated(lines, zoneCount);
    const text = write('iptables', policy).shown;
    const space = createSpace({ maxNodes: 32_000_000 });
    const device = readConfiguration(space, 'iptables', text);
    const pairs = policy.zones.flatMap((from) =>
      policy.zones.map((to) => [from.interface, to.interface] as const),
    );

    const start = now();
    const analysis = analyse(space, device);
    const allowed = pairs.map(([from, to]) =>
      space.and(space.between(analysis.allowed, from, to), space.openers),
    );
    const took = now() - start;
    const examples = timed(() => pairs.map(([from, to]) => analysis.permits(from, to)));
    const dead = timed(() => analysis.deadLines());
    const peer = timed(() => byBoxes(policy));
    const packets = allowed.reduce((sum, set) => sum + space.count(set), 0n);
    if (peer.result !== undefined && peer.result.packets !== packets)
      throw new Error(`boxes count ${peer.result.packets}, diagrams ${packets}`);
    answering[`${name}, ${lines} lines`] = {
      'all pairs ms': ms(took),
      growth: before === undefined ? '' : `${(took / before).toFixed(1)}x`,
      'examples ms': ms(examples.ms),
      'dead lines ms': `${ms(dead.ms)} (${dead.result.length})`,
      nodes: space.size.toLocaleString('en'),
      'boxes ms': peer.result === undefined ? `over ${patience}` : ms(peer.ms),
      boxes: peer.result === undefined ? '' : peer.result.boxes.toLocaleString('en'),
      ratio: `${peer.result === undefined ? 'over ' : ''}${(peer.ms / took).toFixed(1)}x`,
    };
    before = took;
  }
}
console.table(answering);

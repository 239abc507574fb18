import { cut, maskBits, type Prefix, parseAddress, parsePrefix } from '../../address.ts';
import { everything, nothing } from '../../diagrams.ts';
import { allOf, anyOf, atMost, exactly, type Match, opposite } from '../../match.ts';
import type { Device } from '../../model.ts';
import { protocols } from '../../packet.ts';
import { ofProtocol } from '../../service.ts';
import type { AddressField, Space } from '../../space.ts';
import { createDraft, type Draft, type ReadOptions } from '../draft.ts';
import {
  anyHost,
  createGroups,
  type Groups,
  type Hosts,
  hostsBetween,
  hostsIn,
  unknownHosts,
} from '../groups.ts';
import { parsePortRange } from '../ports.ts';
import { type Entry, readTables } from './tree.ts';

/**
 * What `show` or a backup of a FortiGate prints: policies between interfaces or zones, first match, the rest
 * denied. It keeps connections.
 */
export function readFortigate(space: Space, text: string, options: ReadOptions = {}): Device {
  const draft = createDraft(space, 'fortigate', options);
  const tables = readTables(text, draft.problem);
  const table = (path: string): readonly Entry[] => tables.get(path) ?? [];
  const hostname = table('system global').flatMap((entry) => valuesOf(entry, 'hostname'))[0];
  if (hostname !== undefined) draft.call(hostname);

  const [, ...others] = new Map(table('vdom').map((entry) => [entry.name, entry])).values();
  for (const { source } of others)
    draft.problem(
      source,
      'several domains are read as one, the policies of each after those before: export one',
    );
  const zoneOf = readPlaces(draft, table);
  const hosts = readHosts(draft, table);
  const services = readServices(draft, table);
  for (const entry of table('system zone')) {
    if (valuesOf(entry, 'intrazone')[0] !== 'allow') continue;
    const inside = space.and(space.from(entry.name), space.to(entry.name));
    draft.filter(policies).push({ ...entry.source, action: 'permit', ...exactly(inside) });
  }
  for (const path of ['firewall policy', 'firewall policy6']) {
    for (const entry of table(path))
      readPolicy(draft, { zoneOf, hosts, services }, entry, path.endsWith('6'));
  }
  draft.otherwise(policies, 'deny', '(implicit deny)');
  draft.stages.push({ filter: policies, applies: space.openers });
  for (const entry of table('firewall vip'))
    draft.limit(entry.source, 'it changes addresses, and answers are about packets before that');
  readRoutes(draft, table, zoneOf);
  return draft.finish();
}

const policies = 'policies';
type Table = (path: string) => readonly Entry[];

const valuesOf = (entry: Entry, name: string): readonly string[] => entry.settings.get(name)?.values ?? [];
const isOn = (entry: Entry, name: string): boolean => valuesOf(entry, name)[0] === 'enable';

function prefixOf([address = '', mask = '255.255.255.255']: readonly string[]): Prefix | undefined {
  return parsePrefix(address.includes('/') || address.includes(':') ? address : `${address}/${mask}`);
}

/** Interfaces, and zones in place of those that are in one. @returns where an interface of that name is */
function readPlaces(draft: Draft, table: Table): (name: string) => string {
  const zones = new Map<string, string>();
  for (const entry of table('system zone')) {
    for (const member of valuesOf(entry, 'interface')) zones.set(member, entry.name);
  }
  const zoneOf = (name: string): string => zones.get(name) ?? name;
  const place = (name: string) => {
    const known = draft.interfaces.get(name) ?? { name, networks: [], addresses: [] };
    draft.interfaces.set(name, known);
    return known;
  };
  for (const entry of table('system interface')) {
    if (valuesOf(entry, 'status')[0] === 'down') continue;
    const known = place(zoneOf(entry.name));
    const ip = valuesOf(entry, 'ip');
    const address = parseAddress(ip[0] ?? '');
    const mask = parseAddress(ip[1] ?? '');
    const bits = mask && maskBits(mask);
    if (address === undefined || bits === undefined || bits === 0) continue;
    draft.interfaces.set(known.name, {
      name: known.name,
      networks: [...known.networks, cut(address, bits)],
      addresses: [...known.addresses, address],
    });
  }
  for (const path of ['firewall policy', 'firewall policy6']) {
    for (const entry of table(path)) {
      for (const name of [...valuesOf(entry, 'srcintf'), ...valuesOf(entry, 'dstintf')])
        if (name !== 'any') place(zoneOf(name));
    }
  }
  return zoneOf;
}

function readHosts(draft: Draft, table: Table): Groups<Hosts> {
  const { space } = draft;
  const groups = createGroups<Hosts>();
  groups.add('all', anyHost);
  groups.add('none', () => exactly(nothing));
  for (const path of ['firewall address', 'firewall address6']) {
    for (const entry of table(path)) {
      if (entry.name === 'all' || entry.name === 'none') continue;
      groups.add(entry.name, hostsOf(draft, entry));
    }
  }
  for (const entry of table('firewall vip')) {
    const [first, last] = (valuesOf(entry, 'extip')[0] ?? '').split('-').map(parseAddress);
    groups.add(entry.name, first ? hostsBetween(space, first, last ?? first) : unknownHosts);
  }
  for (const path of ['firewall addrgrp', 'firewall addrgrp6', 'firewall vipgrp']) {
    for (const entry of table(path)) {
      const members = valuesOf(entry, 'member').map((group) => ({ group }));
      if (!isOn(entry, 'exclude')) groups.add(entry.name, ...members);
      else {
        draft.problem(entry.source, 'members that are excluded are not read, so the group may be smaller');
        groups.add(entry.name, unknownHosts);
      }
    }
  }
  return groups;
}

function hostsOf(draft: Draft, entry: Entry): Hosts {
  const { space } = draft;
  const type = valuesOf(entry, 'type')[0] ?? 'ipmask';
  if (type === 'iprange') {
    const first = parseAddress(valuesOf(entry, 'start-ip')[0] ?? '');
    const last = parseAddress(valuesOf(entry, 'end-ip')[0] ?? '');
    if (first && last) return hostsBetween(space, first, last);
  } else if (type === 'ipmask' || type === 'ipprefix' || type === 'subnet') {
    const subnet = [...valuesOf(entry, 'subnet'), ...valuesOf(entry, 'ip6')];
    const prefix = subnet.length === 0 ? parsePrefix('0.0.0.0/0') : prefixOf(subnet);
    if (prefix !== undefined) return hostsIn(space, prefix);
  }
  draft.problem(
    entry.source,
    `only the device knows the addresses of "${entry.name}" (${type}), so it may be any`,
  );
  return unknownHosts;
}

function readServices(draft: Draft, table: Table): Groups<Match> {
  const { space } = draft;
  const groups = createGroups<Match>();
  for (const entry of table('firewall service custom')) groups.add(entry.name, serviceOf(draft, entry));
  for (const entry of table('firewall service group'))
    groups.add(entry.name, ...valuesOf(entry, 'member').map((group) => ({ group })));
  for (const [name, [protocol, ports]] of Object.entries(usualServices)) {
    if (groups.has(name)) continue;
    const ranges = ports.map((text) => space.inRange('destinationPort', ...parsePortRange(text, '-')!));
    groups.add(
      name,
      exactly(
        space.and(
          protocol === undefined ? everything : ofProtocol(space, protocols[protocol]),
          ports.length === 0 ? everything : space.union(ranges),
        ),
      ),
    );
  }
  return groups;
}

/** Services that a FortiGate has from the start; a short export leaves them out. */
const usualServices: Record<string, readonly ['tcp' | 'udp' | 'icmp' | undefined, readonly string[]]> = {
  ALL: [undefined, []],
  ALL_TCP: ['tcp', []],
  ALL_UDP: ['udp', []],
  ALL_ICMP: ['icmp', []],
  PING: ['icmp', ['2048-2303']],
  HTTP: ['tcp', ['80']],
  HTTPS: ['tcp', ['443']],
  SSH: ['tcp', ['22']],
  TELNET: ['tcp', ['23']],
  FTP: ['tcp', ['21']],
  SMTP: ['tcp', ['25']],
  SMB: ['tcp', ['445']],
  RDP: ['tcp', ['3389']],
  LDAP: ['tcp', ['389']],
  NTP: ['udp', ['123']],
  SYSLOG: ['udp', ['514']],
  SNMP: ['udp', ['161-162']],
};

function serviceOf(draft: Draft, entry: Entry): Match {
  const { space } = draft;
  const protocol = valuesOf(entry, 'protocol')[0] ?? 'TCP/UDP/SCTP';
  const number = (name: string) => {
    const text = valuesOf(entry, name)[0];
    return text !== undefined && /^\d{1,3}$/.test(text) && Number(text) < 256 ? Number(text) : undefined;
  };
  if (protocol === 'ICMP' || protocol === 'ICMP6') {
    const kind = ofProtocol(space, protocol === 'ICMP' ? protocols.icmp : protocols.icmpv6);
    const type = number('icmptype');
    const code = number('icmpcode');
    if (type === undefined) return exactly(kind);
    const first = type * 256 + (code ?? 0);
    const last = code === undefined ? first + 255 : first;
    return exactly(space.and(kind, space.inRange('destinationPort', first, last)));
  }
  if (protocol === 'IP') {
    const value = number('protocol-number') ?? 0;
    return exactly(value === 0 ? everything : ofProtocol(space, value));
  }
  if (protocol === 'ALL') return exactly(everything);
  const parts: Match[] = [];
  for (const name of ['tcp', 'udp', 'sctp'] as const) {
    for (const text of valuesOf(entry, `${name}-portrange`)) {
      const [to = '', from] = text.split(':');
      const destination = parsePortRange(to, '-');
      const source = parsePortRange(from ?? '-', '-');
      if (destination === undefined || source === undefined) {
        draft.problem(entry.settings.get(`${name}-portrange`)!.source, `"${text}" is no range of ports`);
        parts.push(atMost(everything));
        continue;
      }
      parts.push(
        exactly(
          space.intersection([
            ofProtocol(space, protocols[name]),
            space.inRange('destinationPort', ...destination),
            space.inRange('sourcePort', ...source),
          ]),
        ),
      );
    }
  }
  if (parts.length > 0 && valuesOf(entry, 'iprange').length === 0 && valuesOf(entry, 'fqdn').length === 0)
    return anyOf(space, parts);
  draft.problem(entry.source, `the service "${entry.name}" is not understood, so it may be any`);
  return atMost(everything);
}

interface Context {
  readonly zoneOf: (name: string) => string;
  readonly hosts: Groups<Hosts>;
  readonly services: Groups<Match>;
}

/** Settings that make a policy match less than its addresses and services say. */
const narrowing =
  'groups users fsso-groups internet-service internet-service-src internet-service6 geoip-match'.split(' ');

function readPolicy(draft: Draft, context: Context, entry: Entry, onlyV6: boolean): void {
  const { space } = draft;
  if (valuesOf(entry, 'status')[0] === 'disable') return;
  const setting = (name: string) => entry.settings.get(name)?.source ?? entry.source;
  const named = <T extends object>(
    groups: Groups<T>,
    name: string,
    setName: string,
    matchOf: (thing: T) => Match,
  ): Match => {
    const { things, missing } = groups.members(name);
    for (const lost of missing) draft.problem(setting(setName), `"${lost}" is not defined, so it may be any`);
    return anyOf(space, [...things.map(matchOf), ...missing.map(() => atMost(everything))]);
  };
  const side = (setName: string, field: AddressField): Match => {
    const names = valuesOf(entry, setName);
    const match = anyOf(
      space,
      names.map((name) => named(context.hosts, name, setName, (hosts) => hosts(field))),
    );
    return isOn(entry, `${setName}-negate`) ? opposite(match) : match;
  };
  const addresses = (family: 4 | 6, suffix: string): Match =>
    allOf(space, [
      exactly(space.isFamily(family)),
      side(`srcaddr${suffix}`, 'source'),
      side(`dstaddr${suffix}`, 'destination'),
    ]);
  const places = (setName: string, at: (name: string) => Match): Match => {
    const names = valuesOf(entry, setName);
    return names.includes('any') ? exactly(everything) : anyOf(space, names.map(at));
  };
  const service = anyOf(
    space,
    valuesOf(entry, 'service').map((name) => named(context.services, name, 'service', (match) => match)),
  );
  const parts: Match[] = [
    places('srcintf', (name) => exactly(space.from(context.zoneOf(name)))),
    places('dstintf', (name) => exactly(space.to(context.zoneOf(name)))),
    onlyV6 ? addresses(6, '') : anyOf(space, [addresses(4, ''), addresses(6, '6')]),
    isOn(entry, 'service-negate') ? opposite(service) : service,
  ];
  for (const name of narrowing) {
    const values = valuesOf(entry, name);
    if (values.length === 0 || values[0] === 'disable') continue;
    draft.problem(setting(name), `"${name}" is more than packets show here`);
    parts.push(atMost(everything));
    // Its destinations are then no addresses at all.
    if (name.startsWith('internet-service')) parts[2] = atMost(everything);
  }
  if ((valuesOf(entry, 'schedule')[0] ?? 'always') !== 'always') {
    draft.problem(setting('schedule'), 'it is in force at some times only');
    parts.push(atMost(everything));
  }
  const action = valuesOf(entry, 'action')[0] ?? 'deny';
  const name = valuesOf(entry, 'name')[0];
  draft.filter(policies).push({
    line: entry.source.line,
    text: `policy ${entry.name}${name === undefined ? '' : ` "${name}"`}`,
    action: action === 'accept' || action === 'ipsec' ? 'permit' : action === 'deny' ? 'deny' : 'unknown',
    ...allOf(space, parts),
  });
  if (isOn(entry, 'nat'))
    draft.limit(setting('nat'), 'it changes addresses, and answers are about packets before that');
}

function readRoutes(draft: Draft, table: Table, zoneOf: (name: string) => string): void {
  for (const entry of table('router static')) {
    const dst = valuesOf(entry, 'dst');
    const prefix = dst.length === 0 ? parsePrefix('0.0.0.0/0') : prefixOf(dst);
    const via = parseAddress(valuesOf(entry, 'gateway')[0] ?? '');
    const device = valuesOf(entry, 'device')[0];
    if (valuesOf(entry, 'status')[0] === 'disable') continue;
    if (prefix === undefined) draft.problem(entry.source, 'this route is not understood');
    else
      draft.routes.push({
        prefix,
        ...(via !== undefined && { via }),
        ...(device !== undefined && { interface: zoneOf(device) }),
      });
  }
}

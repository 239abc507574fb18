import { type Prefix, parseAddress, parsePrefix } from '../../address.ts';
import { everything, type PacketSet } from '../../diagrams.ts';
import { allOf, anyOf, atMost, exactly, type Match, opposite } from '../../match.ts';
import type { Action, Device, Source } from '../../model.ts';
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
import { childAt, childrenAt, type Element, membersAt, readXml } from '../xml.ts';
import { defaultPorts } from './applications.ts';

/**
 * The running configuration of a PAN-OS firewall as XML, or what Panorama pushes: rules between zones, first
 * match; the rest is allowed inside a zone and denied between zones. It keeps connections. An application is
 * taken for its default ports: what a rule says of others is known only in part.
 */
export function readPanOs(space: Space, text: string, options: ReadOptions = {}): Device {
  const draft = createDraft(space, 'pan-os', options);
  const document = readXml(text);
  const config = childAt(document, 'config') ?? document.children[0];
  const device = childrenAt(config, 'devices')[0];
  const hostname = childAt(device, 'deviceconfig', 'system', 'hostname')?.text;
  if (hostname !== undefined) draft.call(hostname);
  const systems = [
    ...childrenAt(device, 'vsys'),
    ...childrenAt(device, 'device-group'),
    ...childrenAt(config, 'panorama', 'vsys'),
  ];
  const rooms = [childAt(config, 'shared'), childAt(config, 'panorama'), ...systems].filter(
    (room) => room !== undefined,
  );
  const objects: Objects = { hosts: createGroups(), services: createGroups() };
  objects.hosts.add('any', anyHost);
  objects.services.add('any', exactly(everything));
  for (const room of rooms) readObjects(draft, objects, room);
  for (const [name, port] of [
    ['service-http', '80,8080'],
    ['service-https', '443'],
  ] as const)
    if (!objects.services.has(name)) objects.services.add(name, exactly(portsOf(space, 'tcp', port)!));

  readZones(draft, device, systems);
  const ruled = systems.filter((system) =>
    ['pre-rulebase', 'rulebase', 'post-rulebase'].some((order) => childAt(system, order) !== undefined),
  );
  for (const { line, name } of ruled.slice(1))
    draft.problem(
      { line, text: name },
      'several systems are read as one, the rules of each after those before: export one',
    );
  for (const order of ['pre-rulebase', 'rulebase', 'post-rulebase']) {
    for (const room of rooms) {
      for (const rule of childrenAt(room, order, 'security', 'rules')) readRule(draft, objects, rule);
      for (const rule of childrenAt(room, order, 'nat', 'rules'))
        draft.limit(sourceOf(rule), 'it changes addresses, and answers are about packets before that');
    }
  }
  const inside = space.union(
    [...draft.interfaces.keys()].map((zone) => space.and(space.from(zone), space.to(zone))),
  );
  const defaults = rooms.flatMap((room) =>
    ['rulebase', 'post-rulebase'].flatMap((order) =>
      childrenAt(room, order, 'default-security-rules', 'rules'),
    ),
  );
  const changed = (name: string) =>
    childAt(
      defaults.find((rule) => rule.name === name),
      'action',
    )?.text;
  draft.otherwise(
    rules,
    changed('intrazone-default') === 'deny' ? 'deny' : 'permit',
    '(intrazone-default)',
    inside,
  );
  draft.otherwise(rules, changed('interzone-default') === 'allow' ? 'permit' : 'deny', '(interzone-default)');
  draft.stages.push({ filter: rules, applies: space.openers });
  return draft.finish();
}

const rules = 'security rules';

interface Objects {
  readonly hosts: Groups<Hosts>;
  readonly services: Groups<Match>;
}

const sourceOf = (element: Element): Source => ({
  line: element.line,
  text: `${element.tag === 'entry' ? 'rule' : element.tag} "${element.name}"`,
});

function readObjects(draft: Draft, { hosts, services }: Objects, room: Element): void {
  const { space } = draft;
  for (const entry of childrenAt(room, 'address')) hosts.add(entry.name, hostsOf(draft, entry));
  for (const entry of childrenAt(room, 'address-group')) {
    const fixed = childAt(entry, 'static');
    hosts.add(entry.name, ...membersAt(fixed).map((group) => ({ group })));
    if (fixed === undefined) {
      draft.problem(
        { line: entry.line, text: entry.name },
        'only the device knows who is in a dynamic group, so it may be any',
      );
      hosts.add(entry.name, unknownHosts);
    }
  }
  for (const entry of childrenAt(room, 'service')) {
    const parts = childrenAt(entry, 'protocol').map(({ tag, children }) => {
      const text = (name: string) => children.find((child) => child.tag === name)?.text;
      const source = text('source-port');
      const to = portsOf(space, tag, text('port') ?? '');
      const from = source === undefined ? everything : portsOf(space, tag, source, 'sourcePort');
      return to === undefined || from === undefined ? atMost(everything) : exactly(space.and(to, from));
    });
    if (parts.length === 0 || parts.some(({ may }) => may === everything))
      draft.problem({ line: entry.line, text: entry.name }, `the service "${entry.name}" is not understood`);
    services.add(entry.name, ...(parts.length === 0 ? [atMost(everything)] : parts));
  }
  for (const entry of childrenAt(room, 'service-group'))
    services.add(entry.name, ...membersAt(entry, 'members').map((group) => ({ group })));
}

function hostsOf(draft: Draft, entry: Element): Hosts {
  const found = literalHosts(
    draft.space,
    childAt(entry, 'ip-netmask')?.text ?? childAt(entry, 'ip-range')?.text ?? '',
  );
  if (found !== undefined) return found;
  draft.problem(
    { line: entry.line, text: entry.name },
    `only the device knows the addresses of "${entry.name}", so it may be any`,
  );
  return unknownHosts;
}

/** An address, a network or a range, which may stand wherever a name may. */
function literalHosts(space: Space, text: string): Hosts | undefined {
  const [first, last] = text.split('-').map(parseAddress);
  if (first !== undefined && last !== undefined) return hostsBetween(space, first, last);
  const prefix = parsePrefix(text);
  return prefix && hostsIn(space, prefix);
}

/** `80`, `1-1024,8080` of a protocol; undefined when not understood. */
function portsOf(
  space: Space,
  protocol: string,
  text: string,
  field: 'sourcePort' | 'destinationPort' = 'destinationPort',
): PacketSet | undefined {
  if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp' && protocol !== 'icmp')
    return undefined;
  const ranges = text.split(',').map((part) => parsePortRange(part.trim(), '-'));
  if (ranges.some((range) => range === undefined)) return undefined;
  return space.and(
    ofProtocol(space, protocols[protocol]),
    space.union(ranges.map((range) => space.inRange(field, ...range!))),
  );
}

/** Zones with the networks of their interfaces, and the routes of the virtual routers. */
function readZones(draft: Draft, device: Element | undefined, systems: readonly Element[]): void {
  const zoneOf = new Map<string, string>();
  for (const system of systems) {
    for (const zone of childrenAt(system, 'zone')) {
      draft.interfaces.set(zone.name, { name: zone.name, networks: [], addresses: [] });
      for (const kind of childrenAt(zone, 'network'))
        for (const port of kind.children) zoneOf.set(port.text, zone.name);
    }
  }
  // Addresses stand at an interface or at a unit of it, some levels further down.
  const visit = (element: Element, interfaceName: string): void => {
    for (const child of element.children) {
      const name = child.tag === 'entry' && zoneOf.has(child.name) ? child.name : interfaceName;
      const zone = draft.interfaces.get(zoneOf.get(name) ?? '');
      const network = element.tag === 'ip' ? parsePrefix(child.name) : undefined;
      const address = parseAddress(child.name.split('/')[0]!);
      if (zone !== undefined && network !== undefined && address !== undefined && child.name.includes('/')) {
        draft.interfaces.set(zone.name, {
          name: zone.name,
          networks: [...zone.networks, network],
          addresses: [...zone.addresses, address],
        });
      }
      visit(child, name);
    }
  };
  const interfaces = childAt(device, 'network', 'interface');
  if (interfaces !== undefined) visit(interfaces, '');
  for (const router of childrenAt(device, 'network', 'virtual-router')) {
    for (const route of childrenAt(router, 'routing-table', 'ip', 'static-route')) {
      const prefix: Prefix | undefined = parsePrefix(childAt(route, 'destination')?.text ?? '');
      const via = parseAddress(childAt(route, 'nexthop', 'ip-address')?.text ?? '');
      const zone = zoneOf.get(childAt(route, 'interface')?.text ?? '');
      if (prefix === undefined) continue;
      draft.routes.push({
        prefix,
        ...(via !== undefined && { via }),
        ...(zone !== undefined && { interface: zone }),
      });
    }
  }
}

function readRule(draft: Draft, objects: Objects, rule: Element): void {
  const { space } = draft;
  const source = sourceOf(rule);
  const text = (name: string) => childAt(rule, name)?.text;
  if (text('disabled') === 'yes') return;
  const partly = (what: string): Match => {
    draft.problem(source, what);
    return atMost(everything);
  };
  const named = <T extends object>(groups: Groups<T>, name: string, matchOf: (thing: T) => Match): Match => {
    const { things, missing } = groups.members(name);
    return anyOf(space, [
      ...things.map(matchOf),
      ...missing.map((lost) => partly(`"${lost}" is not defined, so it may be any`)),
    ]);
  };
  const side = (name: string, field: AddressField): Match => {
    const match = anyOf(
      space,
      membersAt(rule, name).map(
        (member) =>
          (objects.hosts.has(member) ? undefined : literalHosts(space, member)?.(field)) ??
          named(objects.hosts, member, (hosts) => hosts(field)),
      ),
    );
    return text(`negate-${name}`) === 'yes' ? opposite(match) : match;
  };
  const zones = (name: 'from' | 'to'): Match => {
    const members = membersAt(rule, name);
    if (members.includes('any')) return exactly(everything);
    return exactly(space.union(members.map((zone) => space[name](zone))));
  };
  const parts = [zones('from'), zones('to'), side('source', 'source'), side('destination', 'destination')];
  parts.push(servicesOf(space, objects, rule, named, partly));
  for (const name of ['source-user', 'category', 'source-hip', 'destination-hip']) {
    const members = membersAt(rule, name);
    if (members.some((member) => member !== 'any'))
      parts.push(partly(`"${name}" is more than packets show here`));
  }
  if (text('schedule') !== undefined) parts.push(partly('it is in force at some times only'));
  const type = text('rule-type');
  if (type === 'intrazone' || type === 'interzone') {
    const same = space.union(
      [...draft.interfaces.keys()].map((zone) => space.and(space.from(zone), space.to(zone))),
    );
    parts.push(exactly(type === 'intrazone' ? same : space.not(same)));
  }
  draft.filter(rules).push({ ...source, action: actionOf(text('action')), ...allOf(space, parts) });
}

function actionOf(action: string | undefined): Action {
  if (action === 'allow') return 'permit';
  return action === 'deny' || action === 'drop' || action?.startsWith('reset-') ? 'deny' : 'unknown';
}

function servicesOf(
  space: Space,
  objects: Objects,
  rule: Element,
  named: <T extends object>(groups: Groups<T>, name: string, matchOf: (thing: T) => Match) => Match,
  partly: (what: string) => Match,
): Match {
  const members = membersAt(rule, 'service');
  const applications = membersAt(rule, 'application').filter((name) => name !== 'any');
  const explicit = (): Match =>
    anyOf(
      space,
      members.map((name) => named(objects.services, name, (match) => match)),
    );
  if (applications.length === 0) {
    if (!members.includes('application-default')) return explicit();
    return partly('it is for any application at its usual ports, and which those are only the device knows');
  }
  const usual = anyOf(
    space,
    applications.map((name) => {
      const known = defaultPorts(name);
      if (known === undefined)
        return partly(`the ports of application "${name}" are not known here, so they may be any`);
      return exactly(space.union(known.map(({ protocol, ports }) => portsOf(space, protocol, ports)!)));
    }),
  );
  if (members.includes('application-default')) return usual;
  // At ports that are not its own it may be that application, or not.
  const ports = explicit();
  return { may: ports.may, must: space.and(ports.must, usual.must) };
}

import { type Address, type Prefix, parseAddress } from '../../address.ts';
import { everything } from '../../diagrams.ts';
import { exactly } from '../../match.ts';
import type { Device, Line, Source } from '../../model.ts';
import { ofProtocol } from '../../service.ts';
import type { Space } from '../../space.ts';
import { type Objects, readEntry } from '../cisco/entry.ts';
import { readHosts, readNetwork, readPorts, readService, type Words, wordsFrom } from '../cisco/words.ts';
import { createDraft, type Draft, linesOf, type ReadOptions, wordsOf } from '../draft.ts';
import { createGroups, unknownHosts } from '../groups.ts';
import { parseIcmp, parseProtocol } from '../ports.ts';

/**
 * What `show running-config` of a Cisco ASA prints. It keeps connections: lists are asked about the packet
 * that opens one, and what belongs to it passes. An interface without a list lets connections go to
 * interfaces of a lower security level.
 */
export function readCiscoAsa(space: Space, text: string, options: ReadOptions = {}): Device {
  const draft = createDraft(space, 'cisco-asa', options);
  const objects: Objects = { hosts: createGroups(), services: createGroups(), ports: createGroups() };
  const asa: Asa = { ports: [], entries: [], applied: [], sameLevel: undefined, sameInterface: undefined };
  let block: Block = { kind: 'other' };

  for (const [at, raw] of linesOf(text).entries()) {
    const source: Source = { line: at + 1, text: raw };
    const list = wordsOf(raw);
    const words = wordsFrom(list);
    if (list.length === 0 || /^[!:]/.test(list[0]!)) continue;
    if (!/^\s/.test(raw)) block = openBlock(draft, asa, words, source);
    else if (block.kind === 'interface') readInterfaceLine(block.port, words);
    else if (block.kind === 'object') readObject(draft, objects, block.name, words, source);
    else if (block.kind === 'group') readMember(draft, objects, block, words, source);
  }
  for (const { source, list, words, position } of asa.entries)
    readListEntry(draft, objects, list, position, wordsFrom(words), source);
  for (const { name, networks, addresses, shutdown } of asa.ports)
    if (name !== '' && !shutdown) draft.interfaces.set(name, { name, networks, addresses });
  addStages(draft, asa);
  return draft.finish();
}

interface Port {
  name: string;
  level: number;
  shutdown: boolean;
  readonly networks: Prefix[];
  readonly addresses: Address[];
}

interface Asa {
  readonly ports: Port[];
  readonly entries: { source: Source; list: string; words: string[]; position: number | undefined }[];
  /** Lists and where they are asked: at one interface, or everywhere. */
  readonly applied: { list: string; way: string; interface: string | undefined; source: Source }[];
  sameLevel: Source | undefined;
  sameInterface: Source | undefined;
}

type Block =
  | { readonly kind: 'other' }
  | { readonly kind: 'interface'; readonly port: Port }
  | { readonly kind: 'object'; readonly name: string }
  | { readonly kind: 'group'; readonly name: string; readonly of: string; readonly protocol: string };

function openBlock(draft: Draft, asa: Asa, words: Words, source: Source): Block {
  switch (words.next()) {
    case 'hostname':
      draft.call(words.next());
      break;
    case 'interface': {
      const port: Port = { name: '', level: 0, shutdown: false, networks: [], addresses: [] };
      asa.ports.push(port);
      return { kind: 'interface', port };
    }
    case 'object':
      words.next();
      return { kind: 'object', name: words.next() };
    case 'object-group': {
      const of = words.next();
      return { kind: 'group', of, name: words.next(), protocol: words.next() };
    }
    case 'access-list': {
      const list = words.next();
      const position = words.take('line') ? Number(words.next()) : undefined;
      if (words.peek() === 'extended' || words.peek() === 'permit' || words.peek() === 'deny') {
        words.take('extended');
        asa.entries.push({ source, list, words: rest(words), position });
      }
      break;
    }
    case 'access-group': {
      const list = words.next();
      const way = words.next();
      words.take('interface');
      asa.applied.push({ list, way, interface: way === 'global' ? undefined : words.next(), source });
      break;
    }
    case 'route': {
      const name = words.next();
      const prefix = readNetwork(words);
      const via = parseAddress(words.next());
      if (prefix === undefined || via === undefined) draft.problem(source, 'this route is not understood');
      else draft.routes.push({ prefix, via, interface: name });
      break;
    }
    case 'same-security-traffic':
      words.next();
      if (words.take('inter-interface')) asa.sameLevel = source;
      else asa.sameInterface = source;
      break;
    case 'nat':
    case 'static':
      draft.limit(source, 'it changes addresses, and answers are about packets before that');
      break;
    default:
  }
  return { kind: 'other' };
}

function rest(words: Words): string[] {
  const list: string[] = [];
  while (words.left > 0) list.push(words.next());
  return list;
}

function readInterfaceLine(port: Port, words: Words): void {
  switch (words.next()) {
    case 'nameif':
      port.name = words.next();
      // The one name that the device knows.
      if (port.name === 'inside') port.level = 100;
      break;
    case 'security-level':
      port.level = Number(words.next());
      break;
    case 'shutdown':
      port.shutdown = true;
      break;
    case 'ip':
    case 'ipv6': {
      if (!words.take('address')) break;
      const address = parseAddress(words.peek().split('/')[0]!);
      const network = readNetwork(words);
      if (address === undefined || network === undefined) break;
      port.addresses.push(address);
      port.networks.push(network);
      break;
    }
    default:
  }
}

/** One line of `object network` or `object service`. */
function readObject(draft: Draft, objects: Objects, name: string, words: Words, source: Source): void {
  const { space } = draft;
  if (words.take('description')) return;
  if (words.take('nat')) {
    draft.limit(source, 'it changes addresses, and answers are about packets before that');
    return;
  }
  if (words.take('service')) {
    const service = readService(space, words);
    if (service !== undefined) objects.services.add(name, service);
    else draft.problem(source, 'this service is not understood');
    return;
  }
  if (words.take('fqdn')) {
    draft.problem(source, 'only the device knows the addresses of a name, so it may be any');
    objects.hosts.add(name, unknownHosts);
    return;
  }
  words.take('subnet');
  const hosts = readHosts(space, words, 'subnet');
  if (hosts !== undefined) objects.hosts.add(name, hosts);
  else draft.problem(source, 'this object is not understood');
}

/** One line of an object group. One that is not understood leaves a member that nothing defines. */
function readMember(
  draft: Draft,
  objects: Objects,
  { name, of, protocol }: Block & { kind: 'group' },
  words: Words,
  source: Source,
): void {
  const { space } = draft;
  const command = words.next();
  if (command === 'description') return;
  const withPorts = of === 'icmp-type' || (of === 'service' && protocol !== '');
  const groups = of === 'network' ? objects.hosts : withPorts ? objects.ports : objects.services;
  const unknown = () => {
    draft.problem(source, 'this member is not understood, so the group may have any');
    groups.add(name, { group: '(a member that is not understood)' });
  };
  switch (command) {
    case 'group-object':
      groups.add(name, { group: words.next() });
      return;
    case 'network-object': {
      if (words.take('object')) {
        objects.hosts.add(name, { group: words.next() });
        return;
      }
      const hosts = readHosts(space, words, 'subnet');
      if (hosts === undefined) unknown();
      else objects.hosts.add(name, hosts);
      return;
    }
    case 'service-object': {
      if (words.take('object')) {
        objects.services.add(name, { group: words.next() });
        return;
      }
      const service = readService(space, words);
      if (service === undefined) unknown();
      else objects.services.add(name, service);
      return;
    }
    case 'protocol-object': {
      const text = words.next();
      const number = parseProtocol(text);
      if (text === 'ip') objects.services.add(name, exactly(everything));
      else if (number === undefined) unknown();
      else objects.services.add(name, exactly(ofProtocol(space, number)));
      return;
    }
    case 'port-object': {
      const ranges = readPorts(words);
      if (!ranges) unknown();
      else objects.ports.add(name, { ranges });
      return;
    }
    case 'icmp-object': {
      const types = parseIcmp(words.next());
      if (types === undefined) unknown();
      else objects.ports.add(name, { ranges: [types] });
      return;
    }
    default:
      unknown();
  }
}

function readListEntry(
  draft: Draft,
  objects: Objects,
  list: string,
  position: number | undefined,
  words: Words,
  source: Source,
): void {
  const { space } = draft;
  const lines = draft.filter(list);
  const action = words.next();
  const problem = (what: string) => draft.problem(source, what);
  const line = ((): Line | undefined => {
    if (action !== 'permit' && action !== 'deny') {
      problem(`"${action}" is not understood, so this line may do anything`);
      return { ...source, action: 'unknown', ...exactly(everything) };
    }
    const match = readEntry(words, { space, objects, masks: 'subnet', family: undefined, problem });
    return match && { ...source, action, ...match };
  })();
  if (line !== undefined) lines.splice(position === undefined ? lines.length : position - 1, 0, line);
}

/**
 * A packet that opens a connection asks the list of its interface, then the one for all; with neither, the
 * levels decide.
 */
function addStages(draft: Draft, asa: Asa): void {
  const { space } = draft;
  const ports = asa.ports.filter(({ name, shutdown }) => name !== '' && !shutdown);
  const everywhere = asa.applied.filter(({ way }) => way === 'global');
  for (const { interface: name, source } of asa.applied) {
    if (name !== undefined && !ports.some((port) => port.name === name))
      draft.problem(source, `there is no interface called "${name}"`);
  }
  for (const { name, level } of ports) {
    const at = (way: string) => asa.applied.filter((one) => one.interface === name && one.way === way);
    const openers = {
      in: space.and(space.from(name), space.openers),
      out: space.and(space.to(name), space.openers),
    };
    const entering = `${name} in`;
    const lists = [...at('in'), ...everywhere];
    for (const { list, source } of lists) {
      draft.filter(entering).push({ ...source, action: { call: list }, ...exactly(everything) });
    }
    if (lists.length === 0) {
      for (const other of ports) {
        const lower = other.level < level || (other.level === level && asa.sameLevel !== undefined);
        if (lower || other.name === name)
          draft.otherwise(entering, 'permit', `(level ${level} to ${other.level})`, space.to(other.name));
      }
    }
    draft.otherwise(entering, 'deny', '(implicit deny)');
    draft.stages.push({ filter: entering, applies: openers.in });
    for (const { list, source } of at('out')) {
      const leaving = `${name} out`;
      draft.filter(leaving).push({ ...source, action: { call: list }, ...exactly(everything) });
      draft.otherwise(leaving, 'deny', '(implicit deny)');
      draft.stages.push({ filter: leaving, applies: openers.out });
    }
    if (asa.sameInterface === undefined) {
      const back = '(back out of the same interface)';
      if (!draft.hasFilter(back)) draft.otherwise(back, 'deny', back);
      draft.stages.push({ filter: back, applies: space.and(openers.in, space.to(name)) });
    }
  }
}

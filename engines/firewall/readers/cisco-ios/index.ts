import { type Family, parseAddress } from '../../address.ts';
import { everything, not } from '../../diagrams.ts';
import { exactly } from '../../match.ts';
import type { Device, Interface, Source } from '../../model.ts';
import { protocols } from '../../packet.ts';
import type { Space } from '../../space.ts';
import { type Objects, readEntry } from '../cisco/entry.ts';
import { readHosts, readNetwork, readService, type Words, wordsFrom } from '../cisco/words.ts';
import { createDraft, type Draft, linesOf, type ReadOptions, wordsOf } from '../draft.ts';
import { createGroups } from '../groups.ts';

/**
 * What `show running-config` of a Cisco IOS or IOS XE router or switch prints. Access lists there know no
 * connections: each packet is judged by itself, replies too.
 */
export function readCiscoIos(space: Space, text: string, options: ReadOptions = {}): Device {
  const draft = createDraft(space, 'cisco-ios', options);
  const objects: Objects = { hosts: createGroups(), services: createGroups(), ports: createGroups() };
  const entries: Entry[] = [];
  const groups: { filter: string; interface: string; way: string; family: Family; source: Source }[] = [];
  let block: Block = { kind: 'other' };
  let routesV6 = false;

  for (const [at, raw] of linesOf(text).entries()) {
    const source: Source = { line: at + 1, text: raw };
    const list = wordsOf(raw);
    const words = wordsFrom(list);
    if (list.length === 0 || list[0]!.startsWith('!')) continue;
    if (!/^\s/.test(raw)) {
      routesV6 ||= raw.startsWith('ipv6 unicast-routing');
      block = openBlock(draft, words, source);
      if (block.kind === 'entry') entries.push({ source, list: block.list, words: list.slice(2) });
      continue;
    }
    switch (block.kind) {
      case 'list':
        entries.push({ source, list: block.list, words: list });
        break;
      case 'group':
        readMember(space, objects, block, words, (what) => draft.problem(source, what));
        break;
      case 'interface':
        readInterfaceLine(draft, block, words, source, (filter, way, family) =>
          groups.push({
            filter,
            interface: block.kind === 'interface' ? block.name : '',
            way,
            family,
            source,
          }),
        );
        break;
      default:
    }
  }
  for (const { source, list, words } of inOrder(entries))
    readListEntry(draft, objects, list, wordsFrom(words), source);
  finishLists(draft, entries);
  if (!routesV6) {
    const text = '(IPv6 is not routed here)';
    draft.otherwise(text, 'deny', text);
    draft.stages.push({ filter: text, applies: space.isFamily(6) });
  }
  for (const { filter, interface: name, way, family, source } of groups) {
    const key = listKey(family, filter);
    if (!draft.hasFilter(key)) {
      draft.problem(source, `the list "${filter}" is not defined, so the router lets everything pass here`);
      draft.otherwise(key, 'permit', `(list ${filter} is not defined)`);
    }
    const place = way === 'in' ? space.from(name) : space.to(name);
    draft.stages.push({ filter: key, applies: space.and(place, space.isFamily(family)) });
  }
  return draft.finish();
}

interface Entry {
  readonly source: Source;
  readonly list: ListKind;
  readonly words: string[];
}

/**
 * As the router has them: lines with numbers stand where their numbers say, and each of the others ten after
 * the line before it.
 */
function inOrder(entries: readonly Entry[]): Entry[] {
  const last = new Map<string, number>();
  return entries
    .map((entry) => {
      const key = listKey(entry.list.family, entry.list.name);
      const given = /^\d+$/.test(entry.words[0] ?? '') ? Number(entry.words[0]) : undefined;
      const number = given ?? (last.get(key) ?? 0) + 10;
      last.set(key, Math.max(number, last.get(key) ?? 0));
      return { entry, number };
    })
    .sort((a, b) => a.number - b.number)
    .map(({ entry }) => entry);
}

interface ListKind {
  readonly name: string;
  readonly family: Family;
  readonly standard: boolean;
}

type Block =
  | { readonly kind: 'other' }
  | { readonly kind: 'entry'; readonly list: ListKind }
  | { readonly kind: 'list'; readonly list: ListKind }
  | { readonly kind: 'group'; readonly name: string; readonly of: 'network' | 'service' }
  | { readonly kind: 'interface'; readonly name: string };

const listKey = (family: Family, name: string): string => (family === 6 ? `ipv6 ${name}` : name);

const isStandard = (name: string): boolean =>
  /^\d+$/.test(name) && (Number(name) < 100 || (Number(name) >= 1300 && Number(name) < 2000));

function openBlock(draft: Draft, words: Words, source: Source): Block {
  const command = words.next();
  switch (command) {
    case 'hostname':
      draft.call(words.next());
      return { kind: 'other' };
    case 'interface':
      return { kind: 'interface', name: words.next() };
    case 'access-list': {
      const name = words.next();
      return { kind: 'entry', list: { name, family: 4, standard: isStandard(name) } };
    }
    case 'object-group': {
      const of = words.next();
      const name = words.next();
      if (of === 'network' || of === 'service') return { kind: 'group', of, name };
      draft.problem(source, `groups of the kind "${of}" are not understood`);
      return { kind: 'other' };
    }
    case 'ip':
    case 'ipv6':
      return openIp(draft, command === 'ip' ? 4 : 6, words, source);
    case 'zone-pair':
      draft.limit(source, 'zone-based inspection is not read: it may stop more than the access lists do');
      return { kind: 'other' };
    default:
      return { kind: 'other' };
  }
}

function openIp(draft: Draft, family: Family, words: Words, source: Source): Block {
  if (words.take('access-list')) {
    const first = words.next();
    const named = first === 'standard' || first === 'extended';
    const name = named ? words.next() : first;
    return { kind: 'list', list: { name, family, standard: first === 'standard' } };
  }
  if (words.take('route')) readRoute(draft, words, source);
  else if (words.take('nat'))
    draft.limit(source, 'it changes addresses, and answers are about packets before that');
  return { kind: 'other' };
}

function readRoute(draft: Draft, words: Words, source: Source): void {
  if (words.peek() === 'vrf') {
    draft.limit(source, 'routes of a VRF are not read');
    return;
  }
  const prefix = readNetwork(words);
  const via = parseAddress(words.peek());
  const name = via === undefined ? words.next() : undefined;
  const next = via ?? parseAddress(words.peek());
  if (prefix === undefined || name === '') {
    draft.problem(source, 'this route is not understood');
    return;
  }
  draft.routes.push({
    prefix,
    ...(next !== undefined && { via: next }),
    // What is routed to nowhere is dropped: a route that leads nowhere.
    ...(name !== undefined && name !== 'Null0' && { interface: name }),
  });
}

function readInterfaceLine(
  draft: Draft,
  { name }: { readonly name: string },
  words: Words,
  source: Source,
  applied: (filter: string, way: string, family: Family) => void,
): void {
  const known = (): Interface => draft.interfaces.get(name) ?? { name, networks: [], addresses: [] };
  const command = words.next();
  if (command === 'zone-member' || (command === 'vrf' && words.take('forwarding'))) {
    draft.limit(
      source,
      'this interface is also kept apart by what is not read here: less may pass than the answers say',
    );
    return;
  }
  if (command === 'shutdown') {
    draft.interfaces.delete(name);
    return;
  }
  if (command !== 'ip' && command !== 'ipv6') return;
  const family: Family = command === 'ip' ? 4 : 6;
  if (words.take('access-group') || words.take('traffic-filter')) {
    if (!draft.interfaces.has(name)) draft.interfaces.set(name, known());
    applied(words.next(), words.next(), family);
  } else if (words.take('address')) {
    const address = parseAddress(words.peek().split('/')[0]!);
    const prefix = readNetwork(words);
    if (address === undefined || prefix === undefined) {
      if (!draft.interfaces.has(name)) draft.interfaces.set(name, known());
      return;
    }
    const { networks, addresses } = known();
    draft.interfaces.set(name, {
      name,
      networks: [...networks, prefix],
      addresses: [...addresses, address],
    });
  } else if (words.take('nat') || words.take('inspect') || words.take('policy')) {
    draft.limit(source, 'this is not read: packets may be changed, stopped or sent another way here');
  }
}

/** One line of an object group. */
function readMember(
  space: Space,
  objects: Objects,
  { name, of }: { readonly name: string; readonly of: 'network' | 'service' },
  words: Words,
  problem: (what: string) => void,
): void {
  if (words.take('description')) return;
  if (words.take('group-object')) {
    (of === 'network' ? objects.hosts : objects.services).add(name, { group: words.next() });
    return;
  }
  if (of === 'network') {
    const hosts = readHosts(space, words, 'subnet');
    if (hosts === undefined) {
      problem('this member is not understood, so the group may have any address');
      objects.hosts.add(name, { group: '(a member that is not understood)' });
    } else objects.hosts.add(name, hosts);
    return;
  }
  const service = readService(space, words);
  if (service === undefined) {
    problem('this member is not understood, so the group may have any service');
    objects.services.add(name, { group: '(a member that is not understood)' });
  } else objects.services.add(name, service);
}

function readListEntry(draft: Draft, objects: Objects, list: ListKind, words: Words, source: Source): void {
  const { space } = draft;
  const { name, family, standard } = list;
  if (/^\d+$/.test(words.peek())) words.next();
  if (words.take('sequence')) words.next();
  const action = words.next();
  if (action === 'remark' || action === 'statistics') return;
  const lines = draft.filter(listKey(family, name));
  const problem = (what: string) => draft.problem(source, what);
  if (action !== 'permit' && action !== 'deny') {
    problem(`"${action}" is not understood, so this line may do anything`);
    lines.push({ ...source, action: 'unknown', ...exactly(space.isFamily(family)) });
    return;
  }
  const match = standard
    ? readHosts(space, words, 'wildcard')?.('source')
    : readEntry(words, { space, objects, masks: 'wildcard', family, problem });
  if (match === undefined) {
    problem('this entry is not understood');
    lines.push({ ...source, action, may: everything, must: not(everything) });
  } else lines.push({ ...source, action, ...match });
}

/** Every list with entries ends by denying the rest; one for IPv6 first lets neighbours find each other. */
function finishLists(draft: Draft, entries: readonly { readonly list: ListKind }[]): void {
  const { space } = draft;
  const lists = new Map(entries.map(({ list }) => [listKey(list.family, list.name), list]));
  for (const [key, { family }] of lists) {
    if (!draft.hasFilter(key)) continue;
    if (family === 6) {
      const discovery = space.intersection([
        space.isFamily(6),
        space.inRange('protocol', protocols.icmpv6),
        space.inRange('destinationPort', 135 * 256, 136 * 256 + 255),
      ]);
      draft.otherwise(key, 'permit', '(implicit permit of neighbour discovery)', discovery);
    }
    draft.otherwise(key, 'deny', '(implicit deny)');
  }
}

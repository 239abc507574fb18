import type { Family } from '../../address.ts';
import { everything, nothing } from '../../diagrams.ts';
import { allOf, anyOf, atMost, exactly, type Match } from '../../match.ts';
import { protocols } from '../../packet.ts';
import { ofProtocol } from '../../service.ts';
import type { AddressField, Space } from '../../space.ts';
import type { Groups, Hosts } from '../groups.ts';
import { parseIcmp, parseProtocol } from '../ports.ts';
import { type MaskKind, portSet, readHosts, readPorts, type Words } from './words.ts';

/** What a Cisco configuration names and access lists refer to. */
export interface Objects {
  readonly hosts: Groups<Hosts>;
  /** Protocols with ports, complete: what stands in place of a protocol. */
  readonly services: Groups<Match>;
  /** Ports alone: what stands after an address. */
  readonly ports: Groups<{ readonly ranges: readonly (readonly [number, number])[] }>;
}

export interface EntryOptions {
  readonly space: Space;
  readonly objects: Objects;
  readonly masks: MaskKind;
  /** undefined where one list is for both versions of IP. */
  readonly family: Family | undefined;
  /** Says what was not understood. The entry is then known only in part. */
  readonly problem: (what: string) => void;
}

/** The part of an extended entry after `permit` or `deny`; undefined when the entry is switched off. */
export function readEntry(words: Words, options: EntryOptions): Match | undefined {
  const { space, objects, family, problem } = options;
  const parts: Match[] = family === undefined ? [] : [exactly(space.isFamily(family))];
  const unknown = (what: string): void => {
    problem(what);
    parts.push(atMost(everything));
  };

  const { match, protocol } = readProtocol(words, options);
  parts.push(match);
  for (const field of ['source', 'destination'] as const) {
    const hosts = readEnd(words, field, options);
    if (hosts === undefined) {
      unknown(`the ${field} "${words.next()}" is not understood`);
      return allOf(space, parts);
    }
    parts.push(hosts);
    const portField = field === 'source' ? 'sourcePort' : 'destinationPort';
    const ports = readPorts(words);
    if (ports === null) unknown('a port is not understood');
    else if (ports !== undefined) parts.push(exactly(portSet(space, portField, ports)));
    else if (words.peek() === 'object-group' && objects.ports.has(words.peek(1))) {
      words.next();
      const { things, missing } = objects.ports.members(words.next());
      for (const name of missing) unknown(`the group "${name}" is not defined`);
      parts.push(
        exactly(
          portSet(
            space,
            portField,
            things.flatMap(({ ranges }) => ranges),
          ),
        ),
      );
    }
  }
  if (protocol === protocols.icmp || protocol === protocols.icmpv6) {
    const types = readIcmpType(words, protocol === protocols.icmpv6 ? 6 : 4);
    if (types !== undefined) parts.push(exactly(space.inRange('destinationPort', ...types)));
  }
  while (words.left > 0) {
    const word = words.next();
    switch (word) {
      case 'established':
        // Packets with ACK or RST: they belong to a connection, and open none.
        parts.push(exactly(space.replies));
        break;
      case 'log':
      case 'log-input':
        // Levels and intervals of logging.
        while (
          /^(\d+|default|disable|interval|emergencies|alerts|critical|errors|warnings|notifications|informational|debugging)$/.test(
            words.peek(),
          )
        )
          words.next();
        break;
      case 'fragments':
        // Later fragments have no ports and open nothing.
        parts.push(exactly(nothing));
        break;
      case 'inactive':
        return undefined;
      case 'reflect':
        words.next();
        break;
      case 'time-range':
      case 'dscp':
      case 'precedence':
      case 'tos':
      case 'ttl':
      case 'option':
      case 'match-any':
      case 'match-all':
      case 'sequence':
        unknown(`"${word} ${words.next()}" is more than packets show here`);
        break;
      default:
        unknown(`"${word}" is not understood`);
    }
  }
  return allOf(space, parts);
}

function readProtocol(words: Words, options: EntryOptions): { match: Match; protocol?: number } {
  const { space, objects, family, problem } = options;
  const word = words.next();
  if (word === 'ip' || (word === 'ipv6' && family === 6)) return { match: exactly(everything) };
  if (word === 'object-group' || word === 'object') {
    const name = words.next();
    const { things, missing } = objects.services.members(name);
    for (const lost of missing) problem(`the group "${lost}" is not defined`);
    const known = anyOf(space, things);
    return { match: missing.length === 0 ? known : { may: everything, must: known.must } };
  }
  const named = parseProtocol(word);
  // An IPv6 list says "icmp" and means its own.
  const protocol = named === protocols.icmp && family === 6 ? protocols.icmpv6 : named;
  if (protocol === undefined) {
    problem(`the protocol "${word}" is not understood`);
    return { match: atMost(everything) };
  }
  return { match: exactly(ofProtocol(space, protocol)), protocol };
}

function readEnd(words: Words, field: AddressField, options: EntryOptions): Match | undefined {
  const { space, objects, masks, problem } = options;
  if (words.peek() === 'object-group' || words.peek() === 'object') {
    words.next();
    return namedHosts(space, objects.hosts, words.next(), field, problem);
  }
  return readHosts(space, words, masks)?.(field);
}

/** The hosts of a group. What it lacks may be any host: the group is then known only in part. */
export function namedHosts(
  space: Space,
  groups: Groups<Hosts>,
  name: string,
  field: AddressField,
  problem: (what: string) => void,
): Match {
  const { things, missing } = groups.members(name);
  for (const lost of missing) problem(`"${lost}" is not defined`);
  const known = anyOf(
    space,
    things.map((hosts) => hosts(field)),
  );
  return missing.length === 0 ? known : { may: everything, must: known.must };
}

function readIcmpType(words: Words, family: Family): [number, number] | undefined {
  const type = parseIcmp(words.peek(), family);
  if (type === undefined) return undefined;
  const number = words.next();
  const withCode = parseIcmp(`${number}/${words.peek()}`, family);
  if (withCode === undefined) return type;
  words.next();
  return withCode;
}

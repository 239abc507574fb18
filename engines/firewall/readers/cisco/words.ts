import { type Address, cut, maskBits, type Prefix, parseAddress, parsePrefix } from '../../address.ts';
import { everything } from '../../diagrams.ts';
import { exactly, type Match } from '../../match.ts';
import { protocols } from '../../packet.ts';
import { ofProtocol } from '../../service.ts';
import type { Space } from '../../space.ts';
import { anyHost, type Hosts, hostsAt, hostsBetween, hostsIn } from '../groups.ts';
import { parseIcmp, parsePort, parseProtocol } from '../ports.ts';

/** The words of one command, taken one after the other. */
export interface Words {
  readonly left: number;
  peek(ahead?: number): string;
  next(): string;
  /** Takes the next word if it is this one. */
  take(word: string): boolean;
}

export function wordsFrom(list: readonly string[]): Words {
  let at = 0;
  return {
    get left() {
      return list.length - at;
    },
    peek: (ahead = 0) => list[at + ahead] ?? '',
    next: () => list[at++] ?? '',
    take(word) {
      if (list[at] !== word) return false;
      at++;
      return true;
    },
  };
}

/** `wildcard` masks have ones where routers do not look, `subnet` masks where they do. */
export type MaskKind = 'wildcard' | 'subnet';

/** `any`, `host A`, `A M`, `A/bits`, `range A B`; undefined when it is none of them. */
export function readHosts(space: Space, words: Words, masks: MaskKind): Hosts | undefined {
  if (words.take('any')) return anyHost;
  if (words.take('any4')) return () => exactly(space.isFamily(4));
  if (words.take('any6')) return () => exactly(space.isFamily(6));
  if (words.take('host')) {
    const host = parseAddress(words.next());
    return host && hostsAt(space, host);
  }
  if (words.take('range')) {
    const first = parseAddress(words.next());
    const last = parseAddress(words.next());
    return first && last && hostsBetween(space, first, last);
  }
  const text = words.peek();
  if (text.includes('/')) {
    const prefix = parsePrefix(text);
    if (prefix !== undefined) words.next();
    return prefix && hostsIn(space, prefix);
  }
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  words.next();
  const mask = parseAddress(words.peek());
  if (mask === undefined || mask.family !== address.family) return hostsAt(space, address);
  words.next();
  return maskedHosts(space, address, mask, masks);
}

function maskedHosts(space: Space, address: Address, mask: Address, masks: MaskKind): Hosts {
  const counts = masks === 'subnet' ? mask.bytes : mask.bytes.map((byte) => 255 - byte);
  const bits = maskBits({ family: mask.family, bytes: counts });
  if (bits !== undefined) return hostsIn(space, cut(address, bits));
  return (field) => exactly(space.inMask(field, address, counts));
}

/** `eq 80`, `range 1 9`, `gt`, `lt`, `neq`; undefined when there is none, null when it is not understood. */
export function readPorts(words: Words): [number, number][] | undefined | null {
  const operator = words.peek();
  if (!/^(eq|gt|lt|neq|range)$/.test(operator)) return undefined;
  words.next();
  const port = parsePort(words.next());
  if (port === undefined) return null;
  switch (operator) {
    case 'gt':
      return [[port + 1, 65_535]];
    case 'lt':
      return [[0, port - 1]];
    case 'neq':
      return [
        [0, port - 1],
        [port + 1, 65_535],
      ];
    case 'range': {
      const last = parsePort(words.next());
      return last === undefined ? null : [[Math.min(port, last), Math.max(port, last)]];
    }
    default: {
      const ranges: [number, number][] = [[port, port]];
      for (let more = parsePort(words.peek()); more !== undefined; more = parsePort(words.peek())) {
        words.next();
        ranges.push([more, more]);
      }
      return ranges;
    }
  }
}

/** No ranges is any port. */
export const portSet = (
  space: Space,
  field: 'sourcePort' | 'destinationPort',
  ranges: readonly (readonly [number, number])[] | undefined,
) =>
  ranges === undefined
    ? everything
    : space.union(ranges.map(([first, last]) => space.inRange(field, first, last)));

/** `A M` or `A/bits`, as one prefix. */
export function readNetwork(words: Words): Prefix | undefined {
  const first = words.next();
  if (first.includes('/')) return parsePrefix(first);
  const address = parseAddress(first);
  const mask = parseAddress(words.next());
  const bits = mask && maskBits(mask);
  return address === undefined || bits === undefined ? undefined : cut(address, bits);
}

/** `tcp eq 80`, `tcp source gt 1023 range 1 9`, `icmp echo`, `udp`, `tcp-udp eq 53`, `ip`. */
export function readService(space: Space, words: Words): Match | undefined {
  const word = words.next();
  if (word === 'ip') return exactly(everything);
  const numbers = word === 'tcp-udp' ? [protocols.tcp, protocols.udp] : [parseProtocol(word)];
  if (numbers.includes(undefined)) return undefined;
  const parts = [space.union(numbers.map((number) => ofProtocol(space, number!)))];
  if (numbers[0] === protocols.icmp && words.left > 0) {
    const types = parseIcmp(words.next());
    if (types === undefined) return undefined;
    parts.push(space.inRange('destinationPort', ...types));
  }
  if (words.take('source')) {
    const ports = readPorts(words);
    if (!ports) return undefined;
    parts.push(portSet(space, 'sourcePort', ports));
  }
  words.take('destination');
  if (words.left > 0) {
    // A bare port means "eq".
    const ports = readPorts(/^\d+$/.test(words.peek()) ? wordsFrom(['eq', words.next()]) : words);
    if (!ports) return undefined;
    parts.push(portSet(space, 'destinationPort', ports));
  }
  return words.left > 0 ? undefined : exactly(space.intersection(parts));
}

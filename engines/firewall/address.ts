import ipaddr from 'ipaddr.js';

export type Family = 4 | 6;

export interface Address {
  readonly family: Family;
  /** 4 or 16 bytes, most significant first. */
  readonly bytes: readonly number[];
}

export interface Prefix extends Address {
  readonly bits: number;
}

/**
 * undefined when it is none. Four decimal parts or IPv6; an interface index (`%eth0`) is not part of an
 * address.
 */
export function parseAddress(text: string): Address | undefined {
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (v4 !== null) {
    const bytes = [Number(v4[1]), Number(v4[2]), Number(v4[3]), Number(v4[4])];
    return bytes.every((byte) => byte <= 255) ? { family: 4, bytes } : undefined;
  }
  if (!text.includes(':') || text.includes('%') || text.length > 45 || !ipaddr.IPv6.isValid(text))
    return undefined;
  return { family: 6, bytes: ipaddr.IPv6.parse(text).toByteArray() };
}

/** `10.0.0.0/8`, `10.0.0.0/255.0.0.0`, `2001:db8::/32`, or one address. Host bits are cut off, as devices do. */
export function parsePrefix(text: string): Prefix | undefined {
  const [host = '', length, ...rest] = text.split('/');
  const address = parseAddress(host);
  if (address === undefined || rest.length > 0) return undefined;
  const width = address.bytes.length * 8;
  if (length === undefined) return { ...address, bits: width };
  if (/^\d{1,3}$/.test(length)) return Number(length) <= width ? cut(address, Number(length)) : undefined;
  const mask = parseAddress(length);
  const bits = mask === undefined || mask.family !== address.family ? undefined : maskBits(mask);
  return bits === undefined ? undefined : cut(address, bits);
}

/** The length of the prefix that a mask such as 255.255.255.0 means; undefined when its ones have gaps. */
export function maskBits(mask: Address): number | undefined {
  const ones = mask.bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(ones) ? ones.replace(/0*$/, '').length : undefined;
}

export function cut(address: Address, bits: number): Prefix {
  return { family: address.family, bytes: address.bytes.map((byte, at) => byte & maskByte(bits, at)), bits };
}

/** The mask of a prefix, as bytes. */
export const prefixMask = ({ bytes, bits }: Prefix): number[] => bytes.map((_, at) => maskByte(bits, at));

/** The ones that a prefix of so many bits has in its byte `at`. */
function maskByte(bits: number, at: number): number {
  return (0xff << (8 - Math.min(8, Math.max(0, bits - at * 8)))) & 0xff;
}

export function contains(prefix: Prefix, address: Address): boolean {
  if (prefix.family !== address.family) return false;
  return prefix.bytes.every((byte, at) => (address.bytes[at]! & maskByte(prefix.bits, at)) === byte);
}

/** The order of addresses: IPv4 first, then by their bits. */
export function compareAddresses(a: Address, b: Address): number {
  if (a.family !== b.family) return a.family - b.family;
  const at = a.bytes.findIndex((byte, place) => byte !== b.bytes[place]);
  return at < 0 ? 0 : a.bytes[at]! - b.bytes[at]!;
}

export const overlap = (a: Prefix, b: Prefix): boolean =>
  a.bits <= b.bits ? contains(a, b) : contains(b, a);

/** All addresses of both versions of IP that are in none of these. */
export function outside(prefixes: readonly Prefix[]): Prefix[] {
  const found: Prefix[] = [];
  const visit = (prefix: Prefix, taken: readonly Prefix[]): void => {
    const inside = taken.filter((one) => overlap(one, prefix));
    if (inside.length === 0) found.push(prefix);
    else if (inside.every(({ bits }) => bits > prefix.bits))
      for (const half of halves(prefix)) visit(half, inside);
  };
  for (const [family, width] of [
    [4, 4],
    [6, 16],
  ] as const) {
    const all: Prefix = { family, bytes: Array<number>(width).fill(0), bits: 0 };
    visit(
      all,
      prefixes.filter((one) => one.family === family),
    );
  }
  return found;
}

function halves({ family, bytes, bits }: Prefix): [Prefix, Prefix] {
  const upper = [...bytes];
  upper[bits >> 3]! |= 0x80 >> (bits & 7);
  return [
    { family, bytes, bits: bits + 1 },
    { family, bytes: upper, bits: bits + 1 },
  ];
}

export const formatAddress = ({ bytes }: Address): string => ipaddr.fromByteArray([...bytes]).toString();

export const formatPrefix = (prefix: Prefix): string => `${formatAddress(prefix)}/${prefix.bits}`;

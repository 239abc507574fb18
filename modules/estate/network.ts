/** Addresses and ranges, IPv4 and IPv6, as the estate needs them: one spelling per address, most specific range first. */
import ipaddr from 'ipaddr.js';

/**
 * The one spelling used as a key for this address: dotted IPv4 (also for `::ffff:` mapped ones), normalised
 * IPv6 without a scope id. Undefined for anything else, among it `10.1` and `0x0a.0.0.1`, which some tools
 * read as addresses and no log means as one.
 */
export function canonicalAddress(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 64) return undefined;
  if (ipaddr.IPv4.isValidFourPartDecimal(trimmed)) return ipaddr.IPv4.parse(trimmed).toString();
  const unscoped = trimmed.split('%', 1)[0]!;
  if (!unscoped.includes(':') || !ipaddr.IPv6.isValid(unscoped)) return undefined;
  const v6 = ipaddr.IPv6.parse(unscoped);
  return v6.isIPv4MappedAddress() ? v6.toIPv4Address().toString() : v6.toNormalizedString();
}

/** True for an address that anybody on the internet may have: neither private nor set apart for some use. */
export function isPublicAddress(text: string): boolean {
  const address = canonicalAddress(text);
  return address !== undefined && ipaddr.parse(address).range() === 'unicast';
}

/** A range as bits: `bytes` are the network's (4 or 16), all bits after `prefix` zero. */
export interface Range {
  bytes: readonly number[];
  prefix: number;
}

/** Reads `10.0.0.0/8` or `2001:db8::/32`; undefined when it is neither, or has bits set after the prefix. */
export function parseRange(cidr: string): Range | undefined {
  const [address, length, ...rest] = cidr.split('/');
  if (address === undefined || length === undefined || rest.length > 0 || !/^\d{1,3}$/.test(length))
    return undefined;
  const canonical = canonicalAddress(address);
  if (canonical === undefined) return undefined;
  const bytes = ipaddr.parse(canonical).toByteArray();
  const prefix = Number(length);
  if (prefix > bytes.length * 8 || keyOf(bytes, prefix) !== keyOf(bytes, bytes.length * 8)) return undefined;
  return { bytes, prefix };
}

/** True when the two ranges share an address. */
export function rangesOverlap(a: Range, b: Range): boolean {
  if (a.bytes.length !== b.bytes.length) return false;
  const prefix = Math.min(a.prefix, b.prefix);
  return keyOf(a.bytes, prefix) === keyOf(b.bytes, prefix);
}

/** True when the canonical address lies in the range. */
export function rangeHolds(range: Range, address: string): boolean {
  const bytes = ipaddr.parse(address).toByteArray();
  return (
    bytes.length === range.bytes.length && keyOf(bytes, range.prefix) === keyOf(range.bytes, range.prefix)
  );
}

/** The first `prefix` bits as text, the rest cleared: equal exactly when the networks are. */
function keyOf(bytes: readonly number[], prefix: number): string {
  const kept = bytes.map((byte, i) => {
    const bits = Math.min(8, Math.max(0, prefix - i * 8));
    return byte & (0xff << (8 - bits)) & 0xff;
  });
  return kept.join('.');
}

/**
 * A table from ranges to values that answers with the most specific range holding an address.
 * The cost of a look-up follows the number of distinct prefix lengths, not of ranges.
 */
export function createRangeTable<T>(
  entries: Iterable<{ range: Range; value: T }>,
): (address: string) => T | undefined {
  const families = new Map<number, Map<number, Map<string, T>>>();
  for (const { range, value } of entries) {
    const size = range.bytes.length;
    const lengths = families.get(size) ?? new Map<number, Map<string, T>>();
    families.set(size, lengths);
    const keys = lengths.get(range.prefix) ?? new Map<string, T>();
    lengths.set(range.prefix, keys);
    keys.set(keyOf(range.bytes, range.prefix), value);
  }
  const ordered = new Map(
    [...families].map(([size, lengths]) => [size, [...lengths].sort(([a], [b]) => b - a)] as const),
  );
  return (address) => {
    const canonical = canonicalAddress(address);
    if (canonical === undefined) return undefined;
    const bytes = ipaddr.parse(canonical).toByteArray();
    for (const [prefix, keys] of ordered.get(bytes.length) ?? []) {
      const found = keys.get(keyOf(bytes, prefix));
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** Networks and addresses for the `cidr` modifier, IPv4 and IPv6. */
import ipaddr from 'ipaddr.js';

export interface Network {
  readonly bytes: readonly number[];
  readonly bits: number;
}

/** Parses `10.0.0.0/8`, `2001:db8::/32` or a single address; a string says what is wrong with it. */
export function parseNetwork(text: string): Network | string {
  const [address, length, ...rest] = text.split('/');
  const bytes = addressBytes(address ?? '');
  if (bytes === undefined || rest.length > 0) return `"${text}" is not an IP network`;
  const width = bytes.length * 8;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return `"${text}" has no valid prefix length`;
  const bits = length === undefined ? width : Number(length);
  if (bits > width) return `"${text}" has a prefix longer than its address`;
  const network = { bytes, bits };
  const base = bytes.map((byte, i) => byte & mask(bits, i));
  if (base.some((byte, i) => byte !== bytes[i])) {
    return `"${text}" has host bits set: write ${ipaddr.fromByteArray([...base]).toString()}/${bits}`;
  }
  return network;
}

function mask(bits: number, index: number): number {
  const left = Math.min(8, Math.max(0, bits - index * 8));
  return (0xff << (8 - left)) & 0xff;
}

/** The 4 or 16 bytes of a textual address; undefined when it is none. An IPv4 address mapped into IPv6 is IPv4. */
export function addressBytes(text: string): readonly number[] | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text).toByteArray();
  if (!text.includes(':') || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toByteArray() : address.toByteArray();
}

export function contains(network: Network, address: readonly number[]): boolean {
  if (address.length !== network.bytes.length) return false;
  for (let i = 0; i * 8 < network.bits; i++) {
    if ((address[i]! & mask(network.bits, i)) !== network.bytes[i]) return false;
  }
  return true;
}

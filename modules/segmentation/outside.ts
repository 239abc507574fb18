/** The addresses that are left of a network without others: the internet is all that is nobody's of ours. Pure. */
import type { Prefix } from '@cordon/firewall';

/** As few prefixes as there can be. */
export function without(whole: Prefix, others: readonly Prefix[]): Prefix[] {
  const inside = others.filter((other) => other.family === whole.family && meets(whole, other));
  if (inside.length === 0) return [whole];
  if (inside.some((other) => other.bits <= whole.bits)) return [];
  return halves(whole).flatMap((half) => without(half, inside));
}

/** Two networks have an address in common where the shorter prefix is the beginning of the other. */
const meets = (a: Prefix, b: Prefix): boolean => {
  const bits = Math.min(a.bits, b.bits);
  return a.bytes.every((byte, at) => {
    const mask = (0xff << (8 - Math.min(8, Math.max(0, bits - at * 8)))) & 0xff;
    return (byte & mask) === (b.bytes[at]! & mask);
  });
};

function halves(prefix: Prefix): [Prefix, Prefix] {
  const bits = prefix.bits + 1;
  const upper = prefix.bytes.with(
    prefix.bits >> 3,
    prefix.bytes[prefix.bits >> 3]! | (0x80 >> (prefix.bits & 7)),
  );
  return [
    { ...prefix, bits },
    { ...prefix, bits, bytes: upper },
  ];
}

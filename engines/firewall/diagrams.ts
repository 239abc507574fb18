/**
 * A set of packets: a reference to a node of a decision diagram. Two sets of one space are equal when the
 * references are.
 */
export type PacketSet = number & { readonly packetSet: unique symbol };

export const everything = 0 as PacketSet;
export const nothing = 1 as PacketSet;

/**
 * More nodes would be needed than were allowed: the question was too complex, and no answer is better than a
 * wrong one.
 */
export class TooComplex extends Error {
  constructor(maxNodes: number) {
    super(
      `the rules need more than ${maxNodes.toLocaleString('en')} nodes to be compared exactly; nothing was decided: ask about fewer devices at once, or allow more nodes`,
    );
    this.name = 'TooComplex';
  }
}

export interface Diagrams {
  readonly size: number;
  /**
   * The set that is `low` where the bit at `level` is 0 and `high` where it is 1; both test only levels
   * below.
   */
  node(level: number, low: PacketSet, high: PacketSet): PacketSet;
  and(a: PacketSet, b: PacketSet): PacketSet;
  level(set: PacketSet): number;
  low(set: PacketSet): PacketSet;
  high(set: PacketSet): PacketSet;
  /** Whether a set has the one member whose bit at each level is this. */
  holds(set: PacketSet, bits: Uint8Array): boolean;
}

export const not = (a: PacketSet): PacketSet => (a ^ 1) as PacketSet;

/**
 * Reduced ordered binary decision diagrams with complement edges (Bryant 1986; Brace, Rudell and Bryant
 * 1990): each set has exactly one diagram, so comparing two is comparing two numbers, and "and" with "not" is
 * all that is needed. A reference is twice the node's index, plus one where the set is the complement of what
 * the node says; a node's high edge is never complemented, which keeps that form unique. Nodes live in flat
 * arrays and are never freed: a space is made for one comparison and let go as a whole.
 */
export function createDiagrams(levels: number, maxNodes: number): Diagrams {
  let capacity = 1 << 12;
  let size = 1;
  let levelOf = new Uint16Array(capacity);
  let lowOf = new Int32Array(capacity);
  let highOf = new Int32Array(capacity);
  /** Index of the node with these three parts; 0, which is the end of all diagrams, means free. */
  let unique = new Int32Array(capacity * 2);
  /** Answers of `and`, each overwritten by the next that falls on its place: a, b, result. */
  let places = 1 << 14;
  let answers = new Int32Array(3 * places);
  levelOf[0] = levels;

  const slotOf = (level: number, low: number, high: number): number => {
    let mixed = Math.imul(low, 0x9e37_79b1) ^ Math.imul(high, 0x85eb_ca6b) ^ Math.imul(level, 0xc2b2_ae35);
    mixed ^= mixed >>> 15;
    return Math.imul(mixed, 0x2c1b_3c6d) >>> 0;
  };

  function grow(): void {
    if (capacity >= maxNodes) throw new TooComplex(maxNodes);
    capacity = Math.min(maxNodes, capacity * 2);
    levelOf = copyInto(new Uint16Array(capacity), levelOf);
    lowOf = copyInto(new Int32Array(capacity), lowOf);
    highOf = copyInto(new Int32Array(capacity), highOf);
    unique = new Int32Array(2 << Math.ceil(Math.log2(capacity)));
    for (let index = 1; index < size; index++) {
      let slot = slotOf(levelOf[index]!, lowOf[index]!, highOf[index]!) & (unique.length - 1);
      while (unique[slot] !== 0) slot = (slot + 1) & (unique.length - 1);
      unique[slot] = index;
    }
    if (places >= 1 << 20 || places >= capacity) return;
    places *= 2;
    answers = new Int32Array(3 * places);
  }

  function find(level: number, low: number, high: number): number {
    let slot = slotOf(level, low, high) & (unique.length - 1);
    for (let index = unique[slot]!; index !== 0; index = unique[slot]!) {
      if (lowOf[index] === low && highOf[index] === high && levelOf[index] === level) return index;
      slot = (slot + 1) & (unique.length - 1);
    }
    if (size === capacity) {
      grow();
      return find(level, low, high);
    }
    unique[slot] = size;
    levelOf[size] = level;
    lowOf[size] = low;
    highOf[size] = high;
    return size++;
  }

  function node(level: number, low: number, high: number): number {
    if (low === high) return low;
    const complement = high & 1;
    return (find(level, low ^ complement, high ^ complement) << 1) | complement;
  }

  function and(a: number, b: number): number {
    if (a === b || b === everything) return a;
    if (a === everything) return b;
    if (a === nothing || b === nothing || a === (b ^ 1)) return nothing;
    const first = Math.min(a, b);
    const second = Math.max(a, b);
    const hash = slotOf(0, first, second);
    let place = (hash & (places - 1)) * 3;
    if (answers[place] === first && answers[place + 1] === second) return answers[place + 2]!;
    const left = first >> 1;
    const right = second >> 1;
    const leftLevel = levelOf[left]!;
    const rightLevel = levelOf[right]!;
    const level = Math.min(leftLevel, rightLevel);
    const leftSplits = leftLevel === level;
    const rightSplits = rightLevel === level;
    const leftFlip = first & 1;
    const rightFlip = second & 1;
    const low = and(
      leftSplits ? lowOf[left]! ^ leftFlip : first,
      rightSplits ? lowOf[right]! ^ rightFlip : second,
    );
    const high = and(
      leftSplits ? highOf[left]! ^ leftFlip : first,
      rightSplits ? highOf[right]! ^ rightFlip : second,
    );
    const result = node(level, low, high);
    place = (hash & (places - 1)) * 3;
    answers[place] = first;
    answers[place + 1] = second;
    answers[place + 2] = result;
    return result;
  }

  function holds(set: number, bits: Uint8Array): boolean {
    let rest = set;
    while (rest > nothing) {
      const index = rest >> 1;
      rest = (bits[levelOf[index]!] === 1 ? highOf[index]! : lowOf[index]!) ^ (rest & 1);
    }
    return rest === everything;
  }

  return {
    holds,
    get size() {
      return size;
    },
    node: (level, low, high) => node(level, low, high) as PacketSet,
    and: (a, b) => and(a, b) as PacketSet,
    level: (set) => levelOf[set >> 1]!,
    low: (set) => (lowOf[set >> 1]! ^ (set & 1)) as PacketSet,
    high: (set) => (highOf[set >> 1]! ^ (set & 1)) as PacketSet,
  };
}

function copyInto<T extends Uint16Array | Int32Array>(larger: T, smaller: T): T {
  larger.set(smaller);
  return larger;
}

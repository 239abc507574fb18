/**
 * Tries over folded literals, the ground of all literal search here.
 *
 * Case is folded by character class, so texts need no lower-casing: ASCII letters share a class, and all
 * characters from 127 on share one that only verification can tell apart. Transitions live in one
 * open-addressing table of integers, a few bytes each, so that tens of thousands of literals stay small.
 */

/** Number of character classes; also the factor that makes a table key of a state and a class. */
export const classes = 128;
/** The class of every character from 127 on. */
export const otherClass = 127;

/** Class of each ASCII character. */
export const classOf = new Uint8Array(classes);
for (let code = 0; code < classes; code++) classOf[code] = code >= 65 && code <= 90 ? code + 32 : code;

/** Whether a folded literal is fully told apart by its classes; a hit on any other must be verified. */
export function isDecidable(literal: string): boolean {
  for (let i = 0; i < literal.length; i++) if (literal.charCodeAt(i) >= otherClass) return false;
  return true;
}

export interface Trie {
  readonly states: number;
  /** Pairs of `state * classes + class` (-1 when free) and the state that it leads to. State 0 is the root. */
  readonly table: Int32Array;
  readonly mask: number;
  readonly parent: Int32Array;
  /** The class on the way from the parent. */
  readonly symbol: Uint8Array;
  /** The outputs of state s are `outputs[outputsFrom[s]]` up to, not including, `outputs[outputsFrom[s + 1]]`. */
  readonly outputsFrom: Int32Array;
  readonly outputs: Int32Array;
}

export interface TrieBuilder {
  /** Adds a folded literal with a number to report when it is found. */
  add(literal: string, output: number): void;
  isEmpty(): boolean;
  finish(): Trie;
}

/** @param reversed literals are read from their end, to be matched from the end of a text */
export function createTrieBuilder(reversed: boolean): TrieBuilder {
  let mask = 127;
  let table = new Int32Array((mask + 1) * 2).fill(-1);
  const parent: number[] = [0];
  const symbol: number[] = [0];
  const ends: number[] = [];
  const given: number[] = [];

  function step(state: number, by: number): number {
    const key = state * classes + by;
    let slot = firstSlot(key, mask);
    while (table[slot] !== -1) {
      if (table[slot] === key) return table[slot + 1]!;
      slot = nextSlot(slot, mask);
    }
    const target = parent.push(state) - 1;
    symbol.push(by);
    table[slot] = key;
    table[slot + 1] = target;
    if (parent.length * 2 > mask) grow();
    return target;
  }

  function grow(): void {
    const old = table;
    mask = mask * 2 + 1;
    table = new Int32Array((mask + 1) * 2).fill(-1);
    for (let i = 0; i < old.length; i += 2) if (old[i] !== -1) place(table, mask, old[i]!, old[i + 1]!);
  }

  return {
    add(literal, output) {
      let state = 0;
      const { length } = literal;
      for (let i = 0; i < length; i++) {
        const code = literal.charCodeAt(reversed ? length - 1 - i : i);
        state = step(state, code < otherClass ? classOf[code]! : otherClass);
      }
      ends.push(state);
      given.push(output);
    },
    isEmpty: () => given.length === 0,
    finish() {
      const states = parent.length;
      const outputsFrom = new Int32Array(states + 1);
      for (const state of ends) outputsFrom[state + 1]!++;
      for (let state = 0; state < states; state++) outputsFrom[state + 1]! += outputsFrom[state]!;
      const next = outputsFrom.slice();
      const outputs = new Int32Array(ends.length);
      for (let i = 0; i < ends.length; i++) outputs[next[ends[i]!]!++] = given[i]!;
      return {
        states,
        table,
        mask,
        parent: Int32Array.from(parent),
        symbol: Uint8Array.from(symbol),
        outputsFrom,
        outputs,
      };
    },
  };
}

/** Slots are even positions of the table: a key, then its value. */
export function firstSlot(key: number, mask: number): number {
  return ((Math.imul(key, 0x9e3779b1) >>> 8) & mask) << 1;
}

export function nextSlot(slot: number, mask: number): number {
  return (slot + 2) & (mask * 2 + 1);
}

export function place(table: Int32Array, mask: number, key: number, value: number): void {
  let slot = firstSlot(key, mask);
  while (table[slot] !== -1) slot = nextSlot(slot, mask);
  table[slot] = key;
  table[slot + 1] = value;
}

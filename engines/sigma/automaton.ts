/**
 * Aho-Corasick over a trie (Aho and Corasick, 1975): every literal of a field, anywhere in a text, in one
 * pass. States are renumbered by depth; the shallow ones, where a scan spends nearly all its time, have
 * complete rows, the others fall back along failure links until a transition is found.
 */
import { classes, firstSlot, nextSlot, place, type Trie } from './trie.ts';

export interface Automaton {
  /** Rows of the first `fullStates` states. Here and in the table: target * 2, plus 1 if it reports anything. */
  readonly rows: Int32Array;
  readonly fullStates: number;
  readonly table: Int32Array;
  readonly mask: number;
  readonly fail: Int32Array;
  /** The state itself or the longest suffix of it that is a literal; 0 when none is. */
  readonly report: Int32Array;
  /** For a reporting state, the next shorter one; 0 at the end. */
  readonly nextReport: Int32Array;
  readonly outputsFrom: Int32Array;
  readonly outputs: Int32Array;
}

/** 512 rows of 512 bytes stay within the second-level cache of any processor. */
const mostFullStates = 512;

export function createAutomaton(trie: Trie): Automaton {
  const { states } = trie;
  const { order, renumbered, fullStates } = orderByDepth(trie);

  const parent = new Int32Array(states);
  const symbol = new Uint8Array(states);
  const table = new Int32Array(trie.table.length).fill(-1);
  for (let state = 1; state < states; state++) {
    const old = order[state]!;
    parent[state] = renumbered[trie.parent[old]!]!;
    symbol[state] = trie.symbol[old]!;
    place(table, trie.mask, parent[state]! * classes + symbol[state]!, state);
  }
  const child = (state: number, by: number): number => {
    const key = state * classes + by;
    for (let slot = firstSlot(key, trie.mask); table[slot] !== -1; slot = nextSlot(slot, trie.mask)) {
      if (table[slot] === key) return table[slot + 1]!;
    }
    return -1;
  };

  const outputsFrom = new Int32Array(states + 1);
  const outputs = new Int32Array(trie.outputs.length);
  const fail = new Int32Array(states);
  const report = new Int32Array(states);
  const nextReport = new Int32Array(states);
  for (let state = 0, at = 0; state < states; state++) {
    const old = order[state]!;
    for (let i = trie.outputsFrom[old]!; i < trie.outputsFrom[old + 1]!; i++)
      outputs[at++] = trie.outputs[i]!;
    outputsFrom[state + 1] = at;
    if (state === 0) continue;
    // A parent is shallower than its child, so its failure link is already known.
    let back = parent[state]!;
    let target = 0;
    while (back !== 0) {
      back = fail[back]!;
      const found = child(back, symbol[state]!);
      if (found >= 0) {
        target = found;
        break;
      }
    }
    fail[state] = target;
    const own = outputsFrom[state + 1]! > outputsFrom[state]!;
    report[state] = own ? state : report[target]!;
    nextReport[state] = report[target]!;
  }

  const rows = new Int32Array(fullStates * classes);
  for (let state = 0; state < fullStates; state++) {
    for (let by = 0; by < classes; by++) {
      const found = child(state, by);
      rows[state * classes + by] =
        found >= 0
          ? found * 2 + (report[found] ? 1 : 0)
          : state === 0
            ? 0
            : rows[fail[state]! * classes + by]!;
    }
  }
  for (let i = 0; i < table.length; i += 2) {
    if (table[i] !== -1) table[i + 1] = table[i + 1]! * 2 + (report[table[i + 1]!] ? 1 : 0);
  }
  return { rows, fullStates, table, mask: trie.mask, fail, report, nextReport, outputsFrom, outputs };
}

/** States by depth, shallow first, and how many whole levels have room for complete rows (the root always). */
function orderByDepth(trie: Trie): { order: Int32Array; renumbered: Int32Array; fullStates: number } {
  const { states, parent } = trie;
  const depth = new Int32Array(states);
  let deepest = 0;
  // A trie gives a child a higher number than its parent.
  for (let state = 1; state < states; state++) {
    depth[state] = depth[parent[state]!]! + 1;
    if (depth[state]! > deepest) deepest = depth[state]!;
  }
  const from = new Int32Array(deepest + 2);
  for (let state = 0; state < states; state++) from[depth[state]! + 1]!++;
  for (let level = 0; level <= deepest; level++) from[level + 1]! += from[level]!;
  let fullStates = 1;
  for (let level = 1; level <= deepest + 1; level++)
    if (from[level]! <= mostFullStates) fullStates = from[level]!;
  const next = from.slice();
  const order = new Int32Array(states);
  const renumbered = new Int32Array(states);
  for (let state = 0; state < states; state++) {
    const number = next[depth[state]!]!++;
    order[number] = state;
    renumbered[state] = number;
  }
  return { order, renumbered, fullStates };
}

/**
 * Aho-Corasick over a trie (Aho and Corasick, 1975): every literal of a field, anywhere in a text, in one
 * pass. Characters that occur in no literal share one column, and states are renumbered by depth: the shallow
 * ones, where a scan spends nearly all its time, have complete rows; the others, in automata too large to be
 * complete, fall back along failure links until a transition is found.
 */
import { classes, classOf, firstSlot, nextSlot, otherClass, place, type Trie } from './trie.ts';

export interface Automaton {
  /** Column of each class; 0 is the column of characters that no literal holds. */
  readonly columnOf: Uint8Array;
  readonly columns: number;
  /** Rows of the first `fullStates` states. Here and in the table: target * 2, plus 1 if it reports anything. */
  readonly rows: Uint16Array;
  readonly fullStates: number;
  /** Transitions of the other states by `state * 128 + column`; -1 marks free slots. */
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

/** Rows up to this size are complete: a megabyte for the largest fields, far less for all others. */
const mostRowBytes = 1 << 20;
/** Rows are 16 bits wide, because a scan is as fast as its rows stay in the cache. */
const highestInRow = 0x7fff;

export function createAutomaton(trie: Trie): Automaton {
  const { states } = trie;
  const { columnOf, columns } = columnsOf(trie);
  const { order, renumbered } = orderByDepth(trie);

  const parent = new Int32Array(states);
  const column = new Uint8Array(states);
  let mask = trie.mask;
  let table = new Int32Array(trie.table.length).fill(-1);
  for (let state = 1; state < states; state++) {
    const old = order[state]!;
    parent[state] = renumbered[trie.parent[old]!]!;
    column[state] = columnOf[trie.symbol[old]!]!;
    place(table, mask, parent[state]! * classes + column[state]!, state);
  }
  const child = (state: number, by: number): number => {
    const key = state * classes + by;
    for (let slot = firstSlot(key, mask); table[slot] !== -1; slot = nextSlot(slot, mask)) {
      if (table[slot] === key) return table[slot + 1]!;
    }
    return -1;
  };

  // Numbers rise with depth, so the children of the first states are the first to be named by any row.
  let fullStates = Math.min(states, Math.floor(mostRowBytes / (2 * columns)));
  for (let state = highestInRow + 1; state < states; state++)
    fullStates = Math.min(fullStates, parent[state]!);

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
      const found = child(back, column[state]!);
      if (found >= 0) {
        target = found;
        break;
      }
    }
    fail[state] = target;
    report[state] = outputsFrom[state + 1]! > outputsFrom[state]! ? state : report[target]!;
    nextReport[state] = report[target]!;
  }

  const flagged = (state: number) => state * 2 + (report[state] ? 1 : 0);
  const rows = new Uint16Array(fullStates * columns);
  const { firstChild, nextSibling } = childrenOf(parent);
  for (let state = 0; state < fullStates; state++) {
    const row = state * columns;
    // Where the state has no transition, its failure state decides; that one is shallower and complete.
    if (state > 0) rows.copyWithin(row, fail[state]! * columns, (fail[state]! + 1) * columns);
    for (let one = firstChild[state]!; one !== 0; one = nextSibling[one]!)
      rows[row + column[one]!] = flagged(one);
  }
  // Only what the rows leave out stays in the table.
  const kept: number[] = [];
  for (let state = 1; state < states; state++) if (parent[state]! >= fullStates) kept.push(state);
  mask = 1;
  while (mask < kept.length * 2) mask = mask * 2 + 1;
  table = new Int32Array((mask + 1) * 2).fill(-1);
  for (const state of kept) place(table, mask, parent[state]! * classes + column[state]!, flagged(state));
  return { columnOf, columns, rows, fullStates, table, mask, fail, report, nextReport, outputsFrom, outputs };
}

/** Children of each state as linked lists; 0 ends them. */
function childrenOf(parent: Int32Array): { firstChild: Int32Array; nextSibling: Int32Array } {
  const firstChild = new Int32Array(parent.length);
  const nextSibling = new Int32Array(parent.length);
  for (let state = 1; state < parent.length; state++) {
    nextSibling[state] = firstChild[parent[state]!]!;
    firstChild[parent[state]!] = state;
  }
  return { firstChild, nextSibling };
}

/** Columns in the order of how often literals use them, so that a row's common part is one cache line. */
function columnsOf(trie: Trie): { columnOf: Uint8Array; columns: number } {
  const uses = new Int32Array(classes);
  for (let state = 1; state < trie.states; state++) uses[trie.symbol[state]!]!++;
  const used = [...uses.keys()].filter((symbol) => uses[symbol]! > 0).sort((a, b) => uses[b]! - uses[a]!);
  const columnOf = new Uint8Array(classes);
  used.forEach((symbol, i) => {
    columnOf[symbol] = i + 1;
  });
  // Upper-case letters share the columns of lower-case ones; the last class is no character of its own.
  for (let code = 0; code < otherClass; code++) columnOf[code] = columnOf[classOf[code]!]!;
  return { columnOf, columns: used.length + 1 };
}

/** States by depth, shallow first. */
function orderByDepth({ states, parent }: Trie): { order: Int32Array; renumbered: Int32Array } {
  const depth = new Int32Array(states);
  let deepest = 0;
  // A trie gives a child a higher number than its parent.
  for (let state = 1; state < states; state++) {
    depth[state] = depth[parent[state]!]! + 1;
    if (depth[state]! > deepest) deepest = depth[state]!;
  }
  const next = new Int32Array(deepest + 2);
  for (let state = 0; state < states; state++) next[depth[state]! + 1]!++;
  for (let level = 0; level <= deepest; level++) next[level + 1]! += next[level]!;
  const order = new Int32Array(states);
  const renumbered = new Int32Array(states);
  for (let state = 0; state < states; state++) {
    const number = next[depth[state]!]!++;
    order[number] = state;
    renumbered[state] = number;
  }
  return { order, renumbered };
}

/**
 * Evaluates the compiled rules of one route on one event after another. All state is typed arrays stamped
 * with the number of the current event or search, so nothing is cleared and nothing is allocated while no rule matches.
 */
import type { Automaton } from './automaton.ts';
import { testHolds, wholeText } from './evaluate.ts';
import { accept } from './formula.ts';
import { createMemo, flat, type Held, isLong, isMemorable, isMemorableLine, type Memo } from './memo.ts';
import type { Test } from './modifiers.ts';
import { fold, matchesPattern } from './pattern.ts';
import { classes, classOf, firstSlot, nextSlot, otherClass, type Trie } from './trie.ts';
import type { FieldValue, SigmaEvent } from './types.ts';

/** What is searched in one field. Outputs of the anchored tries are `predicate * 2`, plus 1 for an exact literal. */
export interface Slot {
  /** Index into the program's fields; -1 is the whole record. */
  readonly field: number;
  readonly anywhere: Automaton | null;
  /** No literal holds a line break, and all are searched anywhere: what a text holds is what its lines hold. */
  readonly byLine: boolean;
  /** No text shorter than this holds any literal of `anywhere`. */
  readonly shortest: number;
  /** A cheap test that lets through at least the texts with such a literal, where one pays. */
  readonly screen: RegExp | null;
  /** The same for the JSON text of a whole record; see `screen.ts`. */
  readonly jsonScreen: RegExp | null;
  readonly fromStart: Trie | null;
  readonly fromEnd: Trie | null;
}

export interface Program {
  readonly fields: readonly string[];
  readonly slots: readonly Slot[];
  /** Slots whose signals can make a rule worth looking at; the others are searched when a rule needs them. */
  readonly eagerSlots: Int32Array;
  readonly predicateCount: number;
  readonly slotOfPredicate: Int32Array;
  readonly kindOfPredicate: Uint8Array;
  /** Tests of gated and free predicates, by predicate. */
  readonly tests: readonly (readonly Test[] | undefined)[];
  /** Rules woken by predicate p: `wakes[wakesFrom[p]]` up to `wakes[wakesFrom[p + 1]]`. */
  readonly wakesFrom: Int32Array;
  readonly wakes: Int32Array;
  readonly code: Int32Array;
  /** First step of each rule in `code`. */
  readonly entry: Int32Array;
  /** Rules without a literal that must be there: looked at for every event. */
  readonly always: Int32Array;
}

export const signalKind = 0;
export const gatedKind = 1;
export const freeKind = 2;

const lastNumber = 0x7ffffff0;
const maxDepth = 16;

/** @returns a function that puts the numbers of matching rules into `matched`, ascending, and gives their count */
export function createMatcher(program: Program): {
  run(event: SigmaEvent): number;
  readonly matched: Int32Array;
} {
  const {
    fields,
    slots,
    eagerSlots,
    slotOfPredicate,
    kindOfPredicate,
    tests,
    wakesFrom,
    wakes,
    code,
    entry,
    always,
  } = program;
  const rules = entry.length;
  const hit = new Int32Array(program.predicateCount);
  const decided = new Int32Array(program.predicateCount);
  const verdict = new Uint8Array(program.predicateCount);
  const searched = new Int32Array(slots.length);
  const seenStates = slots.map(
    (slot) => new Int32Array(slot.anywhere === null ? 0 : slot.anywhere.fail.length),
  );
  // One more than there are fields: the last holds the whole record as text.
  const fetched = new Int32Array(fields.length + 1);
  const values: (FieldValue | undefined)[] = new Array(fields.length + 1).fill(undefined);
  const folded: (string | undefined)[] = new Array(fields.length + 1).fill(undefined);
  const reached = new Int32Array(Math.max(0, ...seenStates.map((seen) => seen.length)));
  const woken = new Int32Array(rules);
  const queue = new Int32Array(rules);
  const matched = new Int32Array(rules);
  /** Predicates in the order in which they were signalled in this event. */
  const signalled = new Int32Array(program.predicateCount);
  const memos: (Memo | null)[] = slots.map((slot) => (slot.field < 0 ? null : createMemo()));
  const lineMemos: (Memo | null)[] = slots.map((slot) => (slot.byLine ? createMemo() : null));
  let signalledCount = 0;
  let queueLength = 0;
  /** Numbers of the current event, and of the current search of a text. */
  let now = 0;
  let searches = 0;
  let current: SigmaEvent | undefined;

  function signal(predicate: number): void {
    if (hit[predicate] === now) return;
    hit[predicate] = now;
    signalled[signalledCount++] = predicate;
    for (let i = wakesFrom[predicate]!; i < wakesFrom[predicate + 1]!; i++) wake(wakes[i]!);
  }

  function wake(rule: number): void {
    if (woken[rule] === now) return;
    woken[rule] = now;
    queue[queueLength++] = rule;
  }

  function searchAnywhere(automaton: Automaton, seen: Int32Array, text: string): void {
    const search = nextSearch();
    const count = findAnywhere(automaton, text, seen, search, reached);
    const { nextReport, outputsFrom, outputs } = automaton;
    for (let i = 0; i < count; i++) {
      let state = reached[i]!;
      do {
        seen[state] = search;
        for (let at = outputsFrom[state]!; at < outputsFrom[state + 1]!; at++) signal(outputs[at]!);
        state = nextReport[state]!;
      } while (state !== 0 && seen[state] !== search);
    }
  }

  /** Walks an anchored trie from the start or the end of the text until no literal continues. */
  function searchAnchored(trie: Trie, text: string, fromEnd: boolean): void {
    const { table, mask, outputsFrom, outputs } = trie;
    const { length } = text;
    let state = 0;
    for (let i = 0; ; i++) {
      for (let at = outputsFrom[state]!; at < outputsFrom[state + 1]!; at++) {
        const output = outputs[at]!;
        if ((output & 1) === 0 || i === length) signal(output >> 1);
      }
      if (i === length) return;
      const code = text.charCodeAt(fromEnd ? length - 1 - i : i);
      const key = state * classes + (code < otherClass ? classOf[code]! : otherClass);
      let slot = firstSlot(key, mask);
      let found = table[slot]!;
      while (found !== key) {
        if (found === -1) return;
        slot = nextSlot(slot, mask);
        found = table[slot]!;
      }
      state = table[slot + 1]!;
    }
  }

  function searchText(index: number, slot: Slot, text: string): void {
    if (slot.fromStart !== null) searchAnchored(slot.fromStart, text, false);
    if (slot.fromEnd !== null) searchAnchored(slot.fromEnd, text, true);
    if (
      slot.anywhere !== null &&
      text.length >= slot.shortest &&
      (slot.screen === null || slot.screen.test(text))
    ) {
      searchAnywhere(slot.anywhere, seenStates[index]!, text);
    }
  }

  function searchString(index: number, slot: Slot, text: string): void {
    if (isLong(text) && lineMemos[index]) searchLines(index, slot, text);
    else searchText(index, slot, text);
  }

  function searchValue(index: number, slot: Slot, value: FieldValue, depth: number): void {
    if (typeof value === 'string') searchString(index, slot, value);
    else if (typeof value !== 'object') searchText(index, slot, String(value));
    else if (value !== null && depth < maxDepth) {
      for (const one of value) searchValue(index, slot, one, depth + 1);
    }
  }

  /** The slot of keywords: value by value, which finds the same literals as the joined text would. */
  function searchWhole(index: number, slot: Slot): void {
    const event = current!;
    if (slot.jsonScreen !== null) {
      const json = event.jsonText?.();
      if (json !== undefined && !slot.jsonScreen.test(json)) return;
    }
    const names = event.fieldNames();
    for (let i = 0; i < names.length; i++) {
      const value = event.field(names[i]!);
      if (value !== undefined) searchValue(index, slot, value, 0);
    }
  }

  /** The value of a field, read once per event; index `fields.length` is the joined text of the record. */
  function valueAt(field: number): FieldValue | undefined {
    if (fetched[field] === now) return values[field];
    fetched[field] = now;
    folded[field] = undefined;
    const value = field < fields.length ? current!.field(fields[field]!) : wholeText(current!);
    values[field] = value;
    return value;
  }

  function search(index: number): void {
    searched[index] = now;
    const slot = slots[index]!;
    if (slot.field < 0) {
      searchWhole(index, slot);
      return;
    }
    const value = valueAt(slot.field);
    if (typeof value === 'string' && isMemorable(value)) searchMemorable(index, slot, value);
    else if (value !== undefined) searchValue(index, slot, value, 0);
  }

  /**
   * A field with one text. Its slot is searched once per event and its predicates are signalled by no other
   * slot, so what is signalled during the search is all that the text holds.
   */
  function searchMemorable(index: number, slot: Slot, text: string): void {
    const memo = memos[index]!;
    if (memo === null) {
      searchText(index, slot, text);
      return;
    }
    const known = memo.find(text);
    if (known !== undefined) {
      recall(known);
      return;
    }
    const from = signalledCount;
    searchText(index, slot, text);
    memo.keep(text, signalledCount === from ? nothing : heldBy(signalled.slice(from, signalledCount)));
    if (!memo.pays()) memos[index] = null;
  }

  function recall({ predicates, rules }: Held): void {
    for (let i = 0; i < predicates.length; i++) hit[predicates[i]!] = now;
    for (let i = 0; i < rules.length; i++) wake(rules[i]!);
  }

  /**
   * Long texts hardly ever repeat themselves and their lines do: the context of each command that PowerShell logs is five
   * thousand characters of which a few are new.
   */
  function searchLines(index: number, slot: Slot, text: string): void {
    for (let at = 0; at < text.length; ) {
      const found = text.indexOf('\n', at);
      const end = found < 0 ? text.length : found;
      if (end - at >= slot.shortest) searchLine(index, slot, text.slice(at, end));
      at = end + 1;
    }
  }

  function searchLine(index: number, slot: Slot, line: string): void {
    const memo = lineMemos[index]!;
    if (memo === null || !isMemorableLine(line)) {
      searchText(index, slot, line);
      return;
    }
    let held = memo.find(line);
    if (held === undefined) {
      held = heldByLine(slot.anywhere!, seenStates[index]!, line);
      memo.keep(flat(line), held);
      if (!memo.pays()) lineMemos[index] = null;
    }
    recall(held);
  }

  /** What one line holds, whatever other lines of the event held before. */
  function heldByLine(automaton: Automaton, seen: Int32Array, line: string): Held {
    const { nextReport, outputsFrom, outputs } = automaton;
    const found = new Set<number>();
    const count = findAnywhere(automaton, line, seen, nextSearch(), reached);
    for (let i = 0; i < count; i++) {
      for (let state = reached[i]!; state !== 0; state = nextReport[state]!) {
        for (let at = outputsFrom[state]!; at < outputsFrom[state + 1]!; at++) found.add(outputs[at]!);
      }
    }
    return found.size === 0 ? nothing : heldBy(Int32Array.from(found));
  }

  function heldBy(predicates: Int32Array): Held {
    const rules = new Set<number>();
    for (const predicate of predicates)
      for (let i = wakesFrom[predicate]!; i < wakesFrom[predicate + 1]!; i++) rules.add(wakes[i]!);
    return { predicates, rules: Int32Array.from(rules) };
  }

  function holds(predicate: number): boolean {
    const slot = slotOfPredicate[predicate]!;
    if (searched[slot] !== now) search(slot);
    const kind = kindOfPredicate[predicate]!;
    if (kind !== freeKind && hit[predicate] !== now) return false;
    if (kind === signalKind) return true;
    if (decided[predicate] !== now) {
      decided[predicate] = now;
      verdict[predicate] = decide(tests[predicate]!, slot) ? 1 : 0;
    }
    return verdict[predicate] === 1;
  }

  function decide(anyOf: readonly Test[], slot: number): boolean {
    const own = slots[slot]!.field;
    const field = own < 0 ? fields.length : own;
    const value = valueAt(field);
    for (const test of anyOf) {
      if (test.kind === 'text' && typeof value === 'string' && !test.pattern.cased) {
        let text = folded[field];
        if (text === undefined) {
          text = fold(value);
          folded[field] = text;
        }
        if (matchesPattern(test.pattern, text)) return true;
      } else if (testHolds(test, value, current!, sameName)) return true;
    }
    return false;
  }

  function ruleHolds(rule: number): boolean {
    let step = entry[rule]!;
    while (step >= 0) {
      const at = step * 3;
      step = holds(code[at]!) ? code[at + 1]! : code[at + 2]!;
    }
    return step === accept;
  }

  function nextEvent(): void {
    now++;
    if (now < lastNumber) return;
    now = 1;
    for (const stamps of [hit, decided, searched, fetched, woken]) stamps.fill(0);
  }

  function nextSearch(): number {
    if (++searches === lastNumber) {
      searches = 1;
      for (const stamps of seenStates) stamps.fill(0);
    }
    return searches;
  }

  return {
    matched,
    run(event) {
      nextEvent();
      current = event;
      queueLength = 0;
      signalledCount = 0;
      for (let i = 0; i < eagerSlots.length; i++) search(eagerSlots[i]!);
      let count = 0;
      for (let i = 0; i < always.length; i++) if (ruleHolds(always[i]!)) matched[count++] = always[i]!;
      for (let i = 0; i < queueLength; i++) if (ruleHolds(queue[i]!)) matched[count++] = queue[i]!;
      if (count > 1) matched.subarray(0, count).sort();
      current = undefined;
      return count;
    },
  };
}

const nothing: Held = { predicates: new Int32Array(0), rules: new Int32Array(0) };
const sameName = (name: string) => name;

/**
 * Runs an automaton over a text. Reporting states that were not reached before in this search are marked
 * in `seen` and put into `reached`.
 * @returns how many there are
 */
function findAnywhere(
  automaton: Automaton,
  text: string,
  seen: Int32Array,
  search: number,
  reached: Int32Array,
): number {
  const { columnOf, columns, rows, fullStates, report } = automaton;
  const otherColumn = columnOf[otherClass]!;
  const { length } = text;
  let count = 0;
  let state = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const column = code < otherClass ? columnOf[code]! : otherColumn;
    const target =
      state < fullStates ? rows[state * columns + column]! : deepTarget(automaton, state, column);
    state = target >> 1;
    if ((target & 1) === 0) continue;
    const reporting = report[state]!;
    if (seen[reporting] === search) continue;
    seen[reporting] = search;
    reached[count++] = reporting;
  }
  return count;
}

/** The transition of a state beyond the complete rows: its own, or that of the nearest state it falls back to. */
function deepTarget(automaton: Automaton, from: number, column: number): number {
  const { columns, rows, fullStates, table, mask, fail } = automaton;
  let state = from;
  while (state >= fullStates) {
    const key = state * classes + column;
    let slot = firstSlot(key, mask);
    let found = table[slot]!;
    while (found !== key && found !== -1) {
      slot = nextSlot(slot, mask);
      found = table[slot]!;
    }
    if (found === key) return table[slot + 1]!;
    state = fail[state]!;
  }
  return rows[state * columns + column]!;
}

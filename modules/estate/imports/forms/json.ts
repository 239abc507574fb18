/**
 * JSON an item at a time, so that a list of a gigabyte needs the memory of one item: an array, a document with lists in it, or a
 * document on each line. An item that is damaged is told and left out; the next one is read.
 */

export interface JsonItem {
  line: number;
  /** The list that it stands in; null for a whole document, whose lists of this kind are then empty. */
  list: string | null;
  value: unknown;
}

type Problem = (line: number, reason: string) => void;

const longestItem = 16 << 20;
/** Deeper than any export; deeper text is hostile. */
const deepest = 100;
/** Characters that mean something; all others are only kept. */
const quote = 34;
const comma = 44;
const colon = 58;
const openList = 91;
const backslash = 92;
const closeList = 93;
const open = 123;
const close = 125;
const newline = 10;

/** Text that is gathered until it is whole. */
interface Gathering {
  line: number;
  text: string;
  /** It grew beyond the limit: the rest is not kept, and it is left out. */
  tooLong: boolean;
}

/** One document, while it is read. */
interface Document {
  whole: Gathering;
  /** Between the outermost braces: 1. */
  depth: number;
  inString: boolean;
  escaped: boolean;
  /** The string that stands between the outermost braces now, and the last one that did: maybe the name of a list. */
  string: string;
  name: string;
  list: { name: string; item: Gathering } | null;
}

const gathering = (line: number): Gathering => ({ line, text: '', tooLong: false });
const documentAt = (line: number): Document => ({
  whole: gathering(line),
  depth: 1,
  inString: false,
  escaped: false,
  string: '',
  name: '',
  list: null,
});

/** @param lists names of the lists, between the outermost braces, whose items are yielded one by one */
export function* readJson(
  texts: Iterable<string>,
  lists: ReadonlySet<string>,
  problem: Problem,
): Generator<JsonItem> {
  let line = 1;
  let document: Document | null = null;
  let documents = 0;
  let startsLine = true;

  for (const text of texts) {
    /** Up to here the piece is kept. */
    let kept = 0;
    const keep = (until: number) => {
      const into = document && (document.list?.item ?? document.whole);
      if (into && !into.tooLong) {
        into.text += text.slice(kept, until);
        into.tooLong = into.text.length > longestItem;
        if (into.tooLong)
          problem(into.line, `an item is longer than ${longestItem >> 20} MB; it was left out`);
      }
      kept = until;
    };
    const stops = createStops(text);
    for (let i = 0; i < text.length; i++) {
      // Most of a document is in strings, and most of a string is of no interest.
      if (document?.inString && document.depth > 1 && !document.escaped) i = stops(i);
      if (i >= text.length) break;
      const char = text.charCodeAt(i);
      if (char === newline) {
        line++;
        startsLine = true;
        // No string holds an end of line: this one was cut off, and its document with it.
        if (document) document.inString = false;
        continue;
      }
      const isFirst = startsLine;
      startsLine = false;
      if (document?.inString) {
        readString(document, char, text[i]!);
        continue;
      }
      // Where documents stand on lines of their own, one that is cut off ends with its line.
      if (isFirst && char === open && document && documents > 0 && document.list === null) {
        problem(document.whole.line, 'this item is cut off; it was left out');
        document = null;
      }
      if (document === null) {
        if (char === open) document = documentAt(line);
        kept = i;
        continue;
      }
      if (char === quote) {
        document.inString = true;
        document.string = '';
      } else if (char === colon && document.depth === 1) {
        document.name = document.string;
      } else if (char === open || char === openList) {
        document.depth++;
        if (document.depth > deepest) {
          problem(line, `the file is nested more than ${deepest} deep; the rest was left out`);
          return;
        }
        if (char === open && document.list && document.depth === 3) document.list.item.line = line;
        if (char === openList && document.depth === 2 && !document.list && lists.has(document.name)) {
          keep(i + 1);
          document.list = { name: document.name, item: gathering(line) };
        }
      } else if (char === comma && document.list && document.depth === 2) {
        keep(i);
        yield* itemOf(document.list.item, document.list.name, problem);
        document.list.item = gathering(line);
        kept = i + 1;
      } else if (char === close || char === closeList) {
        document.depth--;
        if (document.list && document.depth === 1) {
          keep(i);
          yield* itemOf(document.list.item, document.list.name, problem);
          document.list = null;
        } else if (document.depth === 0) {
          keep(i + 1);
          yield* itemOf(document.whole, null, problem);
          document = null;
          documents++;
        }
      }
    }
    keep(text.length);
  }
  if (document) problem(document.whole.line, 'the file ends in the middle; what came before was read');
}

/** Gives the next quote, backslash or end of line from a place on, or the end of the text. Places only grow. */
function createStops(text: string): (from: number) => number {
  const marks = ['"', '\\', '\n'].map((mark) => ({ mark, at: -1 }));
  return (from) => {
    let nearest = text.length;
    for (const one of marks) {
      if (one.at < from) {
        const found = text.indexOf(one.mark, from);
        one.at = found === -1 ? text.length : found;
      }
      nearest = Math.min(nearest, one.at);
    }
    return nearest;
  };
}

/** Long strings are no names. */
const longestName = 64;

function readString(document: Document, code: number, char: string): void {
  if (document.escaped) document.escaped = false;
  else if (code === backslash) document.escaped = true;
  else if (code === quote) document.inString = false;
  else if (document.depth === 1 && document.string.length < longestName) document.string += char;
}

function* itemOf(
  { line, text, tooLong }: Gathering,
  list: string | null,
  problem: Problem,
): Generator<JsonItem> {
  if (tooLong || text.trim() === '') return;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    problem(line, 'this item is no sound JSON; it was left out');
    return;
  }
  yield { line, list, value };
}

/**
 * Finds the values in JSON that is not one value a line: pretty-printed, concatenated, or one long list,
 * without holding more than one value. The lists that APIs wrap records in (`entry` of a FHIR Bundle,
 * `hits.hits` of a search, `Records`, OData `value`, `Results` behind their schema) are opened, so that
 * their elements come one by one.
 *
 * This scans for boundaries only; JSON.parse judges each value afterwards. A value is lost, and named,
 * when it is cut off, longer than the limit, or followed by a new document before it ended.
 */
import { asBuffer } from './text.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;
const RECORD_SEPARATOR = 0x1e;
const GOES_ON: ReadonlySet<number> = new Set([COMMA, OPEN_LIST, COLON]);

/** 1 for bytes that are neither structure nor the start of a string. */
const PLAIN = new Uint8Array(256).fill(1);
for (const c of [QUOTE, NEWLINE, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST, COLON, COMMA]) PLAIN[c] = 0;

/** Longest key that matters to the scan. */
const MAX_KEY = 16;

const NOT_A_RECORD = 'something that is neither an object nor a list';

export interface DocumentSink {
  /** The bytes of one value (an object or list) and its 1-based number. */
  value(buffer: Buffer, start: number, end: number, ordinal: number): void;
  lost(where: string, what: string): void;
}

export function createDocuments(limit: number, sink: DocumentSink) {
  /** Nesting, with the depth at which values begin: 0 between documents, 1 inside a top-level list, and so on. */
  let depth = 0;
  let base = 0;
  const outer: number[] = [];
  let inString = false;
  let escaped = false;
  let lineStart = true;
  /** The last byte that is not white space: after `,`, `[` or `:` a value goes on, whatever column it is in. */
  let previous = 0;
  let line = 1;
  let ordinal = 0;
  /** Bytes of the current value from earlier chunks, and where it begins in this one (-1: not in a value). */
  let carried: Buffer[] = [];
  let carriedBytes = 0;
  let start = -1;
  /** The header of an opened wrapper has been given up: its remainder is not a value. */
  let wrapper = false;
  let overlong = false;
  let garbage = false;
  /** Keys at depth 1 and 2 of the current top-level object, to recognise a wrapper by. */
  let text: number[] = [];
  let recent = '';
  const keys = ['', '', ''];
  let odata = false;
  let schema = false;
  let topKeys = 0;

  function drop() {
    carried = [];
    carriedBytes = 0;
    start = -1;
  }
  function restart() {
    drop();
    depth = 0;
    base = 0;
    outer.length = 0;
    inString = false;
    escaped = false;
    wrapper = false;
    overlong = false;
  }
  function finish(buffer: Buffer, end: number) {
    ordinal++;
    if (overlong)
      sink.lost(`value ${ordinal}`, `the value is longer than ${Math.round(limit / 1048576)} MiB`);
    else if (carriedBytes > 0) {
      carried.push(buffer.subarray(0, end));
      const whole = Buffer.concat(carried);
      sink.value(whole, 0, whole.length, ordinal);
    } else sink.value(buffer, start, end, ordinal);
    overlong = false;
    drop();
  }
  /** Whether the list that opens here is one that wraps records. */
  function wraps(): boolean {
    if (base !== 0 || wrapper) return false;
    if (depth === 1) {
      const key = keys[1] as string;
      return (
        key === 'entry' ||
        key === 'Records' ||
        (key === 'value' && odata) ||
        ((key === 'records' || key === 'value') && topKeys === 1) ||
        (key.toLowerCase() === 'results' && schema)
      );
    }
    return depth === 2 && keys[1] === 'hits' && keys[2] === 'hits';
  }
  function enter() {
    outer.push(base);
    depth++;
    base = depth;
  }

  function push(chunk: Uint8Array) {
    const buffer = asBuffer(chunk);
    const n = buffer.length;
    let i = 0;
    while (i < n) {
      if (inString) {
        const shallow = base === 0 && depth <= 2;
        if (escaped && i < n) {
          escaped = false;
          i++;
        }
        for (; i < n; i++) {
          const c = buffer[i] as number;
          if (c === QUOTE || c === NEWLINE) break;
          if (shallow && text.length <= MAX_KEY) text.push(c);
          if (c !== BACKSLASH) continue;
          if (++i === n) escaped = true;
        }
        if (i >= n) break;
        // A raw newline cannot be in a string: the closing quote is missing, and JSON.parse will say so.
        inString = false;
        if (shallow) recent = text.length <= MAX_KEY ? String.fromCharCode(...text) : '';
        if (buffer[i] === QUOTE) i++;
        continue;
      }
      if (depth > base && (base > 0 || depth > 2)) {
        // Deep inside a value only its structure matters.
        const from = i;
        for (; i < n && PLAIN[buffer[i] as number] === 1; i++) {
          if ((buffer[i] as number) > 0x20) previous = buffer[i] as number;
        }
        if (i > from) {
          lineStart = false;
          continue;
        }
      }
      const c = buffer[i] as number;
      if (c === QUOTE) {
        inString = true;
        if (text.length > 0) text = [];
        if (depth === base && start === -1 && carriedBytes === 0) garbage = true;
        lineStart = false;
      } else if (c === OPEN || c === OPEN_LIST) {
        if (lineStart && c === OPEN && base === 0 && depth > 0 && !GOES_ON.has(previous)) {
          // A document that opens in the first column while another is open: that one was cut off.
          if (!wrapper) {
            ordinal++;
            sink.lost(`line ${line}`, 'a new document begins before the one before it ended');
          }
          restart();
        }
        if (depth === base && start === -1 && carriedBytes === 0 && !overlong) {
          if (c === OPEN_LIST && depth === 0) {
            enter();
            i++;
            lineStart = false;
            previous = c;
            continue;
          }
          start = i;
          if (depth === 0) {
            keys[1] = '';
            keys[2] = '';
            odata = false;
            schema = false;
            topKeys = 0;
            wrapper = false;
          }
          depth++;
        } else if (c === OPEN_LIST && wraps()) {
          drop();
          overlong = false;
          wrapper = true;
          enter();
        } else depth++;
        lineStart = false;
      } else if (c === CLOSE || c === CLOSE_LIST) {
        if (depth > base) {
          depth--;
          if (depth === base) {
            if (wrapper && base === 0) wrapper = false;
            else if (start !== -1 || carriedBytes > 0 || overlong) finish(buffer, i + 1);
          }
        } else if (depth > 0) {
          depth--;
          base = outer.pop() ?? 0;
        } else garbage = true;
        lineStart = false;
      } else if (c === NEWLINE) {
        line++;
        lineStart = true;
        if (garbage) {
          sink.lost(`line ${line - 1}`, NOT_A_RECORD);
          garbage = false;
        }
      } else {
        if (c === COLON) {
          if (base === 0 && depth <= 2) {
            keys[depth] = recent;
            if (depth === 1) {
              topKeys++;
              if (recent.startsWith('@odata')) odata = true;
              if (recent.toLowerCase() === 'schema') schema = true;
            }
          }
        } else if (depth === base && c > 0x20 && c !== COMMA && c !== RECORD_SEPARATOR) garbage = true;
        lineStart = false;
      }
      if (c > 0x20) previous = c;
      i++;
    }
    // Keep what belongs to an unfinished value; the header of an opened wrapper does not.
    if (start !== -1 || carriedBytes > 0) {
      const rest = buffer.subarray(start === -1 ? 0 : start);
      carriedBytes += rest.length;
      start = -1;
      if (carriedBytes > limit) {
        drop();
        overlong = true;
      } else carried.push(rest);
    }
  }

  return {
    push,
    end() {
      if (garbage) sink.lost(`line ${line}`, NOT_A_RECORD);
      if (start !== -1 || carriedBytes > 0 || overlong) {
        sink.lost(`value ${ordinal + 1}`, 'the input ends inside a value');
      } else if (depth > 0) sink.lost(`after value ${ordinal}`, 'the input ends before its list is closed');
      restart();
    },
  };
}

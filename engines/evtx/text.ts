/**
 * Text in EVTX is UTF-16 LE. Nearly all of it is ASCII, and V8 handles one-byte strings (comparing,
 * lower-casing, searching) far faster than two-byte ones, so text is narrowed while it is copied.
 */

/**
 * Node's own slicing methods, which its types leave out; `toString(encoding, …)` costs up to 40 ns more per
 * call, as much as the rest of a short field.
 */
export interface Bytes extends Buffer {
  latin1Slice(start: number, end: number): string;
  ucs2Slice(start: number, end: number): string;
  hexSlice(start: number, end: number): string;
}

/** The same memory, seen as `Bytes`. */
export function asBytes(view: Uint8Array): Bytes {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength) as Bytes;
}

/** Longest text a chunk can hold, in code units; also the size of the scratch area. */
const MAX_UNITS = 0x8000;

/** Only ever used within one synchronous call. */
const narrow = Buffer.allocUnsafeSlow(MAX_UNITS) as Bytes;

/**
 * Short texts seen lately, by hash. Logs repeat themselves (accounts, hosts, SIDs, paths), and finding the
 * string that is there is quicker than making another; it also lets those who compare it compare pointers.
 */
const MEMO_UNITS = 48;
const MEMO_SIZE = 4_096;
const memo: string[] = new Array<string>(MEMO_SIZE).fill('');

/** `units` UTF-16 code units at `start`, as a one-byte string where possible; lone surrogates are kept. */
function narrowed(bytes: Bytes, start: number, units: number): string {
  if (units > MAX_UNITS) return bytes.ucs2Slice(start, start + units * 2);
  let high = 0;
  if (units > MEMO_UNITS) {
    for (let i = 0, p = start; i < units; i++, p += 2) {
      narrow[i] = bytes[p]!;
      high |= bytes[p + 1]!;
    }
    return high === 0 ? narrow.latin1Slice(0, units) : bytes.ucs2Slice(start, start + units * 2);
  }
  let hash = units;
  for (let i = 0, p = start; i < units; i++, p += 2) {
    const low = bytes[p]!;
    narrow[i] = low;
    hash = (Math.imul(hash, 31) + low) | 0;
    high |= bytes[p + 1]!;
  }
  if (high !== 0) return bytes.ucs2Slice(start, start + units * 2);
  const place = (hash ^ (hash >>> 12)) & (MEMO_SIZE - 1);
  const known = memo[place]!;
  if (known.length === units && isNarrow(known)) return known;
  const text = narrow.latin1Slice(0, units);
  memo[place] = text;
  return text;
}

/** Whether `text` is what stands in the scratch area. */
function isNarrow(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== narrow[i]) return false;
  return true;
}

/** Decodes `byteLength` bytes of UTF-16 LE at `start`; trailing NULs are dropped. */
export function decodeUtf16(bytes: Bytes, start: number, byteLength: number): string {
  let units = byteLength >> 1;
  for (let last = start + units * 2 - 2; units > 0 && bytes[last] === 0 && bytes[last + 1] === 0; last -= 2)
    units--;
  return units === 0 ? '' : narrowed(bytes, start, units);
}

/** Decodes one byte per character (a code page the record does not name: read as Latin-1). */
export function decodeAnsi(bytes: Bytes, start: number, byteLength: number): string {
  let end = start + byteLength;
  while (end > start && bytes[end - 1] === 0) end--;
  return bytes.latin1Slice(start, end);
}

/**
 * Gives every distinct text one string and one small number, without creating a string for text seen
 * before: the bytes are hashed and compared with the known string in place. Bounded; `full` says that
 * the owner should start a new one.
 */
export interface TextTable {
  /** The number of the text at `start`, `units` UTF-16 code units long. */
  idOf(bytes: Bytes, start: number, units: number): number;
  idOfString(text: string): number;
  text(id: number): string;
  readonly full: boolean;
}

/** 8 MB of text at most. */
const TABLE_UNITS = 0x40_0000;

export function createTextTable(limit = 65_536): TextTable {
  const texts: string[] = [];
  const buckets = new Map<number, number[]>();
  let units = 0;

  function add(text: string, hash: number): number {
    const id = texts.push(text) - 1;
    units += text.length;
    const bucket = buckets.get(hash);
    if (bucket) bucket.push(id);
    else buckets.set(hash, [id]);
    return id;
  }

  return {
    idOf(bytes, start, length) {
      let hash = length;
      for (let i = 0, p = start; i < length; i++, p += 2) {
        hash = (Math.imul(hash, 31) + (bytes[p]! | (bytes[p + 1]! << 8))) | 0;
      }
      const bucket = buckets.get(hash);
      if (bucket !== undefined) {
        for (let i = 0; i < bucket.length; i++) {
          if (sameText(texts[bucket[i]!]!, bytes, start, length)) return bucket[i]!;
        }
      }
      return add(narrowed(bytes, start, length), hash);
    },
    idOfString(text) {
      let hash = text.length;
      for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
      for (const id of buckets.get(hash) ?? []) if (texts[id] === text) return id;
      return add(text, hash);
    },
    text: (id) => texts[id]!,
    get full() {
      return texts.length >= limit || units >= TABLE_UNITS;
    },
  };
}

function sameText(text: string, bytes: Bytes, start: number, units: number): boolean {
  if (text.length !== units) return false;
  for (let i = 0, p = start; i < units; i++, p += 2) {
    if (text.charCodeAt(i) !== (bytes[p]! | (bytes[p + 1]! << 8))) return false;
  }
  return true;
}

/**
 * One substitution value: its type, size and bytes become a FieldValue.
 * Types: MS-EVEN6 2.2.16 and the libevtx format notes, "Value types".
 */
import type { FieldValue } from './model.ts';
import { type Bytes, decodeAnsi, decodeUtf16 } from './text.ts';
import { filetimeToIso } from './time.ts';

export const TYPE_NULL = 0x00;
export const TYPE_STRING = 0x01;
export const TYPE_BINXML = 0x21;
const ARRAY = 0x80;

/** Bytes of one element of a fixed-size type, for arrays. */
// biome-ignore format: one line reads as a table
const elementSize: Readonly<Record<number, number>> = {
  3: 1, 4: 1, 5: 2, 6: 2, 7: 4, 8: 4, 9: 8, 10: 8, 11: 4, 12: 8, 13: 4, 15: 16, 17: 8, 18: 16, 20: 4, 21: 8,
};

const HEX_UPPER = Buffer.from('0123456789ABCDEF', 'latin1');
const ascii = Buffer.allocUnsafeSlow(64) as Bytes;

/** A value too short for its type is what was left of it: null when nothing can be said. */
export function decodeValue(bytes: Bytes, type: number, start: number, size: number): FieldValue {
  switch (type) {
    case 0x00:
      return null;
    case 0x01:
      return decodeUtf16(bytes, start, size);
    case 0x02:
      return decodeAnsi(bytes, start, size);
    case 0x03:
      return size < 1 ? null : bytes.readInt8(start);
    case 0x04:
      return size < 1 ? null : bytes[start]!;
    case 0x05:
      return size < 2 ? null : bytes.readInt16LE(start);
    case 0x06:
      return size < 2 ? null : bytes[start]! | (bytes[start + 1]! << 8);
    case 0x07:
      return size < 4 ? null : u32(bytes, start) | 0;
    case 0x08:
      return size < 4 ? null : u32(bytes, start);
    case 0x09:
      return size < 8 ? null : i64(bytes, start);
    case 0x0a:
      return size < 8 ? null : u64(bytes, start);
    case 0x0b:
      return size < 4 ? null : bytes.readFloatLE(start);
    case 0x0c:
      return size < 8 ? null : bytes.readDoubleLE(start);
    case 0x0d:
      return size < 4 ? (size < 1 ? null : bytes[start] !== 0) : u32(bytes, start) !== 0;
    case 0x0f:
      return size < 16 ? null : guid(bytes, start);
    case 0x10:
    case 0x14:
    case 0x15:
      return size >= 8 ? hex64(bytes, start) : size >= 4 ? hex32(bytes, start) : null;
    case 0x11:
      return size < 8 ? null : filetimeToIso(u32(bytes, start), u32(bytes, start + 4));
    case 0x12:
      return size < 16 ? null : systemTime(bytes, start);
    case 0x13:
      return sid(bytes, start, size);
    default:
      return type & ARRAY
        ? decodeArray(bytes, type & 0x7f, start, size)
        : decodeOpaque(bytes, type, start, size);
  }
}

/** Binary (0x0e) and whatever the format may add later: the bytes, as hexadecimal text. */
function decodeOpaque(bytes: Bytes, type: number, start: number, size: number): FieldValue {
  // 0x23 is XML kept as text.
  if (type === 0x23) return decodeUtf16(bytes, start, size);
  return bytes.hexSlice(start, start + size).toUpperCase();
}

function decodeArray(bytes: Bytes, type: number, start: number, size: number): FieldValue {
  const end = start + size;
  const items: FieldValue[] = [];
  if (type === 0x01 || type === 0x02) {
    const unit = type === 0x01 ? 2 : 1;
    for (let from = start, at = start; at + unit <= end; at += unit) {
      const isNul = bytes[at] === 0 && (unit === 1 || bytes[at + 1] === 0);
      if (isNul || at + unit * 2 > end) {
        items.push(decodeValue(bytes, type, from, (isNul ? at : at + unit) - from));
        from = at + unit;
      }
    }
    return items;
  }
  // Each SID says how long it is; a "size" value is 4 or 8 bytes, whichever divides the whole.
  const fixed = type === 0x10 ? (size % 8 === 0 ? 8 : 4) : elementSize[type];
  for (let at = start; at < end; ) {
    const length = type === 0x13 ? 8 + 4 * (bytes[at + 1] ?? 0) : fixed;
    if (length === undefined) return decodeOpaque(bytes, type, start, size);
    if (at + length > end) break;
    items.push(decodeValue(bytes, type, at, length));
    at += length;
  }
  return items;
}

export function u16(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}

export function u32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

/** A number where that is exact, else a bigint. */
export function u64(bytes: Uint8Array, at: number): number | bigint {
  const low = u32(bytes, at);
  const high = u32(bytes, at + 4);
  return high < 0x20_0000 ? high * 0x1_0000_0000 + low : (BigInt(high) << 32n) | BigInt(low);
}

function i64(bytes: Uint8Array, at: number): number | bigint {
  const low = u32(bytes, at);
  const high = u32(bytes, at + 4) | 0;
  if (high >= -0x20_0000 && high < 0x20_0000) return high * 0x1_0000_0000 + low;
  return (BigInt(high) << 32n) | BigInt(low);
}

const hex32 = (bytes: Uint8Array, at: number): string => `0x${u32(bytes, at).toString(16)}`;

function hex64(bytes: Uint8Array, at: number): string {
  const high = u32(bytes, at + 4);
  if (high === 0) return hex32(bytes, at);
  return `0x${high.toString(16)}${u32(bytes, at).toString(16).padStart(8, '0')}`;
}

/** Where each of the 16 stored bytes is written in the text (the first three groups are little-endian). */
const GUID_ORDER = [3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15];

function guid(bytes: Uint8Array, start: number): string {
  let at = 0;
  for (let i = 0; i < GUID_ORDER.length; i++) {
    const from = GUID_ORDER[i]!;
    if (from < 0) {
      ascii[at++] = 0x2d;
      continue;
    }
    const byte = bytes[start + from]!;
    ascii[at++] = HEX_UPPER[byte >> 4]!;
    ascii[at++] = HEX_UPPER[byte & 15]!;
  }
  return ascii.latin1Slice(0, 36);
}

/** `S-1-5-18`. MS-DTYP 2.4.2.2: revision, count, 48-bit big-endian authority, 32-bit sub-authorities. */
function sid(bytes: Bytes, start: number, size: number): FieldValue {
  if (size === 0) return null;
  const count = size < 8 ? 0 : bytes[start + 1]!;
  if (size < 8 || size < 8 + count * 4) return bytes.hexSlice(start, start + size).toUpperCase();
  let text = `S-${bytes[start]!}-${bytes.readUIntBE(start + 2, 6)}`;
  for (let i = 0; i < count; i++) text += `-${u32(bytes, start + 8 + i * 4)}`;
  return text;
}

/** SYSTEMTIME keeps milliseconds; the day of the week it also stores is left out. */
function systemTime(bytes: Uint8Array, start: number): string {
  const part = (index: number, digits: number) => String(u16(bytes, start + index * 2)).padStart(digits, '0');
  return `${part(0, 4)}-${part(1, 2)}-${part(3, 2)}T${part(4, 2)}:${part(5, 2)}:${part(6, 2)}.${part(7, 3)}Z`;
}

/** A value as text; lists are joined with commas. */
export function asText(value: FieldValue): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : String(value);
}

/**
 * Values as the writer takes them, and their bytes. Types: libevtx format notes, "Value types".
 */
import { isoToFiletime } from './time.ts';

/** A value of a type that JavaScript has no literal for. Numbers may be given as numbers or bigints. */
export type TypedValue =
  | { readonly type: IntegerType; readonly value: number | bigint }
  | { readonly type: 'float32' | 'float64'; readonly value: number }
  | { readonly type: 'ansi' | 'guid' | 'sid' | 'filetime'; readonly value: string }
  | { readonly type: 'binary'; readonly value: Uint8Array }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'integers'; readonly of: IntegerType; readonly value: readonly (number | bigint)[] };

/**
 * What a field can be given: text, an integer (32 bits where it fits, else 64), another number (64-bit
 * float), a boolean, null, or a value with its type.
 */
export type WriteValue = string | number | bigint | boolean | null | TypedValue;

const integerTypes = {
  int8: [0x03, 1],
  uint8: [0x04, 1],
  int16: [0x05, 2],
  uint16: [0x06, 2],
  int32: [0x07, 4],
  uint32: [0x08, 4],
  int64: [0x09, 8],
  uint64: [0x0a, 8],
  hex32: [0x14, 4],
  hex64: [0x15, 8],
} as const;
export type IntegerType = keyof typeof integerTypes;

export interface EncodedValue {
  readonly type: number;
  readonly bytes: Buffer;
}

const NOTHING = Buffer.alloc(0);

/** @throws RangeError when the value does not fit its type. */
export function encodeValue(value: WriteValue): EncodedValue {
  if (value === null) return { type: 0x00, bytes: NOTHING };
  if (typeof value === 'string') return { type: 0x01, bytes: Buffer.from(value, 'utf16le') };
  if (typeof value === 'boolean') return { type: 0x0d, bytes: integer(value ? 1 : 0, 4) };
  if (typeof value === 'number' && !Number.isInteger(value)) return encodeTyped({ type: 'float64', value });
  if (typeof value === 'number' || typeof value === 'bigint')
    return encodeTyped({ type: smallest(value), value });
  return encodeTyped(value);
}

function encodeTyped(typed: TypedValue): EncodedValue {
  switch (typed.type) {
    case 'float32': {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatLE(typed.value);
      return { type: 0x0b, bytes };
    }
    case 'float64': {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(typed.value);
      return { type: 0x0c, bytes };
    }
    case 'ansi':
      return { type: 0x02, bytes: Buffer.from(typed.value, 'latin1') };
    case 'binary':
      return { type: 0x0e, bytes: Buffer.from(typed.value) };
    case 'guid':
      return { type: 0x0f, bytes: encodeGuid(typed.value) };
    case 'filetime':
      return { type: 0x11, bytes: integer(filetimeOf(typed.value), 8) };
    case 'sid':
      return { type: 0x13, bytes: encodeSid(typed.value) };
    case 'strings':
      return { type: 0x81, bytes: Buffer.from(typed.value.map((text) => `${text}\0`).join(''), 'utf16le') };
    case 'integers': {
      const [type, size] = integerTypes[typed.of];
      return { type: type | 0x80, bytes: Buffer.concat(typed.value.map((one) => integer(one, size))) };
    }
    default: {
      const [type, size] = integerTypes[typed.type];
      return { type, bytes: integer(typed.value, size) };
    }
  }
}

function smallest(value: number | bigint): IntegerType {
  if (value >= 0 && value <= 0xffff_ffff) return 'uint32';
  if (value < 0 && value >= -0x8000_0000) return 'int32';
  return value < 0 ? 'int64' : 'uint64';
}

/** Little-endian, two's complement. */
export function integer(value: number | bigint, size: number): Buffer {
  const bits = BigInt(size * 8);
  const big = BigInt(value);
  if (big >= 1n << bits || big < -(1n << (bits - 1n)))
    throw new RangeError(`${value} does not fit ${size} bytes`);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, big));
  return bytes.subarray(0, size);
}

export function filetimeOf(iso: string): bigint {
  const time = isoToFiletime(iso);
  if (time === undefined) throw new RangeError(`not an ISO 8601 time with a zone: ${iso}`);
  return time;
}

export function encodeGuid(text: string): Buffer {
  const hex = text.replace(/[{}-]/g, '');
  if (!/^[0-9a-f]{32}$/i.test(hex)) throw new RangeError(`not a GUID: ${text}`);
  const bytes = Buffer.from(hex, 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

export function encodeSid(text: string): Buffer {
  if (!/^S-\d{1,3}-\d+(-\d+){0,15}$/.test(text)) throw new RangeError(`not a SID: ${text}`);
  const [revision, authority, ...rest] = text.slice(2).split('-').map(Number);
  const bytes = Buffer.alloc(8 + rest.length * 4);
  bytes.writeUInt8(revision!, 0);
  bytes.writeUInt8(rest.length, 1);
  bytes.writeUIntBE(authority!, 2, 6);
  for (const [i, part] of rest.entries()) bytes.writeUInt32LE(part, 8 + i * 4);
  return bytes;
}

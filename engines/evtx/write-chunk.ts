/**
 * One chunk being written: names and templates are stored once and referred to by offset, as Windows does.
 * A record that does not fit leaves no trace, so that it can go into the next chunk.
 */
import { crc32 } from 'node:zlib';
import { CHUNK_SIZE } from './chunk.ts';
import type { EncodedValue } from './write-values.ts';

const HEADER_SIZE = 0x200;
const NAME_BUCKETS = 128;
const TEMPLATE_BUCKETS = 384;

/** An element of a template: text is literal, a number is the index of a value. */
export interface WriteElement {
  readonly name: string;
  readonly attributes?: readonly (readonly [name: string, value: string | number])[];
  readonly content?: readonly (WriteElement | string | number)[];
}

export interface WriteInstance {
  readonly root: WriteElement;
  /** A value may be a fragment of its own. */
  readonly values: readonly (EncodedValue | WriteInstance)[];
}

export interface ChunkWriter {
  /** False when the record does not fit in what is left of the chunk. */
  add(recordId: bigint, written: bigint, event: WriteInstance): boolean;
  /** How many records it holds. */
  readonly count: number;
  /** The finished 64 KiB, checksums included. `firstNumber`: 1-based number of its first record in the file. */
  finish(firstNumber: bigint): Buffer;
}

/** Thrown and caught here only. */
class Full extends Error {}

export function createChunkWriter(): ChunkWriter {
  const bytes = Buffer.alloc(CHUNK_SIZE);
  const names = new Map<string, number>();
  const templates = new Map<string, number>();
  let pos = HEADER_SIZE;
  let lastRecord = 0;
  let firstId = 0n;
  let lastId = 0n;
  let count = 0;
  /** What to take back when the record being written turns out too long. */
  let undo: (() => void)[] = [];

  function put(data: Uint8Array) {
    if (pos + data.length > CHUNK_SIZE) throw new Full();
    bytes.set(data, pos);
    pos += data.length;
  }
  function u8(value: number) {
    put(Uint8Array.of(value));
  }
  function u16(value: number) {
    put(Uint8Array.of(value & 0xff, value >> 8));
  }
  function u32(value: number) {
    if (pos + 4 > CHUNK_SIZE) throw new Full();
    pos = bytes.writeUInt32LE(value, pos);
  }

  /** Links a new entry in front of its bucket's chain and gives the offset of the one behind it. */
  function link(bucket: number, offset: number): number {
    const behind = bytes.readUInt32LE(bucket);
    bytes.writeUInt32LE(offset, bucket);
    undo.push(() => bytes.writeUInt32LE(behind, bucket));
    return behind;
  }

  function name(text: string) {
    const known = names.get(text);
    u32(known ?? pos + 4);
    if (known !== undefined) return;
    names.set(text, pos);
    undo.push(() => names.delete(text));
    const hash = nameHash(text);
    u32(link(NAME_BUCKETS + (hash % 64) * 4, pos));
    u16(hash & 0xffff);
    u16(text.length);
    put(Buffer.from(`${text}\0`, 'utf16le'));
  }

  function part(value: string | number, types: readonly number[]) {
    if (typeof value === 'string') {
      u8(0x05);
      u8(0x01);
      u16(value.length);
      put(Buffer.from(value, 'utf16le'));
    } else {
      u8(0x0e);
      u16(value);
      u8(types[value] ?? 0);
    }
  }

  function element({ name: tag, attributes = [], content = [] }: WriteElement, types: readonly number[]) {
    u8(attributes.length > 0 ? 0x41 : 0x01);
    u16(0xffff);
    const sizeAt = pos;
    u32(0);
    name(tag);
    if (attributes.length > 0) {
      const listAt = pos;
      u32(0);
      for (const [i, [key, value]] of attributes.entries()) {
        u8(i < attributes.length - 1 ? 0x46 : 0x06);
        name(key);
        part(value, types);
      }
      bytes.writeUInt32LE(pos - listAt - 4, listAt);
    }
    if (content.length === 0) u8(0x03);
    else {
      u8(0x02);
      for (const one of content) {
        if (typeof one === 'object') element(one, types);
        else part(one, types);
      }
      u8(0x04);
    }
    bytes.writeUInt32LE(pos - sizeAt - 4, sizeAt);
  }

  function instance({ root, values }: WriteInstance) {
    const types = values.map((value) => ('type' in value ? value.type : 0x21));
    const key = JSON.stringify([root, types]);
    const known = templates.get(key);
    const guid = templateGuid(key);
    put(Uint8Array.of(0x0f, 1, 1, 0, 0x0c, 1));
    put(guid.subarray(0, 4));
    u32(known ?? pos + 4);
    if (known === undefined) {
      templates.set(key, pos);
      undo.push(() => templates.delete(key));
      u32(link(TEMPLATE_BUCKETS + (guid.readUInt32LE(0) % 32) * 4, pos));
      put(guid);
      const sizeAt = pos;
      u32(0);
      put(Uint8Array.of(0x0f, 1, 1, 0));
      element(root, types);
      u8(0x00);
      bytes.writeUInt32LE(pos - sizeAt - 4, sizeAt);
    }
    u32(values.length);
    const list = pos;
    for (const type of types) put(Uint8Array.of(0, 0, type, 0));
    for (const [i, value] of values.entries()) {
      const start = pos;
      if ('type' in value) put(value.bytes);
      else {
        instance(value);
        u8(0x00);
      }
      if (pos - start > 0xffff) throw new Full();
      bytes.writeUInt16LE(pos - start, list + i * 4);
    }
  }

  return {
    add(recordId, written, event) {
      const start = pos;
      undo = [];
      try {
        u32(0x2a2a);
        u32(0);
        put(new Uint8Array(16));
        bytes.writeBigUInt64LE(recordId, start + 8);
        bytes.writeBigUInt64LE(written, start + 16);
        instance(event);
        u8(0x00);
        // Records start on multiples of eight.
        put(new Uint8Array((8 - ((pos + 4) % 8)) % 8));
        u32(pos + 4 - start);
        bytes.writeUInt32LE(pos - start, start + 4);
      } catch (error) {
        if (!(error instanceof Full)) throw error;
        for (const step of undo.reverse()) step();
        bytes.fill(0, start);
        pos = start;
        return false;
      }
      if (count++ === 0) firstId = recordId;
      lastId = recordId;
      lastRecord = start;
      return true;
    },
    get count() {
      return count;
    },
    finish(firstNumber) {
      bytes.write('ElfChnk\0', 0, 'latin1');
      bytes.writeBigUInt64LE(firstNumber, 8);
      bytes.writeBigUInt64LE(firstNumber + BigInt(count) - 1n, 16);
      bytes.writeBigUInt64LE(firstId, 24);
      bytes.writeBigUInt64LE(lastId, 32);
      bytes.writeUInt32LE(128, 40);
      bytes.writeUInt32LE(lastRecord, 44);
      bytes.writeUInt32LE(pos, 48);
      bytes.writeUInt32LE(crc32(bytes.subarray(HEADER_SIZE, pos)), 52);
      bytes.writeUInt32LE(crc32(bytes.subarray(128, HEADER_SIZE), crc32(bytes.subarray(0, 120))), 124);
      return bytes;
    },
  };
}

/** The hash by which Windows finds names: multiply by 65599, add, per code unit. */
function nameHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 65_599) + text.charCodeAt(i)) >>> 0;
  return hash;
}

/** A GUID that is the same for the same template, whichever file it is in. */
function templateGuid(key: string): Buffer {
  const guid = Buffer.alloc(16);
  for (let word = 0; word < 4; word++) guid.writeUInt32LE(crc32(key, word + 1), word * 4);
  return guid;
}

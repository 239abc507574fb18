/**
 * A record is a view: the chunk's bytes, where its values are, and the layout that names them.
 */

import { recordToJson } from './json.ts';
import type { Field, Layout, Source } from './layout.ts';
import type { EvtxJson, EvtxRecord, FieldValue } from './model.ts';
import type { Bytes } from './text.ts';
import { filetimeFraction, filetimeSeconds, filetimeToIso } from './time.ts';
import { decodeValue, u32, u64 } from './values.ts';

/** What all records of a chunk share. */
export interface ChunkData {
  readonly bytes: Bytes;
  /** Two numbers per value: offset in the chunk, and size << 8 | type. */
  slots: Int32Array;
  /** Offset of the chunk in its file. */
  readonly fileOffset: number;
}

const TYPE_FILETIME = 0x11;

/** A class, not a factory: there is one object per record, so its methods must live on a prototype. */
export class LazyRecord implements EvtxRecord {
  readonly chunk: ChunkData;
  /** Offset of the record in the chunk. */
  readonly at: number;
  /** Index of this record's first number in `chunk.slots`. */
  readonly first: number;
  /** How many values it has, those of nested fragments included. */
  readonly count: number;
  readonly layout: Layout;

  constructor(chunk: ChunkData, at: number, first: number, count: number, layout: Layout) {
    this.chunk = chunk;
    this.at = at;
    this.first = first;
    this.count = count;
    this.layout = layout;
  }

  get recordId(): number | bigint {
    return u64(this.chunk.bytes, this.at + 8);
  }

  get written(): bigint {
    return this.chunk.bytes.readBigUInt64LE(this.at + 16);
  }

  get offset(): number {
    return this.chunk.fileOffset + this.at;
  }

  get eventId(): number {
    const value = this.value(this.layout.eventId);
    if (typeof value === 'number') return value;
    const parsed = typeof value === 'string' && value !== '' ? Number(value) : -1;
    return Number.isInteger(parsed) ? parsed : -1;
  }

  get channel(): string {
    return asText(this.value(this.layout.channel));
  }

  get computer(): string {
    return asText(this.value(this.layout.computer));
  }

  get provider(): string {
    return asText(this.value(this.layout.provider));
  }

  get timeCreated(): string {
    const at = this.timeAt();
    return filetimeToIso(u32(this.chunk.bytes, at), u32(this.chunk.bytes, at + 4));
  }

  get timeMs(): number {
    const at = this.timeAt();
    const low = u32(this.chunk.bytes, at);
    const high = u32(this.chunk.bytes, at + 4);
    return filetimeSeconds(low, high) * 1000 + filetimeFraction(low, high) / 1e4;
  }

  field(name: string): FieldValue | undefined {
    const field = this.layout.byName.get(name);
    return field === undefined ? undefined : this.value(field);
  }

  fieldNames(): readonly string[] {
    return this.layout.names;
  }

  toJSON(): EvtxJson {
    return recordToJson(this);
  }

  /** The value of one slot; null when the record has fewer values than its template asks for. */
  slotValue(slot: number): FieldValue {
    if (slot >= this.count) return null;
    const { bytes, slots } = this.chunk;
    const at = this.first + slot * 2;
    const packed = slots[at + 1]!;
    return decodeValue(bytes, packed & 0xff, slots[at]!, packed >>> 8);
  }

  private value(field: Field | undefined): FieldValue {
    if (field === undefined) return null;
    if (field.slot >= 0) return this.slotValue(field.slot);
    if (field.items.length === 1) return this.itemValue(field.items[0]!);
    const list: FieldValue[] = [];
    for (const item of field.items) {
      const value = this.itemValue(item);
      if (Array.isArray(value)) list.push(...value);
      else if (!field.both || !list.includes(value)) list.push(value);
    }
    return list.length === 1 ? list[0]! : list;
  }

  private itemValue(item: readonly Source[]): FieldValue {
    if (item.length === 1) {
      const source = item[0]!;
      return typeof source === 'string' ? source : this.slotValue(source);
    }
    return item
      .map((source) => (typeof source === 'string' ? source : asText(this.slotValue(source))))
      .join('');
  }

  /** Where the event's own time is stored; the time of writing when it has none. */
  private timeAt(): number {
    const slot = this.layout.time?.slot ?? -1;
    if (slot >= 0 && slot < this.count) {
      const packed = this.chunk.slots[this.first + slot * 2 + 1]!;
      if ((packed & 0xff) === TYPE_FILETIME && packed >>> 8 === 8)
        return this.chunk.slots[this.first + slot * 2]!;
    }
    return this.at + 16;
  }
}

/** A value as text; lists are joined with commas. */
export function asText(value: FieldValue): string {
  if (typeof value === 'string') return value;
  return value === null ? '' : String(value);
}

/**
 * A record is a view: the chunk's bytes, where its values are, and the layout that names them.
 */

import { recordToJson } from './json.ts';
import type { EvtxJson, EvtxRecord, FieldValue } from './model.ts';
import type { Bytes } from './text.ts';
import { filetimeFraction, filetimeSeconds, filetimeToIso, isoToFiletime } from './time.ts';
import type { Field, Layout, Nested, Source } from './tree.ts';
import { asText, decodeValue, TYPE_BINXML, u32, u64 } from './values.ts';

/** What all records of a chunk share. */
export interface ChunkData {
  readonly bytes: Bytes;
  /** Two numbers per value: offset in the chunk, and size << 8 | type. */
  slots: Int32Array;
  /** Offset of the chunk in its file. */
  readonly fileOffset: number;
}

/** A FILETIME of 8 bytes, as packed in the slots. */
const FILETIME_8 = (8 << 8) | 0x11;

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
    return at < 0 ? filetimeToIso(...this.textTime()) : filetimeToIso(...this.halves(at));
  }

  get timeMs(): number {
    const at = this.timeAt();
    const [low, high] = at < 0 ? this.textTime() : this.halves(at);
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

  fragmentAt(slot: number): Nested | undefined {
    if (slot >= this.count || (this.chunk.slots[this.first + slot * 2 + 1]! & 0xff) !== TYPE_BINXML)
      return undefined;
    return this.layout.nested.find((one) => one.slot === slot);
  }

  private value(field: Field | undefined): FieldValue {
    if (field === undefined) return null;
    if (field.slot >= 0) return this.slotValue(field.slot);
    if (field.items.length === 1) return this.itemValue(field.items[0]!);
    const list: FieldValue[] = [];
    for (const item of field.items) {
      const value = this.itemValue(item);
      if (Array.isArray(value)) list.push(...value);
      else list.push(value);
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

  /** Where the event's own time is stored as FILETIME, -1 when it is stored otherwise. */
  private timeAt(): number {
    const slot = this.layout.time?.slot ?? -1;
    if (slot < 0 || slot >= this.count) return -1;
    const packed = this.chunk.slots[this.first + slot * 2 + 1]!;
    return packed === FILETIME_8 ? this.chunk.slots[this.first + slot * 2]! : -1;
  }

  /** Forwarded events carry their time as text; without any, the time of writing is all there is. */
  private textTime(): [number, number] {
    const text = this.value(this.layout.time);
    const time = typeof text === 'string' ? isoToFiletime(text) : undefined;
    if (time === undefined) return this.halves(this.at + 16);
    return [Number(time & 0xffff_ffffn), Number(time >> 32n)];
  }

  private halves(at: number): [number, number] {
    return [u32(this.chunk.bytes, at), u32(this.chunk.bytes, at + 4)];
  }
}

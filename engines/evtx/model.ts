/**
 * The nouns of the reader: what a field can hold, what a record offers, and how a loss is named.
 */

/** What a field can hold. Integers beyond 2^53 stay bigint; hexadecimal types stay text such as `0x1410`. */
export type FieldValue = string | number | bigint | boolean | null | readonly FieldValue[];

export type EvtxJson = string | number | boolean | null | EvtxJson[] | { [key: string]: EvtxJson };

/** One event. Nothing is decoded until it is asked for, and only what is asked for. */
export interface EvtxRecord {
  /** The number in the record's own header; a bigint only beyond 2^53. */
  readonly recordId: number | bigint;
  /** When the record was written: FILETIME, 100 ns units since 1601-01-01 UTC. */
  readonly written: bigint;
  /** Where the record starts in the file, in bytes. */
  readonly offset: number;
  /** System/EventID, `-1` when the record has none. */
  readonly eventId: number;
  /** System/Channel, `''` when the record has none. */
  readonly channel: string;
  /** System/Computer, `''` when the record has none. */
  readonly computer: string;
  /** System/Provider Name, `''` when the record has none. */
  readonly provider: string;
  /** System/TimeCreated as ISO 8601 UTC with seven fractional digits (100 ns); `written` when absent. */
  readonly timeCreated: string;
  /** The same instant in milliseconds since 1970, fraction included, for ordering. */
  readonly timeMs: number;
  /** A field by its Sigma name (see README); `undefined` when the record has no such field. */
  field(name: string): FieldValue | undefined;
  /** Names of all fields, as written in the record. Shared between records of one layout: do not change it. */
  fieldNames(): readonly string[];
  /** The record in evtx_dump's JSON shape. */
  toJSON(): EvtxJson;
}

export const lossReasons = [
  'not-evtx',
  'file-header',
  'chunk-header',
  'chunk-checksum',
  'chunk-truncated',
  'chunk-unreadable',
  'record-header',
  'record-body',
  'record-fragment',
  'record-values',
  'records-missing',
] as const;
export type EvtxLossReason = (typeof lossReasons)[number];

/** Something that could not be read as it was written. Every one is reported; none ends the file. */
export interface EvtxLoss {
  /** 0-based number of the 64 KiB chunk; -1 for the file header. */
  readonly chunk: number;
  /** Byte offset in the file. */
  readonly offset: number;
  readonly reason: EvtxLossReason;
  /** A sentence for people. */
  readonly detail: string;
  /** How many records are missing because of it, estimated; 0 when the records were still read. */
  readonly recordsLost: number;
  /** The record concerned, when its header could be read. */
  readonly recordId?: number | bigint;
}

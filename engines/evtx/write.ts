/**
 * Writes EVTX files that Windows tools accept: for property tests, and for simulators that must speak the
 * native format.
 */
import { crc32 } from 'node:zlib';
import { createChunkWriter, type WriteElement, type WriteInstance } from './write-chunk.ts';
import { type EncodedValue, encodeValue, filetimeOf, type WriteValue } from './write-values.ts';

/** Values by name, in order; a list when a name occurs twice. */
export type WriteFields = Readonly<Record<string, WriteValue>> | readonly (readonly [string, WriteValue])[];

export interface EvtxWriteRecord {
  readonly provider: { readonly name: string; readonly guid?: string; readonly eventSource?: string };
  readonly eventId: number;
  readonly qualifiers?: number;
  readonly version?: number;
  readonly level?: number;
  readonly task?: number;
  readonly opcode?: number;
  /** Default `0x8000000000000000n`. */
  readonly keywords?: bigint;
  /** ISO 8601 with a zone, up to 100 ns. */
  readonly timeCreated: string;
  /** When it was written; default: `timeCreated`. */
  readonly written?: string;
  /** Default: one more than the record before, from 1. */
  readonly recordId?: number | bigint;
  readonly activityId?: string;
  readonly processId?: number;
  readonly threadId?: number;
  readonly channel: string;
  readonly computer: string;
  /** SID of the acting account. */
  readonly userId?: string;
  /** `<Data Name=…>` in EventData. */
  readonly eventData?: WriteFields;
  /** Unnamed `<Data>` in EventData, as classic sources write it. */
  readonly data?: readonly WriteValue[];
  /** One element in UserData with one child per field. */
  readonly userData?: { readonly name: string; readonly xmlns?: string; readonly fields: WriteFields };
}

export interface EvtxWriteOptions {
  /** Minor format version: 1 (default, since Vista) or 2 (since Windows 10 2004). */
  readonly minorVersion?: 1 | 2;
}

const EVENT_XMLNS = 'http://schemas.microsoft.com/win/2004/08/events/event';

/**
 * Writes records in the order given.
 * @throws RangeError for a value that does not fit its type, or a record that does not fit a chunk (64 KiB).
 */
export function writeEvtx(records: Iterable<EvtxWriteRecord>, options: EvtxWriteOptions = {}): Uint8Array {
  const chunks: Buffer[] = [];
  let chunk = createChunkWriter();
  let firstNumber = 1n;
  let recordId = 0n;

  function finishChunk() {
    chunks.push(chunk.finish(firstNumber));
    firstNumber += BigInt(chunk.count);
    chunk = createChunkWriter();
  }

  for (const record of records) {
    recordId = record.recordId === undefined ? recordId + 1n : BigInt(record.recordId);
    const written = filetimeOf(record.written ?? record.timeCreated);
    const event = eventInstance(record, recordId);
    if (chunk.add(recordId, written, event)) continue;
    if (chunk.count > 0) finishChunk();
    if (!chunk.add(recordId, written, event))
      throw new RangeError(`record ${recordId} is too long for a chunk`);
  }
  if (chunk.count > 0 || chunks.length === 0) finishChunk();

  const header = Buffer.alloc(0x1000);
  header.write('ElfFile\0', 0, 'latin1');
  header.writeBigUInt64LE(BigInt(chunks.length - 1), 16);
  header.writeBigUInt64LE(recordId + 1n, 24);
  header.writeUInt32LE(128, 32);
  header.writeUInt16LE(options.minorVersion ?? 1, 36);
  header.writeUInt16LE(3, 38);
  header.writeUInt16LE(0x1000, 40);
  header.writeUInt16LE(chunks.length & 0xffff, 42);
  header.writeUInt32LE(crc32(header.subarray(0, 120)), 124);
  return Buffer.concat([header, ...chunks]);
}

/** What does not change from event to event is literal in the template, the rest are its values. */
function eventInstance(record: EvtxWriteRecord, recordId: bigint): WriteInstance {
  const values: (EncodedValue | WriteInstance)[] = [];
  const value = (given: WriteValue | undefined) => values.push(encodeValue(given ?? null)) - 1;
  const { provider } = record;
  const attributes: [string, string | number][] = [['Name', provider.name]];
  if (provider.guid !== undefined) attributes.push(['Guid', value({ type: 'guid', value: provider.guid })]);
  if (provider.eventSource !== undefined) attributes.push(['EventSourceName', provider.eventSource]);
  const small = (given: number | undefined, type: 'uint8' | 'uint16') => value({ type, value: given ?? 0 });
  const qualifiers =
    record.qualifiers === undefined ? null : ({ type: 'uint16', value: record.qualifiers } as const);
  const userId = record.userId === undefined ? null : ({ type: 'sid', value: record.userId } as const);
  const activity =
    record.activityId === undefined ? null : ({ type: 'guid', value: record.activityId } as const);

  const system: WriteElement[] = [
    { name: 'Provider', attributes },
    {
      name: 'EventID',
      attributes: [['Qualifiers', value(qualifiers)]],
      content: [small(record.eventId, 'uint16')],
    },
    { name: 'Version', content: [small(record.version, 'uint8')] },
    { name: 'Level', content: [small(record.level ?? 4, 'uint8')] },
    { name: 'Task', content: [small(record.task, 'uint16')] },
    { name: 'Opcode', content: [small(record.opcode, 'uint8')] },
    {
      name: 'Keywords',
      content: [value({ type: 'hex64', value: record.keywords ?? 0x8000_0000_0000_0000n })],
    },
    {
      name: 'TimeCreated',
      attributes: [['SystemTime', value({ type: 'filetime', value: record.timeCreated })]],
    },
    { name: 'EventRecordID', content: [value({ type: 'uint64', value: recordId })] },
    { name: 'Correlation', attributes: [['ActivityID', value(activity)]] },
    {
      name: 'Execution',
      attributes: [
        ['ProcessID', value({ type: 'uint32', value: record.processId ?? 0 })],
        ['ThreadID', value({ type: 'uint32', value: record.threadId ?? 0 })],
      ],
    },
    { name: 'Channel', content: [record.channel] },
    { name: 'Computer', content: [value(record.computer)] },
    { name: 'Security', attributes: [['UserID', value(userId)]] },
  ];
  const content: (WriteElement | number)[] = [{ name: 'System', content: system }];
  for (const inner of [eventDataInstance(record), userDataInstance(record)]) {
    if (inner) content.push(values.push(inner) - 1);
  }
  return { root: { name: 'Event', attributes: [['xmlns', EVENT_XMLNS]], content }, values };
}

function eventDataInstance({ eventData, data }: EvtxWriteRecord): WriteInstance | undefined {
  if (eventData === undefined && data === undefined) return undefined;
  const named = eventData === undefined ? [] : pairs(eventData);
  const values = [...named.map(([, value]) => value), ...(data ?? [])].map(encodeValue);
  const content = values.map((_, index): WriteElement => {
    const name = named[index]?.[0];
    return {
      name: 'Data',
      ...(name === undefined ? {} : { attributes: [['Name', name]] }),
      content: [index],
    };
  });
  return { root: { name: 'EventData', content }, values };
}

function userDataInstance({ userData }: EvtxWriteRecord): WriteInstance | undefined {
  if (userData === undefined) return undefined;
  const fields = pairs(userData.fields);
  const content = fields.map(([name], index): WriteElement => ({ name, content: [index] }));
  const attributes = userData.xmlns === undefined ? {} : { attributes: [['xmlns', userData.xmlns]] as const };
  const element: WriteElement = { name: userData.name, ...attributes, content };
  return {
    root: { name: 'UserData', content: [element] },
    values: fields.map(([, value]) => encodeValue(value)),
  };
}

function pairs(fields: WriteFields): readonly (readonly [string, WriteValue])[] {
  return Array.isArray(fields) ? fields : Object.entries(fields as Readonly<Record<string, WriteValue>>);
}

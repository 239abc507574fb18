/**
 * Records that are published together travel together, in one message or, where that would be too large, in several that
 * follow each other without a gap. Only the last of them counts: a bundle whose end never came was never acknowledged. Pure.
 *
 * Body: each record as its length (32 bits, big endian) and its bytes. Header: which bundle, which part of it, and the
 * numbers of its records.
 */

/** What the header says. */
export interface Label {
  bundle: string;
  /** From 0. */
  part: number;
  parts: number;
  /** Number of the first record in the topic, and how many there are. */
  first: number;
  count: number;
}

export const headerName = 'Cordon-Bundle';

export const writeLabel = ({ bundle, part, parts, first, count }: Label): string =>
  [bundle, part, parts, first, count].join(' ');

/** Null when the message is not ours. */
export function readLabel(text: string | undefined): Label | null {
  const found = /^([\w-]{1,64}) (\d{1,9}) (\d{1,9}) (\d{1,15}) (\d{1,9})$/.exec(text ?? '');
  if (!found) return null;
  const [part, parts, first, count] = found.slice(2).map(Number) as [number, number, number, number];
  return part < parts ? { bundle: found[1]!, part, parts, first, count } : null;
}

/** One more than the number of the last record up to here: an unfinished bundle holds none. */
export const nextAfter = ({ part, parts, first, count }: Label): number =>
  part === parts - 1 ? first + count : first;

export function pack(records: readonly Uint8Array[]): Buffer {
  const body = Buffer.allocUnsafe(records.reduce((sum, { length }) => sum + 4 + length, 0));
  let at = 0;
  for (const record of records) {
    at = body.writeUInt32BE(record.length, at);
    body.set(record, at);
    at += record.length;
  }
  return body;
}

/** @throws when it is not what `pack` made */
export function unpack(body: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const from = at + 4;
    at = from + body.readUInt32BE(at);
    if (at > body.length) throw new RangeError('a record is cut off');
    records.push(body.subarray(from, at));
  }
  return records;
}

export function cut(body: Buffer, most: number): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; at += most) parts.push(body.subarray(at, at + most));
  return parts.length > 0 ? parts : [body];
}

export interface Bundle {
  /** Sequence numbers of the messages: of the first part, and one after the last. */
  at: number;
  after: number;
  first: number;
  records: Buffer[];
}

/** Takes messages in order and gives a bundle when its last part has come; what was cut short is let go of. */
export function createAssembly(): (seq: number, label: Label | null, data: Uint8Array) => Bundle | null {
  let open: { bundle: string; at: number; parts: Uint8Array[] } | null = null;
  return (seq, label, data) => {
    if (label === null) return null;
    if (label.part === 0) open = { bundle: label.bundle, at: seq, parts: [] };
    if (open?.bundle !== label.bundle || open.parts.length !== label.part) {
      open = null;
      return null;
    }
    open.parts.push(data);
    if (open.parts.length < label.parts) return null;
    const { at, parts } = open;
    open = null;
    return { at, after: seq + 1, first: label.first, records: unpack(Buffer.concat(parts)) };
  };
}

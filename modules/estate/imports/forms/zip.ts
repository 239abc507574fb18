/** Members of a zip (PKWARE APPNOTE 6.3) and of gzip, inflated in pieces under a budget: a bomb costs what the budget says and no more. */

import { fault } from '@cordon/platform/fault';
import { Gunzip, Inflate } from 'fflate';

export interface Member {
  name: string;
  /** May be asked again. @throws Fault */
  open(): Iterable<Uint8Array>;
}

/** Bytes that may still come out. */
export interface Budget {
  left: number;
}

const piece = 64 * 1024;
const mostMembers = 4_096;

const damaged = (what: string) =>
  fault(
    'ARCHIVE_DAMAGED',
    `${what}. Nothing of it was imported.`,
    'Export it once more, or unpack it and import what is in it.',
  );

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** @throws ARCHIVE_DAMAGED when there is no directory, or one that is not what zip tools write */
export function readZip(bytes: Uint8Array, budget: Budget): Member[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endRecord(view);
  if (end === undefined) throw damaged('The zip archive has no directory, as when it was cut short');
  const count = view.getUint16(end + 10, true);
  if (count > mostMembers) throw damaged(`The zip archive has ${count} members; the limit is ${mostMembers}`);
  const members: Member[] = [];
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== 0x02014b50)
      throw damaged('The directory of the zip archive is damaged');
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    const size = view.getUint32(at + 20, true);
    const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true)) as [
      number,
      number,
      number,
    ];
    const header = view.getUint32(at + 42, true);
    const text = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name));
    at += 46 + name + extra + comment;
    if (text.endsWith('/')) continue;
    members.push({
      name: text,
      open: () => inflated(bytes, view, { text, flags, method, size, header }, budget),
    });
  }
  return members;
}

function endRecord(view: DataView): number | undefined {
  const first = Math.max(0, view.byteLength - 22 - 65_535);
  for (let at = view.byteLength - 22; at >= first; at--)
    if (view.getUint32(at, true) === 0x06054b50) return at;
  return undefined;
}

interface Entry {
  text: string;
  flags: number;
  method: number;
  size: number;
  header: number;
}

function* inflated(bytes: Uint8Array, view: DataView, entry: Entry, budget: Budget): Generator<Uint8Array> {
  const { text, flags, method, size, header } = entry;
  if ((flags & 1) !== 0) throw damaged(`"${text}" in the archive is encrypted`);
  if (method !== 0 && method !== 8)
    throw damaged(`"${text}" is compressed in a way that is not read (method ${method})`);
  if (header + 30 > view.byteLength) throw damaged('The directory of the zip archive is damaged');
  const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  if (start + size > view.byteLength) throw damaged(`"${text}" in the archive is cut short`);
  const data = bytes.subarray(start, start + size);
  if (method === 0) yield* spent([data], budget);
  else yield* pushed(new Inflate(), pieces(data), budget);
}

/** @throws ARCHIVE_DAMAGED in the middle where the data is */
export const gunzipped = (chunks: Iterable<Uint8Array>, budget: Budget): Iterable<Uint8Array> =>
  pushed(new Gunzip(), chunks, budget);

function* pushed(
  stream: Inflate | Gunzip,
  chunks: Iterable<Uint8Array>,
  budget: Budget,
): Generator<Uint8Array> {
  let ready: Uint8Array[] = [];
  stream.ondata = (data: Uint8Array) => ready.push(data);
  const push = (chunk: Uint8Array, isLast: boolean) => {
    try {
      stream.push(chunk, isLast);
    } catch (error) {
      throw damaged(`The compressed data is damaged (${(error as Error).message})`);
    }
  };
  for (const chunk of chunks) {
    for (const small of pieces(chunk)) {
      push(small, false);
      yield* spent(ready, budget);
      ready = [];
    }
  }
  push(new Uint8Array(0), true);
  yield* spent(ready, budget);
}

function* pieces(data: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < data.length; at += piece) yield data.subarray(at, at + piece);
}

function* spent(chunks: Iterable<Uint8Array>, budget: Budget): Generator<Uint8Array> {
  for (const chunk of chunks) {
    budget.left -= chunk.length;
    if (budget.left < 0)
      throw fault(
        'ARCHIVE_TOO_LARGE',
        'The file unpacks to more than an import may hold. Nothing of it was imported.',
        'Import it in parts.',
      );
    yield chunk;
  }
}

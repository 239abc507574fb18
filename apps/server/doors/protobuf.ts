/**
 * Protocol Buffers as bytes, read by a description of the message. What it describes comes out as the JSON mapping of Protocol Buffers
 * would have it; what it does not is passed over. Pure; bounded in depth and in the number of messages.
 *
 * Source: https://protobuf.dev/programming-guides/encoding/ and https://protobuf.dev/programming-guides/json/.
 */

/** Why bytes are no such message: the end of a sentence. */
export class ProtobufError extends Error {}

export type Kind = 'string' | 'bytes' | 'bool' | 'int64' | 'fixed64' | 'double' | (() => Message);

export interface Field {
  name: string;
  kind: Kind;
  /** A list of them. */
  many?: true;
}

export interface Message {
  /** By field number. */
  fields: Readonly<Record<number, Field>>;
  /** All its fields are one `oneof`: the last that is given stands. */
  oneOf?: true;
}

/** Messages within messages; what lies deeper is left out. */
const deepest = 48;
/** Messages in one request: two bytes are enough for one, and each costs a hundred times that in memory. */
const most = 500_000;

/** How values of a kind lie on the wire. */
const varint = 0;
const eight = 1;
const delimited = 2;
const four = 5;

/** @throws ProtobufError */
export function readMessage(bytes: Uint8Array, message: Message): Record<string, unknown> {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let read = 0;

  function within(from: number, to: number, { fields, oneOf }: Message, depth: number) {
    read += 1;
    if (read > most) throw new ProtobufError(`it holds more than ${most} parts; send smaller batches`);
    let found: Record<string, unknown> = {};
    let at = from;

    /** As an unsigned number of 64 bits. */
    function number(): bigint {
      let value = 0n;
      for (let shift = 0n; shift < 70n; shift += 7n) {
        const byte = at < to ? whole[at++]! : cutOff();
        value |= BigInt(byte & 0x7f) << shift;
        if (byte < 0x80) return BigInt.asUintN(64, value);
      }
      throw new ProtobufError('a number in it has no end');
    }
    function cutOff(): never {
      throw new ProtobufError('it is cut off');
    }
    /** The next so many bytes: where they begin. */
    function take(length: number): number {
      const start = at;
      if (length > to - at) cutOff();
      at += length;
      return start;
    }

    while (at < to) {
      const tag = Number(number());
      const wire = tag % 8;
      const field = fields[Math.floor(tag / 8)];
      if (field && wire !== wireOf(field.kind)) throw new ProtobufError(`"${field.name}" is of another type`);
      let value: unknown;
      if (wire === varint) {
        const given = number();
        value = field?.kind === 'bool' ? given !== 0n : String(BigInt.asIntN(64, given));
      } else if (wire === eight) {
        const start = take(8);
        value =
          field?.kind === 'double' ? double(whole.readDoubleLE(start)) : String(whole.readBigUInt64LE(start));
      } else if (wire === delimited) {
        const length = Number(number());
        const start = take(length);
        if (field === undefined) continue;
        if (typeof field.kind === 'function')
          value = depth < deepest ? within(start, at, field.kind(), depth + 1) : {};
        else value = whole.toString(field.kind === 'bytes' ? 'base64' : 'utf8', start, at);
      } else if (wire === four) take(4);
      else throw new ProtobufError('it is not in the protobuf encoding');
      if (field === undefined) continue;
      if (oneOf) found = {};
      if (!field.many) found[field.name] = value;
      else if (Array.isArray(found[field.name])) (found[field.name] as unknown[]).push(value);
      else found[field.name] = [value];
    }
    return found;
  }

  return within(0, whole.length, message, 0);
}

function wireOf(kind: Kind): number {
  switch (kind) {
    case 'bool':
    case 'int64':
      return varint;
    case 'fixed64':
    case 'double':
      return eight;
    default:
      return delimited;
  }
}

/** JSON has no number for some. */
const double = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

/** `google.rpc.Status`: why a request was refused. */
export function encodeStatus(code: number, message: string): Buffer {
  const text = Buffer.from(message);
  const length: number[] = [];
  for (let left = text.length; ; left = Math.floor(left / 128)) {
    length.push(left < 128 ? left : (left % 128) + 128);
    if (left < 128) break;
  }
  return Buffer.concat([Buffer.from([0x08, code, 0x12, ...length]), text]);
}

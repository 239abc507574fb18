/**
 * Tar members, streamed (POSIX.1-1988 ustar, GNU and pax long names). Only what is needed to find each
 * member's name and bytes; links, devices and permissions mean nothing here.
 */

import { Damage } from '../report.ts';
import { asBuffer } from '../text.ts';
import type { Member } from './member.ts';

const BLOCK = 512;
/** A long name or a pax header larger than this is not one. */
const MAX_HEADER = 1 << 20;

const text = (block: Buffer, from: number, length: number): string => {
  const field = block.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? length : end);
};

/** Octal digits, or base 256 when the first bit is set (GNU, for sizes beyond 8 GiB). */
function number(block: Buffer, from: number, length: number): number {
  if (((block[from] as number) & 0x80) !== 0) return Number(block.readBigUInt64BE(from + length - 8));
  const digits = text(block, from, length).trim();
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : Number.NaN;
}

/** A header's checksum counts its own field as spaces; that makes it a reliable sign of a tar file. */
export function isTarHeader(head: Uint8Array): boolean {
  if (head.length < BLOCK || head[0] === 0) return false;
  const block = asBuffer(head.subarray(0, BLOCK));
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : (block[i] as number);
  return number(block, 148, 8) === sum;
}

/** Members in order. Each must be read (or left) before the next is asked for; what is left is skipped. */
export async function* tarMembers(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Member> {
  const iterator = bytes[Symbol.asyncIterator]();
  let buffered: Buffer = Buffer.alloc(0);

  /** Between 1 and `most` bytes, or none at the end of the stream. */
  async function some(most: number): Promise<Buffer> {
    while (buffered.length === 0) {
      const next = await iterator.next();
      if (next.done) return buffered;
      buffered = asBuffer(next.value);
    }
    const part = buffered.subarray(0, most);
    buffered = buffered.subarray(part.length);
    return part;
  }
  async function exactly(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = length; left > 0; ) {
      const part = await some(left);
      if (part.length === 0) break;
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts);
  }

  try {
    let longName: string | undefined;
    for (;;) {
      const header = await exactly(BLOCK);
      if (header.length === 0 || header.every((byte) => byte === 0)) return;
      if (!isTarHeader(header))
        throw new Damage(
          header.length < BLOCK ? 'the tar archive ends too early' : 'the tar archive is damaged',
        );
      const length = number(header, 124, 12);
      const padding = (BLOCK - (length % BLOCK)) % BLOCK;
      const type = String.fromCharCode(header[156] as number);
      if (type === 'L' || type === 'x') {
        if (!(length <= MAX_HEADER)) throw new Damage('the tar archive has a header too large to be one');
        const extra = (await exactly(length + padding)).toString('utf8', 0, length);
        longName =
          type === 'L'
            ? extra.replace(/\0.*$/s, '')
            : (/(?:^|\n)\d+ path=([^\n]*)\n/.exec(extra)?.[1] ?? longName);
        continue;
      }
      const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : '';
      const name = longName ?? (prefix ? `${prefix}/` : '') + text(header, 0, 100);
      longName = undefined;
      let left = length;
      async function* content(): AsyncGenerator<Uint8Array> {
        while (left > 0) {
          const part = await some(left);
          if (part.length === 0) throw new Damage('the tar archive ends too early');
          left -= part.length;
          yield part;
        }
      }
      // Regular files only: `0`, NUL (old tar) and `7` (contiguous).
      if (type === '0' || type === '\0' || type === '7') yield { name, bytes: content() };
      while (left > 0) {
        const part = await some(left);
        if (part.length === 0) throw new Damage('the tar archive ends too early');
        left -= part.length;
      }
      await exactly(padding);
    }
  } finally {
    await iterator.return?.();
  }
}

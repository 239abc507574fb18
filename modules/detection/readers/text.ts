/** From bytes to lines: encodings that Windows exports come in, and lines of bounded length. */
import { Damage } from './report.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Encoding by byte order mark, else by where the zero bytes are: UTF-16 of mostly Latin text has one in two. */
export function encodingOf(head: Uint8Array): { encoding: Encoding; bom: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', bom: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', bom: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', bom: 2 };
  const n = Math.min(head.length & ~1, 512);
  let even = 0;
  let odd = 0;
  for (let i = 0; i < n; i += 2) {
    if (head[i] === 0) even++;
    if (head[i + 1] === 0) odd++;
  }
  const pairs = n / 2;
  if (pairs >= 4 && odd > pairs * 0.6 && even < pairs * 0.1) return { encoding: 'utf-16le', bom: 0 };
  if (pairs >= 4 && even > pairs * 0.6 && odd < pairs * 0.1) return { encoding: 'utf-16be', bom: 0 };
  return { encoding: 'utf-8', bom: 0 };
}

/** The same text as UTF-8 without its mark. UTF-8 passes through uncopied. */
export async function* toUtf8(
  bytes: AsyncIterable<Uint8Array>,
  { encoding, bom }: { encoding: Encoding; bom: number },
): AsyncGenerator<Uint8Array> {
  let skip = bom;
  const decoder = encoding === 'utf-8' ? undefined : new TextDecoder(encoding, { ignoreBOM: true });
  for await (const chunk of bytes) {
    let part = chunk;
    if (skip > 0) {
      const n = Math.min(skip, part.length);
      skip -= n;
      part = part.subarray(n);
    }
    if (part.length === 0) continue;
    yield decoder ? Buffer.from(decoder.decode(part, { stream: true }), 'utf8') : part;
  }
  const rest = decoder?.decode();
  if (rest) yield Buffer.from(rest, 'utf8');
}

export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Called for each line without its end (LF or CRLF). `line` is 1-based. */
export type OnLine = (buffer: Buffer, start: number, end: number, line: number) => void;

/**
 * Splits chunks into lines. Only a line that crosses chunks is copied. A line beyond `limit` bytes is
 * dropped up to its end and named through `onLost`.
 */
export function createLines(limit: number, onLine: OnLine, onLost: (line: number, bytes: number) => void) {
  let line = 1;
  let carried: Buffer[] = [];
  let carriedBytes = 0;

  function emit(buffer: Buffer, start: number, end: number) {
    const stop = end > start && buffer[end - 1] === 13 ? end - 1 : end;
    onLine(buffer, start, stop, line);
  }
  function carry(buffer: Buffer, start: number, end: number) {
    carriedBytes += end - start;
    // Beyond the limit only the length is kept.
    if (carriedBytes <= limit) carried.push(buffer.subarray(start, end));
    else carried = [];
  }
  function emitCarried() {
    if (carriedBytes > limit) onLost(line, carriedBytes);
    else {
      const whole = carried.length === 1 ? (carried[0] as Buffer) : Buffer.concat(carried, carriedBytes);
      emit(whole, 0, whole.length);
    }
    carried = [];
    carriedBytes = 0;
  }

  return {
    push(chunk: Uint8Array) {
      const buffer = asBuffer(chunk);
      let start = 0;
      let newline = buffer.indexOf(10);
      while (newline !== -1) {
        if (carriedBytes > 0) {
          carry(buffer, start, newline);
          emitCarried();
        } else if (newline - start > limit) onLost(line, newline - start);
        else emit(buffer, start, newline);
        line++;
        start = newline + 1;
        newline = buffer.indexOf(10, start);
      }
      if (start < buffer.length) carry(buffer, start, buffer.length);
    },
    end() {
      if (carriedBytes > 0) emitCarried();
    },
  };
}

/** The first bytes of a stream, and the stream with those bytes put back. */
export async function peek(
  bytes: AsyncIterable<Uint8Array>,
  want: number,
): Promise<{ head: Uint8Array; all: AsyncGenerator<Uint8Array>; failure: unknown }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const taken: Uint8Array[] = [];
  let size = 0;
  let failure: unknown;
  let done = false;
  while (size < want && !done) {
    try {
      const next = await iterator.next();
      if (next.done) done = true;
      else if (next.value.length > 0) {
        taken.push(next.value);
        size += next.value.length;
      }
    } catch (error) {
      // What came before the damage is still worth reading; the stream below fails at the same place.
      failure = error ?? new Damage('the input failed');
      done = true;
    }
  }
  const head = taken.length === 1 ? (taken[0] as Uint8Array) : Buffer.concat(taken, size);
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      for (const chunk of taken.splice(0)) yield chunk;
      if (failure !== undefined) throw failure;
      while (!done) {
        const next = await iterator.next();
        if (next.done) done = true;
        else yield next.value;
      }
    } finally {
      if (!done) await iterator.return?.();
    }
  }
  return { head: head.subarray(0, want), all: all(), failure };
}

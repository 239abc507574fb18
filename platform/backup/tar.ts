/**
 * The tar format (POSIX.1-2001, "pax"), as much of it as a backup needs: files with a path and a size, and folders. A backup can so be
 * unpacked without Cordon. Pure: bytes in, bytes out.
 */
import { fault } from '../fault/index.ts';

const block = 512;
/** What eleven octal digits can say; more goes into an extended header. */
const longestOctal = 8 * 1024 ** 3 - 1;
const longestExtended = 64 * 1024;

export interface TarEntry {
  /** Ends with a slash when it is a folder. */
  path: string;
  size: number;
}

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;

function header(name: string, size: number, type: '0' | '5' | 'x'): Buffer {
  const bytes = Buffer.alloc(block);
  bytes.write(name, 0, 100, 'utf8');
  bytes.write(octal(0o600, 8), 100);
  bytes.write(octal(0, 8), 108);
  bytes.write(octal(0, 8), 116);
  bytes.write(octal(size, 12), 124);
  bytes.write(octal(0, 12), 136);
  bytes.write('        ', 148);
  bytes.write(type, 156);
  bytes.write('ustar\u000000', 257);
  bytes.write(`${sumOf(bytes).toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

/** The sum of all bytes, with the place of the sum itself read as blanks. */
function sumOf(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < block; at++) sum += at >= 148 && at < 156 ? 0x20 : bytes[at]!;
  return sum;
}

/** `LENGTH KEY=VALUE\n`, where the length counts itself. */
function record(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (String(length).length > String(rest).length) length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

export const padding = (size: number): Buffer => Buffer.alloc((block - (size % block)) % block);

/** What stands before the content of a file. */
export function tarHeader({ path, size }: TarEntry): Buffer {
  const short = Buffer.byteLength(path) <= 100;
  const type = path.endsWith('/') ? '5' : '0';
  if (short && size <= longestOctal) return header(path, size, type);
  const extended = Buffer.from(record('path', path) + record('size', String(size)));
  return Buffer.concat([
    header('pax', extended.length, 'x'),
    extended,
    padding(extended.length),
    header(short ? path : 'long-name', size <= longestOctal ? size : 0, type),
  ]);
}

export const tarEnd = Buffer.alloc(2 * block);

const damaged = (why: string): Error =>
  fault(
    'BACKUP_DAMAGED',
    `The backup is not what Cordon wrote: ${why}. Nothing was restored.`,
    'Use another backup.',
  );

/** Entries in order; the content of each must be read to its end before the next. */
export async function* readTar(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<TarEntry & { content: AsyncIterable<Buffer> }> {
  const input = source[Symbol.asyncIterator]();
  let waiting: Buffer = Buffer.alloc(0);

  /** Up to `most` bytes, at least one. */
  async function some(most: number): Promise<Buffer> {
    while (waiting.length === 0) {
      const { done, value } = await input.next();
      if (done) throw damaged('it ends too early');
      waiting = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
    const part = waiting.subarray(0, most);
    waiting = waiting.subarray(part.length);
    return part;
  }

  async function exactly(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = length; left > 0; left -= parts.at(-1)!.length) parts.push(await some(left));
    return Buffer.concat(parts);
  }

  async function* contentOf(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0; ) {
      const part = await some(Math.min(left, 1 << 20));
      left -= part.length;
      yield part;
    }
    await exactly(padding(size).length);
  }

  for (;;) {
    let bytes = await exactly(block);
    if (bytes.every((byte) => byte === 0)) break;
    let { path, size, type } = readHeader(bytes);
    if (type === 'x') {
      if (size > longestExtended) throw damaged('a name is too long');
      const fields = readRecords((await exactly(size)).toString('utf8'));
      await exactly(padding(size).length);
      bytes = await exactly(block);
      ({ path, size, type } = readHeader(bytes));
      path = fields.get('path') ?? path;
      size = Number(fields.get('size') ?? size);
    }
    const isFolder = type === '5' && path.endsWith('/') && size === 0;
    if ((type !== '0' && !isFolder) || !Number.isSafeInteger(size) || size < 0)
      throw damaged('it holds something that is no file');
    let finished = false;
    const content = contentOf(size);
    yield {
      path,
      size,
      content: (async function* () {
        yield* content;
        finished = true;
      })(),
    };
    if (!finished) throw new Error('the content of an entry was not read to its end');
  }
  await exactly(block);
  if (waiting.length > 0 || !(await input.next()).done) throw damaged('something follows its end');
}

function readHeader(bytes: Buffer): { path: string; size: number; type: string } {
  const text = (from: number, to: number): string => bytes.toString('utf8', from, to).split('\0', 1)[0]!;
  if (Number.parseInt(text(148, 156), 8) !== sumOf(bytes)) throw damaged('a header has another sum');
  return { path: text(0, 100), size: Number.parseInt(text(124, 136), 8), type: text(156, 157) };
}

function readRecords(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (let rest = Buffer.from(text); rest.length > 0; ) {
    const length = Number.parseInt(rest.toString('utf8', 0, 8), 10);
    if (!(length > 0 && length <= rest.length)) throw damaged('an extended header cannot be read');
    const line = rest.toString('utf8', 0, length);
    const [, key, value] = /^\d+ ([^=]+)=([\s\S]*)\n$/.exec(line) ?? [];
    if (key === undefined || value === undefined) throw damaged('an extended header cannot be read');
    fields.set(key, value);
    rest = rest.subarray(length);
  }
  return fields;
}

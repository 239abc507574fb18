/**
 * Zip members (PKWARE APPNOTE 6.3): yauzl reads the directory, the bytes are inflated here, so that a
 * damaged member still gives what came before the damage and costs are counted as they arise.
 */
import { Readable } from 'node:stream';
import {
  type Entry,
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
  type ZipFile,
} from 'yauzl';
import { Damage, type RandomAccess } from '../report.ts';
import { type Budget, spend } from './budget.ts';
import { inflate } from './inflate.ts';
import { cleanName, range, type ZipMember } from './member.ts';
import { salvagedMembers } from './zip-salvage.ts';

const PIECE = 256 * 1024;

/** yauzl takes its bytes through a subclass. */
class Reader extends RandomAccessReader {
  private readonly random: RandomAccess;
  constructor(random: RandomAccess) {
    super();
    this.random = random;
  }
  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(range(this.random, start, end), { objectMode: false });
  }
}

const METHODS: Readonly<Record<number, string>> = {
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'zstd',
  95: 'xz',
  99: 'AES',
};

function open(zip: ZipFile, entry: Entry, random: RandomAccess, budget: Budget): ZipMember {
  const name = cleanName(
    getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false),
  );
  if (entry.isEncrypted()) return { name, refused: 'the member is encrypted' };
  const method = entry.compressionMethod;
  if (method !== 0 && method !== 8)
    return {
      name,
      refused: `the member is compressed with ${METHODS[method] ?? `method ${method}`}, which is not read`,
    };
  async function* bytes(): AsyncGenerator<Uint8Array> {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const stored = range(random, fileDataStart, fileDataStart + entry.compressedSize);
    let size = 0;
    for await (const data of method === 8 ? inflate(stored, 'deflate', budget) : stored) {
      size += data.length;
      // Stored members may overlap, so they too can give more bytes than the archive has.
      if (method === 0) spend(budget, data.length);
      yield data;
    }
    if (size !== entry.uncompressedSize)
      throw new Damage(`the member has ${size} bytes where the directory says ${entry.uncompressedSize}`);
  }
  return { name, bytes: bytes() };
}

const END = Buffer.from([0x50, 0x4b, 5, 6]);
const END_SIZE = 22;

/**
 * The same archive, ending exactly at its end record and with no comment. Archives with bytes after them
 * (or with less comment than they say) are common, and their directory is none the worse for it.
 */
async function trimmed(random: RandomAccess): Promise<RandomAccess | undefined> {
  const start = Math.max(0, random.size - 65_535 - END_SIZE - PIECE);
  const tail = Buffer.from(await random.read(start, random.size - start));
  const at = tail.lastIndexOf(END, tail.length - END_SIZE);
  if (at === -1) return undefined;
  const size = start + at + END_SIZE;
  return {
    size,
    async read(offset, length) {
      const part = await random.read(offset, Math.min(length, size - offset));
      const comment = size - 2 - offset;
      if (comment + 2 <= 0 || comment >= part.length) return part;
      const copy = Buffer.from(part);
      for (const i of [comment, comment + 1]) if (i >= 0 && i < copy.length) copy[i] = 0;
      return copy;
    },
  };
}

/** Members in the order of the directory; directories themselves are left out. Throws Damage. */
export async function* zipMembers(archive: RandomAccess, budget: Budget): AsyncGenerator<ZipMember> {
  const random = await trimmed(archive);
  if (!random) {
    yield* salvagedMembers(archive, budget);
    throw new Damage(
      'the zip archive has no directory, as when it was cut short: only whole members were read',
    );
  }
  let zip: ZipFile;
  try {
    zip = await fromRandomAccessReaderPromise(new Reader(random), random.size, {
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: false,
    });
  } catch (error) {
    throw new Damage(`the zip archive has no readable directory (${(error as Error).message})`);
  }
  try {
    for await (const entry of zip.eachEntry()) {
      const last = entry.fileNameRaw.at(-1);
      if (last === 0x2f || last === 0x5c) continue;
      yield open(zip, entry, random, budget);
    }
  } catch (error) {
    throw error instanceof Damage
      ? error
      : new Damage(`the zip directory is damaged (${(error as Error).message})`);
  } finally {
    zip.close();
  }
}

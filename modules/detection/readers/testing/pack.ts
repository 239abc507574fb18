/** For tests: archives written by hand, where no library writes the odd ones. */
import { deflateRawSync } from 'node:zlib';

/** A zip archive, deflated by zlib (fast enough for bombs), optionally with sizes only after the bytes. */
export function deflatedZip(members: Readonly<Record<string, Uint8Array>>, sizesAfter = false): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, bytes] of Object.entries(members)) {
    const packed = deflateRawSync(bytes);
    const title = Buffer.from(name);
    const header = Buffer.alloc(30);
    header.write('PK\x03\x04', 0, 'latin1');
    header.writeUInt16LE(sizesAfter ? 8 : 0, 6);
    header.writeUInt16LE(8, 8);
    header.writeUInt32LE(sizesAfter ? 0 : packed.length, 18);
    header.writeUInt32LE(sizesAfter ? 0 : bytes.length, 22);
    header.writeUInt16LE(title.length, 26);
    const after = Buffer.alloc(sizesAfter ? 16 : 0);
    if (sizesAfter) after.write('PK\x07\x08', 0, 'latin1');
    const entry = Buffer.alloc(46);
    entry.write('PK\x01\x02', 0, 'latin1');
    entry.writeUInt16LE(sizesAfter ? 8 : 0, 8);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(bytes.length, 24);
    entry.writeUInt16LE(title.length, 28);
    entry.writeUInt32LE(offset, 42);
    local.push(header, title, packed, after);
    directory.push(entry, title);
    offset += 30 + title.length + packed.length + after.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(Object.keys(members).length, 8);
  end.writeUInt16LE(Object.keys(members).length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, list, end]);
}

/** One zstd frame of raw (uncompressed) blocks: RFC 8878 §3.1.1, with a window descriptor and no checksum. */
export function zstdFrame(content: Uint8Array, windowLog = 17): Buffer {
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (windowLog - 10) << 3])];
  const BLOCK = 65_536;
  for (let at = 0; at === 0 || at < content.length; at += BLOCK) {
    const block = content.subarray(at, at + BLOCK);
    const last = at + BLOCK >= content.length ? 1 : 0;
    const header = Buffer.alloc(3);
    header.writeUIntLE(last | (block.length << 3), 0, 3);
    parts.push(header, Buffer.from(block));
  }
  return Buffer.concat(parts);
}

/** A zstd frame of run-length blocks: `blocks` times 128 KiB of one byte from four bytes each. */
export function zstdBomb(blocks: number): Buffer {
  const parts: Buffer[] = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (17 - 10) << 3])];
  for (let i = 0; i < blocks; i++) {
    const block = Buffer.alloc(4);
    block.writeUIntLE((i === blocks - 1 ? 1 : 0) | (1 << 1) | (131_072 << 3), 0, 3);
    parts.push(block);
  }
  return Buffer.concat(parts);
}

/** A ustar archive. A name beyond 100 bytes gets a GNU long-name header. */
export function tar(members: Readonly<Record<string, Uint8Array>>): Buffer {
  const parts: Buffer[] = [];
  const header = (name: string, size: number, type: string) => {
    const block = Buffer.alloc(512);
    block.write(name.slice(0, 99), 0, 'utf8');
    block.write('0000644\0', 100);
    block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
    block.write('        ', 148);
    block.write(type, 156);
    block.write('ustar\0', 257);
    const sum = block.reduce((total, byte) => total + byte, 0);
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return block;
  };
  const body = (bytes: Uint8Array) =>
    Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
  for (const [name, bytes] of Object.entries(members)) {
    if (Buffer.byteLength(name) > 99) {
      const long = Buffer.from(`${name}\0`);
      parts.push(header('././@LongLink', long.length, 'L'), body(long));
    }
    parts.push(header(name, bytes.length, '0'), body(bytes));
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

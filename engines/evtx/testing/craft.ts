/**
 * Chunks made by hand, token by token, for tests of what no sane writer produces. Names and templates lie
 * behind the records and are referred to by offset.
 */
const HEADER = 0x200;

export type Content = Buffer | string;
export interface CraftValue {
  type: number;
  bytes: Buffer;
  /** What the list says the size is, when it is not the truth. */
  size?: number;
}

export function createCraft(storeAt = 0xc000) {
  const chunk = Buffer.alloc(0x10000);
  const names = new Map<string, number>();
  let store = storeAt;
  let pos = HEADER;
  let id = 0;

  function keep(data: Buffer): number {
    const at = store;
    data.copy(chunk, at);
    store += data.length;
    return at;
  }

  function name(text: string): Buffer {
    let at = names.get(text);
    if (at === undefined) {
      const head = Buffer.alloc(8);
      head.writeUInt16LE(text.length, 6);
      at = keep(Buffer.concat([head, Buffer.from(`${text}\0`, 'utf16le')]));
      names.set(text, at);
    }
    return le32(at);
  }

  return {
    /** An element; `attributes` and `content` are tokens, or strings for literal text. */
    element(
      tag: string,
      attributes: Record<string, Content> = {},
      content: Content[] = [],
      dependency = true,
    ) {
      const list = Object.entries(attributes).map(([key, value], i, all) =>
        Buffer.concat([Buffer.of(i < all.length - 1 ? 0x46 : 0x06), name(key), token(value)]),
      );
      const head = Buffer.of(list.length > 0 ? 0x41 : 0x01, ...(dependency ? [0xff, 0xff] : []), 0, 0, 0, 0);
      const attributeList =
        list.length > 0 ? Buffer.concat([le32(Buffer.concat(list).length), ...list]) : Buffer.alloc(0);
      const inner = content.length > 0 ? [Buffer.of(2), ...content.map(token), Buffer.of(4)] : [Buffer.of(3)];
      return Buffer.concat([head, name(tag), attributeList, ...inner]);
    },
    entity: (text: string) => Buffer.concat([Buffer.of(0x09), name(text)]),
    /** Stores a template definition and gives its offset. */
    template(tokens: Buffer): number {
      const head = Buffer.alloc(24);
      head.writeUInt32LE(tokens.length + 5, 20);
      return keep(Buffer.concat([head, Buffer.of(0x0f, 1, 1, 0), tokens, Buffer.of(0)]));
    },
    /** The body of a record, or a fragment inside a value. `count`: what it says, when it is not the truth. */
    instance(template: number, values: CraftValue[], count = values.length): Buffer {
      const list = values.map(({ type, bytes, size }) => {
        const entry = Buffer.of(0, 0, type, 0);
        entry.writeUInt16LE(size ?? bytes.length);
        return entry;
      });
      const head = Buffer.of(0x0f, 1, 1, 0, 0x0c, 1, 0, 0, 0, 0);
      return Buffer.concat([
        head,
        le32(template),
        le32(count),
        ...list,
        ...values.map((value) => value.bytes),
      ]);
    },
    /** Adds a record with this body. */
    record(body: Buffer) {
      const size = 24 + body.length + 4;
      chunk.writeUInt32LE(0x2a2a, pos);
      chunk.writeUInt32LE(size, pos + 4);
      chunk.writeBigUInt64LE(BigInt(++id), pos + 8);
      chunk.writeBigUInt64LE(133_000_000_000_000_000n, pos + 16);
      body.copy(chunk, pos + 24);
      chunk.writeUInt32LE(size, pos + size - 4);
      pos += size;
    },
    /** The 64 KiB, without checksums. */
    finish(): Buffer {
      chunk.write('ElfChnk\0', 0, 'latin1');
      chunk.writeBigUInt64LE(1n, 24);
      chunk.writeBigUInt64LE(BigInt(id), 32);
      chunk.writeUInt32LE(128, 40);
      chunk.writeUInt32LE(pos, 48);
      return chunk;
    },
  };
}

export const text = (value: string): CraftValue => ({ type: 1, bytes: Buffer.from(value, 'utf16le') });
export const nothing: CraftValue = { type: 0, bytes: Buffer.alloc(0) };
export const fragment = (bytes: Buffer): CraftValue => ({ type: 0x21, bytes });
/** A substitution token: `sub(0)` must be there, `sub(0, true)` may be null. */
export const sub = (index: number, optional = false, type = 1) =>
  Buffer.of(optional ? 0x0e : 0x0d, index & 0xff, index >> 8, type);
export const charRef = (unit: number) => Buffer.of(0x08, unit & 0xff, unit >> 8);
export const cdata = (value: string) =>
  Buffer.concat([Buffer.of(0x07, value.length, 0), Buffer.from(value, 'utf16le')]);

function token(content: Content): Buffer {
  if (typeof content !== 'string') return content;
  return Buffer.concat([
    Buffer.of(0x05, 0x01, content.length & 0xff, content.length >> 8),
    Buffer.from(content, 'utf16le'),
  ]);
}

function le32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

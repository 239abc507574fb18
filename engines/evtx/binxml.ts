/**
 * BinXML tokens become a flat program of small integers, the same for the same XML wherever in a chunk its
 * names are stored. Programs are compared and compiled; bytes are walked once.
 * Source of the format: MS-EVEN6 2.2.12 and the libevtx format notes, "Binary XML".
 */
import { Damage } from './damage.ts';
import type { Bytes, TextTable } from './text.ts';
import { TYPE_STRING, u16, u32 } from './values.ts';

/** Program: OPEN name, (ATTR name, parts)*, CONTENT, (parts | elements)*, CLOSE. */
export const OP_OPEN = 1;
export const OP_ATTR = 2;
export const OP_CONTENT = 3;
export const OP_CLOSE = 4;
/** TEXT textId */
export const OP_TEXT = 5;
/** SUB index, (type << 1 | optional) */
export const OP_SUB = 6;

/** Real templates nest 5 deep and have a few hundred tokens; names are XML identifiers. */
const MAX_DEPTH = 64;
const MAX_TOKENS = 4_096;
const MAX_NAME = 1_024;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Reads fragments of one chunk; names and literal text become numbers of `texts`. */
export interface Scanner {
  /**
   * Reads one fragment from `start` to its end token (or `end`). The program holds until the next scan.
   * `dependency`: whether an element start is expected to carry a dependency id (it does in templates and at
   * the top of a record, not in a fragment inside a substitution); if that reading makes no sense the other
   * one is tried, because writers differ.
   * @throws Damage
   */
  scan(start: number, end: number, dependency: boolean): Int32Array;
}

/** No token gives more than three numbers. Only ever used within one synchronous call. */
const ops = new Int32Array(MAX_TOKENS * 3);

export function createScanner(bytes: Bytes, texts: TextTable): Scanner {
  let pos = 0;
  let end = 0;

  function need(count: number) {
    if (pos + count > end) throw new Damage(pos, 'binary XML ends in the middle of a token');
  }

  /** Reads a name reference at `pos`: an offset, and the name itself when it is stored right behind. */
  function name(): number {
    need(4);
    const at = u32(bytes, pos);
    pos += 4;
    const units = nameLength(bytes, at);
    if (units < 0) throw new Damage(pos - 4, `name offset ${at} does not point to a name`);
    if (at === pos) pos += 8 + units * 2 + 2;
    return texts.idOf(bytes, at + 8, units);
  }

  function countedText(): number {
    need(2);
    const units = u16(bytes, pos);
    pos += 2;
    need(units * 2);
    const id = texts.idOf(bytes, pos, units);
    pos += units * 2;
    return id;
  }

  /** Fills `ops` and gives how many of them are used. */
  function fill(dependency: boolean): number {
    let used = 0;
    let depth = 0;
    let inTag = false;
    let hasDependency: boolean | undefined;
    let tokens = 0;

    while (pos < end) {
      if (++tokens > MAX_TOKENS) throw new Damage(pos, `more than ${MAX_TOKENS} tokens in one fragment`);
      const token = bytes[pos]!;
      switch (token & 0xbf) {
        case 0x00:
          if (depth > 0) throw new Damage(pos, 'binary XML ends inside an element');
          return used;
        case 0x01: {
          if (++depth > MAX_DEPTH) throw new Damage(pos, `elements nested deeper than ${MAX_DEPTH}`);
          hasDependency ??= guessDependency(bytes, pos, end, dependency);
          pos += hasDependency ? 7 : 5;
          const id = name();
          if (token & 0x40) {
            need(4);
            pos += 4;
          }
          ops[used++] = OP_OPEN;
          ops[used++] = id;
          inTag = true;
          break;
        }
        case 0x02:
          pos++;
          if (!inTag) throw new Damage(pos, 'end of a start tag outside a tag');
          inTag = false;
          ops[used++] = OP_CONTENT;
          break;
        case 0x03:
        case 0x04:
          pos++;
          if (depth === 0) throw new Damage(pos, 'end tag without a start tag');
          if (inTag) ops[used++] = OP_CONTENT;
          inTag = false;
          depth--;
          ops[used++] = OP_CLOSE;
          break;
        case 0x05:
          need(2);
          if (bytes[pos + 1] !== TYPE_STRING) throw new Damage(pos, `literal of type ${bytes[pos + 1]}`);
          pos += 2;
          ops[used++] = OP_TEXT;
          ops[used++] = countedText();
          break;
        case 0x06:
          pos++;
          if (!inTag) throw new Damage(pos, 'attribute outside a start tag');
          ops[used++] = OP_ATTR;
          ops[used++] = name();
          break;
        case 0x07:
          pos++;
          ops[used++] = OP_TEXT;
          ops[used++] = countedText();
          break;
        case 0x08:
          need(3);
          ops[used++] = OP_TEXT;
          ops[used++] = texts.idOfString(String.fromCharCode(u16(bytes, pos + 1)));
          pos += 3;
          break;
        case 0x09: {
          pos++;
          const entity = texts.text(name());
          ops[used++] = OP_TEXT;
          ops[used++] = texts.idOfString(entities[entity] ?? `&${entity};`);
          break;
        }
        case 0x0a:
          pos++;
          name();
          break;
        case 0x0b:
          pos++;
          countedText();
          break;
        case 0x0d:
        case 0x0e:
          need(4);
          if (depth === 0) throw new Damage(pos, 'substitution outside an element');
          ops[used++] = OP_SUB;
          ops[used++] = u16(bytes, pos + 1);
          ops[used++] = (bytes[pos + 3]! << 1) | (token & 1 ? 0 : 1);
          pos += 4;
          break;
        case 0x0f:
          pos += 4;
          break;
        default:
          throw new Damage(pos, `unknown binary XML token 0x${token.toString(16)}`);
      }
    }
    if (depth > 0) throw new Damage(pos, 'binary XML ends inside an element');
    return used;
  }

  return {
    scan(from, to, dependency) {
      pos = from;
      end = to;
      return ops.subarray(0, fill(dependency));
    },
  };
}

/** Code units of the name stored at `at`, or -1 when no name can be there. */
function nameLength(bytes: Bytes, at: number): number {
  if (at + 8 > bytes.length) return -1;
  const units = u16(bytes, at + 6);
  return units > MAX_NAME || at + 8 + units * 2 > bytes.length ? -1 : units;
}

/** Whether the element start at `pos` has the two-byte dependency id: the reading whose name makes sense. */
function guessDependency(bytes: Bytes, pos: number, end: number, expected: boolean): boolean {
  if (namesSomething(bytes, pos + (expected ? 7 : 5), end)) return expected;
  return namesSomething(bytes, pos + (expected ? 5 : 7), end) ? !expected : expected;
}

/** Whether the four bytes at `pos` point to a name of letters, digits and `_ - . :`. */
function namesSomething(bytes: Bytes, pos: number, end: number): boolean {
  if (pos + 4 > end) return false;
  const at = u32(bytes, pos);
  const units = nameLength(bytes, at);
  for (let i = 0, p = at + 8; i < units; i++, p += 2) {
    const unit = u16(bytes, p);
    const isLetter = (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a;
    // '-' '.' '/' '0' to '9' ':' lie side by side; a '/' does no harm.
    if (!isLetter && unit !== 0x5f && !(unit >= 0x2d && unit <= 0x3a)) return false;
  }
  return units > 0;
}

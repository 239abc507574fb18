/**
 * BinXML tokens become a flat program of small integers, the same for the same XML wherever in a chunk its
 * names are stored. Programs are compared and compiled; bytes are walked once.
 * Source of the format: MS-EVEN6 2.2.12 and the libevtx format notes, "Binary XML".
 */
import { Damage } from './damage.ts';
import { type Bytes, decodeUtf16, type TextTable } from './text.ts';
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

/**
 * Reads one fragment from `start` to its end token (or `end`).
 * `dependency`: whether an element start is expected to carry a dependency id (it does in templates and at
 * the top of a record, not in a fragment inside a substitution); if that reading makes no sense the other
 * one is tried, because writers differ.
 * @throws Damage
 */
export function scanFragment(
  bytes: Bytes,
  start: number,
  end: number,
  dependency: boolean,
  texts: TextTable,
): Int32Array {
  const ops: number[] = [];
  let pos = start;
  let depth = 0;
  let inTag = false;
  let hasDependency: boolean | undefined;
  let tokens = 0;

  const need = (count: number) => {
    if (pos + count > end) throw new Damage(pos, 'binary XML ends in the middle of a token');
  };

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

  while (pos < end) {
    if (++tokens > MAX_TOKENS) throw new Damage(pos, `more than ${MAX_TOKENS} tokens in one fragment`);
    const token = bytes[pos]!;
    switch (token & 0xbf) {
      case 0x00:
        if (depth > 0) throw new Damage(pos, 'binary XML ends inside an element');
        return Int32Array.from(ops);
      case 0x01: {
        if (++depth > MAX_DEPTH) throw new Damage(pos, `elements nested deeper than ${MAX_DEPTH}`);
        hasDependency ??= guessDependency(bytes, pos, end, dependency);
        pos += hasDependency ? 7 : 5;
        const id = name();
        if (token & 0x40) {
          need(4);
          pos += 4;
        }
        ops.push(OP_OPEN, id);
        inTag = true;
        break;
      }
      case 0x02:
        pos++;
        if (!inTag) throw new Damage(pos, 'end of a start tag outside a tag');
        inTag = false;
        ops.push(OP_CONTENT);
        break;
      case 0x03:
      case 0x04:
        pos++;
        if (depth === 0) throw new Damage(pos, 'end tag without a start tag');
        if (inTag) ops.push(OP_CONTENT);
        inTag = false;
        depth--;
        ops.push(OP_CLOSE);
        break;
      case 0x05:
        need(2);
        if (bytes[pos + 1] !== TYPE_STRING) throw new Damage(pos, `literal of type ${bytes[pos + 1]}`);
        pos += 2;
        ops.push(OP_TEXT, countedText());
        break;
      case 0x06:
        pos++;
        if (!inTag) throw new Damage(pos, 'attribute outside a start tag');
        ops.push(OP_ATTR, name());
        break;
      case 0x07:
        pos++;
        ops.push(OP_TEXT, countedText());
        break;
      case 0x08:
        need(3);
        ops.push(OP_TEXT, texts.idOfString(String.fromCharCode(u16(bytes, pos + 1))));
        pos += 3;
        break;
      case 0x09: {
        pos++;
        const entity = texts.text(name());
        ops.push(OP_TEXT, texts.idOfString(entities[entity] ?? `&${entity};`));
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
        ops.push(OP_SUB, u16(bytes, pos + 1), (bytes[pos + 3]! << 1) | (token & 1 ? 0 : 1));
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
  return Int32Array.from(ops);
}

/** Code units of the name stored at `at`, or -1 when no name can be there. */
function nameLength(bytes: Bytes, at: number): number {
  if (at + 8 > bytes.length) return -1;
  const units = u16(bytes, at + 6);
  return units > MAX_NAME || at + 8 + units * 2 > bytes.length ? -1 : units;
}

/** Whether the element start at `pos` has the two-byte dependency id: the reading whose name makes sense. */
function guessDependency(bytes: Bytes, pos: number, end: number, expected: boolean): boolean {
  for (const has of [expected, !expected]) {
    const at = pos + (has ? 7 : 5);
    if (at + 4 > end) continue;
    const offset = u32(bytes, at);
    const units = nameLength(bytes, offset);
    if (units > 0 && /^[\w.:-]+$/.test(decodeUtf16(bytes, offset + 8, units * 2))) return has;
  }
  return expected;
}

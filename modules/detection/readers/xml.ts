/**
 * The little of XML that event exports use: elements, attributes, text, the five named entities and
 * character references. A document type is refused, so nothing can ever be expanded or fetched.
 */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Text directly inside, in order, entities decoded. */
  readonly text: string;
}

/** Windows nests four deep; bounds keep hostile text from costing more than its size. */
const MAX_DEPTH = 32;
const MAX_ELEMENTS = 20_000;

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function reference(whole: string, name: string): string {
  if (name[0] !== '#') return NAMED[name] ?? whole;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  // Windows writes control characters of its data as references, though XML does not allow them.
  return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : '\ufffd';
}

const decoded = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|lt|gt|amp|quot|apos);/g, reference)
    : text;

const NAME = '[A-Za-z_][\\w.:-]{0,255}';
const OPEN = new RegExp(`<(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>`, 'y');
const CLOSE = new RegExp(`</(${NAME})\\s*>`, 'y');
const ATTRIBUTE = new RegExp(`(${NAME})\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'g');

function attributesOf(text: string): Record<string, string> {
  // Without a prototype, `__proto__` is a name like any other.
  const attributes: Record<string, string> = Object.create(null);
  for (const [, name = '', double, single = ''] of text.matchAll(ATTRIBUTE))
    attributes[name] = decoded(double ?? single);
  return attributes;
}

type Growing = { name: string; attributes: Record<string, string>; children: Element[]; text: string };

/** The one element that the text is; in words, why it is not one. */
export function parseElement(text: string): Element | string {
  const root: Growing = { name: '', attributes: {}, children: [], text: '' };
  const stack: Growing[] = [root];
  let elements = 0;
  let at = 0;
  while (at < text.length) {
    const top = stack.at(-1) as Growing;
    const next = text.indexOf('<', at);
    if (next !== at) {
      const end = next === -1 ? text.length : next;
      top.text += decoded(text.slice(at, end));
      at = end;
      continue;
    }
    if (text.startsWith('<![CDATA[', at)) {
      const end = text.indexOf(']]>', at);
      if (end === -1) return 'a CDATA section is not closed';
      top.text += text.slice(at + 9, end);
      at = end + 3;
    } else if (text.startsWith('<!--', at) || text.startsWith('<?', at)) {
      const mark = text[at + 1] === '?' ? '?>' : '-->';
      const end = text.indexOf(mark, at + 2);
      if (end === -1) return 'a comment is not closed';
      at = end + mark.length;
    } else if (text.startsWith('<!', at)) return 'it has a document type, which is never read';
    else if (text[at + 1] === '/') {
      CLOSE.lastIndex = at;
      const close = CLOSE.exec(text);
      if (!close || close[1] !== top.name || stack.length === 1)
        return `${text.slice(at, at + 40)} closes nothing`;
      stack.pop();
      at = CLOSE.lastIndex;
    } else {
      OPEN.lastIndex = at;
      const open = OPEN.exec(text);
      if (!open) return 'a tag is not well-formed';
      if (++elements > MAX_ELEMENTS) return `it has more than ${MAX_ELEMENTS} elements`;
      const element = {
        name: open[1] as string,
        attributes: attributesOf(open[2] as string),
        children: [],
        text: '',
      };
      top.children.push(element);
      if (open[3] === '') {
        if (stack.length > MAX_DEPTH) return `it is nested deeper than ${MAX_DEPTH}`;
        stack.push(element);
      }
      at = OPEN.lastIndex;
    }
  }
  const [only] = root.children;
  return stack.length === 1 && only && root.children.length === 1 ? only : 'an element is not closed';
}

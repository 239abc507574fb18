import { SaxesParser } from 'saxes';
import { refuseHuge } from './draft.ts';

/** An element with what PAN-OS uses of XML: a name, the attribute `name`, text, children. */
export interface Element {
  readonly tag: string;
  /** The attribute `name`, by which entries of a list are known. */
  readonly name: string;
  readonly line: number;
  text: string;
  readonly children: Element[];
}

const maxDepth = 64;
const maxElements = 4_000_000;

/**
 * The tree of a document, read in one pass. Entities other than XML's own five are not known, so nothing can
 * be included or blown up.
 *
 * @throws SyntaxError when the document is not whole: half a rule base would answer questions wrongly
 */
export function readXml(text: string): Element {
  const root: Element = { tag: '', name: '', line: 0, text: '', children: [] };
  const open = [root];
  let elements = 0;
  const parser = new SaxesParser({ position: true, xmlns: false as const });
  parser.on('error', (error) => {
    throw new SyntaxError(
      `this is not a whole XML document (line ${parser.line}: ${error.message.replace(/^[\d:]+ /, '')}); nothing was read: export it again`,
    );
  });
  parser.on('doctype', () => {
    throw new SyntaxError('a document type is declared, which configurations do not do; nothing was read');
  });
  parser.on('opentag', ({ name: tag, attributes }) => {
    elements++;
    if (open.length > maxDepth || elements > maxElements)
      throw new SyntaxError(
        `elements are nested more than ${maxDepth} deep or there are more than ${maxElements}; nothing was read`,
      );
    const element: Element = { tag, name: attributes.name ?? '', line: parser.line, text: '', children: [] };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('text', (part) => {
    open.at(-1)!.text += part;
  });
  parser.on('closetag', () => {
    const closed = open.pop()!;
    closed.text = closed.text.trim();
  });
  parser.write(refuseHuge(text)).close();
  return root;
}

/** The first child at each step of a path. */
export function childAt(element: Element | undefined, ...path: string[]): Element | undefined {
  let at = element;
  for (const tag of path) at = at?.children.find((child) => child.tag === tag);
  return at;
}

/** The children of the element at a path, or none. */
export const childrenAt = (element: Element | undefined, ...path: string[]): readonly Element[] =>
  childAt(element, ...path)?.children ?? [];

export const membersAt = (element: Element | undefined, ...path: string[]): string[] =>
  childrenAt(element, ...path).map(({ text }) => text);

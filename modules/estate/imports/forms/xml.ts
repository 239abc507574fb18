/**
 * XML a record at a time, so that a scan of a gigabyte needs the memory of one host. Entities beyond the five of XML itself are not
 * known, so that none unfolds and none names a file.
 */
import { SaxesParser } from 'saxes';

export interface XmlNode {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: readonly XmlNode[];
  text: string;
}

export interface XmlRecord {
  line: number;
  node: XmlNode;
  /** The elements around it, outermost first, without what else is in them. */
  around: readonly Omit<XmlNode, 'children' | 'text'>[];
}

interface Building extends XmlNode {
  children: Building[];
}

const deepest = 100;
const longestRecord = 8 << 20;

/** The text of the first child of that name, and on down the names; '' when there is none. */
export function textAt(node: XmlNode, ...path: readonly string[]): string {
  return nodeAt(node, ...path)?.text.trim() ?? '';
}

export function nodeAt(node: XmlNode, ...path: readonly string[]): XmlNode | undefined {
  let at: XmlNode | undefined = node;
  for (const name of path) at = at?.children.find((child) => child.name === name);
  return at;
}

export const childrenOf = (node: XmlNode, name: string): readonly XmlNode[] =>
  node.children.filter((child) => child.name === name);

/** Without its prefix. */
const local = (name: string): string => name.slice(name.indexOf(':') + 1);

export function* readXml(
  texts: Iterable<string>,
  records: ReadonlySet<string>,
  problem: (line: number, reason: string) => void,
): Generator<XmlRecord> {
  const parser = new SaxesParser();
  const around: Omit<XmlNode, 'children' | 'text'>[] = [];
  const building: Building[] = [];
  let ready: XmlRecord[] = [];
  let size = 0;
  let startedAt = 0;
  let isOver = false;

  parser.on('error', (error) =>
    problem(parser.line, `this is no sound XML: ${error.message.replace(/^\d+:\d+: /, '')}`),
  );
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name: local(name), attributes: attributes as Record<string, string> };
    const parent = building.at(-1);
    if (around.length + building.length >= deepest) {
      if (!isOver)
        problem(parser.line, `the file is nested more than ${deepest} deep; the rest was left out`);
      isOver = true;
      return;
    }
    if (!parent && !records.has(element.name)) {
      around.push(element);
      return;
    }
    if (!parent) {
      size = 0;
      startedAt = parser.line;
    }
    const node: Building = { ...element, children: [], text: '' };
    size += 100;
    for (const value of Object.values(element.attributes)) size += value.length;
    if (size < longestRecord) parent?.children.push(node);
    building.push(node);
  });
  const addText = (text: string) => {
    const node = building.at(-1);
    if (!node || size >= longestRecord) return;
    size += text.length;
    node.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', ({ name }) => {
    if (building.length === 0) {
      if (around.at(-1)?.name === local(name)) around.pop();
      return;
    }
    const node = building.pop()!;
    if (building.length > 0) return;
    if (size >= longestRecord)
      problem(startedAt, `a ${node.name} is longer than ${longestRecord >> 20} MB; part of it was left out`);
    ready.push({ line: startedAt, node, around: [...around] });
  });

  for (const text of texts) {
    // What is sound before a fault is kept, whatever the parser makes of the rest.
    try {
      parser.write(text);
    } catch (error) {
      problem(parser.line, `this is no sound XML: ${(error as Error).message}`);
      isOver = true;
    }
    yield* ready;
    ready = [];
    if (isOver) return;
  }
  if (around.length + building.length > 0)
    problem(parser.line, 'the file ends in the middle; what came before was read');
}

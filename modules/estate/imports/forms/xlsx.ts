/** Sheets of a workbook (ECMA-376 part 1, 18.3) as rows of text: shared strings, strings in place, numbers, and dates by their style. */

import type { Row } from './rows.ts';
import { decode } from './text.ts';
import { childrenOf, nodeAt, readXml, textAt, type XmlNode } from './xml.ts';
import type { Member } from './zip.ts';

export interface Sheet {
  name: string;
  rows: Iterable<Row>;
}

type Problem = (line: number, reason: string) => void;

const mostColumns = 2_048;
const mostStrings = 2_000_000;

export const isWorkbook = (members: readonly Member[]): boolean =>
  members.some(({ name }) => name === 'xl/workbook.xml');

/** Sheets in the order of the workbook. */
export function readWorkbook(members: readonly Member[], problem: Problem): Sheet[] {
  const byName = new Map(members.map((member) => [member.name, member]));
  const all = (name: string, record: string): XmlNode[] => {
    const member = byName.get(name);
    return member
      ? [...readXml(decode(member.open()), new Set([record]), problem)].map(({ node }) => node)
      : [];
  };
  const targets = new Map(
    all('xl/_rels/workbook.xml.rels', 'Relationship').map(({ attributes }) => [
      attributes.Id,
      attributes.Target ?? '',
    ]),
  );
  // Read once, and only when a sheet is.
  let known: { strings: string[]; isDate: boolean[] } | undefined;
  const shared = () => {
    known ??= {
      strings: all('xl/sharedStrings.xml', 'si').slice(0, mostStrings).map(textOf),
      isDate: datesOf(all('xl/styles.xml', 'styleSheet')),
    };
    return known;
  };
  return all('xl/workbook.xml', 'sheet').flatMap(({ attributes }) => {
    const target = targets.get(attributes['r:id'] ?? '') ?? '';
    const member = byName.get(target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    if (!member) return [];
    return [
      { name: attributes.name ?? '', rows: { [Symbol.iterator]: () => rowsOf(member, shared(), problem) } },
    ];
  });
}

/** Runs of one text; readings of Japanese words beside it are not part of it. */
function textOf(node: XmlNode): string {
  const runs = childrenOf(node, 'r').map((run) => nodeAt(run, 't')?.text ?? '');
  return (nodeAt(node, 't')?.text ?? '') + runs.join('');
}

/** By the number of a cell's style: whether its number is a date. */
function datesOf([sheet]: readonly XmlNode[]): boolean[] {
  if (!sheet) return [];
  const formats = new Map(
    childrenOf(nodeAt(sheet, 'numFmts') ?? sheet, 'numFmt').map(({ attributes }) => [
      attributes.numFmtId,
      attributes.formatCode ?? '',
    ]),
  );
  const isDate = (id: string): boolean => {
    const n = Number(id);
    const code = formats.get(id)?.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '');
    return code === undefined ? (n >= 14 && n <= 22) || (n >= 45 && n <= 47) : /[dmyhs]/i.test(code);
  };
  return childrenOf(nodeAt(sheet, 'cellXfs') ?? sheet, 'xf').map(({ attributes }) =>
    isDate(attributes.numFmtId ?? ''),
  );
}

function* rowsOf(
  member: Member,
  shared: { strings: string[]; isDate: boolean[] },
  problem: Problem,
): Generator<Row> {
  let line = 0;
  for (const { node } of readXml(decode(member.open()), new Set(['row']), problem)) {
    line = Number(node.attributes.r) || line + 1;
    const cells: string[] = [];
    for (const cell of childrenOf(node, 'c')) {
      const column = columnOf(cell.attributes.r) ?? cells.length;
      if (column >= mostColumns) continue;
      while (cells.length < column) cells.push('');
      cells[column] = cellText(cell, shared);
    }
    yield { line, cells };
  }
}

function cellText(cell: XmlNode, { strings, isDate }: { strings: string[]; isDate: boolean[] }): string {
  const { t = 'n', s } = cell.attributes;
  const value = textAt(cell, 'v');
  if (t === 's') return strings[Number(value)] ?? '';
  if (t === 'inlineStr') return textOf(nodeAt(cell, 'is') ?? cell);
  if (t === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  if (t === 'n' && value !== '' && isDate[Number(s)]) return dateOf(Number(value)) ?? value;
  return value;
}

/** Days since 1899-12-30, which counts a 29 February 1900 that never was. */
function dateOf(serial: number): string | undefined {
  const ms = Math.round((serial - 25_569) * 86_400) * 1_000;
  if (!(ms > -2_208_988_800_000 && ms < 253_402_300_800_000)) return undefined;
  const iso = new Date(ms).toISOString();
  return Number.isInteger(serial) ? iso.slice(0, 10) : iso;
}

/** `AB12` is column 27. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d+$/.exec(reference ?? '')?.[1];
  if (letters === undefined) return undefined;
  let n = 0;
  for (const letter of letters) n = n * 26 + (letter.charCodeAt(0) - 64);
  return n - 1;
}

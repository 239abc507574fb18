/** Tables as text: RFC 4180 as it is really written, with commas, semicolons, tabs or bars. A row at a time. */
import { parse } from 'csv-parse/sync';
import type { Row } from './rows.ts';
import type { Line } from './text.ts';

const delimiters = [',', ';', '\t', '|'] as const;
/** A quote that is never closed swallows what follows: a row ends after so many lines whatever its quotes say. */
const mostLines = 200;
const mostColumns = 2_048;

/** The delimiter that the first lines use most and alike; undefined when they are no table. */
export function delimiterOf(lines: readonly Line[]): string | undefined {
  const some = lines
    .map(({ text }) => text)
    .filter((text) => text.trim() !== '' && !/^(?:#|sep=)/i.test(text));
  const first = some[0];
  if (first === undefined) return undefined;
  const count = (text: string, delimiter: string) => text.replace(/"[^"]*"/g, '').split(delimiter).length - 1;
  return delimiters
    .map((delimiter) => ({
      delimiter,
      least: Math.min(...some.slice(0, 20).map((text) => count(text, delimiter))),
      first: count(first, delimiter),
    }))
    .filter((one) => one.first > 0)
    .sort((a, b) => b.least - a.least || b.first - a.first)[0]?.delimiter;
}

/** PowerShell's `#TYPE` and Excel's `sep=` are no rows, and neither is an empty line. */
export function* readRows(
  lines: Iterable<Line>,
  delimiter: string,
  problem: (line: number, reason: string) => void,
): Generator<Row> {
  let first = 0;
  let count = 0;
  let text = '';
  let isOpen = false;
  for (const one of lines) {
    if (count === 0) {
      if (one.text.trim() === '' || /^(?:#TYPE |sep=)/i.test(one.text)) continue;
      first = one.line;
      text = one.text;
    } else {
      text += `\n${one.text}`;
    }
    count++;
    isOpen = isOpen !== oddQuotes(one.text);
    if (isOpen && count < mostLines) continue;
    if (isOpen) problem(first, `a quote is not closed within ${mostLines} lines; they were left out`);
    else yield* rowOf(text, first, delimiter, problem);
    count = 0;
    isOpen = false;
  }
  if (count > 0) {
    problem(first, 'a quote is not closed before the file ends; its lines were read one by one');
    for (const [i, line] of text.split('\n').entries())
      yield { line: first + i, cells: line.split(delimiter).map((cell) => cell.replace(/^"|"$/g, '')) };
  }
}

function* rowOf(
  text: string,
  line: number,
  delimiter: string,
  problem: (line: number, reason: string) => void,
): Generator<Row> {
  if (!text.includes('"')) {
    yield { line, cells: text.split(delimiter, mostColumns) };
    return;
  }
  try {
    const [cells] = parse(text, { delimiter, relax_quotes: true, relax_column_count: true }) as string[][];
    if (cells) yield { line, cells: cells.slice(0, mostColumns) };
  } catch (error) {
    problem(line, `the row cannot be read: ${(error as Error).message}`);
  }
}

const oddQuotes = (text: string): boolean => {
  let odd = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
};

/** Reads the YAML of a hospital folder into rows, whatever is in it. */
import { isMap, isScalar, isSeq, Lexer, LineCounter, type Node, parseDocument } from 'yaml';
import type { LocatedProblem, Row } from './rows.ts';

/** Adds a row for each item of each section of the text; what cannot be read is added to the problems instead. */
export function readYaml<Section extends string>(
  text: string,
  file: string,
  rows: Record<Section, Row[]>,
  problems: LocatedProblem[],
): void {
  const known = Object.keys(rows).join(', ');
  const tooDeep = firstTooDeepLine(text);
  if (tooDeep !== undefined) {
    problems.push({ file, line: tooDeep, message: `is nested more than ${maxDepth} deep` });
    return;
  }
  const counter = new LineCounter();
  const lineAt = (node: unknown, otherwise = 0) => {
    const start = (node as Node | null | undefined)?.range?.[0];
    return start === undefined ? otherwise : counter.linePos(start).line;
  };
  try {
    const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true, prettyErrors: false });
    for (const error of document.errors) {
      problems.push({ file, line: counter.linePos(error.pos[0]).line, message: error.message });
    }
    if (document.errors.length > 0) return;
    if (!isMap(document.contents)) {
      problems.push({ file, line: 1, message: `is not a map of ${known}` });
      return;
    }
    for (const { key, value } of document.contents.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const target = Object.hasOwn(rows, name) ? rows[name as Section] : undefined;
      if (target === undefined) {
        problems.push({
          file,
          line: lineAt(key),
          message: `unknown section "${name}"; known: ${known}`,
        });
      } else if (isSeq(value)) {
        for (const item of value.items) {
          const line = lineAt(item, lineAt(key));
          const lineOf = (field: string) => (isMap(item) ? lineAt(item.get(field, true), line) : line);
          // The alias limit stops a few bytes from unfolding into gigabytes.
          target.push({
            value: (item as Node | null)?.toJS(document, { maxAliasCount: 100 }),
            file,
            line,
            lineOf,
          });
        }
      } else if (!(isScalar(value) && value.value === null)) {
        problems.push({ file, line: lineAt(key), message: `section "${name}" is not a list` });
      }
    }
  } catch (error) {
    // Too deep a nesting or too many aliases: the library throws instead of reporting.
    problems.push({ file, line: 0, message: `cannot be read: ${(error as Error).message}` });
  }
}

/** An estate is four levels deep. */
const maxDepth = 50;

/**
 * The parser calls itself once a level and, near the end of its stack, brings the whole process down instead of
 * throwing, so depth is counted first, over the parser's own tokens: brackets, and indentation with `-` and `?`.
 */
export function firstTooDeepLine(text: string): number | undefined {
  let brackets = 0;
  let indent = 0;
  let line = 1;
  let startOfLine = true;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets++;
    else if (token === ']' || token === '}') brackets--;
    else if (token === '-' || token === '?') indent++;
    else if (startOfLine && /^ +$/.test(token)) indent = token.length;
    startOfLine = token.endsWith('\n');
    if (startOfLine) indent = 0;
    if (brackets > maxDepth || (brackets <= 0 && indent > maxDepth * 2)) return line;
    line += token.split('\n').length - 1;
  }
  return undefined;
}

/**
 * Tables: RFC 4180 as it is really written, with commas, semicolons, tabs or bars, quoted ends of lines,
 * Excel's `sep=` and PowerShell's `#TYPE` before the header. A row is a record named by the header, and is
 * asked what it is like a record of JSON.
 */
import type { JsonObject } from './fields.ts';
import { genericEvent } from './generic.ts';
import { type Mapping, mappingFor } from './mappings/mapping.ts';
import { knownEvent } from './record.ts';
import type { Reader, Settings, Sink } from './report.ts';
import { createLines } from './text.ts';

const DELIMITERS: readonly string[] = [',', ';', '\t', '|'];
/** A quote that is never closed swallows what follows, so a row may not grow like a line of JSON. */
const MAX_ROW = 1 << 20;
/** Rows given up in that way, after which the quotes of an input are not believed any more. */
const MAX_RESCANS = 64;
const MAX_COLUMNS = 2_048;

/** Cells of one row, fed line by line until it is whole. */
function createRow(delimiter: string) {
  let cells: string[] = [];
  let quoted = '';
  let open = false;

  /** Text of a quoted cell from `from` on; gives where it ended, or -1 when the line ends inside it. */
  function quote(line: string, from: number): number {
    let at = from;
    for (;;) {
      const end = line.indexOf('"', at);
      if (end === -1) {
        quoted += `${line.slice(at)}\n`;
        return -1;
      }
      quoted += line.slice(at, end);
      at = end + 1;
      if (line[at] !== '"') return at;
      quoted += '"';
      at++;
    }
  }

  return {
    /** True when the row is whole with this line. */
    feed(line: string): boolean {
      let at = 0;
      for (;;) {
        if (open || line[at] === '"') {
          at = quote(line, open ? at : at + 1);
          open = at === -1;
          if (open) return false;
          // Text behind a closing quote belongs to the cell: somebody forgot to double it.
          const end = line.indexOf(delimiter, at);
          cells.push(quoted + line.slice(at, end === -1 ? undefined : end));
          quoted = '';
          if (end === -1) return true;
          at = end + delimiter.length;
        } else {
          const end = line.indexOf(delimiter, at);
          cells.push(line.slice(at, end === -1 ? undefined : end));
          if (end === -1) return true;
          at = end + delimiter.length;
        }
        if (cells.length > MAX_COLUMNS) return true;
      }
    },
    take(): string[] {
      const whole = cells;
      cells = [];
      quoted = '';
      open = false;
      return whole;
    },
  };
}

function split(header: string, delimiter: string): string[] {
  const row = createRow(delimiter);
  row.feed(header);
  return row.take();
}

/** The separator that a mapping declares for this header, else the one that makes most columns of it. */
function delimiterOf(header: string, mappings: readonly Mapping[]): string {
  for (const { delimiter, recognise } of mappings) {
    if (delimiter === undefined || !header.includes(delimiter)) continue;
    const names = split(header, delimiter).map((cell) => cell.trim());
    if (recognise.every((name) => names.includes(name))) return delimiter;
  }
  const columns = (delimiter: string) => split(header, delimiter).length;
  return DELIMITERS.reduce((best, delimiter) => (columns(delimiter) > columns(best) ? delimiter : best));
}

/** Header names, each of its own: exports repeat them, and leave blanks around them. */
function columnNames(cells: readonly string[]): string[] {
  const names = new Set<string>();
  cells.forEach((cell, i) => {
    const plain = cell.trim() || `column ${i + 1}`;
    let name = plain === '__proto__' ? 'proto' : plain;
    for (let n = 2; names.has(name); n++) name = `${plain} ${n}`;
    names.add(name);
  });
  return [...names];
}

/** Lines that may stand before the header. */
const BEFORE = /^(?:sep=(.)|#TYPE\b.*)$/;

/** A name that a person or a program gives a column; prose and values are not. */
const COLUMN = /^[\p{L}_@#$%*([][^\n"]{0,79}$/u;

/** Three or more columns with names, and a row that fits them. Without a row, only if a mapping knows the header. */
export function looksLikeCsv(text: string, mappings: () => readonly Mapping[]): boolean {
  const lines = text.split(/\r?\n/, 400);
  let first = 0;
  while (BEFORE.test(lines[first] ?? '')) first++;
  const header = lines[first] ?? '';
  if (header.length > 16_384) return false;
  const delimiter = delimiterOf(header, mappings());
  const row = createRow(delimiter);
  if (!row.feed(header)) return false;
  const names = row.take().map((cell) => cell.trim());
  const named = names.filter((name) => COLUMN.test(name)).length;
  if (named < 2 || names.some((name) => name !== '' && !COLUMN.test(name))) return false;
  const fits = lines.slice(first + 1).some((line) => line !== '' && row.feed(line));
  const columns = row.take().length;
  // Event Viewer writes one more column than it names.
  if (names.length >= 3 && fits && (columns === names.length || columns === names.length + 1)) return true;
  return mappingFor(mappings(), (name) => names.includes(name)) !== undefined;
}

export function createCsv(sink: Sink, limit: number, settings: Settings): Reader {
  const most = Math.min(limit, MAX_ROW);
  let declared: string | undefined;
  let row: ReturnType<typeof createRow> | undefined;
  let names: string[] | undefined;
  let mapping: Mapping | undefined;
  /** Lines of the row that is not whole yet, to be read again should its quote never close. */
  let held: string[] = [];
  let heldSize = 0;
  let began = 1;
  let rescans = 0;

  function header(cells: readonly string[]) {
    names = columnNames(cells);
    const have = new Set(names);
    mapping = mappingFor(settings.mappings(), (name) => have.has(name));
  }

  function emit(cells: readonly string[], line: number) {
    if (!names) return header(cells);
    if (cells.length === 1 && cells[0]?.trim() === '') return;
    if (
      (cells.length < names.length && cells.length * 2 <= names.length) ||
      cells.length > names.length + 8
    ) {
      sink.lose(`line ${line}`, `the row has ${cells.length} cells where the header names ${names.length}`);
      return;
    }
    const record: JsonObject = {};
    cells.forEach((cell, i) => {
      record[names?.[i] ?? `column ${i + 1}`] = cell;
    });
    sink.events.push(
      mapping?.event(sink.file, line, record, 'csv') ??
        knownEvent(sink.file, line, record) ??
        genericEvent(sink.file, line, record, 'csv'),
    );
  }

  function take(text: string, line: number) {
    if (!row) {
      const before = BEFORE.exec(text);
      if (before) {
        declared = before[1] ?? declared;
        return;
      }
      if (text.trim() === '') return;
      row = createRow(declared ?? delimiterOf(text, settings.mappings()));
    }
    if (held.length === 0) began = line;
    if (row.feed(text)) {
      held = [];
      heldSize = 0;
      emit(row.take(), began);
      return;
    }
    held.push(text);
    heldSize += text.length + 1;
    if (heldSize > most) giveUp();
  }

  /** The quote that opened on the first held line is not one: that line is lost, and the others are read again. */
  function giveUp() {
    const again = rescans++ < MAX_RESCANS ? held.slice(1) : [];
    const lost = held.length - again.length;
    sink.lose(`line ${began}`, 'a quote in the row is never closed', lost);
    const from = began + lost;
    row?.take();
    held = [];
    heldSize = 0;
    again.forEach((text, i) => {
      take(text, from + i);
    });
  }

  const lines = createLines(
    most,
    (buffer, start, end, line) => take(buffer.toString('utf8', start, end), line),
    (line, bytes) => sink.lose(`line ${line}`, `the line is ${Math.round(bytes / 1024)} KiB long`),
  );
  return {
    push: (chunk) => lines.push(chunk),
    end() {
      lines.end();
      while (held.length > 0) giveUp();
    },
  };
}

/**
 * MDS2, the form on which makers of medical devices say what a model can and cannot do (ANSI/NEMA HN 1, 2013 and 2019), as a workbook
 * or a table of it. Answers hold for every device of the model. The layout of the form is nobody's twice, so it is read by what is in it.
 */
import type { Claim, ModelClaim } from '../claim.ts';
import type { Row } from '../forms/rows.ts';
import type { TableImporter } from '../importer.ts';
import { modelKey } from '../keys.ts';
import { dayOf, stated } from '../words.ts';

/** `MPII-1`, `CNFS-2.1`: a section of the 2019 form and a number in it. */
const question2019 = /^([A-Z][A-Za-z]{2,4})-(\d+(?:\.\d+)*)$/;
/** `A`, `B.1`, `1-1`, `19-2.1` of the 2013 form. */
const question2013 = /^(?:[A-F](?:\.\d+[a-z]?)*|\d{1,2}-\d+(?:\.\d+)*)$/;

const facts = {
  manufacturer: ['DOC-1', /^manufacturer(?: name)?:?$/i],
  description: ['DOC-2', /^device (?:description|category):?$/i],
  model: ['DOC-3', /^device model:?$/i],
  document: ['DOC-4', /^document id:?$/i],
  released: ['DOC-7', /^document release date:?$/i],
} as const;

export const mds2Importer: TableImporter = {
  kind: 'mds2',
  title: 'MDS2 forms of medical devices, 2013 and 2019 (XLSX, CSV)',
  holds: 'catalogue',
  form: 'table',
  recognises(rows) {
    const cells = rows.flatMap((row) => row.cells.map((cell) => cell.trim()));
    return (
      cells.some((cell) => /manufacturer disclosure statement/i.test(cell)) ||
      cells.filter((cell) => question2019.test(cell) && /^(?:DOC|MPII|MGMT|ALOF|AUDT)-/.test(cell)).length >=
        2
    );
  },
  *read(rows, reading): Generator<Claim> {
    const found: Partial<Record<keyof typeof facts, string>> = {};
    const answers: ModelClaim['answers'][number][] = [];
    let above: Row | undefined;
    for (const row of rows) {
      const cells = row.cells.map((cell) => cell.trim());
      for (const [name, [id, label]] of Object.entries(facts) as [
        keyof typeof facts,
        readonly [string, RegExp],
      ][]) {
        if (found[name] !== undefined) continue;
        const value = besides(cells, id) ?? after(cells, label) ?? below(above, cells, label);
        if (value !== undefined) found[name] = value;
      }
      const answer = answerIn(cells);
      if (answer) answers.push(answer);
      above = row;
    }
    const [key] = modelKey(found.manufacturer, found.model);
    if (key === undefined || found.manufacturer === undefined) {
      reading.problem(0, 'the form does not say of which maker and model it is; nothing of it was imported');
      return;
    }
    const { manufacturer, model, description, document } = found;
    if (answers.length === 0)
      reading.problem(0, 'the form holds no answers: every one of its questions is open');
    yield {
      about: 'model',
      key,
      seen_at: dayOf(found.released) ?? reading.at,
      fields: stated({ manufacturer, model, description, document }),
      answers,
    };
  },
};

/** Of the row of this question: the last thing said, the question itself being said first. */
function besides(cells: readonly string[], id: string): string | undefined {
  if (!cells.includes(id)) return undefined;
  return cells.slice(cells.indexOf(id) + 1).filter((cell) => cell !== '')[1];
}

const after = (cells: readonly string[], label: RegExp): string | undefined => {
  const at = cells.findIndex((cell) => label.test(cell));
  const next = at < 0 ? undefined : cells[at + 1];
  return next && !isLabel(next) ? next : undefined;
};

/** The 2013 form has its labels in one row and what was filled in below them. */
function below(above: Row | undefined, cells: readonly string[], label: RegExp): string | undefined {
  const at = above?.cells.findIndex((cell) => label.test(cell.trim())) ?? -1;
  return (at >= 0 && cells[at] && !isLabel(cells[at]) ? cells[at] : undefined) || undefined;
}

const isLabel = (text: string): boolean =>
  Object.values(facts).some(([, label]) => label.test(text)) ||
  /^(?:software revision|software release date|device category):?$/i.test(text);

/** A question, what it asks, and what was answered; the last cells are the answer and a note. */
function answerIn(cells: readonly string[]): ModelClaim['answers'][number] | undefined {
  const at = cells.findIndex((cell) => question2019.test(cell) || question2013.test(cell));
  if (at < 0 || at > 3 || cells[at]!.startsWith('DOC-')) return undefined;
  const [text, answer, note = ''] = cells.slice(at + 1).filter((cell) => cell !== '');
  // A question that nobody answered is not answered with no.
  return text && answer ? { question: cells[at]!, text, answer, note } : undefined;
}

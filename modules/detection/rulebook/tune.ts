/** A Sigma filter out of a finding: what in this record marks the harmless cause, who says so, why, and until when. Pure. */
import { parseRules, type SigmaFilter, type SigmaRule } from '@cordon/sigma';
import { stringify } from 'yaml';
import type { Event, FieldValue } from '../model.ts';
import type { FilterRequest } from './model.ts';

export interface FilterDraft extends Omit<FilterRequest, 'finding'> {
  id: string;
  /** Today, ISO 8601. */
  date: string;
}

type Written = string | number | boolean | null;

/** Why a filter cannot be made of this: a sentence for a person. */
export class TuneError extends Error {}

/** Longer values are not what anyone would call the same thing again. */
const longestValue = 2_000;

/** @throws TuneError */
export function writeFilter(rule: SigmaRule, event: Event, draft: FilterDraft): string {
  const values = draft.fields.map((field): [string, Written | Written[]] => {
    const value = event.field(field);
    if (value === undefined) throw new TuneError(`the record has no field "${field}"`);
    const all = Array.isArray(value);
    return [
      all ? `${field}|all` : field,
      all ? value.map((one) => written(field, one)) : written(field, value),
    ];
  });
  const filter = {
    title: `${draft.because.slice(0, 120)} (${draft.scope === 'rule' ? rule.title : 'every rule'})`,
    id: draft.id,
    description: draft.because,
    author: draft.owner,
    date: draft.date,
    expires: draft.until,
    logsource: rule.logsource,
    filter: {
      rules: draft.scope === 'any' ? 'any' : [rule.id],
      harmless: Object.fromEntries(values),
      condition: 'not harmless',
    },
  };
  // Quoted, never as a block: a block loses some blanks at the ends of lines.
  const text = stringify(filter, { blockQuote: false });
  readFilter(text);
  return text;
}

/** The one filter of a text. @throws TuneError */
export function readFilter(text: string): SigmaFilter {
  const { filters, refusals } = parseRules(text, 'filter');
  const [filter] = filters;
  if (!filter) throw new TuneError(refusals[0]?.reason ?? 'it is not a filter');
  return filter;
}

function written(field: string, value: FieldValue): Written {
  if (typeof value === 'string') {
    if (value.length > longestValue) throw new TuneError(`"${field}" is too long to be compared whole`);
    // As it stands: no part of a record may act as a wildcard.
    return value.replace(/[\\*?]/g, '\\$&');
  }
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'object' && value !== null) throw new TuneError(`"${field}" is a list in a list`);
  return value;
}

/** Names that say when or which record, not what: never offered, since nothing like it comes again. */
const fleeting =
  /time|date|guid|recordid|record_id|sequence|version|^_|processid|threadid|keywords|opcode|hash|checksum|^ts$|^uid$/i;

/** What a person may choose from: fields with a value short enough to be read, those the rule tested first. */
export function fieldsOf(event: Event, tested: readonly string[]): { field: string; value: string }[] {
  const offered = event.fieldNames().flatMap((field) => {
    const value = event.field(field);
    if (value === undefined || value === null || value === '' || value === '-') return [];
    const text = Array.isArray(value) ? value.map(String).join(', ') : String(value);
    return text.length > longestValue || (fleeting.test(field) && !tested.includes(field))
      ? []
      : [{ field, value: text }];
  });
  return offered.sort((a, b) => Number(tested.includes(b.field)) - Number(tested.includes(a.field)));
}

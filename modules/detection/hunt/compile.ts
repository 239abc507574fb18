/** A hunting query as conditions of the event store. Pure. */
import type { Column, EventFilter, Pattern } from '@cordon/platform/events';
import { type Query, QueryError } from './parse.ts';

const run = { wild: '*' } as const;

/**
 * What every event has, under the names that people use; any other name is a field of the record. An account is written with its
 * domain before or behind it, and a host often with its domain: who asks for the name means all of these.
 */
const columns = new Map<string, (value: Pattern) => [Column, Pattern][]>([
  [
    'host',
    (value) => [
      ['host', value],
      ['host', [...value, '.', run]],
    ],
  ],
  ['account', accounts],
  ['user', accounts],
  ['source', (value) => [['source', value]]],
  ['format', (value) => [['format', value]]],
  // Not plain `id`: many records have a field of that name.
  ['@id', (value) => [['id', value]]],
  ['file', (value) => [['file', value]]],
  ['record', (value) => [['record_id', value]]],
  ['src', (value) => [['src', value]]],
  ['dst', (value) => [['dst', value]]],
  [
    'ip',
    (value) => [
      ['src', value],
      ['dst', value],
    ],
  ],
]);

function accounts(value: Pattern): [Column, Pattern][] {
  const written: Pattern[] = [value, [run, '\\', ...value], [...value, '@', run]];
  return written.map((pattern) => ['account', pattern]);
}

/** Beyond this a query is a list, and a list is many queries. */
const mostTerms = 24;

/**
 * @param soughtAs what a person looks for, and how it lies in the store where it is sealed
 * @throws QueryError when there are more terms than a search can take
 */
export function compileHunt(query: Query, soughtAs: (text: string) => readonly string[]): EventFilter {
  let terms = 0;

  function compile(one: Query): EventFilter {
    switch (one.kind) {
      case 'and':
        return { all: one.of.map(compile) };
      case 'or':
        return { any: one.of.map(compile) };
      case 'not':
        return { none: [compile(one.of)] };
      case 'text':
        count(0);
        return textFilter(one.value, soughtAs);
      case 'field':
        count(one.at);
        return fieldFilter(one.field, one.value, soughtAs);
    }
  }

  function count(at: number): void {
    terms += 1;
    if (terms > mostTerms) throw new QueryError(`A query has at most ${mostTerms} terms.`, at);
  }

  return compile(query);
}

/** What is not written out cannot be looked for sealed, nor can a part of it. */
const writtenOut = (value: Pattern): string | null =>
  value.every((part) => typeof part === 'string') ? value.join('') : null;

/** A word without a digit is no number or reference of a patient, and names are looked for in their fields: this keeps searches quick. */
function textFilter(value: Pattern, soughtAs: (text: string) => readonly string[]): EventFilter {
  const text = writtenOut(value);
  const [, ...sealed] = text !== null && /\d/.test(text) ? soughtAs(text) : [];
  return sealed.length === 0 ? { text: value } : { any: [{ text: value }, { texts: sealed }] };
}

function fieldFilter(
  name: string,
  value: Pattern,
  soughtAs: (text: string) => readonly string[],
): EventFilter {
  const known = columns.get(name.toLowerCase());
  if (known) return { any: known(value).map(([column, pattern]) => ({ column, op: 'matches', pattern })) };
  const text = writtenOut(value);
  const patterns =
    text === null
      ? [value]
      : [
          value,
          ...soughtAs(text)
            .slice(1)
            .map((one) => [one]),
        ];
  const inRecord: EventFilter = {
    any: patterns.map((pattern) => ({ field: name, op: 'matches', pattern })),
  };
  if (name.toLowerCase() !== 'eventid') return inRecord;
  // Windows events come in shapes that name their id differently; what the reader made of it stands in the source.
  const windows = (end: Pattern): EventFilter => ({
    column: 'source',
    op: 'matches',
    pattern: ['windows|', { wild: '*' }, '|', ...value, ...end],
  });
  return { any: [windows([]), windows(['|json']), inRecord] };
}

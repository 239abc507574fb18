/** The typed query form as ClickHouse SQL. Pure. */
import {
  besides,
  bucketOf,
  type Compiled,
  checkColumn,
  checkLimit,
  conditions,
  createBuilder,
  type Dialect,
  decodeAfter,
  due,
  isQuick,
  type TimeRange,
} from '../condition.ts';
import type { Disposal, EventCounts, EventQuery, EventScan } from '../port.ts';

/** Keys as text, places in lists from 1. A place counts in a list alone; in an object ClickHouse would count its members. */
const stepsOf = (path: readonly (string | number)[], bind: (value: string) => string): string[] =>
  path.map((part) => (typeof part === 'number' ? String(part + 1) : bind(part)));

export const clickhouse: Dialect = {
  placeholder: (number) => `{p${number}:String}`,
  found: (column, regex, bind) => `match(${column}, ${bind(`(?is)${regex}`)})`,
  whole: (column, regex, bind) => `match(${column}, ${bind(`(?is)\\A(?:${regex})\\z`)})`,
  lower: (value) => `lowerUTF8(${value})`,
  contains: (value, part) => `position(${value}, ${part}) > 0`,
  prefix: (value, part) => `startsWith(${value}, ${part})`,
  at(path, bind, holds) {
    const steps = stepsOf(path, bind);
    const at = `raw, ${steps.join(', ')}`;
    const lists = path.flatMap((part, i) =>
      typeof part === 'number' ? [`JSONType(${['raw', ...steps.slice(0, i)].join(', ')}) = 'Array'`] : [],
    );
    const value = `if(JSONType(${at}) = 'String', JSONExtractString(${at}), JSONExtractRaw(${at}))`;
    return `(${['isValidJSON(raw)', `JSONHas(${at})`, ...lists, holds(value)].join(' and ')})`;
  },
  or: (value, other) => `ifNull(${value}, ${other})`,
};

/** Of the newest `most` rows in the range, only when and which: the records are most of the bytes. */
export function compilePage(query: EventQuery, range: TimeRange, table: string, most: number): Compiled {
  const builder = createBuilder(clickhouse);
  const where = conditions(query, range, builder);
  if (query.after !== undefined) {
    const { t, id } = decodeAfter(query.after);
    where.push(`(t < ${t} or (t = ${t} and id < ${builder.bind(id)}))`);
  }
  const sql = `select t, id from ${table} where ${where.join(' and ')}
    order by t desc, id desc limit ${most}`;
  return { sql, params: builder.params };
}

export const fields = [...besides, 'raw'] as const;

export function compileRows(found: readonly { t: number; id: string }[], table: string): Compiled {
  const { params, bind } = createBuilder(clickhouse);
  const sql = `select ${fields.join(', ')} from ${table}
    where t in (${[...new Set(found.map(({ t }) => t))].join(', ')}) and id in (${found.map(({ id }) => bind(id)).join(', ')})
    order by t desc, id desc`;
  return { sql, params };
}

export function compileWidths(scan: EventScan, range: TimeRange, table: string, width: number): Compiled {
  const builder = createBuilder(clickhouse);
  const where = conditions({ ...scan, where: (scan.where ?? []).filter(isQuick) }, range, builder);
  const sql = `select intDiv(t - (${range.from}), ${width}) as part, count() as rows, min(t) as low, max(t) as high
    from ${table} where ${where.join(' and ')} group by part order by part`;
  return { sql, params: builder.params };
}

export function compileScan(scan: EventScan, range: TimeRange, table: string): Compiled {
  const builder = createBuilder(clickhouse);
  const where = conditions(scan, range, builder);
  const sql = `select ${fields.join(', ')} from ${table} where ${where.join(' and ')} order by t, id`;
  return { sql, params: builder.params };
}

export function compileCounts(query: EventCounts, range: TimeRange, table: string): Compiled {
  const builder = createBuilder(clickhouse);
  const limit = checkLimit(query.limit ?? 1_000, 100_000);
  const where = conditions(query, range, builder);
  const value = query.by ? checkColumn(query.by) : 'null';
  const sql = `select ${bucketOf(query.bucketSeconds)} as bucket, ${value} as value, count() as count
    from ${table} where ${where.join(' and ')}
    group by bucket, value order by bucket, count desc, value limit ${limit}`;
  return { sql, params: builder.params };
}

type Which = Pick<Disposal, 'periods' | 'holds'>;

/** How many rows of each sealed segment are to be deleted; segments without any are left out. */
export function compileDue(which: Which, table: string, before: number): Compiled {
  const builder = createBuilder(clickhouse);
  const sql = `select segment, count() as rows from ${table}
    where segment < ${before} and ${due(which, builder)} group by segment order by segment`;
  return { sql, params: builder.params };
}

export function compileDelete(which: Which, table: string, segment: number): Compiled {
  const builder = createBuilder(clickhouse);
  const sql = `alter table ${table} delete where segment = ${segment} and ${due(which, builder)}`;
  return { sql, params: builder.params };
}

/**
 * What a segment holds: how much, when, and one hash over all of it, in the order of arrival. Each value stands with its length,
 * so that no two rows read the same.
 */
export function compileSummary(table: string, segment: number, without: Which | null): Compiled {
  const builder = createBuilder(clickhouse);
  const values = ['toString(seq)', 'toString(t)', 'toString(received)', ...fields];
  const spelt = values.map((value) => `ifNull(concat(toString(length(${value})), ':', ${value}), '-')`);
  const kept = without ? ` and not ${due(without, builder)}` : '';
  const sql = `select count() as rows, min(t) as low, max(t) as high, countIf(t = received) as untimed,
      sum(length(raw)) as bytes, min(seq) as first, max(seq) + 1 as next,
      lower(hex(SHA256(arrayStringConcat(arrayMap(row -> row.2, arraySort(groupArray((seq, hash)))))))) as sha256
    from (select seq, t, received, raw, SHA256(concat(${spelt.join(', ')})) as hash
      from ${table} where segment = ${segment}${kept})`;
  return { sql, params: builder.params };
}

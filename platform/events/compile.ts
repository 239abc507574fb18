/** The typed query form as DuckDB SQL. Pure. */
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
} from './condition.ts';
import type { Disposal, EventCounts, EventQuery, EventScan } from './port.ts';

/** What to read: sealed segments that may hold the time range, and the rows of the hot table not sealed yet. */
export interface Sources {
  /** Absolute paths. */
  segments: readonly string[];
  hotFrom: number;
}

/** A literal in DuckDB's SQL; only for paths and column names of our own. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** RFC 6901: a JSON Pointer needs no quoting rules of its own beyond `~` and `/`. */
const pointer = (path: readonly (string | number)[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const duckdb: Dialect = {
  placeholder: (number) => `$${number}`,
  found: (text, regex, bind) => `regexp_matches(${text}, ${bind(regex)}, 'is')`,
  whole: (text, regex, bind) => `regexp_full_match(${text}, ${bind(regex)}, 'is')`,
  lower: (text) => `lower(${text})`,
  contains: (text, part) => `contains(${text}, ${part})`,
  prefix: (text, part) => `starts_with(${text}, ${part})`,
  // Extraction from text that is not JSON is an error in DuckDB, which does not keep to the order of an `and`; such a record simply
  // has no such value.
  at: (path, bind, holds) =>
    holds(`json_extract_string(case when json_valid(raw) then raw end, ${bind(pointer(path))})`),
  or: (value, other) => `coalesce(${value}, ${other})`,
};

const fields = 't, id, org, time, source, format, host, account, src, dst, file, record_id, raw';

function rowsOf(sources: Sources, where: readonly string[], what: string): string {
  const filter = where.join(' and ');
  const hot = `select ${what} from hot where seq >= ${sources.hotFrom} and ${filter}`;
  if (sources.segments.length === 0) return hot;
  const files = sources.segments.map(quoted).join(', ');
  return `${hot} union all select ${what} from read_parquet([${files}]) where ${filter}`;
}

/** Of the newest `most` rows in the range, only when and which: the records are most of the bytes. */
export function compilePage(query: EventQuery, range: TimeRange, sources: Sources, most: number): Compiled {
  const builder = createBuilder(duckdb);
  const where = conditions(query, range, builder);
  if (query.after !== undefined) {
    const { t, id } = decodeAfter(query.after);
    where.push(`(t < ${t} or (t = ${t} and id < ${builder.bind(id)}))`);
  }
  const sql = `select t::double as t, id from (${rowsOf(sources, where, 't, id')})
    order by t desc, id desc limit ${most}`;
  return { sql, params: builder.params };
}

/** The whole of the rows found. Naming their times lets all row groups without one of them lie. */
export function compileRows(found: readonly { t: number; id: string }[], sources: Sources): Compiled {
  const { params, bind } = createBuilder(duckdb);
  const where = [
    `t in (${[...new Set(found.map(({ t }) => t))].join(', ')})`,
    `id in (${found.map(({ id }) => bind(id)).join(', ')})`,
  ];
  const sql = `select * exclude (t) from (${rowsOf(sources, where, fields)}) order by t desc, id desc`;
  return { sql, params };
}

/** How many rows a scan looks at in each part of the range, `width` microseconds wide; empty parts are left out. */
export function compileWidths(scan: EventScan, range: TimeRange, sources: Sources, width: number): Compiled {
  const builder = createBuilder(duckdb);
  const where = conditions({ ...scan, where: (scan.where ?? []).filter(isQuick) }, range, builder);
  const sql = `select part::double as part, count(*)::double as rows, min(t)::double as low, max(t)::double as high
    from (select (t - ${range.from}) // ${width} as part, t from (${rowsOf(sources, where, 't')}))
    group by part order by part`;
  return { sql, params: builder.params };
}

/** Two texts a row: many small ones would take longer to hand over than to find. */
export function compileScan(scan: EventScan, range: TimeRange, sources: Sources): Compiled {
  const builder = createBuilder(duckdb);
  const where = conditions(scan, range, builder);
  const sql = `select to_json([${besides.join(', ')}]) as besides, raw from (${rowsOf(sources, where, fields)})
    order by t, id`;
  return { sql, params: builder.params };
}

export function compileCounts(query: EventCounts, range: TimeRange, sources: Sources): Compiled {
  const builder = createBuilder(duckdb);
  const limit = checkLimit(query.limit ?? 1_000, 100_000);
  const where = conditions(query, range, builder);
  const bucket = bucketOf(query.bucketSeconds);
  const value = query.by ? checkColumn(query.by) : 'null';
  const sql = `select bucket::double as bucket, value, count(*)::double as count
    from (select ${bucket} as bucket, ${value} as value from (${rowsOf(sources, where, fields)}))
    group by all order by bucket, count desc, value limit ${limit}`;
  return { sql, params: builder.params };
}

/** How many rows of each file are to be deleted; files without any are left out. */
export function compileDue(
  disposal: Pick<Disposal, 'periods' | 'holds'>,
  files: readonly string[],
): Compiled {
  const builder = createBuilder(duckdb);
  const sql = `select filename as path, count(*)::double as rows
    from read_parquet([${files.map(quoted).join(', ')}], filename = true)
    where ${due(disposal, builder)} group by filename`;
  return { sql, params: builder.params };
}

/** The rows of a file that stay. */
export function compileKept(disposal: Pick<Disposal, 'periods' | 'holds'>, file: string): Compiled {
  const builder = createBuilder(duckdb);
  const sql = `select * from read_parquet(${quoted(file)}) where not ${due(disposal, builder)}`;
  return { sql, params: builder.params };
}

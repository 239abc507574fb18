/** The tables in ClickHouse. An operator may have made them before, as replicated ones; then they are taken as they are. */
import type { Tables } from './chain.ts';
import type { Engine } from './engine.ts';

/** An acknowledged insert is on the disk: as shipped, ClickHouse leaves that to the operating system. */
const durable = 'settings fsync_after_insert = 1, fsync_part_directory = 1';

const quotedName = (name: string): string => `\`${name.replace(/[`\\]/g, '')}\``;

export async function createTables(engine: Engine, database: string): Promise<Tables> {
  const run = (sql: string): Promise<void> => engine.run({ sql, params: [] });
  const place = quotedName(database);
  const tables: Tables = {
    events: `${place}.events`,
    segments: `${place}.event_segments`,
    remains: `${place}.event_remains`,
  };
  await run(`create database if not exists ${place}`);
  // By month of storing, of which there are few, not by the time that a record claims; searches go by that, so it is the order.
  await run(`create table if not exists ${tables.events} (
      segment UInt32, seq UInt64, t Int64, received Int64, id String, org LowCardinality(String),
      time Nullable(String), source LowCardinality(String), format LowCardinality(String),
      host Nullable(String), account Nullable(String), src Nullable(String), dst Nullable(String),
      file String, record_id String, raw String codec(ZSTD(3)),
      index by_id id type bloom_filter(0.001) granularity 4,
      index by_segment segment type minmax granularity 1
    ) engine = MergeTree partition by toYYYYMM(toDateTime(intDiv(received, 1000000), 'UTC'))
    order by (t, id) ${durable}`);
  await run(
    `create table if not exists ${tables.segments} (segment UInt32, text String) engine = MergeTree order by segment ${durable}`,
  );
  await run(
    `create table if not exists ${tables.remains} (segment UInt32, revision UInt32, text String) engine = MergeTree order by (segment, revision) ${durable}`,
  );
  return tables;
}

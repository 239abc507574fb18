/** The embedded event store: a durable log, sealed into hashed Parquet segments, searched by DuckDB. */
export { type ClickhouseOptions, openClickhouse } from './clickhouse/index.ts';
export { type EventStoreOptions, openEvents } from './open.ts';
export type {
  Column,
  CountRow,
  Deletion,
  Disposal,
  EventCounts,
  EventFilter,
  EventQuery,
  EventScan,
  EventScope,
  EventStore,
  Held,
  Pattern,
  ScanBatch,
  SealedSegment,
  StoredEvent,
  Verification,
} from './port.ts';
export { toLine } from './record.ts';
export { epochMicros } from './time.ts';

/** The embedded event store: a durable log, sealed into hashed Parquet segments, searched by DuckDB. */
export { type EventStoreOptions, openEvents } from './open.ts';
export type {
  Column,
  CountRow,
  EventCounts,
  EventFilter,
  EventQuery,
  EventScan,
  EventScope,
  EventStore,
  Pattern,
  ScanBatch,
  SealedSegment,
  StoredEvent,
  Verification,
} from './port.ts';
export { epochMicros } from './time.ts';

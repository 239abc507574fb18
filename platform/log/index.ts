/** An append-only log in a folder of segment files: durable, checked, one opener, and never silently shorter. */
export { linkOrCopy } from './copy.ts';
export { type LogIo, nodeIo, type SegmentFile } from './io.ts';
export { type LogOptions, openLog } from './open.ts';
export type { Gap, Log, LogBatch, LogRecord } from './port.ts';

/** Windows event logs (EVTX): read, and written for tests. See README.md. */
export { CHUNK_SIZE, type ChunkOptions, type ChunkResult, readEvtxChunk } from './chunk.ts';
export { type EvtxContents, type EvtxOptions, isEvtx, readEvtxBuffer, readEvtxStream } from './file.ts';
export {
  type EvtxJson,
  type EvtxLoss,
  type EvtxLossReason,
  type EvtxRecord,
  type FieldValue,
  lossReasons,
} from './model.ts';
export { createTemplateCache, type TemplateCache } from './template.ts';
export { type EvtxWriteOptions, type EvtxWriteRecord, type WriteFields, writeEvtx } from './write.ts';
export type { IntegerType, TypedValue, WriteValue } from './write-values.ts';

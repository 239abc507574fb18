export { type Fix, type FixClock, fixClock } from './clock.ts';
export { type Coverage, createCoverage } from './coverage.ts';
export {
  type EntryFinding,
  type EntryState,
  entryStates,
  flowsFromOutside,
  judgeEntries,
  type SeenFlow,
} from './entries.ts';
export { loadRegisters } from './load.ts';
export { type Entry, emptyRegisters, type Recovery, type Registers, registerSchemas } from './model.ts';

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
export {
  DeviceModel,
  Entry,
  EntryException,
  emptyRegisters,
  Mitigation,
  type Recovery,
  type Registers,
  registerSchemas,
  SupplierAnswer,
} from './model.ts';

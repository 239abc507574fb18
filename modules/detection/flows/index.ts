export { createFlowBook, type FlowBook, type FlowChanges, joinSeen } from './book.ts';
export { readSeen, seenIn, writeSeen } from './file.ts';
export {
  daysOf,
  daysSeen,
  elsewhere,
  FlowSeen,
  FlowsSeen,
  firstDynamicPort,
  flowKey,
  joinFlows,
  zoneEnd,
  zoneOfEnd,
} from './model.ts';
export { conversationOf } from './read-flow.ts';
export { type FlowTables, loadFlows, saveFlows } from './store.ts';
export { createFlowTally, type FlowTally } from './tally.ts';

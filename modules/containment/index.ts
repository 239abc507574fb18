export * from './actuators/model.ts';
export { createOrders, type Orders, type OrdersNeeds, type Progress } from './actuators/orders.ts';
export { orderRoutes } from './actuators/routes.ts';
export type { KeptOrder } from './actuators/store.ts';
export type { Held } from './blast.ts';
export { createCarriage } from './carriage.ts';
export { type Containment, createContainment } from './containment.ts';
export { exposureFromOutside } from './exposure.ts';
export { harmOf, hourAt } from './harm.ts';
export { type Knowledge, loadKnowledge } from './knowledge.ts';
export * from './model.ts';
export type { PlanOptions } from './plan.ts';
export * from './plans/model.ts';
export { planRoutes } from './plans/routes.ts';
export { type Decided, decidedSince } from './plans/store.ts';
export type { PlanTables } from './plans/tables.ts';
export { loadPlays } from './play/load.ts';
export * from './play/model.ts';
export { play, without } from './play/play.ts';
export { common, covers, meet, type PortRange, portRanges, portText } from './ports.ts';
export {
  isOn,
  nameOfEnd,
  placeFlows,
  portsOf,
  type SeenEnd,
  type SeenFlow,
  serviceText,
  told,
} from './seen.ts';
export { spreadRoutes } from './spread-routes.ts';
export { type ContainmentThread, createContainmentThread } from './thread.ts';

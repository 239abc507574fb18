/** The door to recovery: what fell, what is said of it, and what to bring back next. */
export { type BoardNeeds, drawBoard, type Fallen } from './board.ts';
export * from './model.ts';
export type { OpenIncident } from './recoveries.ts';
export { recoveryRoutes } from './routes.ts';
export type { RecoveryTables } from './store.ts';

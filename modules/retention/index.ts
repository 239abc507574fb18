/** The door to retention: how long what is kept, and what must stay whatever its age. */
export * from './model.ts';
export { createRetention, type Retention, type RetentionNeeds } from './retention.ts';
export { retentionRoutes } from './routes.ts';
export type { RetentionTables } from './store.ts';

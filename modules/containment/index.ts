export type { Held } from './blast.ts';
export { type Containment, createContainment } from './containment.ts';
export { hourAt } from './harm.ts';
export * from './model.ts';
export type { PlanOptions } from './plan.ts';
export * from './plans/model.ts';
export { planRoutes } from './plans/routes.ts';
export type { PlanTables } from './plans/store.ts';

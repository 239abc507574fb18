export type { Held } from './blast.ts';
export { type Containment, createContainment } from './containment.ts';
export * from './model.ts';
export type { PlanOptions } from './plan.ts';

export { type Containment, createContainment } from './containment.ts';
export * from './model.ts';

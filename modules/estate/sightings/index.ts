export * from './model.ts';
export { sightingRoutes } from './routes.ts';
export type { SightingAct, SightingsNeeds } from './sightings.ts';

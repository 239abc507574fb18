/** Hunting: stored events asked in a language for people. */
export { createHunt, type Hunt } from './hunt.ts';
export { type HuntedEvent, HuntHours, HuntPage } from './model.ts';
export { huntRoutes } from './routes.ts';

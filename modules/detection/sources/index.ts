/** The door to log sources. */
export * from './model.ts';
export { createSourceNews, type SourceCounts } from './news.ts';
export { sourceRoutes } from './routes.ts';
export { type SourceTables, saveSources, sourceCounts } from './store.ts';

/** The door to incidents: findings in, incidents out. */
export { accountName } from './entities.ts';
export { createIncidents, type Incidents, type IncidentsNeeds } from './incidents.ts';
export * from './model.ts';
export { incidentRoutes } from './routes.ts';
export { type IncidentTables, loadThreads, mergedInto, raisedThreads, saveJoined, spanOf } from './store.ts';

/** The door to incidents: findings in, incidents out. */
export { accountName } from './entities.ts';
export {
  createIncidents,
  createIncidentViews,
  type Incidents,
  type IncidentsNeeds,
  type IncidentViews,
} from './incidents.ts';
export * from './model.ts';
export { incidentRoutes } from './routes.ts';
export { shownReach } from './shown.ts';
export {
  followThreads,
  type IncidentTables,
  loadThreads,
  mergedInto,
  raisedThreads,
  saveJoined,
  spanOf,
} from './store.ts';

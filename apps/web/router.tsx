/** The console's addresses. Everything that decides what is on screen is in the address, so it can be sent to a colleague. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { NotFound } from './parts/States.tsx';
import { Shell } from './shell/Shell.tsx';

const text = (value: unknown): string | undefined => {
  const found = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return found === '' ? undefined : found;
};

/** Keeps only known names with a value, so that an address never fills up with empty parameters. */
function pick<Name extends string>(
  search: Record<string, unknown>,
  names: readonly Name[],
): { [K in Name]?: string } {
  const found: { [K in Name]?: string } = {};
  for (const name of names) {
    const value = text(search[name]);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const situationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/situation/SituationPage.tsx'), 'SituationPage'),
});

const regionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/region',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['supplier', 'hospital']),
  component: lazyRouteComponent(() => import('./pages/region/RegionPage.tsx'), 'RegionPage'),
});

const findingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/findings',
  validateSearch: (search: Record<string, unknown>) =>
    pick(search, ['level', 'q', 'host', 'account', 'rule', 'incident', 'id']),
  component: lazyRouteComponent(() => import('./pages/findings/FindingsPage.tsx'), 'FindingsPage'),
});

const incidentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/incidents',
  component: lazyRouteComponent(() => import('./pages/incidents/IncidentsPage.tsx'), 'IncidentsPage'),
});

const incidentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/incidents/$id',
  component: lazyRouteComponent(() => import('./pages/incidents/IncidentPage.tsx'), 'IncidentPage'),
});

const planRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/incidents/$id/plan',
  component: lazyRouteComponent(() => import('./pages/plan/PlanPage.tsx'), 'PlanPage'),
});

const whatIfRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/plan',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['from', 'hours']),
  component: lazyRouteComponent(() => import('./pages/plan/WhatIfPage.tsx'), 'WhatIfPage'),
});

const mapRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/map',
  validateSearch: (search: Record<string, unknown>) =>
    pick(search, ['from', 'incident', 'hours', 'pace', 'zone']),
  component: lazyRouteComponent(() => import('./pages/map/MapPage.tsx'), 'MapPage'),
});

const recoveryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/recovery',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['id']),
  component: lazyRouteComponent(() => import('./pages/recovery/RecoveryPage.tsx'), 'RecoveryPage'),
});

const estateRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/estate',
  validateSearch: (search: Record<string, unknown>) =>
    pick(search, [
      'tab',
      'id',
      'q',
      'kind',
      'zone',
      'site',
      'ward',
      'system',
      'service',
      'support',
      'unknown',
      'source',
    ]),
  component: lazyRouteComponent(() => import('./pages/estate/EstatePage.tsx'), 'EstatePage'),
});

const assetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/estate/assets/$id',
  component: lazyRouteComponent(() => import('./pages/estate/AssetPage.tsx'), 'AssetPage'),
});

const legacyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/estate/legacy',
  component: lazyRouteComponent(() => import('./pages/legacy/LegacyPage.tsx'), 'LegacyPage'),
});

const vulnerabilitiesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/estate/vulnerabilities',
  component: lazyRouteComponent(
    () => import('./pages/legacy/VulnerabilitiesPage.tsx'),
    'VulnerabilitiesPage',
  ),
});

const entriesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/estate/entries',
  component: lazyRouteComponent(() => import('./pages/legacy/EntriesPage.tsx'), 'EntriesPage'),
});

const firewallsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/estate/firewalls',
  component: lazyRouteComponent(() => import('./pages/firewalls/FirewallsPage.tsx'), 'FirewallsPage'),
});

const segmentationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/estate/segmentation',
  component: lazyRouteComponent(
    () => import('./pages/segmentation/SegmentationPage.tsx'),
    'SegmentationPage',
  ),
});

const sightingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/estate/sightings',
  component: lazyRouteComponent(() => import('./pages/sightings/SightingsPage.tsx'), 'SightingsPage'),
});

const importsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/estate/imports',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['id']),
  component: lazyRouteComponent(() => import('./pages/imports/ImportsPage.tsx'), 'ImportsPage'),
});

const huntRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/hunt',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['q', 'range', 'since', 'until', 'id']),
  component: lazyRouteComponent(() => import('./pages/hunt/HuntPage.tsx'), 'HuntPage'),
});

const rulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/rules',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['tab', 'q', 'mode', 'pack', 'id']),
  component: lazyRouteComponent(() => import('./pages/rules/RulesPage.tsx'), 'RulesPage'),
});

const coverageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/coverage',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['id']),
  component: lazyRouteComponent(() => import('./pages/coverage/CoveragePage.tsx'), 'CoveragePage'),
});

const sourcesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sources',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['id']),
  component: lazyRouteComponent(() => import('./pages/sources/SourcesPage.tsx'), 'SourcesPage'),
});

const ledgerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/ledger',
  component: lazyRouteComponent(() => import('./pages/ledger/LedgerPage.tsx'), 'LedgerPage'),
});

const accessRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/access',
  validateSearch: (search: Record<string, unknown>) => pick(search, ['tab', 'id']),
  component: lazyRouteComponent(() => import('./pages/access/AccessPage.tsx'), 'AccessPage'),
});

const meRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/me',
  component: lazyRouteComponent(() => import('./pages/me/MePage.tsx'), 'MePage'),
});

const routeTree = rootRoute.addChildren([
  situationRoute,
  regionRoute,
  findingsRoute,
  huntRoute,
  incidentsRoute,
  planRoute,
  incidentRoute,
  mapRoute,
  whatIfRoute,
  recoveryRoute,
  estateRoute,
  assetRoute,
  legacyRoute,
  vulnerabilitiesRoute,
  entriesRoute,
  firewallsRoute,
  segmentationRoute,
  sightingsRoute,
  importsRoute,
  rulesRoute,
  coverageRoute,
  sourcesRoute,
  ledgerRoute,
  accessRoute,
  meRoute,
]);

export function createConsoleRouter() {
  return createRouter({
    routeTree,
    scrollRestoration: true,
    // Plain text in the address: the router's own way would write q=4625 as a number and "4625" with quotes.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: (search) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(search)) {
        const found = text(value);
        if (found !== undefined) query.set(name, found);
      }
      const written = query.toString();
      return written === '' ? '' : `?${written}`;
    },
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}

/** The HTTP door of what firewalls say. */
import { type App, httpFault, type Of } from '@cordon/platform/http';
import type { Estate } from '../model.ts';
import { FirewallsView } from './model.ts';

export function firewallRoutes(app: App, of: Of<Estate | null>): void {
  app.get(
    '/api/v1/estate/firewalls',
    { config: { action: 'estate.read' }, schema: { response: { 200: FirewallsView } } },
    async (request) => {
      const firewalls = of(request)?.firewalls();
      if (firewalls) return firewalls.view;
      throw httpFault(
        404,
        'NO_FIREWALLS',
        'No configuration of a firewall is known, so nobody can say what passes besides what is stated.',
        'Put configurations into firewalls/ of the hospital folder, as docs/firewalls.md says.',
      );
    },
  );
}

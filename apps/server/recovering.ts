/** What open incidents show of hosts, as recoveries take it. Pure. */
import type { Incident } from '@cordon/incidents';
import type { OpenIncident } from '@cordon/recovery';

export const openIncidents = (incidents: readonly Incident[]): OpenIncident[] =>
  incidents
    .filter(({ status }) => status === 'open')
    .map(({ id, title, entities }) => ({
      id,
      title,
      assets: entities.flatMap(({ kind, id: asset, standing }) =>
        kind === 'asset' && standing !== 'touched' ? [{ id: asset, standing }] : [],
      ),
    }));

/** What somebody above several hospitals sees of all of them at once: how each is, and nothing that names a person or a record. */
import { callerOf } from '@cordon/access';
import type { App } from '@cordon/platform/http';
import { Region } from './api.ts';
import type { Hospital } from './hospital.ts';
import { servicesOf } from './situation.ts';

interface RegionNeeds {
  hospitals: ReadonlyMap<string, Hospital>;
  names: ReadonlyMap<string, string>;
}

export function regionRoute(app: App, { hospitals, names }: RegionNeeds): void {
  app.get(
    '/api/v1/region',
    { config: { action: 'situation.read' }, schema: { response: { 200: Region } } },
    async (request) => ({
      items: callerOf(request)
        .everywhere.flatMap((id) => hospitals.get(id) ?? [])
        .map((hospital) => lineOf(hospital, names.get(hospital.org) ?? hospital.org))
        .sort(worstFirst),
    }),
  );
}

type Line = Region['items'][number];

function lineOf({ org, estate, pipeline, behindSince }: Hospital, name: string): Line {
  const behind = behindSince() !== null;
  const open = pipeline
    .incidents()
    .list()
    .filter(({ status }) => status === 'open');
  const worst = open[0] ?? null;
  const services = estate ? servicesOf(estate, open, behind) : null;
  const inState = (state: string): number => services?.filter((one) => one.state === state).length ?? 0;
  return {
    id: org,
    name,
    open_incidents: open.length,
    worst: worst && { title: worst.title, level: worst.level, raised: worst.raised },
    services: services && {
      hit: inState('hit'),
      reachable: inState('reachable'),
      unknown: inState('unknown'),
      clear: inState('clear'),
    },
    newest_event: pipeline.newestEvent(),
    behind,
  };
}

/** Hit services first, then reachable ones, then open incidents; a hospital that nobody described is not a calm one. */
const worstFirst = (a: Line, b: Line): number => {
  const weight = ({ services, open_incidents, behind }: Line): number =>
    (behind ? 5 : 0) +
    (services?.hit ?? 0) * 10_000 +
    (services?.reachable ?? 0) * 100 +
    open_incidents * 10 +
    (services ? 0 : 1);
  return weight(b) - weight(a) || (a.name < b.name ? -1 : 1);
};

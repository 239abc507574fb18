/** The one page that answers: what is happening, who is at risk, what to do now. */
import {
  countByLevel,
  type DetectionTables,
  type SourceTables,
  sourceCounts,
  trend,
} from '@cordon/detection';
import type { Estate } from '@cordon/estate';
import type { Incident, IncidentViews } from '@cordon/incidents';
import type { App, Of } from '@cordon/platform/http';
import type { Kysely } from 'kysely';
import { Situation } from './api.ts';

export interface SituationNeeds {
  db: Kysely<DetectionTables & SourceTables>;
  estate: Estate | null;
  incidents(): IncidentViews;
  newestEvent(): string | null;
  behind(): Situation['behind'];
  demonstration(): Situation['demonstration'];
  rules(): Situation['rules'];
}

/** Watched hosts and accounts on the page. */
const watchedAtMost = 8;

export function situationRoute(app: App, of: Of<SituationNeeds>): void {
  app.get(
    '/api/v1/situation',
    { config: { action: 'situation.read' }, schema: { response: { 200: Situation } } },
    async (request) => {
      const needs = of(request);
      const { db, estate } = needs;
      const open = needs
        .incidents()
        .list()
        .filter((incident) => incident.status === 'open');
      const behind = needs.behind();
      const now = needs.newestEvent();
      const [findings_by_level, over, sources] = [
        await countByLevel(db),
        await trend(db),
        await sourceCounts(db),
      ];
      const own =
        estate?.organisations.find((organisation) => organisation.parent === undefined) ??
        estate?.organisations[0];
      return {
        organisation: own ? { name: own.name, ods_code: own.ods_code } : null,
        demonstration: needs.demonstration(),
        behind,
        now,
        open_incidents: open.map(({ timeline: _timeline, ...incident }) => incident),
        watched: now === null ? [] : needs.incidents().watched(now, watchedAtMost),
        findings_by_level,
        trend: over,
        services: estate ? servicesOf(estate, open, behind !== null) : [],
        sources,
        events: sources.reduce((sum, source) => sum + source.events, 0),
        rules: needs.rules(),
      };
    },
  );
}

const rank = { hit: 0, unknown: 1, reachable: 2, clear: 3 } as const;

/**
 * Every service with its worst state over all open incidents. One that rests on no known system cannot be called clear, and none can
 * while logs wait that nobody has looked at.
 */
export function servicesOf(
  estate: Estate,
  open: readonly Incident[],
  behind: boolean,
): Situation['services'] {
  const mapped = new Set(estate.dependencies.map((dependency) => dependency.from));
  const states: Situation['services'] = estate.services.map((service) => {
    const state = mapped.has(service.id) ? ('clear' as const) : ('unknown' as const);
    return {
      id: service.id,
      name: service.name,
      urgency: service.urgency,
      state,
      incident: null,
      steps: null,
    };
  });
  const byId = new Map(states.map((state) => [state.id, state]));
  for (const incident of open) {
    for (const risk of incident.services) {
      const state = byId.get(risk.service);
      if (!state) continue;
      const worse =
        rank[risk.state] < rank[state.state] ||
        (risk.state === state.state && risk.steps < (state.steps ?? Infinity));
      if (worse) Object.assign(state, { state: risk.state, incident: incident.id, steps: risk.steps });
    }
  }
  // What an incident is known to reach stays said; only what looked clear is not known any more.
  if (behind) for (const one of states) if (one.state === 'clear') one.state = 'unknown';
  return states.sort(
    (a, b) => rank[a.state] - rank[b.state] || a.urgency - b.urgency || (a.name < b.name ? -1 : 1),
  );
}

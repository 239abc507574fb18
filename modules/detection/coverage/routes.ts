/** The HTTP door of coverage. */
import type { EventStore } from '@cordon/platform/events';
import type { App, Of } from '@cordon/platform/http';
import type { RuleSet, SigmaCorrelation } from '@cordon/sigma';
import { loadMappings } from '../rules/index.ts';
import { loadAttack } from './attack.ts';
import { coverageModels, coverageOf, coverageRules } from './coverage.ts';
import { Coverage } from './model.ts';
import { loadProved } from './proved.ts';
import { createSeen } from './sources.ts';

export interface CoverageRoutesNeeds {
  /** Those of this moment: disabled rules cover nothing. */
  rules(): { ruleSet: RuleSet; correlations: readonly SigmaCorrelation[] };
  events: EventStore;
  /** Whose events say which log sources there are. */
  orgs: string[];
}

/** Before any log, Windows' zero time included. */
const beginning = '1601-01-01T00:00:00Z';
const mostSources = 5_000;

export function coverageRoutes(app: App, of: Of<CoverageRoutesNeeds>): void {
  const attack = loadAttack();
  const proved = loadProved();
  const { mappings } = loadMappings();
  app.get(
    '/api/v1/coverage',
    { config: { action: 'rule.read' }, schema: { response: { 200: Coverage } } },
    async (request) => {
      const { rules, events, orgs } = of(request);
      const counts = await events.counts({ orgs, from: beginning, by: 'source', limit: mostSources });
      const keys = counts.flatMap(({ value }) => value ?? []);
      // Before the first event nothing is known about the log sources of this hospital.
      const seen = keys.length === 0 ? null : createSeen(keys, mappings);
      const { ruleSet, correlations } = rules();
      const all = [...coverageRules(ruleSet.rules, correlations), ...coverageModels()];
      return coverageOf({ attack, rules: all, seen, proved });
    },
  );
}

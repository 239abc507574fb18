/** The HTTP door of log sources. */
import type { App, Of } from '@cordon/platform/http';
import type { Kysely } from 'kysely';
import { type PullHealth, SourcesView } from './model.ts';
import { type SourceTables, sourceHealth } from './store.ts';

export interface SourceRoutesNeeds {
  db: Kysely<SourceTables>;
  /** Batches received and not yet worked through. */
  waiting(): number;
  /** Systems that are asked for their logs. */
  pulled(): Promise<PullHealth[]>;
  now(): Date;
}

export function sourceRoutes(app: App, of: Of<SourceRoutesNeeds>): void {
  app.get(
    '/api/v1/sources',
    { config: { action: 'source.read' }, schema: { response: { 200: SourcesView } } },
    async (request) => {
      const { db, waiting, pulled, now } = of(request);
      const at = now();
      return {
        now: at.toISOString(),
        waiting: waiting(),
        items: await sourceHealth(db, at.getTime()),
        pulled: await pulled(),
      };
    },
  );
}

/** What the pipeline of another process has written, for pages of this one. */
import type { Containment } from '@cordon/containment';
import { type ModelStanding, noStanding, type Thresholds } from '@cordon/detection';
import type { Estate } from '@cordon/estate';
import { createIncidentViews, followThreads, type IncidentTables } from '@cordon/incidents';
import type { OrganisationDatabase } from '@cordon/platform/database';
import type { PipelineTables, PipelineView } from './pipeline.ts';

export interface FollowNeeds {
  database: OrganisationDatabase;
  estate(): Estate | null;
  containment(): Pick<Containment, 'reach'> | null;
  /** They lie in the store already: whoever runs the models is to look. */
  useThresholds(thresholds: Thresholds): void;
}

export interface Following extends PipelineView {
  /** Looks at what was written since. */
  refresh(): Promise<void>;
  /** The estate is another now. */
  again(): Promise<void>;
}

export async function followPipeline(needs: FollowNeeds): Promise<Following> {
  const { database, estate, containment, useThresholds } = needs;
  const threads = followThreads(database.tables<IncidentTables>());
  const views = () => createIncidentViews({ estate: estate(), containment: containment() }, threads.all);
  let incidents = views();
  const state = database.tables<PipelineTables>();
  let newest: string | null = null;
  let standing: ModelStanding = noStanding;

  async function refresh(): Promise<void> {
    await threads.refresh();
    const row = await state.selectFrom('pipeline').select(['newest_event', 'standing']).executeTakeFirst();
    newest = row?.newest_event ?? null;
    standing = row?.standing ?? noStanding;
  }
  await refresh();

  return {
    incidents: () => incidents,
    standing: () => standing,
    newestEvent: () => newest,
    useThresholds,
    refresh,
    async again() {
      incidents = views();
    },
  };
}

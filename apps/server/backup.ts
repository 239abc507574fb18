/** The door for backups: a copy that fits together, in the data folder, for the command line on this machine to put into one file. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { callerOf, type Ledger } from '@cordon/access';
import { removeSnapshots, type Stores, takeSnapshot } from '@cordon/platform/backup';
import type { App } from '@cordon/platform/http';
import { span } from '@cordon/platform/telemetry';
import { z } from 'zod';

export interface BackupNeeds {
  stores: Stores;
  record: Ledger['record'];
}

const Copy = z.object({
  name: z.string(),
  folder: z.string().describe('on this machine; to be removed once it is in a file'),
});

/** Removes what a crash left behind, first. */
export async function backupRoutes(app: App, { stores, record }: BackupNeeds): Promise<void> {
  await removeSnapshots(stores.dir);

  app.post(
    '/api/v1/backups',
    { config: { action: 'backup.make', deployment: true }, schema: { response: { 201: Copy } } },
    async (request, reply) => {
      const name = randomUUID();
      // Before it is made, so that the backup itself says who made it.
      await record({ act: 'backup.make', who: callerOf(request).actor, object: name, details: {} });
      const folder = await span('copy', {}, () => takeSnapshot(stores, name));
      return reply.status(201).send({ name, folder });
    },
  );

  app.delete(
    '/api/v1/backups/:name',
    {
      config: { action: 'backup.make', deployment: true },
      schema: { params: z.object({ name: z.uuid() }), response: { 204: z.null() } },
    },
    async ({ params }, reply) => {
      await rm(join(stores.dir, `snapshot-${params.name}`), { recursive: true, force: true });
      return reply.status(204).send(null);
    },
  );
}

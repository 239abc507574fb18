/** A Cordon in a temporary folder, with a token for programs: to ask what it can be asked, and then to ask it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import { compose, oneHospital } from '../../server/compose.ts';
import { Settings } from '../../server/settings.ts';
import { type Client, createClient } from '../index.ts';
import type { Description } from '../operations-text.ts';

interface Running {
  origin: string;
  /** Of somebody who holds the data folder. */
  holder: Client;
  caughtUp(): Promise<void>;
  description(): Promise<Description>;
  stop(): Promise<void>;
}

export async function startForPrograms(): Promise<Running> {
  const dir = mkdtempSync(join(tmpdir(), 'cordon-client-'));
  const cordon = await compose({
    dir,
    cacheDir: testCache,
    organisations: oneHospital(null),
    demonstration: () => null,
    settings: Settings.parse({}),
    settingsFolder: dir,
    log: createLogger('client', { level: 'silent' }),
  });
  const origin = await cordon.app.listen({ host: '127.0.0.1', port: 0 });
  const holder = createClient({ origin, token: cordon.machineKey });
  return {
    origin,
    holder,
    caughtUp: cordon.caughtUp,
    description: async () => (await holder.ask('GET /openapi.json')) as Description,
    async stop() {
      await cordon.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

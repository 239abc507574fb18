/** The tables of every module, made and changed by whichever process comes first. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Database, migrate, pendingMigrations, secureOrganisations } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import type { Logger } from '@cordon/platform/telemetry';

const migrations = [
  { module: 'access', dir: projectPath('modules/access/migrations') },
  { module: 'retention', dir: projectPath('modules/retention/migrations') },
  { module: 'detection', dir: projectPath('modules/detection/migrations') },
  { module: 'containment', dir: projectPath('modules/containment/migrations') },
  { module: 'estate', dir: projectPath('modules/estate/migrations') },
  { module: 'incidents', dir: projectPath('modules/incidents/migrations') },
  { module: 'recovery', dir: projectPath('modules/recovery/migrations') },
  { module: 'exchange', dir: projectPath('modules/exchange/migrations') },
  { module: 'server', dir: projectPath('apps/server/migrations') },
];

/** Tables that only the deployment itself asks, whatever organisation their rows name. */
const ofTheDeployment = ['tokens', 'memberships', 'break_glass_codes', 'break_glass_uses', 'holds'];

export async function prepareTables(database: Database): Promise<void> {
  for (const { module, dir } of migrations) await migrate(database, module, dir);
  await secureOrganisations(database, ofTheDeployment);
}

/** For a process that changes no tables, and may start first. */
export async function untilPrepared(database: Database, log: Logger): Promise<void> {
  for (let waited = false; (await pendingMigrations(database, migrations)).length > 0; waited = true) {
    if (!waited) log.warn('Waiting for a process with the role api or jobs to prepare the database.');
    await pause(500);
  }
}

/** The only wiring: opens the stores, makes a compartment for each hospital, and hangs their doors on one server. */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Act,
  callerOf,
  createTokens,
  keyRoutes,
  type Ledger,
  type LedgerTables,
  type OrganisationLine,
  openAccess,
  openLedger,
  openMachineKey,
  type PeopleTables,
  type Route,
  type TokenTables,
} from '@cordon/access';
import type { Learnt } from '@cordon/detection';
import type { Estate } from '@cordon/estate';
import { webhookRoutes } from '@cordon/exchange';
import { type Database, migrate, secureOrganisations } from '@cordon/platform/database';
import { type App, createHttp, describeApi, httpFault, notFound, type Request } from '@cordon/platform/http';
import { projectPath } from '@cordon/platform/root';
import type { Logger } from '@cordon/platform/telemetry';
import { retentionRoutes } from '@cordon/retention';
import staticFiles from '@fastify/static';
import type { Situation } from './api.ts';
import { backupRoutes } from './backup.ts';
import { type OpenDoors, openDoors } from './doors/open.ts';
import { healthRoutes } from './health.ts';
import { type Hospital, openHospital } from './hospital.ts';
import { hospitalRoutes } from './hospital-routes.ts';
import { keepRunning, openRetention } from './keeping.ts';
import { openKeys } from './keys.ts';
import { createLive } from './live.ts';
import { folderOf, topicOf } from './places.ts';
import { regionRoute } from './region.ts';
import type { Settings } from './settings.ts';
import { organisationAccountsOf } from './sign-in-settings.ts';
import { openStores, secretOf } from './stores.ts';
import { isShared } from './stores-settings.ts';
import { startTelling } from './telling.ts';

/** An organisation of the deployment. */
export interface ComposedOrganisation extends OrganisationLine {
  /** A region stands above hospitals and has no logs of its own. */
  kind: 'hospital' | 'region';
  /** null until somebody describes it. */
  estate: Estate | null;
}

export interface ComposeOptions {
  /** Folder for everything that is kept. */
  dir: string;
  cacheDir: string;
  /** The first runs the deployment. */
  organisations: readonly ComposedOrganisation[];
  /** The sample hospital, open to whoever has its link. */
  sample?: boolean;
  /** What the models begin with; nothing, where they learn from this hospital alone. */
  learnt?: Learnt;
  demonstration(): Situation['demonstration'];
  /** False where other processes read what doors receive. Default true. */
  detects?: boolean;
  /** What is opened to other machines, and where the files lie that it names. */
  settings: Settings;
  settingsFolder: string;
  log: Logger;
}

export interface Cordon {
  app: App;
  /** What is open to other machines. */
  doors: OpenDoors;
  /** What the command line on this machine shows to be let in. */
  machineKey: string;
  /** Nobody can sign in yet. */
  firstRun(): Promise<boolean>;
  /** Every route of the console, and what it takes to use it. */
  routes: readonly Route[];
  /** Of the session. */
  cookieName: string;
  database: Database;
  /** Resolves when everything that doors acknowledged has been worked through. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

/** A deployment of one hospital, which may not have been described yet. */
export function oneHospital(estate: Estate | null): ComposedOrganisation[] {
  const { id, name } = estate?.organisations[0] ?? { id: 'this-hospital', name: 'This hospital' };
  return [{ id, name, parent: null, kind: 'hospital', estate }];
}

const migrations = [
  ['access', 'modules/access/migrations'],
  ['retention', 'modules/retention/migrations'],
  ['detection', 'modules/detection/migrations'],
  ['incidents', 'modules/incidents/migrations'],
  ['exchange', 'modules/exchange/migrations'],
  ['server', 'apps/server/migrations'],
] as const;

/** Tables that only the deployment itself asks, whatever organisation their rows name. */
const ofTheDeployment = ['tokens', 'memberships', 'break_glass_codes', 'break_glass_uses', 'holds'];

export async function compose({
  dir,
  cacheDir,
  organisations,
  sample = false,
  learnt,
  demonstration,
  detects = true,
  settings,
  settingsFolder,
  log,
}: ComposeOptions): Promise<Cordon> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const now = () => new Date();
  const own = organisations[0]!.id;
  const stores = await openStores({ settings: settings.stores, settingsFolder, dir, cacheDir, log });
  const { database, events, stream } = stores;
  for (const [module, folder] of migrations) await migrate(database, module, projectPath(folder));
  await secureOrganisations(database, ofTheDeployment);
  const keys = await openKeys(dir, settings, settingsFolder);
  const machineKey = openMachineKey(dir);

  const ledgers = new Map<string, Ledger>();
  const ledgerOf = (org: string): Ledger => ledgers.get(org) ?? ledgers.get(own)!;
  const record = (act: Act, org: string): Promise<void> => ledgerOf(org).record(act);
  const tokens = createTokens({ db: database.tables<TokenTables>(), record, now });

  const app = createHttp(log, { reach: 'console', ...settings.console });
  await describeApi(app, {
    title: 'Cordon',
    version: '1',
    description:
      'Everything that the console shows and does, for programs. Each operation names the action it takes.',
  });
  // Before any other route, so that it stands in front of each.
  const access = openAccess(app, {
    db: database.tables<PeopleTables>(),
    keys,
    record,
    own,
    now,
    tokens,
    providers: organisationAccountsOf(settings.sign_in, (name, secret) =>
      secretOf(settingsFolder, name, secret),
    ),
    policyFolder: projectPath('content/policy'),
    organisations,
    machineKey,
    instance: createHash('sha256').update(dir).digest('hex').slice(0, 8),
    secure: settings.console !== undefined,
    refused: (facts) => log.warn(facts, 'Somebody asked for what their roles do not allow.'),
    demonstration: sample,
    place: (request) => placeOf(request, settings.console?.origin),
    alarm: (org) => live.tell({ what: 'session', id: null }, org),
  });
  const live = createLive(app, access.sessionIsOver);

  const hospitals = new Map<string, Hospital>();
  for (const { id, kind, estate } of organisations) {
    const view = database.within(id);
    const folder = folderOf(dir, id, own);
    if (kind === 'region') {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      ledgers.set(
        id,
        openLedger({ db: view.tables<LedgerTables>(), folder: join(folder, 'ledger'), keys, org: id, now }),
      );
      continue;
    }
    const hospital = await openHospital({
      database: view,
      dir: folder,
      cacheDir,
      estate,
      learnt: learnt ?? null,
      events,
      stream,
      topic: topicOf(id, own),
      shared: isShared(settings.stores) ? { database, detects } : null,
      keys,
      tell: (changed) => live.tell(changed, id),
      now,
      log,
    });
    hospitals.set(id, hospital);
    ledgers.set(id, hospital.ledger);
  }
  const telling = startTelling({ hospitals, database, keys, now, log });
  webhookRoutes(app, (request) => {
    const hooks = telling.of(callerOf(request).org);
    if (hooks) return hooks;
    throw notFound('hospital');
  });
  regionRoute(app, { hospitals, names: new Map(organisations.map(({ id, name }) => [id, name])) });
  hospitalRoutes(app, { hospitals, events, tell: live.tell, demonstration, now });

  const ledger = ledgerOf(own);
  keyRoutes(app, { keys, record, organisations: organisations.map(({ id }) => id) });
  const retention = openRetention({ database, events, ledger, settings: settings.retention, now });
  retentionRoutes(app, retention);
  const keeping = keepRunning(retention, log);
  await backupRoutes(app, { stores: { dir, database, events, stream }, record: ledger.record });
  healthRoutes(app, {
    dir,
    database,
    events,
    waiting: () => [...hospitals.values()].reduce((sum, { received }) => sum + received.lag(), 0),
    waitingSince() {
      const oldest = [...hospitals.values()].flatMap(({ received }) => received.waitingSince() ?? []);
      return oldest.length > 0 ? Math.min(...oldest) : null;
    },
    openIncidents: () =>
      [...hospitals.values()]
        .flatMap(({ pipeline }) => pipeline.incidents().list())
        .filter(({ status }) => status === 'open').length,
    log,
  });
  app.get('/api/v1/openapi.json', { config: { action: 'self.read' } }, async () => app.swagger());
  servePages(app);

  const doors = await openDoors({
    settings,
    folder: settingsFolder,
    notesFolder: join(dir, 'folders'),
    tokens,
    database,
    received(org) {
      const hospital = hospitals.get(org);
      if (hospital) return hospital.received;
      throw httpFault(403, 'NO_HOSPITAL', `"${org}" takes no logs.`, 'Use the token of a hospital.');
    },
    own,
    log,
  });

  return {
    app,
    doors,
    machineKey,
    firstRun: access.firstRun,
    routes: access.routes,
    cookieName: access.cookieName,
    database,
    async caughtUp() {
      for (const hospital of hospitals.values()) await hospital.caughtUp();
    },
    async close() {
      await telling.stop();
      await keeping.stop();
      live.close();
      await app.close();
      await doors.close();
      for (const hospital of hospitals.values()) await hospital.close();
      await stores.close();
      keys.close();
    },
  };
}

/** Where browsers see the console; on this machine by whichever port it took. */
function placeOf({ headers }: Request, origin: string | undefined): { origin: string; host: string } {
  const shown = origin ?? `http://${headers.host}`;
  return { origin: shown, host: new URL(shown).hostname };
}

/** The console: files as built; any other address is a page of it. */
function servePages(app: App): void {
  app.register(staticFiles, { root: projectPath('dist/web'), wildcard: true });
  app.setNotFoundHandler((request, reply) => {
    if (request.method === 'GET' && !request.url.startsWith('/api/')) return reply.sendFile('index.html');
    return reply
      .status(404)
      .send({ code: 'NOT_FOUND', message: 'There is nothing at this address.', next: 'Check the address.' });
  });
}

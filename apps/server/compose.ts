/** The only wiring: opens the stores, makes a compartment for each hospital, and hangs their doors on one server. */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Act,
  callerOf,
  createTokens,
  forwardRoute,
  keyRoutes,
  type Ledger,
  machineKeyFile,
  type OrganisationLine,
  openAccess,
  openMachineKey,
  type PeopleTables,
  type Route,
  type TokenTables,
} from '@cordon/access';
import type { FlowsSeen, Learnt } from '@cordon/detection';
import { type Estate, emptyRegisters, type Registers } from '@cordon/estate';
import { webhookRoutes } from '@cordon/exchange';
import type { Database } from '@cordon/platform/database';
import { type App, createHttp, describeApi, httpFault, notFound, type Request } from '@cordon/platform/http';
import type { KeyRing } from '@cordon/platform/keys';
import { projectPath } from '@cordon/platform/root';
import { type Logger, noTracer, type Tracer } from '@cordon/platform/telemetry';
import { retentionRoutes } from '@cordon/retention';
import staticFiles from '@fastify/static';
import { openActuators } from './actuators/open.ts';
import { makeAlike, openOwnLedger } from './alike.ts';
import type { Situation } from './api.ts';
import { backupRoutes } from './backup.ts';
import { type OpenDoors, openDoors } from './doors/open.ts';
import { startForwarding } from './forwarding.ts';
import { healthRoutes } from './health.ts';
import { type Hospital, openHospital } from './hospital.ts';
import { hospitalRoutes, ordersNeeds } from './hospital-routes.ts';
import { keepRunning, openRetention } from './keeping.ts';
import { openKeys } from './keys.ts';
import { holdLease, type Lease } from './leases.ts';
import { createLive } from './live.ts';
import { type Item, openNews, type Said } from './news.ts';
import { folderOf, topicOf } from './places.ts';
import { regionRoute } from './region.ts';
import { regionReachRoutes } from './region-reach.ts';
import { roles as allRoles, type Role } from './roles.ts';
import { pemOf, type Settings } from './settings.ts';
import { organisationAccountsOf } from './sign-in-settings.ts';
import { openStores, secretOf } from './stores.ts';
import { isShared } from './stores-settings.ts';
import { prepareTables } from './tables.ts';
import { startTelling } from './telling.ts';

/** An organisation of the deployment. */
export interface ComposedOrganisation extends OrganisationLine {
  /** A region stands above hospitals and has no logs of its own. */
  kind: 'hospital' | 'region';
  /** null until somebody describes it. */
  estate: Estate | null;
  /** What people decided of it, as far as somebody has written that down. */
  registers?: Registers;
  /** Folder of what others say of vulnerabilities; by default, and where nobody described it, `feeds` in its data folder. */
  feeds?: string;
  /** Who talked to whom before there was a Cordon to see it, as far as somebody has observed that from files. */
  seen?: FlowsSeen;
}

/** What a hospital's folder says beside what it has. */
export type DescribedBeside = Pick<ComposedOrganisation, 'registers' | 'feeds' | 'seen'>;

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
  /** What this process does; all of it by default. */
  roles?: ReadonlySet<Role>;
  /** What is opened to other machines, and where the files lie that it names. */
  settings: Settings;
  settingsFolder: string;
  log: Logger;
  tracer?: Tracer;
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
export function oneHospital(estate: Estate | null, described: DescribedBeside = {}): ComposedOrganisation[] {
  const { id, name } = estate?.organisations[0] ?? { id: 'this-hospital', name: 'This hospital' };
  return [{ id, name, parent: null, kind: 'hospital', estate, ...described }];
}

export async function compose({
  dir,
  cacheDir,
  organisations,
  sample = false,
  learnt,
  demonstration,
  roles = new Set(allRoles),
  settings,
  settingsFolder,
  log,
  tracer = noTracer,
}: ComposeOptions): Promise<Cordon> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const now = () => new Date();
  const own = organisations[0]!.id;
  const writes = roles.has('jobs');
  const isOne = !isShared(settings.stores);
  let lease: Lease | null = null;
  const stores = await openStores({
    ...{ settings: settings.stores, settingsFolder, dir, cacheDir, writes, log },
    async prepare(opened) {
      await prepareTables(opened);
      // One process writes; another waits here, and reads the stores when it is its turn.
      if (writes && !isOne) lease = await holdLease(opened, 'jobs', log);
    },
  });
  const { database, events, stream } = stores;
  const shared = isOne ? null : { database, writes, detects: roles.has('detect') };
  const organisationIds = organisations.map(({ id }) => id);
  const keys = await openKeys({
    ...{ dir, settings, settingsFolder, log },
    shared: shared && { database, organisations: organisationIds },
  });
  const machineKey = shared ? await sharedMachineKey(database, dir, keys) : openMachineKey(dir);

  const ledgers = new Map<string, Ledger>();
  const ledgerOf = (org: string): Ledger => ledgers.get(org) ?? ledgers.get(own)!;
  const record = (act: Act, org: string): Promise<void> => ledgerOf(org).record(act);
  const tokens = createTokens({ db: database.tables<TokenTables>(), record, now });

  const app = createHttp(log, { reach: 'console', ...settings.console, tracer });
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
    instance: createHash('sha256')
      .update(placeOfDeployment(settings.stores) ?? dir)
      .digest('hex')
      .slice(0, 8),
    secure: settings.console !== undefined,
    refused: (facts) => log.warn(facts, 'Somebody asked for what their roles do not allow.'),
    demonstration: sample,
    place: (request) => placeOf(request, settings.console?.origin),
    alarm: (org) => news.tell({ what: 'session', id: null }, org),
  });
  const live = createLive(app, access.sessionIsOver);

  const hospitals = new Map<string, Hospital>();
  const news = await openNews({
    shared: isOne ? null : database,
    async heard(items) {
      for (const [org, what] of whatByOrganisation(items)) await hospitals.get(org)?.heard(what);
      for (const { said, org } of items) if (said.what !== 'thresholds') live.tell(said, org);
    },
    async missed() {
      for (const hospital of hospitals.values()) await hospital.heard(everything);
      live.again();
    },
    log,
  });
  for (const { id, name, kind, estate, registers = emptyRegisters(), feeds, seen } of organisations) {
    const view = database.within(id);
    const folder = folderOf(dir, id, own);
    if (kind === 'region') {
      ledgers.set(
        id,
        await openOwnLedger({ database: view, folder: join(folder, 'ledger'), shared, keys, now }),
      );
      continue;
    }
    const hospital = await openHospital({
      database: view,
      dir: folder,
      cacheDir,
      name,
      estate,
      registers,
      feeds: feeds ?? join(folder, 'feeds'),
      seen: seen ?? null,
      learnt: learnt ?? null,
      events,
      stream,
      topic: topicOf(id, own),
      shared,
      keys,
      tell: (said) => news.tell(said, id),
      now,
      log,
      tracer,
    });
    hospitals.set(id, hospital);
    ledgers.set(id, hospital.ledger);
  }
  const telling = startTelling({ hospitals, database, keys, runs: writes, now, log, tracer });
  webhookRoutes(app, (request) => {
    const hooks = telling.of(callerOf(request).org);
    if (hooks) return hooks;
    throw notFound('hospital');
  });
  const names = new Map(organisations.map(({ id, name }) => [id, name]));
  regionRoute(app, { hospitals, names });
  const regionReach = regionReachRoutes(app, { hospitals, names });
  const actuators = openActuators({
    ...{ actuators: settings.actuators, folder: settingsFolder, own, hospitals },
    ordersNeeds: (hospital, all) => ordersNeeds(hospital, all, now),
    ...{ runs: writes, now, log, tracer },
  });
  const actuatorsOf = actuators.of;
  hospitalRoutes(app, { hospitals, events, actuatorsOf, tell: news.tell, demonstration, now });

  const forwarding = startForwarding({
    places: settings.ledger.forward,
    ledgers: organisations.map(({ id }) => ({
      database: database.within(id),
      folder: join(folderOf(dir, id, own), 'ledger'),
    })),
    pem: (name) => pemOf(settingsFolder, name),
    secretOf: (name, secret) => secretOf(settingsFolder, name, secret),
    ...{ runs: writes, now, log, tracer },
  });
  forwardRoute(app, (request) => forwarding.of(callerOf(request).org));

  const ledger = ledgerOf(own);
  keyRoutes(app, { keys, record, organisations: organisationIds });
  const retention = openRetention({ database, events, ledger, settings: settings.retention, now });
  retentionRoutes(app, retention);
  const keeping = writes ? keepRunning(retention, log, tracer) : null;
  await backupRoutes(app, { stores: { dir, database, events, stream, keys }, record: ledger.record });
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
    forwards: async () => (await Promise.all(organisations.map(({ id }) => forwarding.of(id)))).flat(),
    lostSpans: tracer.lost,
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
    tracer,
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
      await actuators.stop();
      await telling.stop();
      await keeping?.stop();
      live.close();
      await app.close();
      await doors.close();
      await regionReach.close();
      for (const hospital of hospitals.values()) await hospital.close();
      // Last of all that is written: their own ends are on their ledgers.
      await forwarding.stop();
      await news.close();
      await lease?.release();
      await stores.close();
      keys.close();
    },
  };
}

/** Where several processes share the state, it tells this deployment from others; null where the folder does. */
function placeOfDeployment({ database, stream }: Settings['stores']): string | null {
  return database && stream
    ? `${database.postgres.host}:${database.postgres.port}/${database.database}`
    : null;
}

/** The same for all, so that a link that one of them prints opens each. */
function sharedMachineKey(database: Database, dir: string, keys: KeyRing): Promise<string> {
  const context = 'deployment_files/machine-key';
  const seal = {
    shut: (text: string) => keys.seal('sign-in', context, text),
    open: (kept: string) => keys.unseal('sign-in', context, kept),
  };
  const where = { folder: dir, files: [machineKeyFile], prefix: '', seal };
  return makeAlike(database, where, () => openMachineKey(dir));
}

const everything: ReadonlySet<Said['what']> = new Set(['situation', 'rules', 'thresholds', 'estate']);

function whatByOrganisation(items: readonly Item[]): Map<string, Set<Said['what']>> {
  const found = new Map<string, Set<Said['what']>>();
  for (const { said, org } of items) {
    const what = found.get(org) ?? new Set();
    found.set(org, what.add(said.what));
  }
  return found;
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

/** The only wiring: opens the stores, makes the modules and hangs their doors on one server. */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createTokens,
  keyRoutes,
  type LedgerTables,
  ledgerRoutes,
  openAccess,
  openLedger,
  openMachineKey,
  type PeopleTables,
  type TokenTables,
} from '@cordon/access';
import { createContainment } from '@cordon/containment';
import {
  backtestRoutes,
  coverageRoutes,
  createDetectionThread,
  createHunt,
  createModelViews,
  type DetectionTables,
  explainRoutes,
  feedbackRoutes,
  findingRoutes,
  huntRoutes,
  type Learnt,
  openCorrelation,
  openRulebook,
  rulebookRoutes,
  type SourceTables,
  sourceRoutes,
  storedModels,
  thresholdsNow,
} from '@cordon/detection';
import { type Estate, estateRoutes } from '@cordon/estate';
import {
  createIncidents,
  type IncidentTables,
  incidentRoutes,
  loadThreads,
  mergedInto,
} from '@cordon/incidents';
import { type Database, migrate } from '@cordon/platform/database';
import { type App, createHttp, type Request } from '@cordon/platform/http';
import { projectPath } from '@cordon/platform/root';
import type { Logger } from '@cordon/platform/telemetry';
import { retentionRoutes } from '@cordon/retention';
import staticFiles from '@fastify/static';
import type { Kysely } from 'kysely';
import type { Situation } from './api.ts';
import { backupRoutes } from './backup.ts';
import { logDoor } from './doors/logs.ts';
import { type OpenDoors, openDoors } from './doors/open.ts';
import type { DoorNeeds } from './doors/received.ts';
import { keepRunning, openRetention } from './keeping.ts';
import { openKeys } from './keys.ts';
import { createLive } from './live.ts';
import { createPipeline } from './pipeline.ts';
import type { Settings } from './settings.ts';
import { situationRoute } from './situation.ts';
import { openStores } from './stores.ts';

export interface ComposeOptions {
  /** Folder for everything that is kept. */
  dir: string;
  cacheDir: string;
  /** null until somebody describes the hospital. */
  estate: Estate | null;
  /** The sample hospital, open to whoever has its link. */
  sample?: boolean;
  /** What the models begin with; nothing, where they learn from this hospital alone. */
  learnt?: Learnt;
  demonstration(): Situation['demonstration'];
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
  database: Database;
  /** Resolves when everything that doors acknowledged has been worked through. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

export async function compose({
  dir,
  cacheDir,
  estate,
  sample = false,
  learnt,
  demonstration,
  settings,
  settingsFolder,
  log,
}: ComposeOptions): Promise<Cordon> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const stores = await openStores({ settings: settings.stores, settingsFolder, dir, cacheDir });
  const { database, events, stream } = stores;
  for (const [module, folder] of [
    ['access', projectPath('modules/access/migrations')],
    ['retention', projectPath('modules/retention/migrations')],
    ['detection', projectPath('modules/detection/migrations')],
    ['incidents', projectPath('modules/incidents/migrations')],
    ['server', projectPath('apps/server/migrations')],
  ] as const) {
    await migrate(database, module, folder);
  }

  const rulebook = await openRulebook({ folder: join(dir, 'rules'), cacheDir });
  const containment = estate && createContainment({ estate });
  const db = database.tables<DetectionTables & SourceTables & IncidentTables>();

  const organisation = estate?.organisations[0]?.id ?? 'this-hospital';

  const keys = await openKeys(dir, settings, settingsFolder);
  const ledger = openLedger({
    db: database.tables<LedgerTables>(),
    folder: join(dir, 'ledger'),
    keys,
    org: organisation,
    now: () => new Date(),
  });
  const byCordon = { kind: 'cordon', name: 'cordon', proven: null } as const;
  const packs = () =>
    rulebook
      .current()
      .packs.map(({ name, version, sha256 }) =>
        [name, version, sha256].filter((fact) => fact !== null).join(' '),
      );
  await ledger.record({
    act: 'server.start',
    who: byCordon,
    object: organisation,
    details: { packs: packs() },
  });

  const machineKey = openMachineKey(dir);
  const tokens = createTokens({
    db: database.tables<TokenTables>(),
    record: ledger.record,
    now: () => new Date(),
  });
  const organisations = estate
    ? estate.organisations.map(({ id, name, parent = null }) => ({ id, name, parent }))
    : [{ id: organisation, name: 'This hospital', parent: null }];
  const app = createHttp(log, { reach: 'console', ...settings.console });
  // Before any other route, so that it stands in front of each.
  const access = openAccess(app, {
    db: database.tables<PeopleTables>(),
    keys,
    record: ledger.record,
    now: () => new Date(),
    tokens,
    policyFolder: projectPath('content/policy'),
    organisations,
    machineKey,
    instance: createHash('sha256').update(dir).digest('hex').slice(0, 8),
    demonstration: sample,
    place: (request) => placeOf(request, settings.console?.origin),
    alarm: () => live.tell({ what: 'session', id: null }),
  });
  const live = createLive(app);
  const detection = createDetectionThread(organisation);
  const pipeline = await createPipeline({
    database,
    events,
    detection,
    topic: 'received',
    book: rulebook.current,
    loadCorrelation: ({ correlations, ruleSet }) =>
      openCorrelation(database.tables(), correlations, ruleSet.rules),
    loadDetection: async () => ({
      estate,
      learnt: learnt ?? null,
      stored: await storedModels(database.tables()),
      thresholds: await thresholdsNow(database.tables()),
    }),
    loadIncidents: async () =>
      createIncidents({ estate, containment, threads: await loadThreads(database.tables()) }),
    live,
  });
  const reading = await stream.subscribe('received', 'detection', ({ records }) => pipeline.take(records), {
    onError: (error, attempt) =>
      log.error(
        { err: error, attempt },
        'Working through received logs failed; they are kept and tried again.',
      ),
  });

  // What the pipeline has worked through is kept as events and findings; the bytes as received can go.
  const trimming = setInterval(() => {
    stream
      .trim('received')
      .catch((error: unknown) => log.warn({ err: error }, 'Old received logs could not be let go of.'));
  }, 60_000);
  trimming.unref();

  // Rules are files: whoever changes them, by the command line or by hand, need not start Cordon again.
  const watching = setInterval(() => {
    rulebook
      .refresh()
      .then(async (changed) => {
        if (!changed) return;
        live.tell({ what: 'rules', id: null });
        // Whoever changed a file did it outside Cordon: all that is known is what is there now.
        await ledger.record({
          act: 'rules.reload',
          who: byCordon,
          object: 'rulebook',
          details: { packs: packs() },
        });
      })
      .catch((error: unknown) => {
        log.warn({ err: error }, 'Changed rules could not be taken up.');
        live.tell({ what: 'rules', id: null });
      });
  }, 2_000);
  watching.unref();

  const signing = setInterval(() => {
    ledger
      .checkpoint()
      .catch((error: unknown) => log.error({ err: error }, 'The ledger could not be signed.'));
  }, 60_000);
  signing.unref();

  const needs: DoorNeeds = {
    publish: async (record) => {
      await stream.publish('received', [record]);
    },
    lag: reading.lag,
  };
  logDoor(app, needs, (name) => name);
  sourceRoutes(app, { db, waiting: reading.lag, now: () => new Date() });
  const doors = await openDoors({
    settings,
    folder: settingsFolder,
    notesFolder: join(dir, 'folders'),
    tokens,
    needs,
    log,
  });
  const views = createModelViews({ db: database.tables(), standing: pipeline.standing });
  findingRoutes(app, {
    db: database.tables(),
    estate,
    models: views,
    rule: (id) => rulebook.current().rules.get(id)?.rule,
    ruleText: (rule) => readFile(rule.file, 'utf8'),
    isIncident: (thread) => pipeline.incidents().get(thread) !== null,
  });
  feedbackRoutes(app, {
    db: database.tables(),
    useThresholds: pipeline.useThresholds,
    learntFrom: () => pipeline.standing().learntFrom,
    views,
    record: (trx, act) => ledger.recordIn(trx as unknown as Kysely<LedgerTables>, act),
    judged: (id) => live.tell({ what: 'finding', id }),
    now: () => new Date(),
  });
  incidentRoutes(app, {
    incidents: pipeline.incidents,
    mergedInto: (id) => mergedInto(database.tables(), id),
  });
  rulebookRoutes(app, {
    rulebook,
    db: database.tables(),
    record: ledger.record,
    changed: () => live.tell({ what: 'rules', id: null }),
    now: () => new Date(),
  });
  ledgerRoutes(app, ledger);
  keyRoutes(app, { keys, record: ledger.record, organisations: organisations.map(({ id }) => id) });
  const retention = openRetention({
    database,
    events,
    ledger,
    settings: settings.retention,
    now: () => new Date(),
  });
  retentionRoutes(app, retention);
  const keeping = keepRunning(retention, log);
  await backupRoutes(app, { stores: { dir, database, events, stream, keys }, record: ledger.record });
  coverageRoutes(app, { rules: rulebook.current, events, orgs: [organisation] });
  huntRoutes(app, createHunt({ events, orgs: [organisation] }));
  backtestRoutes(app, {
    loaded: () => {
      const { rules, filters } = rulebook.current();
      return { rules: [...rules.values()].map(({ rule }) => rule), filters };
    },
    events,
    orgs: [organisation],
    now: () => new Date(),
  });
  explainRoutes(app, {
    book: rulebook.current,
    events,
    orgs: [organisation],
    now: () => new Date(),
  });
  estateRoutes(app, estate);
  situationRoute(app, {
    db,
    estate,
    incidents: pipeline.incidents,
    newestEvent: pipeline.newestEvent,
    demonstration,
    rules: () => {
      const { ruleSet, correlations, refusals } = rulebook.current();
      return { loaded: ruleSet.rules.length + correlations.length, refused: refusals.length };
    },
  });
  servePages(app);

  return {
    app,
    doors,
    machineKey,
    firstRun: access.firstRun,
    database,
    caughtUp: reading.caughtUp,
    async close() {
      await keeping.stop();
      clearInterval(trimming);
      clearInterval(watching);
      clearInterval(signing);
      live.close();
      await app.close();
      await doors.close();
      await reading.stop();
      await pipeline.keepLearnt();
      await detection.close();
      await ledger.record({ act: 'server.stop', who: byCordon, object: organisation, details: {} });
      await ledger.checkpoint();
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

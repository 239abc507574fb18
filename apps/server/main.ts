/** `npm start`: opens Cordon on this machine, with the sample hospital unless told otherwise. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { linkSecret, readMachineKey } from '@cordon/access';
import { readLearnt, readSeen, seenIn } from '@cordon/detection';
import { type Estate, EstateError, loadEstate, loadRegisters } from '@cordon/estate';
import { openFolders } from '@cordon/platform/config';
import { fault, isFault } from '@cordon/platform/fault';
import { projectPath } from '@cordon/platform/root';
import { createLogger, type Logger, type Tracer } from '@cordon/platform/telemetry';
import { loadScenario } from '@cordon/simulator';
import {
  type ComposedOrganisation,
  type Cordon,
  compose,
  type DescribedBeside,
  oneHospital,
} from './compose.ts';
import { type Demonstration, startDemonstration } from './demonstration.ts';
import { type HealthDoor, openHealthDoor } from './health-door.ts';
import { startHelper } from './helper.ts';
import { roles as allRoles, type Role, readRoles } from './roles.ts';
import { readSettings, type Settings } from './settings.ts';
import { refuseUnshared, secretOf } from './stores.ts';
import { openTracer } from './telemetry-settings.ts';

const firstPort = 4680;
const portsTried = 20;

/** Thirty-six simulated hours in ten minutes. */
const speed = 216;

interface Arguments {
  empty: boolean;
  port: number;
  roles: ReadonlySet<Role>;
}

function readArguments(): Arguments {
  try {
    const { values } = parseArgs({
      options: {
        empty: { type: 'boolean', default: false },
        port: { type: 'string' },
        role: { type: 'string', multiple: true },
      },
    });
    const port = values.port === undefined ? firstPort : Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${values.port} is not a port`);
    // Who shares the work has real work.
    return { empty: values.empty || values.role !== undefined, port, roles: readRoles(values.role) };
  } catch (error) {
    if (isFault(error)) throw error;
    throw fault(
      'ARGUMENTS',
      `${(error as Error).message}.`,
      'Use: npm start [-- --empty] [-- --port N] [-- --role NAME,NAME]',
    );
  }
}

/** Takes the first free port from `port` on, and says so when it is not the one asked for. */
async function listen(cordon: Cordon, host: string, port: number): Promise<string> {
  for (let tried = port; tried < port + portsTried; tried++) {
    try {
      await cordon.app.listen({ host, port: tried });
      return `http://localhost:${tried}`;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      console.log(`Port ${tried} is taken by another program; trying ${tried + 1}.`);
    }
  }
  throw fault(
    'NO_PORT',
    `Ports ${port} to ${port + portsTried - 1} are all taken.`,
    'Free one, or choose another: npm start -- --port N',
  );
}

/** After the hash, so that it is in no log of any server. */
const linkText = (machineKey: string, purpose: 'first-run' | 'demonstration' | null): string =>
  purpose === null ? '' : `/#link=${linkSecret(machineKey, purpose)}`;

async function organisationsOf({ organisations }: Settings, folder: string): Promise<ComposedOrganisation[]> {
  if (organisations.length === 0) return oneHospital(null);
  return Promise.all(
    organisations.map(async ({ id, name, parent = null, kind, estate }) => ({
      id,
      name,
      parent,
      kind,
      ...(estate === undefined ? { estate: null } : await describedIn(resolve(folder, estate))),
    })),
  );
}

/** A hospital as its folder describes it. */
async function describedIn(dir: string): Promise<DescribedBeside & { estate: Estate }> {
  const estate = await loadEstate(dir);
  const seen = seenIn(dir);
  return {
    estate,
    registers: await loadRegisters(dir, estate),
    feeds: join(dir, 'feeds'),
    ...(seen !== undefined && { seen: readSeen(seen) }),
  };
}

/** Doors are opened by whoever has the role for it. */
const doorsFor = (roles: ReadonlySet<Role>, settings: Settings): Settings =>
  roles.has('ingest')
    ? settings
    : { ...settings, intake: undefined, syslog: [], folders: [], connectors: [] };

interface HelpOptions {
  roles: ReadonlySet<Role>;
  dir: string;
  settings: Settings;
  folders: ReturnType<typeof openFolders>;
  log: Logger;
  tracer: Tracer;
  health: HealthDoor | null;
}

async function helpOut({ settings, folders, health, ...options }: HelpOptions): Promise<void> {
  const { roles, tracer } = options;
  const organisations = (await organisationsOf(settings, folders.data))
    .filter(({ kind }) => kind === 'hospital')
    .map(({ id }) => id);
  const helper = await startHelper({
    ...{ ...options, organisations, settings },
    cacheDir: folders.cache,
    settingsFolder: folders.data,
  });
  health?.ask(helper.ready);
  workOn(roles, helper.open, async () => {
    await health?.close();
    await helper.close();
    await tracer.close();
  });
}

/** Of a process that serves no pages. */
function workOn(
  roles: ReadonlySet<Role>,
  open: readonly { what: string; address: string }[],
  close: () => Promise<void>,
): void {
  const stop = async (): Promise<void> => {
    console.log('Stopping; everything is kept.');
    await close();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  console.log(`
  Cordon is running as ${[...roles].join(' and ')}
${open.map(({ what, address }) => `  Listening: ${what}, ${address}\n`).join('')}  Stop with Ctrl-C.
`);
}

async function main(): Promise<void> {
  const { empty, port, roles } = readArguments();
  const log = createLogger('server');
  const folders = openFolders();
  if (folders.warning) console.log(folders.warning);
  const settings = readSettings(folders.data);
  const dir = join(folders.data, empty ? 'hospital' : 'sample');
  if (roles.size < allRoles.length) refuseUnshared(settings.stores, roles);
  const tracer = openTracer(settings.telemetry, {
    ...{ roles, log },
    secretOf: (name, secret) => secretOf(folders.data, name, secret),
  });
  const health =
    settings.health && !roles.has('api') ? await openHealthDoor(settings.health.listen, log) : null;
  if (!roles.has('api') && !roles.has('jobs'))
    return helpOut({ roles, dir, settings, folders, log, tracer, health });
  const addressFile = join(dir, 'address');
  const hospital = projectPath('content/hospitals/st-aldhelms');
  const described = empty ? null : await describedIn(hospital);
  const estate = described?.estate ?? null;
  const scenario = empty ? null : await loadScenario('hse-2021', projectPath('content/scenarios'));

  let demonstration: Demonstration | null = null;
  let cordon: Cordon;
  try {
    cordon = await compose({
      dir,
      cacheDir: folders.cache,
      organisations: empty
        ? await organisationsOf(settings, folders.data)
        : oneHospital(estate, described ?? {}),
      sample: !empty,
      // The sample is over in a day and a half, and models need days: they begin with simulated ordinary ones.
      ...(empty ? {} : { learnt: readLearnt() }),
      demonstration: () => demonstration?.state() ?? null,
      roles,
      // What is made up must never lie among what is real, and its link opens it: no other machine gets that far.
      settings: empty
        ? doorsFor(roles, settings)
        : { ...settings, stores: {}, console: undefined, connectors: [] },
      settingsFolder: folders.data,
      log,
      tracer,
    });
  } catch (error) {
    if (!isFault(error, 'LOCKED') || !existsSync(addressFile)) throw error;
    console.log(
      `Cordon is already running at ${readFileSync(addressFile, 'utf8')}${empty ? '' : linkText(readMachineKey(dir) ?? '', 'demonstration')}`,
    );
    return;
  }
  if (!roles.has('api')) {
    const ready = { url: '/ready', headers: { host: 'localhost' } };
    health?.ask(async () => (await cordon.app.inject(ready)).statusCode === 200);
    return workOn(roles, cordon.doors.open, async () => {
      await health?.close();
      await cordon.close();
      await tracer.close();
    });
  }
  const { listen: at } = (empty && settings.console) || {};
  const address = await listen(cordon, at?.host ?? '127.0.0.1', at?.port ?? port);
  writeFileSync(addressFile, address);

  const stop = async (signal: NodeJS.Signals) => {
    console.log(signal === 'SIGINT' ? '\nStopping; everything is kept.' : 'Stopping; everything is kept.');
    await demonstration?.stop();
    await cordon.close();
    await tracer.close();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);

  if (estate && scenario) {
    demonstration = await startDemonstration({
      database: cordon.database,
      estate,
      scenario,
      speed,
      log,
      async send(name, key, lines) {
        for (;;) {
          const answer = await fetch(`${address}/api/v1/logs?name=${encodeURIComponent(name)}`, {
            method: 'POST',
            headers: {
              'content-type': 'application/x-ndjson',
              'idempotency-key': key,
              authorization: `Bearer ${cordon.machineKey}`,
            },
            body: `${lines.join('\n')}\n`,
          });
          if (answer.ok) return;
          if (answer.status !== 429)
            throw new Error(`the door answered ${answer.status}: ${await answer.text()}`);
          await new Promise((resolve) => setTimeout(resolve, 2_000));
        }
      },
    });
  }

  const firstRun = await cordon.firstRun();
  const shown = (empty && settings.console?.origin) || address;
  console.log(`
  Cordon is running at ${shown}${linkText(cordon.machineKey, empty ? (firstRun ? 'first-run' : null) : 'demonstration')}
${
  !empty
    ? '  It shows a fictitious hospital under a simulated attack. Nothing on it is real.\n  The link opens it signed in, on this machine only.'
    : firstRun
      ? '  Nobody can sign in yet: open the link to set up the first person. It works until you have.'
      : '  Sign in there. Send logs with a token: cordon token add NAME'
}
  Data: ${dir}
${cordon.doors.open.map(({ what, address }) => `  Listening: ${what}, ${address}\n`).join('')}  Stop with Ctrl-C.
`);
}

main().catch((error: unknown) => {
  if (isFault(error)) console.error(`Cordon: ${error.message}\n${error.next}`);
  else if (error instanceof EstateError) console.error(error.message);
  else console.error(error);
  process.exit(2);
});

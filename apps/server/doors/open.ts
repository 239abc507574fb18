/** Opens to other machines what the settings say, asks those that they name, and nothing else. */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Tokens } from '@cordon/access';
import type { Database } from '@cordon/platform/database';
import type { Logger, Tracer } from '@cordon/platform/telemetry';
import { openConnectors } from '../connectors/open.ts';
import { pemOf, type Settings } from '../settings.ts';
import { folderDoor } from './folder.ts';
import { createIntake } from './intake.ts';
import type { Shares } from './shares.ts';
import { syslogDoor } from './syslog.ts';

export interface OpenDoors {
  /** For the terminal: what is open, and where. */
  open: { what: string; address: string }[];
  close(): Promise<void>;
}

interface DoorsNeeds {
  settings: Settings;
  /** Where the files lie that settings name. */
  folder: string;
  /** Where it is noted which files were taken; made if absent. */
  notesFolder: string;
  tokens: Tokens;
  database: Database;
  /** Where what is received for an organisation goes. */
  received(org: string): Shares;
  /** Whose a door is that does not say. */
  own: string;
  log: Logger;
  tracer: Tracer;
}

export async function openDoors({
  settings,
  folder,
  notesFolder,
  tokens,
  database,
  received,
  own,
  log,
  tracer,
}: DoorsNeeds): Promise<OpenDoors> {
  mkdirSync(notesFolder, { recursive: true, mode: 0o700 });
  const open: OpenDoors['open'] = [];
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closing.splice(0)) await one();
  };
  const pem = (name: string): string => pemOf(folder, name);
  try {
    const { intake, syslog, folders } = settings;
    if (intake) {
      const tls = intake.tls && { cert: pem(intake.tls.cert), key: pem(intake.tls.key) };
      const app = createIntake({ tokens, received, log, tls, tracer });
      closing.push(() => app.close());
      open.push({ what: 'log intake', address: await app.listen(intake.listen) });
    }
    for (const { listen, protocol, source, from, tls, organisation = own } of syslog) {
      const door = await syslogDoor(
        received(organisation).from(`syslog ${protocol} ${listen.host}:${listen.port}`),
        {
          ...listen,
          protocol,
          source,
          from,
          tls: tls && { cert: pem(tls.cert), key: pem(tls.key), clients: tls.clients && pem(tls.clients) },
        },
        log,
      );
      closing.push(door.close);
      open.push({ what: `syslog for "${source}"`, address: `${protocol} ${listen.host}:${door.port}` });
    }
    for (const { path, source, settle, organisation = own } of folders) {
      const place = resolve(folder, path);
      const notes = join(
        notesFolder,
        `${createHash('sha256').update(place).digest('hex').slice(0, 16)}.json`,
      );
      const door = await folderDoor(
        received(organisation).from(`folder ${place}`),
        { path: place, source, settle, notes },
        log,
      );
      closing.push(door.close);
      open.push({ what: `files for "${source}"`, address: place });
    }
    const asking = await openConnectors({
      ...{ folder, own, database, log, tracer },
      connectors: settings.connectors,
      needs: (org, source) => received(org).from(`connector ${source}`),
    });
    closing.push(asking.close);
    open.push(...asking.open);
  } catch (error) {
    await close();
    throw error;
  }
  return { open, close };
}

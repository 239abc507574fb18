/** Starts the connectors that the settings name. Reads files with secrets. */
import type { Database } from '@cordon/platform/database';
import type { Logger, Tracer } from '@cordon/platform/telemetry';
import type { DoorNeeds } from '../doors/received.ts';
import { secretOf } from '../stores.ts';
import { type ConnectorSettings, connectorFor } from './list.ts';
import { keepPulling, startConnector } from './run.ts';
import { secretNow } from './secret-now.ts';

interface ConnectorsNeeds {
  connectors: readonly ConnectorSettings[];
  /** Where the files lie that settings name. */
  folder: string;
  /** Whose a connector is that does not say. */
  own: string;
  database: Database;
  /** Where what it brings goes. */
  needs(org: string, source: string): DoorNeeds;
  log: Logger;
  tracer: Tracer;
}

export interface OpenConnectors {
  /** For the terminal. */
  open: { what: string; address: string }[];
  close(): Promise<void>;
}

/** @throws SETTINGS when a secret is not there */
export async function openConnectors({
  connectors,
  folder,
  own,
  database,
  needs,
  log,
  tracer,
}: ConnectorsNeeds): Promise<OpenConnectors> {
  for (const settings of connectors)
    for (const secret of connectorFor(settings).asks(settings).secrets)
      secretOf(folder, `connectors: the secret of "${settings.source}"`, secret);
  const running: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(running.splice(0).map((one) => one.close()));
  };
  try {
    for (const settings of connectors) {
      const { organisation = own, source } = settings;
      const started = await startConnector({
        ...{ settings, organisation, database, log, tracer },
        connector: connectorFor(settings),
        needs: needs(organisation, source),
        secret: (which) => secretNow(folder, which),
        now: () => new Date(),
      });
      running.push(keepPulling(started, log));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const open = connectors.map((settings) => ({
    what: `asking for "${settings.source}"`,
    address: `${connectorFor(settings).asks(settings).origins[0]} every ${settings.every} s`,
  }));
  return { open, close };
}

/** For tests of connectors: a system to ask, which does what the test says, and what was received of it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Database, migrate, openDatabase, secureOrganisations } from '@cordon/platform/database';
import { projectPath } from '@cordon/platform/root';
import { createLogger } from '@cordon/platform/telemetry';
import { testCache } from '@cordon/platform/test';
import { decodeReceipt } from '../doors/receipt.ts';
import type { DoorNeeds } from '../doors/received.ts';
import type { Connector } from './connector.ts';
import { type Running, startConnector } from './run.ts';
import { type ConnectorTables, pullHealth } from './store.ts';

type Handle = (request: IncomingMessage, answer: ServerResponse, body: string) => void;

export interface System {
  /** `http://localhost:port` */
  origin: string;
  /** What was asked for, as method and path, oldest first. */
  asked: string[];
  does(handle: Handle): void;
  close(): Promise<void>;
}

export async function startSystem(): Promise<System> {
  let handle: Handle = (_, answer) => answer.end();
  const asked: string[] = [];
  const server = createServer((request, answer) => {
    asked.push(`${request.method} ${request.url}`);
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => handle(request, answer, Buffer.concat(parts).toString('utf8')));
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    asked,
    does(next) {
      handle = next;
      asked.length = 0;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const json = (answer: ServerResponse, value: unknown, headers: Record<string, string> = {}): void => {
  answer.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
};

export interface Bench {
  database: Database;
  /** Each as it was received. */
  received: { name: string; key: string; text: string }[];
  /** Records that are JSON, one a line, in the order they came. */
  records(): unknown[];
  /** `failing`: nothing can be kept; `dying`: what was kept last is not known to have been. */
  needs: DoorNeeds & { full: boolean; failing: boolean; dying: boolean };
  /** ISO 8601. */
  clock: string;
  start<Settings>(connector: Connector<Settings>, settings: unknown): Promise<Running>;
  health(): ReturnType<typeof pullHealth>;
}

export async function createBench(): Promise<Bench> {
  const database = await openDatabase({ memory: true, cache: testCache });
  await migrate(database, 'server', projectPath('apps/server/migrations'));
  await secureOrganisations(database, []);
  const bench: Bench = {
    database,
    received: [],
    records: () =>
      bench.received.flatMap(({ text }) =>
        text
          .split('\n')
          .filter((line) => line !== '')
          .map((line): unknown => JSON.parse(line)),
      ),
    needs: {
      full: false,
      failing: false,
      dying: false,
      isFull: () => bench.needs.full,
      async publish(record) {
        const { name, key, body } = decodeReceipt(record);
        if (bench.needs.failing) throw new Error('the disk is full');
        bench.received.push({ name, key, text: Buffer.from(body).toString('utf8') });
        if (bench.needs.dying) throw new Error('killed');
      },
    },
    clock: '2026-03-18T10:00:00.000Z',
    start: (connector, settings) =>
      startConnector({
        connector,
        settings: connector.settings.parse(settings) as never,
        organisation: 'sah',
        needs: bench.needs,
        database,
        secret: () => 'hunter2',
        now: () => new Date(bench.clock),
        log: createLogger('test', { level: 'silent' }),
      }),
    health: () => pullHealth(database.within('sah').tables<ConnectorTables>(), new Date(bench.clock)),
  };
  return bench;
}

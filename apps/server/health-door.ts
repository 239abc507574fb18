/**
 * `/health` and `/ready`, and nothing else, on an address of their own: for whoever starts and watches a process that serves no
 * pages, where such a process would otherwise be restarted only when it ends, not when it stands.
 */
import { createServer } from 'node:http';
import { fault } from '@cordon/platform/fault';
import type { Logger } from '@cordon/platform/telemetry';

export interface HealthDoor {
  /** Until then it waits for its turn, and is ready for that. */
  ask(ready: () => Promise<boolean>): void;
  close(): Promise<void>;
}

/** Probes come one at a time and every few seconds: more than this is somebody else. */
const mostConnections = 16;

export async function openHealthDoor(
  { host, port }: { host: string; port: number },
  log: Pick<Logger, 'error'>,
): Promise<HealthDoor> {
  let isReady = async (): Promise<boolean> => true;
  const server = createServer({ requestTimeout: 5_000, headersTimeout: 5_000 }, (request, reply) => {
    const say = (status: number, text: string): void => {
      reply.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
      reply.end(JSON.stringify({ status: text }));
    };
    if (request.method === 'GET' && request.url === '/health') say(200, 'ok');
    else if (request.method === 'GET' && request.url === '/ready')
      isReady().then(
        (ready) => say(ready ? 200 : 503, ready ? 'ok' : 'not ready'),
        (error: unknown) => {
          log.error({ err: error }, 'Whether this process is ready could not be found out.');
          say(503, 'not ready');
        },
      );
    else say(404, 'not found');
  });
  server.maxConnections = mostConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        fault(
          'HEALTH_DOOR',
          `${host}:${port} cannot be listened at (${error.code ?? error.message}). Nothing was started.`,
          'Give health.listen in cordon.yaml an address of this machine and a port that is free.',
          { cause: error },
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
  return {
    ask(ready) {
      isReady = ready;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

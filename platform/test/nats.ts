/** NATS servers with JetStream for tests: one, or a cluster on this machine. Starts processes. */
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { findProgram, freePort, makePlace, type Running, startProgram } from './server.ts';

const program = findProgram('nats-server');

/** Why there is none to be had; null where there is one. */
export const noNats: string | null = program ? null : 'install nats-server';

export interface TestNats {
  /** `host:port` of each node. */
  servers: string[];
  user: string;
  password: string;
  /** Kills a node as a power cut of its process does. */
  kill(node: number): Promise<void>;
  start(node: number): Promise<void>;
  /** The node that leads a stream, as an index into `servers`; -1 when none does. */
  leaderOf(stream: string): Promise<number>;
  close(): Promise<void>;
}

/** @param tls paths of a certificate and its key: then only TLS is spoken */
export async function startNats(
  nodes: 1 | 3,
  tls?: { cert: string; key: string; ca: string },
): Promise<TestNats> {
  const place = makePlace('nats');
  const [user, password] = ['cordon', 'only-for-tests'];
  const ports = await Promise.all(Array.from({ length: nodes }, freePort));
  const routes = await Promise.all(Array.from({ length: nodes }, freePort));
  // The client checks certificates for names, not for addresses.
  const servers = ports.map((port) => `${tls ? 'localhost' : '127.0.0.1'}:${port}`);
  const running: (Running | null)[] = ports.map(() => null);

  /** With JetStream there, which in a cluster needs the others too. */
  async function manager(server: string[] = servers) {
    const connection = await connect({
      servers: server,
      user,
      pass: password,
      reconnect: false,
      timeout: 2_000,
      ...(tls ? { tls: { ca: tls.ca } } : {}),
    });
    try {
      return { connection, manager: await jetstreamManager(connection, { timeout: 1_000 }) };
    } catch (error) {
      await connection.close();
      throw error;
    }
  }
  const ready = async (node: number): Promise<void> => (await manager([servers[node]!])).connection.close();

  async function start(node: number): Promise<void> {
    const cluster = ['--cluster_name', 'test', '--cluster', `nats://127.0.0.1:${routes[node]}`];
    const others = routes.filter((_, one) => one !== node).map((port) => `nats://127.0.0.1:${port}`);
    const args = ['-n', `node-${node}`, '-a', '127.0.0.1', '-p', String(ports[node]), '--user', user];
    args.push('--pass', password, '-js', '-sd', join(place.dir, `node-${node}`));
    if (tls) args.push('--tls', '--tlscert', tls.cert, '--tlskey', tls.key);
    if (nodes > 1) args.push(...cluster, '--routes', others.join(','));
    running[node] = await startProgram(program!, args, { cwd: place.dir, ready: () => ready(node) });
  }
  await Promise.all(ports.map((_, node) => start(node)));
  return {
    ...{ servers, user, password, start },
    async kill(node) {
      await running[node]?.end('SIGKILL');
      running[node] = null;
    },
    async leaderOf(stream) {
      const asked = await manager(servers.filter((_, node) => running[node]));
      try {
        const { cluster } = await asked.manager.streams.info(stream);
        return cluster?.leader === undefined ? -1 : Number(cluster.leader.slice('node-'.length));
      } finally {
        await asked.connection.close();
      }
    },
    async close() {
      await Promise.all(running.map((one) => one?.end('SIGKILL')));
      place.remove();
    },
  };
}

/** ClickHouse for tests: the real engine as the package chdb holds it, behind the HTTP that its client speaks. Starts processes. */
import { fileURLToPath } from 'node:url';
import { findPackage, freePort, makePlace, type Running, startProgram } from './server.ts';

const chdb = findPackage('chdb');

/** Why there is none to be had; null where there is one. */
export const noClickhouse: string | null = chdb
  ? null
  : 'install chdb 3.4.0 (half a gigabyte) and name its folder in CORDON_TEST_PACKAGES';

export interface TestClickhouse {
  url: string;
  /** Kills it, and starts it again on the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function startClickhouse(): Promise<TestClickhouse> {
  const place = makePlace('clickhouse');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = fileURLToPath(new URL('./chdb-server.mjs', import.meta.url));
  const begin = (): Promise<Running> =>
    startProgram(process.execPath, [server, chdb!, `${place.dir}/data`, String(port)], {
      cwd: place.dir,
      asRoot: true,
      ready: () => fetch(`${url}/ping`),
    });
  let running = await begin();
  return {
    url,
    async restart() {
      await running.end('SIGKILL');
      running = await begin();
    },
    async close() {
      await running.end('SIGKILL');
      place.remove();
    },
  };
}

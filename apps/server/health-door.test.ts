/** Guards: a process that stands and is called well, and a door for probes that shows anything else. */
import { createLogger } from '@cordon/platform/telemetry';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HealthDoor, openHealthDoor } from './health-door.ts';
import { freePort } from './test/running.ts';

let door: HealthDoor;
let address: string;
beforeAll(async () => {
  const port = await freePort();
  door = await openHealthDoor({ host: '127.0.0.1', port }, createLogger('test', { level: 'silent' }));
  address = `http://127.0.0.1:${port}`;
});
afterAll(() => door.close());

const ask = async (path: string, method = 'GET'): Promise<string> => {
  const answer = await fetch(address + path, { method });
  return `${answer.status} ${await answer.text()}`;
};

it('is ready while it waits for its turn, then as ready as its work is', async () => {
  expect(await ask('/ready')).toBe('200 {"status":"ok"}');
  door.ask(async () => false);
  expect(await ask('/ready')).toBe('503 {"status":"not ready"}');
  door.ask(() => Promise.reject(new Error('database at db1 refused the password')));
  expect(await ask('/ready')).toBe('503 {"status":"not ready"}');
  expect(await ask('/health')).toBe('200 {"status":"ok"}');
  door.ask(async () => true);
  expect(await ask('/ready')).toBe('200 {"status":"ok"}');
});

it('has nothing else, and takes nothing', async () => {
  for (const [path, method] of [
    ['/', 'GET'],
    ['/metrics', 'GET'],
    ['/health?x', 'GET'],
    ['/health', 'POST'],
  ] as const)
    expect(await ask(path, method)).toBe('404 {"status":"not found"}');
});

it('is refused where another program has the port, and says so', async () => {
  const { hostname, port } = new URL(address);
  const log = createLogger('test', { level: 'silent' });
  await expect(openHealthDoor({ host: hostname, port: Number(port) }, log)).rejects.toThrow(/EADDRINUSE/);
});

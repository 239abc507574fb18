/** A part of Cordon that the command line takes for one that runs in this folder. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openMachineKey } from '@cordon/access';
import { type App, createHttp } from '@cordon/platform/http';
import { createLogger } from '@cordon/platform/telemetry';

/** @returns the app, listening, and its address */
export async function startPart(
  folder: string,
  routes: (app: App) => void,
): Promise<{ app: App; address: string }> {
  const app = createHttp(createLogger('test', { level: 'silent' }), { reach: 'console' });
  const key = openMachineKey(folder);
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request, reply) => {
    if (request.url === '/api/v1/session') return;
    if (request.headers.authorization !== `Bearer ${key}`) return reply.status(401).send({ code: 'SIGN_IN' });
    const actor = { kind: 'person', name: 'Night shift', proven: 'data folder' } as const;
    request.caller = { actor, session: null, org: 'RXX', orgs: ['RXX'], everywhere: ['RXX'] };
  });
  app.get('/api/v1/session', async () => ({ state: 'signed-in' }));
  routes(app);
  const address = (await app.listen({ host: '127.0.0.1', port: 0 })).replace('[::1]', '127.0.0.1');
  writeFileSync(join(folder, 'address'), address);
  return { app, address };
}

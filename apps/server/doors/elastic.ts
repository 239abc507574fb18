/** The door that looks like Elasticsearch, so that the agents a hospital already runs need only another address. */

import { isFault } from '@cordon/platform/fault';
import type { App, Of, Reply, Request } from '@cordon/platform/http';
import { type Bulk, BulkError, bulkAnswer, readBulk } from './bulk.ts';
import { type DoorNeeds, receive, refuseWhenFull, takeBytes } from './received.ts';
import { unpacked } from './unpacked.ts';

/** Spoken by its clients of versions 7 and 8. Agents refuse to send to what does not say so. */
const spoken = '8.11.0';

export function elasticDoor(app: App, of: Of<DoorNeeds>, source: (request: Request) => string): void {
  app.register(async (scope) => {
    takeBytes(scope as unknown as App);
    scope.addHook('onSend', async (_request, reply) => {
      // Clients from 7.14 on talk only to what has this header.
      reply.header('x-elastic-product', 'Elasticsearch');
    });
    scope.setErrorHandler((error: unknown, _request, reply) => {
      const status = isFault(error) && typeof error.details.status === 'number' ? error.details.status : 503;
      return refuse(
        reply,
        status,
        isFault(error) ? error.message : 'Cordon could not keep this. Send it again.',
      );
    });
    scope.get('/', async () => ({
      name: 'cordon',
      cluster_name: 'cordon',
      cluster_uuid: 'cordon',
      version: { number: spoken, build_flavor: 'default', minimum_wire_compatibility_version: '7.17.0' },
      tagline: 'You Know, for Search',
    }));
    scope.get('/_license', async () => ({ license: { status: 'active', type: 'basic', uid: 'cordon' } }));
    scope.get('/_xpack', async () => ({ features: {} }));

    const bulk = async (request: Request, reply: Reply): Promise<unknown> => {
      const began = performance.now();
      const needs = of(request);
      const { index } = request.params as { index?: string };
      let read: Bulk;
      try {
        read = readBulk(await unpacked(request), index);
      } catch (error) {
        if (!(error instanceof BulkError)) throw error;
        return refuse(reply, 400, `Nothing was kept: ${error.message}.`);
      }
      refuseWhenFull(needs, reply);
      for (const [name, records] of read.records) {
        const lines = records.flatMap((record) => [record, Buffer.from('\n')]);
        await receive(needs, `${source(request)}/${name.replace(/[^\w.@-]/g, '_')}`, Buffer.concat(lines));
      }
      return bulkAnswer(read, Math.round(performance.now() - began));
    };
    const whenNotFull = {
      onRequest: async (request: Request, reply: Reply) => refuseWhenFull(of(request), reply),
    };
    for (const path of ['/_bulk', '/:index/_bulk']) {
      scope.post(path, whenNotFull, bulk);
      scope.put(path, whenNotFull, bulk);
    }
  });
}

function refuse(reply: Reply, status: number, reason: string) {
  const type = status === 429 ? 'es_rejected_execution_exception' : 'illegal_argument_exception';
  return reply.status(status).send({ error: { root_cause: [{ type, reason }], type, reason }, status });
}

/** The door that looks like Splunk's HTTP Event Collector. */
import type { App, Of, Reply, Request } from '@cordon/platform/http';
import { HecError, readHec } from './hec.ts';
import { receiveLines } from './lines.ts';
import { type DoorNeeds, pause, receive, takeBytes } from './received.ts';
import { unpacked } from './unpacked.ts';

const good = { text: 'Success', code: 0 };
/** Splunk's: the server is busy. */
const busy = 9;

export function splunkDoor(app: App, of: Of<DoorNeeds>, source: (request: Request) => string): void {
  app.register(async (scope) => {
    takeBytes(scope as unknown as App);
    const refuseBusy = (reply: Reply) =>
      reply.status(503).header('retry-after', String(pause)).send({ text: 'Server is busy', code: busy });
    const whenNotFull = {
      onRequest: async (request: Request, reply: Reply) =>
        of(request).isFull() ? refuseBusy(reply) : undefined,
    };

    const events = async (request: Request, reply: Reply): Promise<unknown> => {
      const needs = of(request);
      try {
        const lines = readHec((await unpacked(request)).toString('utf8'));
        if (needs.isFull()) return refuseBusy(reply);
        await receiveLines(needs, source(request), lines);
        return good;
      } catch (error) {
        if (!(error instanceof HecError)) throw error;
        return reply.status(400).send({ text: `Nothing was kept: ${error.message}`, code: error.code });
      }
    };
    for (const path of ['', '/event', '/event/1.0'])
      scope.post(`/services/collector${path}`, whenNotFull, events);

    const raw = async (request: Request, reply: Reply): Promise<unknown> => {
      const needs = of(request);
      const body = await unpacked(request);
      if (body.length === 0) return reply.status(400).send({ text: 'No data', code: 5 });
      if (needs.isFull()) return refuseBusy(reply);
      await receive(needs, source(request), body);
      return good;
    };
    for (const path of ['/raw', '/raw/1.0']) scope.post(`/services/collector${path}`, whenNotFull, raw);

    for (const path of ['/health', '/health/1.0'])
      scope.get(`/services/collector${path}`, async (request, reply) =>
        of(request).isFull() ? refuseBusy(reply) : { text: 'HEC is healthy', code: 17 },
      );
  });
}

/** The door for OpenTelemetry: logs over HTTP in the JSON encoding. */
import type { App, Of, Request } from '@cordon/platform/http';
import { receiveLines } from './lines.ts';
import { OtlpError, readOtlp } from './otlp.ts';
import { type DoorNeeds, refuseWhenFull, takeBytes } from './received.ts';
import { unpacked } from './unpacked.ts';

/** `INVALID_ARGUMENT` of gRPC, which OTLP uses over HTTP too. */
const invalid = 3;

export function otlpDoor(app: App, of: Of<DoorNeeds>, source: (request: Request) => string): void {
  app.register(async (scope) => {
    takeBytes(scope as unknown as App);
    scope.post('/v1/logs', async (request, reply) => {
      const needs = of(request);
      refuseWhenFull(needs, reply);
      try {
        await receiveLines(needs, source(request), readOtlp((await unpacked(request)).toString('utf8')));
        return { partialSuccess: {} };
      } catch (error) {
        if (!(error instanceof OtlpError)) throw error;
        return reply.status(400).send({ code: invalid, message: `Nothing was kept: ${error.message}.` });
      }
    });
  });
}

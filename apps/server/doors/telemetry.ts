/** The door for OpenTelemetry: logs over HTTP, as protobuf, which exporters send unless told otherwise, or as JSON. */
import { isFault } from '@cordon/platform/fault';
import type { App, Of, Reply, Request } from '@cordon/platform/http';
import { receiveLines } from './lines.ts';
import { OtlpError, readOtlp, readOtlpProtobuf } from './otlp.ts';
import { encodeStatus } from './protobuf.ts';
import { type DoorNeeds, refuseWhenFull, takeBytes } from './received.ts';
import { unpacked } from './unpacked.ts';

/** Codes of gRPC, which OTLP uses over HTTP too: the request is wrong, and not now. */
const invalid = 3;
const unavailable = 14;

const protobuf = 'application/x-protobuf';

const isProtobuf = ({ headers }: Request): boolean =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase() === protobuf;

export function otlpDoor(app: App, of: Of<DoorNeeds>, source: (request: Request) => string): void {
  app.register(async (scope) => {
    takeBytes(scope as unknown as App);
    /** Whoever sends protobuf is refused in it. */
    const refuse = (error: unknown, request: Request, reply: Reply): Reply => {
      const isOurs = isFault(error) && typeof error.details.status === 'number';
      if (!(error instanceof OtlpError) && !(isOurs && isProtobuf(request))) throw error;
      const status = isOurs ? Number(error.details.status) : 400;
      const code = status === 429 ? unavailable : invalid;
      const message = isOurs ? error.message : `Nothing was kept: ${error.message}.`;
      reply.status(status);
      return isProtobuf(request)
        ? reply.type(protobuf).send(encodeStatus(code, message))
        : reply.send({ code, message });
    };
    const whenNotFull = {
      onRequest: async (request: Request, reply: Reply) => {
        try {
          refuseWhenFull(of(request), reply);
        } catch (error) {
          return refuse(error, request, reply);
        }
      },
    };
    scope.post('/v1/logs', whenNotFull, async (request, reply) => {
      try {
        const needs = of(request);
        const body = await unpacked(request);
        const lines = isProtobuf(request) ? readOtlpProtobuf(body) : readOtlp(body.toString('utf8'));
        refuseWhenFull(needs, reply);
        await receiveLines(needs, source(request), lines);
        // A message of which nothing is set has no bytes.
        return isProtobuf(request) ? reply.type(protobuf).send(Buffer.alloc(0)) : { partialSuccess: {} };
      } catch (error) {
        return refuse(error, request, reply);
      }
    });
  });
}

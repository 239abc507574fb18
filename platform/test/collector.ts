/** A collector of traces, which takes only what OTLP/HTTP has in its JSON encoding. Opens a socket. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

const Id = (bytes: number) => z.string().regex(new RegExp(`^(?!0+$)[0-9a-f]{${bytes * 2}}$`));
const Nanoseconds = z.string().regex(/^\d{19}$/);
const Value = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ boolValue: z.boolean() }),
  z.strictObject({ intValue: z.string().regex(/^-?\d+$/) }),
  z.strictObject({ doubleValue: z.number() }),
]);
const Attributes = z.array(z.strictObject({ key: z.string().min(1), value: Value }));
const ReceivedSpan = z.strictObject({
  traceId: Id(16),
  spanId: Id(8),
  parentSpanId: Id(8).optional(),
  name: z.string().min(1),
  kind: z.number().int().min(1).max(5),
  startTimeUnixNano: Nanoseconds,
  endTimeUnixNano: Nanoseconds,
  attributes: Attributes,
  links: z.array(z.strictObject({ traceId: Id(16), spanId: Id(8) })).optional(),
  status: z.strictObject({ code: z.literal([0, 1, 2]) }).optional(),
});
/** `ExportTraceServiceRequest` of `opentelemetry/proto/collector/trace/v1/trace_service.proto`, as far as Cordon fills it. */
const Request = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes: Attributes }),
      scopeSpans: z.array(
        z.strictObject({ scope: z.strictObject({ name: z.string() }), spans: z.array(ReceivedSpan) }),
      ),
    }),
  ),
});
export type ReceivedSpan = z.infer<typeof ReceivedSpan>;

export interface TestCollector {
  endpoint: string;
  spans: ReceivedSpan[];
  /** Bodies as they came. */
  bodies: unknown[];
  headers: IncomingHttpHeaders[];
  /** What it answers from now on; null: nothing at all. */
  answer: number | null;
  close(): Promise<void>;
}

export async function startCollector(): Promise<TestCollector> {
  const server = createServer(async (request, response) => {
    const body = await json(request);
    if (collector.answer === null) return;
    if (collector.answer === 200) {
      collector.bodies.push(body);
      collector.headers.push(request.headers);
      for (const { scopeSpans } of Request.parse(body).resourceSpans)
        collector.spans.push(...scopeSpans.flatMap(({ spans }) => spans));
    }
    response.writeHead(collector.answer, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const collector: TestCollector = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    ...{ spans: [], bodies: [], headers: [], answer: 200 },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return collector;
}

/** Spans as they lie within each other, each with what is in it, in the order in which they began. */
export function treeOf(spans: readonly ReceivedSpan[], parent?: string): string[] {
  return spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .sort((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)))
    .flatMap(({ name, spanId }) => [name, ...treeOf(spans, spanId).map((inner) => `  ${inner}`)]);
}

/** All that spans say but for their ids and times, which may hold any digits. */
export const wordsOf = (spans: readonly ReceivedSpan[]): string =>
  JSON.stringify(spans.map(({ name, attributes }) => [name, attributes]));

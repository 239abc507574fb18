/**
 * Spans as an OTLP/HTTP receiver takes them, in the JSON encoding. Pure.
 *
 * Source: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding and `opentelemetry/proto/trace/v1/trace.proto`.
 */
import type { Attributes, EndedSpan, SpanKind } from './span.ts';

/** `ExportTraceServiceRequest`. `resource`: whose spans they are. */
export const spansText = (spans: readonly EndedSpan[], resource: Attributes): string =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: listOf(resource) },
        scopeSpans: [{ scope: { name: 'cordon' }, spans: spans.map(ofSpan) }],
      },
    ],
  });

const kinds: Record<SpanKind, number> = { internal: 1, server: 2, client: 3 };
const statusError = 2;

/** Ids are hexadecimal and whole numbers of 64 bits are text, as the mapping asks. */
const ofSpan = ({
  traceId,
  spanId,
  parent,
  links,
  name,
  kind,
  attributes,
  began,
  ended,
  failed,
}: EndedSpan) => ({
  traceId,
  spanId,
  ...(parent !== null && { parentSpanId: parent }),
  name,
  kind: kinds[kind],
  startTimeUnixNano: String(began),
  endTimeUnixNano: String(ended),
  attributes: listOf(attributes),
  ...(links.length > 0 && { links }),
  ...(failed && { status: { code: statusError } }),
});

const listOf = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: anyOf(value) }));

function anyOf(value: string | number | boolean) {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

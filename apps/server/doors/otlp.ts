/**
 * OpenTelemetry logs in their JSON encoding: each record with what its resource and itself are said to be. Pure.
 *
 * Source: OpenTelemetry protocol, `opentelemetry/proto/logs/v1/logs.proto` and its JSON mapping.
 */
import { z } from 'zod';
import { addRecord, type Lines } from './lines.ts';

/** Why a body is not taken: a sentence for the sender. */
export class OtlpError extends Error {}

const Attributes = z.array(z.object({ key: z.string(), value: z.unknown() })).default([]);
const Request = z.object({
  resourceLogs: z
    .array(
      z.object({
        resource: z.object({ attributes: Attributes }).optional(),
        scopeLogs: z
          .array(
            z.object({
              logRecords: z
                .array(
                  z.object({
                    timeUnixNano: z.union([z.string(), z.number()]).optional(),
                    observedTimeUnixNano: z.union([z.string(), z.number()]).optional(),
                    severityText: z.string().optional(),
                    body: z.unknown(),
                    attributes: Attributes,
                  }),
                )
                .default([]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});

/** Values within values; beyond this they are cut. */
const deepest = 16;

/** @throws OtlpError: then nothing is taken */
export function readOtlp(text: string): Lines {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new OtlpError('the body is not JSON; set the exporter to the JSON encoding');
  }
  const read = Request.safeParse(parsed);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new OtlpError(`${issue!.path.join('.')}: ${issue!.message}`);
  }
  const lines: Lines = { json: [], formatted: [] };
  for (const { resource, scopeLogs } of read.data.resourceLogs) {
    const common = fields(resource?.attributes ?? []);
    for (const { logRecords } of scopeLogs) {
      for (const { timeUnixNano, observedTimeUnixNano, severityText, body, attributes } of logRecords) {
        const time = timeOf(timeUnixNano) ?? timeOf(observedTimeUnixNano);
        addRecord(lines, heldIn(body, 0), {
          ...(time !== undefined && { '@timestamp': time }),
          ...common,
          ...fields(attributes),
          ...(severityText !== undefined && { severityText }),
        });
      }
    }
  }
  return lines;
}

const fields = (attributes: z.infer<typeof Attributes>): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, heldIn(value, 0)]));

/** `AnyValue`: an object with the one field that says what it holds. */
function heldIn(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > deepest) return null;
  const [kind, held] = Object.entries(value)[0] ?? [];
  switch (kind) {
    case 'stringValue':
    case 'boolValue':
    case 'doubleValue':
    case 'bytesValue':
      return held;
    case 'intValue':
      return typeof held === 'string' && Number.isSafeInteger(Number(held)) ? Number(held) : held;
    case 'arrayValue':
      return listOf(held).map((one) => heldIn(one, depth + 1));
    case 'kvlistValue':
      return Object.fromEntries(
        listOf(held).flatMap((one) => {
          const { key, value: inner } = one as { key?: unknown; value?: unknown };
          return typeof key === 'string' ? [[key, heldIn(inner, depth + 1)]] : [];
        }),
      );
    default:
      return null;
  }
}

function listOf(held: unknown): object[] {
  const values =
    typeof held === 'object' && held !== null ? (held as { values?: unknown }).values : undefined;
  return Array.isArray(values) ? values.filter((one) => typeof one === 'object' && one !== null) : [];
}

/** Nanoseconds since 1970, usually as text: there are more than a number can count. 0 means that it is not known. */
function timeOf(nanoseconds: string | number | undefined): string | undefined {
  if (nanoseconds === undefined || !/^\d{1,20}$/.test(String(nanoseconds))) return undefined;
  const nano = BigInt(nanoseconds);
  const date = new Date(Number(nano / 1_000_000n));
  if (nano === 0n || Number.isNaN(date.getTime())) return undefined;
  const fraction = String(nano % 1_000_000_000n).padStart(9, '0');
  return `${date.toISOString().slice(0, 19)}.${fraction}Z`;
}

/**
 * OpenTelemetry logs in both encodings: each record with what its resource and itself are said to be. Pure.
 *
 * Source: OpenTelemetry protocol, `opentelemetry/proto/logs/v1/logs.proto` and its JSON mapping.
 */
import { z } from 'zod';
import { addRecord, type Lines } from './lines.ts';
import { type Message, ProtobufError, readMessage } from './protobuf.ts';

/** Why a body is not taken: a sentence for the sender. */
export class OtlpError extends Error {}

/** Protobuf leaves out what is empty. */
const Attributes = z
  .array(z.object({ key: z.string().default(''), value: z.unknown().optional() }))
  .default([]);
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
                    body: z.unknown().optional(),
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

/** Only what lines are made of. */
const anyValue: Message = {
  oneOf: true,
  fields: {
    1: { name: 'stringValue', kind: 'string' },
    2: { name: 'boolValue', kind: 'bool' },
    3: { name: 'intValue', kind: 'int64' },
    4: { name: 'doubleValue', kind: 'double' },
    5: { name: 'arrayValue', kind: () => listOfAny },
    6: { name: 'kvlistValue', kind: () => listOfNamed },
    7: { name: 'bytesValue', kind: 'bytes' },
  },
};
const listOfAny: Message = { fields: { 1: { name: 'values', kind: () => anyValue, many: true } } };
const named: Message = {
  fields: { 1: { name: 'key', kind: 'string' }, 2: { name: 'value', kind: () => anyValue } },
};
const listOfNamed: Message = { fields: { 1: { name: 'values', kind: () => named, many: true } } };
const logRecord: Message = {
  fields: {
    1: { name: 'timeUnixNano', kind: 'fixed64' },
    3: { name: 'severityText', kind: 'string' },
    5: { name: 'body', kind: () => anyValue },
    6: { name: 'attributes', kind: () => named, many: true },
    11: { name: 'observedTimeUnixNano', kind: 'fixed64' },
  },
};
const resource: Message = { fields: { 1: { name: 'attributes', kind: () => named, many: true } } };
const scopeLogs: Message = { fields: { 2: { name: 'logRecords', kind: () => logRecord, many: true } } };
const resourceLogs: Message = {
  fields: {
    1: { name: 'resource', kind: () => resource },
    2: { name: 'scopeLogs', kind: () => scopeLogs, many: true },
  },
};
/** `ExportLogsServiceRequest`. */
const request: Message = { fields: { 1: { name: 'resourceLogs', kind: () => resourceLogs, many: true } } };

/** @throws OtlpError: then nothing is taken */
export function readOtlp(text: string): Lines {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new OtlpError('the body is not JSON; protobuf is sent as application/x-protobuf');
  }
  return linesOf(parsed);
}

/** @throws OtlpError: then nothing is taken */
export function readOtlpProtobuf(bytes: Uint8Array): Lines {
  try {
    return linesOf(readMessage(bytes, request));
  } catch (error) {
    if (error instanceof ProtobufError) throw new OtlpError(`the body is no such message: ${error.message}`);
    throw error;
  }
}

function linesOf(parsed: unknown): Lines {
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
          ...(severityText && { severityText }),
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
          const { key = '', value: inner } = one as { key?: unknown; value?: unknown };
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

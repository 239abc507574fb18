/**
 * What a mapping file says about an input that no reader knows: how to recognise it, which Sigma log source
 * it is, and where it holds time, host, account and addresses.
 */
import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Envelope, Event, FieldValue } from '../../model.ts';
import { firstText, type JsonObject, native, port, valueAt } from '../fields.ts';
import { JsonEvent, type Kind } from '../generic.ts';
import { namedSource } from '../sources.ts';
import { windowsEvent } from '../windows.ts';
import { isPattern, isZone, timeReader } from './time-format.ts';

const Name = z.string().min(1).max(256);
/** One column, or several of which the first that holds something counts. */
const Names = z.union([Name, z.array(Name).min(1).max(16)]).transform((names) => [names].flat());
const word = z.string().regex(/^[\w.-]{1,64}$/, 'must be one word, as in a Sigma rule');

const Schema = z.strictObject({
  title: z.string().min(1).describe('what it is, for people'),
  recognise: z.array(Name).min(2).max(64).describe('columns or fields that must all be there'),
  logsource: z
    .strictObject({ product: word.optional(), category: word.optional(), service: word.optional() })
    .refine((source) => Object.keys(source).length > 0, 'needs a product, a category or a service'),
  delimiter: z
    .enum([',', ';', '\t', '|'])
    .optional()
    .describe('only where it cannot be told from the header'),
  time: z
    .strictObject({
      field: Names,
      format: z
        .union([z.string(), z.array(z.string()).min(1).max(8)])
        .transform((formats) => [formats].flat())
        .refine((formats) => formats.every(isPattern), 'must be "iso" or hold yyyy, M and d')
        .default(['iso']),
      zone: z
        .string()
        .refine(isZone, 'must be UTC, an offset such as +01:00, or a name such as Europe/London')
        .default('UTC'),
    })
    .optional(),
  id: Names.optional(),
  host: Names.optional(),
  account: Names.optional(),
  source_address: Names.optional(),
  destination_address: Names.optional(),
  destination_port: Names.optional(),
  fields: z.record(Name, Name).default({}).describe("a rule's name of a field: the input's name of it"),
});

export interface Mapping {
  readonly file: string;
  readonly title: string;
  readonly recognise: readonly string[];
  readonly delimiter: string | undefined;
  /** Rules' names of fields that it gives. */
  readonly fields: readonly string[];
  /** The record as an event. */
  event(file: string, line: string | number, record: JsonObject, format: 'csv' | 'json'): Event;
}

export interface MappingRefusal {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

/** A mapping file's text; what is wrong with it comes with the line that it is on. */
export function parseMapping(text: string, file: string): { mapping?: Mapping; refusals: MappingRefusal[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (offset: number | undefined) => (offset === undefined ? 1 : lines.linePos(offset).line);
  if (document.errors.length > 0) {
    return {
      refusals: document.errors.map((error) => ({
        file,
        line: lineOf(error.pos[0]),
        reason: error.message.split('\n')[0] as string,
      })),
    };
  }
  const parsed = Schema.safeParse(document.toJS({ maxAliasCount: 20 }));
  if (parsed.success) return { mapping: compile(file, parsed.data), refusals: [] };
  const refusals = parsed.error.issues.map((issue) => ({
    file,
    line: lineOf(offsetOf(document, issue)),
    reason: issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`,
  }));
  return { refusals };
}

/** Where in the file a fault is: the key that is not known, else the deepest part of the path that is there. */
function offsetOf(document: Document, issue: z.core.$ZodIssue): number | undefined {
  for (let depth = issue.path.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(issue.path.slice(0, depth), true);
    if (!isNode(node)) continue;
    const unknown =
      issue.code === 'unrecognized_keys' && isMap(node)
        ? node.items.find(({ key }) => issue.keys.includes(String(key)))?.key
        : undefined;
    return (isNode(unknown) ? unknown : node).range?.[0];
  }
  return undefined;
}

/** Windows' own names for what a mapping calls by its own. */
const WINDOWS_TIME = 'SystemTime';

function compile(file: string, schema: z.infer<typeof Schema>): Mapping {
  const { title, recognise, delimiter, logsource, time, fields } = schema;
  const readTime = time && timeReader(time.format, time.zone);
  const timeOf = (record: JsonObject): string | undefined => {
    const text = time && firstText(record, time.field);
    return text === undefined ? undefined : readTime?.(text);
  };

  function envelope(record: JsonObject): Envelope {
    const found: Envelope = {};
    const at = timeOf(record);
    if (at !== undefined) found.time = at;
    const host = schema.host && firstText(record, schema.host);
    if (host !== undefined) found.host = host.toLowerCase();
    const account = schema.account && firstText(record, schema.account);
    if (account !== undefined) found.account = account;
    const from = schema.source_address && firstText(record, schema.source_address);
    if (from !== undefined) found.sourceAddress = from;
    const to = schema.destination_address && firstText(record, schema.destination_address);
    if (to !== undefined) found.destinationAddress = to;
    const toPort = port(schema.destination_port && firstText(record, schema.destination_port));
    if (toPort !== undefined) found.destinationPort = toPort;
    return found;
  }

  const derived = new Map<string, (record: JsonObject) => FieldValue | undefined>(
    Object.entries(fields).map(([name, from]) => [name, (record) => native(valueAt(record, from))]),
  );
  const id = (record: JsonObject) => (schema.id ? firstText(record, schema.id) : undefined);
  const kinds: Readonly<Record<'csv' | 'json', Kind>> = {
    csv: { format: 'csv', envelope, id, derived },
    json: { format: 'json', envelope, id, derived },
  };

  /** A Windows event that lacks only its names is a Windows event like any other. */
  function windows(file: string, line: string | number, record: JsonObject): Event | undefined {
    if (logsource.product !== 'windows' || logsource.category !== undefined) return undefined;
    const named: JsonObject = { ...record };
    for (const [name, from] of Object.entries(fields)) {
      const value = valueAt(record, from);
      if (value !== undefined && name !== '__proto__') named[name] = value;
    }
    const at = timeOf(record);
    if (at !== undefined) named[WINDOWS_TIME] = at;
    return windowsEvent(file, line, named);
  }

  return {
    file,
    title,
    recognise,
    delimiter,
    fields: Object.keys(fields),
    event: (input, line, record, format) =>
      windows(input, line, record) ??
      new JsonEvent(namedSource(format, logsource), input, line, record, kinds[format]),
  };
}

/** The mapping whose columns or fields are all there; of several, the one that asks for most. */
export function mappingFor(
  mappings: readonly Mapping[],
  has: (name: string) => boolean,
): Mapping | undefined {
  let best: Mapping | undefined;
  for (const mapping of mappings) {
    if (best && best.recognise.length >= mapping.recognise.length) continue;
    if (mapping.recognise.every(has)) best = mapping;
  }
  return best;
}

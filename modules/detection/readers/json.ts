/**
 * JSON of any kind to events: one value a line (the hot path), or documents; each record is asked what
 * it is, because one file often holds several kinds.
 */
import type { Json } from '../model.ts';
import { createDocuments } from './documents.ts';
import { isObject, type JsonObject } from './fields.ts';
import type { Mapping } from './mappings/mapping.ts';
import { recordEvent } from './record.ts';
import type { Reader, Settings, Sink } from './report.ts';
import { createLines } from './text.ts';

/** Wrappers inside wrappers (a search response of Splunk exports of …) beyond this are taken as records. */
const UNWRAP = 4;

/** Records that one JSON value holds: itself, or what its wrapper wraps. */
function expand(value: JsonObject): Json[] | JsonObject | undefined {
  if (isObject(value._source)) return value._source;
  if (isObject(value.hits) && Array.isArray(value.hits.hits)) return value.hits.hits;
  if (isObject(value.result)) return value.result;
  if (Array.isArray(value.entry) && value.resourceType === 'Bundle') return value.entry;
  if (isObject(value.resource) && typeof value.resource.resourceType === 'string') return value.resource;
  if (Array.isArray(value.Records)) return value.Records;
  if (Array.isArray(value.value) && value['@odata.context'] !== undefined) return value.value;
  // Azure Monitor, and results of Defender's advanced hunting with the schema beside them.
  if (Array.isArray(value.records) && Object.keys(value).length === 1) return value.records;
  const rows = value.Results ?? value.results;
  if (Array.isArray(rows) && (value.Schema ?? value.schema) !== undefined) return rows;
  // Azure's management API, page by page.
  if (Array.isArray(value.value) && Object.keys(value).every((key) => key === 'value' || key === 'nextLink'))
    return value.value;
  // Elasticsearch `fields` without `_source`.
  if (isObject(value.fields) && typeof value._index === 'string') return value.fields;
  return undefined;
}

/** Where records go, and what may be said about those that no reader knows. */
interface Place {
  readonly sink: Sink;
  readonly mappings: () => readonly Mapping[];
}

/** @param text the JSON of this very value; not given on to what a wrapper wraps, of which there may be thousands */
function add(place: Place, value: Json, id: string | number, depth: number, text?: string): void {
  const { sink, mappings } = place;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) add(place, value[i] as Json, `${id}.${i + 1}`, depth + 1);
    return;
  }
  if (!isObject(value)) {
    sink.lose(typeof id === 'number' ? `line ${id}` : `value ${id}`, 'a value that is not an object');
    return;
  }
  // `EventID` at the top means no wrapper: the common case is decided by one look.
  const inner = value.EventID === undefined && depth < UNWRAP ? expand(value) : undefined;
  if (inner === undefined) sink.events.push(recordEvent(sink.file, id, value, mappings, text));
  else add(place, inner, id, depth + 1);
}

function parse(place: Place, buffer: Buffer, start: number, end: number, id: string | number): boolean {
  const text = buffer.toString('utf8', start, end);
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  add(place, value, id, 0, text);
  return true;
}

const blank = (buffer: Buffer, start: number, end: number): boolean => {
  for (let i = start; i < end; i++) if ((buffer[i] as number) > 0x20) return false;
  return true;
};

/** One value a line. */
export function createJsonLines(sink: Sink, limit: number, settings: Settings): Reader {
  const place: Place = { sink, mappings: settings.mappings };
  function salvage(buffer: Buffer, start: number, end: number, line: number) {
    // Several values joined on one line, or a list cut off: keep the whole ones.
    let kept = 0;
    let bad = 0;
    const documents = createDocuments(limit, {
      value(part, from, to, ordinal) {
        if (parse(place, part, from, to, `${line}.${ordinal}`)) kept++;
        else bad++;
      },
      lost() {
        bad++;
      },
    });
    documents.push(buffer.subarray(start, end));
    documents.end();
    if (kept === 0 || bad > 0) sink.lose(`line ${line}`, 'the line is not valid JSON', Math.max(bad, 1));
  }
  return createLines(
    limit,
    (buffer, start, end, line) => {
      if (end - start < 2 || (buffer[start] as number) <= 0x20) {
        if (blank(buffer, start, end)) return;
      }
      if (!parse(place, buffer, start, end, line)) salvage(buffer, start, end, line);
    },
    (line, bytes) => sink.lose(`line ${line}`, `the line is ${Math.round(bytes / 1048576)} MiB long`),
  );
}

/** Pretty-printed, concatenated or listed values. Record ids are ordinals. */
export function createJsonDocuments(sink: Sink, limit: number, settings: Settings): Reader {
  const place: Place = { sink, mappings: settings.mappings };
  return createDocuments(limit, {
    value(buffer, start, end, ordinal) {
      if (!parse(place, buffer, start, end, String(ordinal)))
        sink.lose(`value ${ordinal}`, 'the value is not valid JSON');
    },
    lost: (where, what) => sink.lose(where, what),
  });
}

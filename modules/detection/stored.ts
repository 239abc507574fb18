/**
 * An event as it is stored, and back to the event that the reader gave, so that rules can be asked about it again: of one record,
 * or of a year of them. What is stored is what `Event.raw` gave; where that leaves a choice, the source it was stored under
 * decides. Integers beyond 2^53 come back as their digits, which rules compare in the same way.
 */
import type { StoredEvent } from '@cordon/platform/events';
import { sourceOfKey } from './coverage/sources.ts';
import type { Envelope, Event, FieldValue, Format, Json, LogSource } from './model.ts';
import { formats } from './model.ts';
import { auditRecord } from './readers/audit.ts';
import { azureEvent } from './readers/azure.ts';
import { cefKinds } from './readers/cef.ts';
import { defenderEvent } from './readers/defender.ts';
import { type EvtxFields, evtxFields } from './readers/evtx-json.ts';
import { fhirEvent } from './readers/fhir.ts';
import { isObject, type JsonObject, port, valueAt } from './readers/fields.ts';
import { genericEvent, JsonEvent } from './readers/generic.ts';
import { m365Event } from './readers/m365.ts';
import { shippedMappings } from './readers/mappings/load.ts';
import type { Mapping } from './readers/mappings/mapping.ts';
import { suricataEvent } from './readers/suricata.ts';
import { syslogKind } from './readers/syslog.ts';
import { windowsEvent } from './readers/windows.ts';
import { windowsXmlRecord } from './readers/windows-xml.ts';
import { zeekKind } from './readers/zeek.ts';

/** `id`: the same whenever the same bytes are taken again. `org`: whose event it is. */
export function toStored(event: Event, id: string, org: string): StoredEvent {
  const envelope = event.envelope();
  return {
    id,
    org,
    time: envelope.time ?? null,
    source: event.source.key,
    format: event.source.format,
    host: envelope.host ?? null,
    account: envelope.account ?? null,
    src: envelope.sourceAddress ?? null,
    dst: envelope.destinationAddress ?? null,
    file: event.file,
    record_id: event.recordId,
    raw: JSON.stringify(event.raw()),
  };
}

/**
 * Makes events of stored ones; undefined when the record is none that a reader gave. Keeps the sources it has met.
 *
 * @param record what `raw` says, where that was read already
 */
export type Restore = (stored: StoredEvent, record?: Json) => Event | undefined;

/** `mappings`: those that the records may have been read with. */
export function createRestore(mappings: readonly Mapping[] = shippedMappings().mappings): Restore {
  const sources = new Map<string, LogSource>();

  function sourceOf({ source: key, format }: StoredEvent): LogSource | undefined {
    const known = sources.get(`${format} ${key}`);
    if (known !== undefined) return known;
    if (!(formats as readonly string[]).includes(format)) return undefined;
    const source: LogSource = { ...sourceOfKey(key), format: format as Format };
    // Keys are made of what records say, so there may be any number of them.
    if (sources.size >= mostSources) sources.clear();
    sources.set(`${format} ${key}`, source);
    return source;
  }

  return (stored, given = parsed(stored.raw)) => {
    const record = isObject(given) ? given : undefined;
    const source = record && sourceOf(stored);
    if (!source) return undefined;
    const inner = innerEvent(stored, source, record, mappings);
    return inner && new RestoredEvent(stored, inner.source.key === source.key ? inner.source : source, inner);
  };
}

const mostSources = 20_000;

function parsed(raw: string): Json | undefined {
  try {
    return JSON.parse(raw) as Json;
  } catch {
    return undefined;
  }
}

/** One per event of a backtest, so its methods live on a prototype. */
class RestoredEvent implements Event {
  readonly source: LogSource;
  private readonly stored: StoredEvent;
  private readonly inner: Event;

  constructor(stored: StoredEvent, source: LogSource, inner: Event) {
    this.source = source;
    this.stored = stored;
    this.inner = inner;
  }

  get file(): string {
    return this.stored.file;
  }

  get recordId(): string {
    return this.stored.record_id;
  }

  field(name: string): FieldValue | undefined {
    return this.inner.field(name);
  }

  fieldNames(): readonly string[] {
    return this.inner.fieldNames();
  }

  jsonText(): string | undefined {
    return this.inner.jsonText?.();
  }

  /** As it was first read: a year or a zone that was worked out then may come out otherwise today. */
  envelope(): Envelope {
    const { time, host, account, src, dst } = this.stored;
    const { destinationPort } = this.inner.envelope();
    return {
      ...(time !== null && { time }),
      ...(host !== null && { host }),
      ...(account !== null && { account }),
      ...(src !== null && { sourceAddress: src }),
      ...(dst !== null && { destinationAddress: dst }),
      ...(destinationPort !== undefined && { destinationPort }),
    };
  }

  raw(): Json {
    return this.inner.raw();
  }
}

function innerEvent(
  { file, record_id: id, raw }: StoredEvent,
  source: LogSource,
  record: JsonObject,
  mappings: readonly Mapping[],
): Event | undefined {
  switch (source.format) {
    case 'evtx':
      return new EvtxEvent(source, file, id, record);
    case 'windows-json':
      return windowsEvent(file, id, record, raw);
    case 'windows-xml':
      return windowsXmlRecord(source, file, id, record);
    case 'zeek':
      return new JsonEvent(source, file, id, record, zeekKind);
    case 'suricata':
      return suricataEvent(file, id, record);
    case 'syslog':
      return auditRecord(file, id, record) ?? new JsonEvent(source, file, id, record, syslogKind);
    case 'cef':
    case 'leef':
      return new JsonEvent(source, file, id, record, cefKinds[source.format]);
    case 'azure':
      return azureEvent(file, id, record);
    case 'm365':
      return m365Event(file, id, record);
    case 'defender':
      return defenderEvent(file, id, record);
    case 'fhir-auditevent':
      return fhirEvent(file, id, record);
    case 'csv':
    case 'json':
      return mappedEvent(source, file, id, record, mappings) ?? genericEvent(file, id, record, source.format);
  }
}

/** By the mapping that gives this source and knows most of the record: a short row of a table lacks some of its columns. */
function mappedEvent(
  { key, format }: LogSource,
  file: string,
  id: string,
  record: JsonObject,
  mappings: readonly Mapping[],
): Event | undefined {
  if (genericEvent(file, id, record, format as 'csv' | 'json').source.key === key) return undefined;
  let best: { event: Event; known: number; wanted: number } | undefined;
  for (const mapping of mappings) {
    const wanted = mapping.recognise.length;
    const known = mapping.recognise.filter((name) => valueAt(record, name) !== undefined).length;
    if (known === 0 || (best && (known < best.known || (known === best.known && wanted <= best.wanted))))
      continue;
    const event = mapping.event(file, id, record, format as 'csv' | 'json');
    if (event.source.key === key) best = { event, known, wanted };
  }
  return best?.event;
}

class EvtxEvent implements Event {
  readonly source: LogSource;
  readonly file: string;
  readonly recordId: string;
  private readonly record: JsonObject;
  /** Named data with nothing else beside it, as nearly all records have; null when there is more to it. */
  private readonly data: JsonObject | null;
  private readonly system: JsonObject;
  private fields: EvtxFields | undefined;

  constructor(source: LogSource, file: string, recordId: string, record: JsonObject) {
    this.source = source;
    this.file = file;
    this.recordId = recordId;
    this.record = record;
    const { data, system } = plainParts(record) ?? { data: null, system: {} };
    this.data = data;
    this.system = system;
  }

  field(name: string): FieldValue | undefined {
    const value = this.data?.[name];
    if (
      (typeof value === 'string' || typeof value === 'number') &&
      // What System has too, and what is numbered or an attribute, has rules of its own.
      !/[_#]/.test(name) &&
      this.system[name] === undefined &&
      this.data![`${name}_1`] === undefined
    )
      return value;
    return this.read().byName.get(name) ?? undefined;
  }

  fieldNames(): readonly string[] {
    return this.read().names;
  }

  envelope(): Envelope {
    const to = port(this.field('DestinationPort') ?? this.field('DestPort'));
    return to === undefined ? {} : { destinationPort: to };
  }

  raw(): Json {
    return this.record;
  }

  private read(): EvtxFields {
    this.fields ??= evtxFields(this.record);
    return this.fields;
  }
}

const isPlainPart = new Set(['#attributes', 'System', 'EventData']);

function plainParts(record: JsonObject): { data: JsonObject; system: JsonObject } | null {
  const { Event: event } = record;
  if (!isObject(event) || Object.keys(record).length > 1) return null;
  for (const part in event) if (!isPlainPart.has(part)) return null;
  const { EventData: data, System: system } = event;
  if (!isObject(data) || !isObject(system)) return null;
  for (const name in data) {
    const value = data[name];
    if (typeof value === 'object' && value !== null && name !== '#attributes') return null;
  }
  return { data, system };
}

/** Events that are parsed JSON with nothing special about them: fields by key and by dotted path. */
import type { Envelope, Event, FieldValue, Format, Json, LogSource } from '../model.ts';
import {
  atPath,
  createFirstPlaces,
  firstText,
  type JsonObject,
  leafNames,
  native,
  port,
  shallow,
  valueAt,
} from './fields.ts';
import { namedSource } from './sources.ts';
import { syslogEnvelope } from './syslog-envelope.ts';
import { parseSyslog } from './syslog-line.ts';
import { isoTime } from './time.ts';

/** What a format adds to a parsed record. */
export interface Kind {
  readonly format: Format;
  envelope(record: JsonObject): Envelope;
  /** The source's own id of the record, if it has one. */
  id?(record: JsonObject): string | undefined;
  /** Fields worked out from others, by name; asked only when the record has no such field. */
  readonly derived?: ReadonlyMap<string, (record: JsonObject) => FieldValue | undefined>;
}

export class JsonEvent implements Event {
  readonly source: LogSource;
  readonly file: string;
  private readonly line: string | number;
  private readonly record: JsonObject;
  private readonly kind: Kind;
  private known: Envelope | undefined;

  constructor(source: LogSource, file: string, line: string | number, record: JsonObject, kind: Kind) {
    this.source = source;
    this.file = file;
    this.line = line;
    this.record = record;
    this.kind = kind;
  }

  get recordId(): string {
    return this.kind.id?.(this.record) ?? String(this.line);
  }

  field(name: string): FieldValue | undefined {
    const value = this.record[name];
    if (typeof value === 'string' || typeof value === 'number') return value;
    if (value !== undefined && Object.hasOwn(this.record, name)) return native(value);
    if (name.includes('.')) {
      const found = atPath(this.record, name);
      if (found !== undefined) return native(found);
    }
    return this.kind.derived?.get(name)?.(this.record);
  }

  fieldNames(): readonly string[] {
    const names = leafNames(this.record);
    for (const [name, derive] of this.kind.derived ?? []) {
      if (!names.includes(name) && derive(this.record) !== undefined) names.push(name);
    }
    return names;
  }

  envelope(): Envelope {
    this.known ??= this.kind.envelope(this.record);
    return this.known;
  }

  raw(): Json {
    return shallow(this.record);
  }
}

/** The usual names for the parts of an envelope, in the order they are believed. */
const TIME = [
  '@timestamp',
  'timestamp',
  'time',
  'ts',
  'eventTime',
  'TimeGenerated',
  'createdDateTime',
  'UtcTime',
  'event.created',
  'datetime',
  'date',
  '_time',
  'CreationUtcTime',
];
const HOST = [
  'Computer',
  'host.name',
  'hostname',
  'Hostname',
  'computer',
  'host',
  'device',
  'DeviceName',
  'agent.name',
  'observer.name',
];
const ACCOUNT = [
  'User',
  'user.name',
  'user',
  'username',
  'userName',
  'UserName',
  'account',
  'userPrincipalName',
  'userIdentity.userName',
  'actor.email',
  'UserId',
];
const SOURCE = [
  'source.ip',
  'src_ip',
  'SourceIP',
  'SourceIp',
  'sourceIPAddress',
  'ipAddress',
  'client_ip',
  'c-ip',
  'src',
  'ip',
  'IPAddress',
];
const DESTINATION = ['destination.ip', 'dest_ip', 'dst_ip', 'DestinationIp', 'DestinationIP', 's-ip', 'dst'];
const DESTINATION_PORT = ['destination.port', 'dest_port', 'dst_port', 'DestinationPort', 's-port', 'dpt'];

const firstPlaces = createFirstPlaces([TIME, HOST, ACCOUNT, SOURCE, DESTINATION, DESTINATION_PORT]);

function firstTime(record: JsonObject, from: number): string | undefined {
  for (let i = from; i < TIME.length; i++) {
    const time = isoTime(valueAt(record, TIME[i] as string));
    if (time !== undefined) return time;
  }
  return undefined;
}

export function genericEnvelope(record: JsonObject): Envelope {
  const { message } = record;
  // A collector's wrapper around a syslog line it did not take apart.
  const line =
    typeof message === 'string' && /^<\d{1,3}>/.test(message) ? parseSyslog(message, Date.now()) : undefined;
  const envelope: Envelope = line ? syslogEnvelope(line.record) : {};
  const places = firstPlaces(record);
  const time = firstTime(record, places[0] as number);
  if (time !== undefined) envelope.time = time;
  const host = firstText(record, HOST, places[1]);
  if (host !== undefined) envelope.host = host.toLowerCase();
  const account = firstText(record, ACCOUNT, places[2]);
  if (account !== undefined) envelope.account = account;
  const source = firstText(record, SOURCE, places[3]);
  if (source !== undefined) envelope.sourceAddress = source;
  const destination = firstText(record, DESTINATION, places[4]);
  if (destination !== undefined) envelope.destinationAddress = destination;
  const to = port(firstText(record, DESTINATION_PORT, places[5]));
  if (to !== undefined) envelope.destinationPort = to;
  return envelope;
}

const kinds = {
  json: { format: 'json', envelope: genericEnvelope },
  csv: { format: 'csv', envelope: genericEnvelope },
} as const satisfies Record<string, Kind>;

/** Sigma's own words; a `category` of several words is somebody's prose. */
const word = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value.length <= 64 && /^[a-z0-9_.-]+$/i.test(value) ? value : undefined;

/** Any object. `product`, `category` and `service` in the record name its Sigma log source. */
export function genericEvent(
  file: string,
  line: string | number,
  record: JsonObject,
  format: 'json' | 'csv',
): Event {
  const product = word(record.product);
  const category = word(record.category);
  const service = word(record.service);
  // `service` or `category` alone are ordinary words in many logs; with a product they are a log source.
  const named =
    product !== undefined
      ? { product, category, service }
      : category !== undefined && service === undefined
        ? { category }
        : {};
  return new JsonEvent(namedSource(format, named), file, line, record, kinds[format]);
}

/**
 * Records of cloud services. The same record is written in several ways (Graph API, Azure Monitor, Log
 * Analytics), which differ in capitals and in what is wrapped around it, so names are looked up without
 * regard to capitals, first in the record's body and then in its wrapper.
 */
import type { Envelope, Event, FieldValue, Format, Json, LogSource } from '../model.ts';
import { isObject, type JsonObject, leafNames, native, own, port, shallow } from './fields.ts';
import { isoTime } from './time.ts';

type Derive = (get: (path: string) => Json | undefined) => FieldValue | undefined;

export interface CloudKind {
  readonly format: Format;
  /** Fields worked out from others, by their name in small letters. */
  readonly derived: ReadonlyMap<string, Derive>;
  /** Paths for each part of the envelope, in the order they are believed. */
  readonly time: readonly string[];
  readonly id: readonly string[];
  readonly host?: readonly string[];
  readonly account: readonly string[];
  readonly sourceAddress: readonly string[];
  readonly destinationAddress?: readonly string[];
  readonly destinationPort?: readonly string[];
}

/** The table of a kind's derived fields; a map, because fields may be called `constructor`. */
export const derivedFields = (table: Readonly<Record<string, Derive>>): ReadonlyMap<string, Derive> =>
  new Map(Object.entries(table));

/** Depth to which a path is followed; text that is itself JSON counts as a level. */
const MAX_STEPS = 40;
const MAX_SPLITS = 20_000;
const splits = new Map<string, readonly string[]>();

function partsOf(path: string): readonly string[] {
  let parts = splits.get(path);
  if (!parts) {
    parts = path.toLowerCase().split('.');
    if (splits.size < MAX_SPLITS) splits.set(path, parts);
  }
  return parts;
}

function folded(record: JsonObject, name: string): Json | undefined {
  for (const key in record) {
    if (key.length === name.length && (key === name || key.toLowerCase() === name)) return own(record, key);
  }
  return undefined;
}

/** Tables flatten what is nested to JSON text. */
function opened(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function collect(value: Json | undefined, parts: readonly string[], from: number, into: Json[], steps = 0) {
  if (value === undefined || steps > MAX_STEPS) return;
  if (from === parts.length) {
    into.push(value);
    return;
  }
  const inner = opened(value);
  if (Array.isArray(inner)) {
    for (const item of inner) collect(item, parts, from, into, steps + 1);
    return;
  }
  if (!isObject(inner)) return;
  // A key may itself hold dots (claims are named by addresses), so the longest remaining name is tried first.
  const whole = from < parts.length - 1 ? folded(inner, parts.slice(from).join('.')) : undefined;
  if (whole !== undefined) collect(whole, parts, parts.length, into, steps + 1);
  else collect(folded(inner, parts[from] as string), parts, from + 1, into, steps + 1);
}

/** The value at a dotted path, whatever its capitals; a list when the way leads through a list. */
function at(record: JsonObject, path: string): Json | undefined {
  const found: Json[] = [];
  collect(record, partsOf(path), 0, found);
  return found.length > 1 ? found : found[0];
}

export class CloudEvent implements Event {
  readonly source: LogSource;
  readonly file: string;
  private readonly line: string | number;
  private readonly record: JsonObject;
  private readonly kind: CloudKind;
  private readonly body: JsonObject;

  /** @param record `properties` in it is its body, as Azure Monitor wraps what Graph gives plainly */
  constructor(source: LogSource, file: string, line: string | number, record: JsonObject, kind: CloudKind) {
    this.source = source;
    this.file = file;
    this.line = line;
    this.record = record;
    this.kind = kind;
    this.body = isObject(record.properties) ? record.properties : record;
  }

  get recordId(): string {
    return this.first(this.kind.id) ?? String(this.line);
  }

  field(name: string): FieldValue | undefined {
    const derive = this.kind.derived.get(name.toLowerCase());
    const derived = derive?.((path) => this.plain(path));
    return derived ?? native(this.plain(name));
  }

  private plain(path: string): Json | undefined {
    // Graph has no wrapper; rules written for Azure Monitor name it.
    const inside = path.startsWith('properties.') ? path.slice('properties.'.length) : path;
    const found = at(this.body, inside);
    return found !== undefined || this.body === this.record ? found : at(this.record, path);
  }

  private first(paths: readonly string[] = []): string | undefined {
    for (const path of paths) {
      const found = this.field(path);
      const value = Array.isArray(found) ? found[0] : found;
      if ((typeof value === 'string' && value !== '') || typeof value === 'number') return String(value);
    }
    return undefined;
  }

  fieldNames(): readonly string[] {
    return leafNames(this.record);
  }

  envelope(): Envelope {
    const { kind } = this;
    const envelope: Envelope = {};
    const time = kind.time.map((path) => isoTime(this.plain(path))).find((found) => found !== undefined);
    if (time !== undefined) envelope.time = time;
    const host = this.first(kind.host);
    if (host !== undefined) envelope.host = host.toLowerCase();
    const account = this.first(kind.account);
    if (account !== undefined) envelope.account = account;
    const source = address(this.first(kind.sourceAddress));
    if (source !== undefined) envelope.sourceAddress = source;
    const destination = address(this.first(kind.destinationAddress));
    if (destination !== undefined) envelope.destinationAddress = destination;
    const to = port(this.first(kind.destinationPort));
    if (to !== undefined) envelope.destinationPort = to;
    return envelope;
  }

  raw(): Json {
    return shallow(this.record);
  }
}

/** Microsoft writes `10.0.0.1:50022`, `[2001:db8::1]:443` and `::ffff:10.0.0.1` where it means an address. */
function address(text: string | undefined): string | undefined {
  if (text === undefined || text === '<null>') return undefined;
  const plain =
    /^\[([0-9a-fA-F:.]+)\]/.exec(text)?.[1] ?? text.replace(/^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/, '$1');
  return plain.replace(/^::ffff:(?=\d+\.)/i, '');
}

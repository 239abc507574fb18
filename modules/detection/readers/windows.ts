/**
 * Windows events as JSON, in every shape people have. The parsed record is kept as it is: a field is one
 * property look-up in the object that holds the event's data, and only a miss looks further.
 *
 * Shapes (see README for examples): flat (OTRF/Mordor, NXLog, flat Sysmon, Get-WinEvent), winlog
 * (Winlogbeat/ECS), rendered (evtx_dump and other XML-to-JSON tools: System and EventData), dotted
 * (`winlog.event_data.Image` as one key).
 */
import type { Envelope, Event, FieldValue, Json, LogSource } from '../model.ts';
import { atPath, isObject, type JsonObject, native, own, shallow } from './fields.ts';
import { namedSource, windowsSource } from './sources.ts';
import { windowsEnvelope } from './windows-envelope.ts';
import {
  flatSystem,
  NO_PATHS,
  renderedSystem,
  type SystemPaths,
  systemValue,
  winlogSystem,
} from './windows-system.ts';

/** Channels whose manifests have no field name with a space, so that a miss there costs nothing more. */
const WITHOUT_SPACES = new Set([
  'Security',
  'Microsoft-Windows-Sysmon/Operational',
  'Microsoft-Windows-PowerShell/Operational',
]);

/** Fields by name without spaces: rules say `ThreatName` where Defender says `Threat Name`. */
function withoutSpaces(data: JsonObject): JsonObject | null {
  let found: JsonObject | null = null;
  for (const key in data) {
    if (!key.includes(' ')) continue;
    found ??= {};
    const name = key.replaceAll(' ', '');
    if (name !== '__proto__') found[name] = data[key] as Json;
  }
  return found;
}

class WindowsEvent implements Event {
  readonly source: LogSource;
  readonly file: string;
  private readonly line: string | number;
  private readonly root: JsonObject;
  private readonly data: JsonObject;
  private readonly system: SystemPaths;
  private readonly text: string | undefined;
  /** Fields under their names without spaces; null: there are none; undefined: not looked for yet. */
  private unspaced: JsonObject | null | undefined;
  private known: Envelope | undefined;

  constructor(
    source: LogSource,
    file: string,
    line: string | number,
    root: JsonObject,
    data: JsonObject,
    system: SystemPaths,
    text: string | undefined,
  ) {
    this.source = source;
    this.file = file;
    this.line = line;
    this.root = root;
    this.data = data;
    this.system = system;
    this.text = text;
    this.unspaced = WITHOUT_SPACES.has(source.fixed.Channel as string) ? null : undefined;
  }

  get recordId(): string {
    const own = this.field('EventRecordID');
    return own === undefined || own === null || own === '' ? String(this.line) : String(own);
  }

  field(name: string): FieldValue | undefined {
    const value = this.data[name];
    if (typeof value === 'string' || typeof value === 'number') return value;
    if (value !== undefined && Object.hasOwn(this.data, name)) return native(value);
    return this.elsewhere(name);
  }

  private elsewhere(name: string): FieldValue | undefined {
    const places = this.system.get(name);
    if (places !== undefined) {
      const found = native(systemValue(this.root, places));
      // What the record leaves out but its source is known by, e.g. the channel of a flat Sysmon record.
      return found ?? this.source.fixed[name];
    }
    if (this.unspaced === undefined) this.unspaced = withoutSpaces(this.data);
    if (this.unspaced !== null) {
      const found = native(own(this.unspaced, name));
      if (found !== undefined) return found;
    }
    if (this.root !== this.data) {
      const found = native(own(this.root, name));
      if (found !== undefined) return found;
    }
    return name.includes('.') ? native(atPath(this.root, name)) : undefined;
  }

  fieldNames(): readonly string[] {
    const names = new Set(Object.keys(this.data));
    // What XML-to-JSON tools keep of an element's own attributes is not data.
    names.delete('#attributes');
    for (const name of this.system.keys())
      if (!names.has(name) && this.field(name) !== undefined) names.add(name);
    return [...names];
  }

  jsonText(): string | undefined {
    return this.text;
  }

  envelope(): Envelope {
    if (this.known === undefined) {
      const id = this.source.fixed.EventID;
      this.known = windowsEnvelope((name) => this.field(name), typeof id === 'number' ? id : undefined);
    }
    return this.known;
  }

  raw(): Json {
    return shallow(this.root);
  }
}

/** Channel by provider, for records that name only the provider. */
const CHANNEL_OF: Readonly<Record<string, string>> = {
  'Microsoft-Windows-Sysmon': 'Microsoft-Windows-Sysmon/Operational',
  'Microsoft-Windows-Security-Auditing': 'Security',
  'Microsoft-Windows-PowerShell': 'Microsoft-Windows-PowerShell/Operational',
  'Service Control Manager': 'System',
};

function idOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

function event(
  file: string,
  line: string | number,
  root: JsonObject,
  data: JsonObject,
  system: SystemPaths,
  channelHere: unknown,
  idHere: unknown,
  text: string | undefined,
): Event {
  const eventId = idOf(idHere ?? systemValue(root, system.get('EventID') ?? NO_PATHS));
  const source =
    saidSource(root, channelHere, eventId) ??
    windowsSource('windows-json', channelOf(root, data, system, channelHere, eventId), eventId);
  return new WindowsEvent(source, file, line, root, data, system, text);
}

/** Sigma's own words are written so; `Process Creation` in a field called `category` is somebody's prose. */
const SIGMA_WORD = /^[a-z][a-z0-9_-]*$/;
const sigmaWord = (value: unknown): string | undefined =>
  typeof value === 'string' && SIGMA_WORD.test(value) ? value : undefined;

/** A record that says which Sigma log source it is for is believed. */
function saidSource(root: JsonObject, channel: unknown, eventId: number | undefined): LogSource | undefined {
  if (root.category === undefined && root.service === undefined) return undefined;
  const product = sigmaWord(root.product);
  const category = sigmaWord(root.category);
  const service = product === undefined ? undefined : sigmaWord(root.service);
  if (category === undefined && service === undefined) return undefined;
  const name = { product: product ?? 'windows', category, service };
  return namedSource('windows-json', name, typeof channel === 'string' ? channel : undefined, eventId);
}

function channelOf(
  root: JsonObject,
  data: JsonObject,
  system: SystemPaths,
  here: unknown,
  eventId: number | undefined,
): string | undefined {
  if (typeof here === 'string' && here !== '') return here;
  const channel = systemValue(root, system.get('Channel') ?? NO_PATHS);
  return typeof channel === 'string' && channel !== ''
    ? channel
    : channelByContent(root, data, system, eventId);
}

function channelByContent(
  root: JsonObject,
  data: JsonObject,
  system: SystemPaths,
  eventId: number | undefined,
): string | undefined {
  const provider = own(data, 'Provider_Name') ?? systemValue(root, system.get('Provider_Name') ?? NO_PATHS);
  if (typeof provider === 'string') return CHANNEL_OF[provider];
  // Sysmon numbers its events 1 to 29 and 255, and every one of them carries its own UTC time.
  if (eventId !== undefined && (eventId <= 29 || eventId === 255) && data.UtcTime !== undefined) {
    return 'Microsoft-Windows-Sysmon/Operational';
  }
  return undefined;
}

/** `EventID` with at least one other thing that only a Windows event has. */
function looksFlat(root: JsonObject): boolean {
  return (
    root.Channel !== undefined ||
    root.SourceName !== undefined ||
    root.Provider_Name !== undefined ||
    root.ProviderName !== undefined ||
    root.LogName !== undefined ||
    root.log_name !== undefined ||
    root.product === 'windows' ||
    root.UtcTime !== undefined ||
    root.SubjectUserName !== undefined ||
    root.ProviderGuid !== undefined ||
    (root.Computer !== undefined && root.product === undefined)
  );
}

/** The record as a Windows event, or undefined when it is not one. `text` is its JSON, where that is at hand. */
export function windowsEvent(
  file: string,
  line: string | number,
  root: JsonObject,
  text?: string,
): Event | undefined {
  const id = root.EventID;
  if (id !== undefined && typeof id !== 'object') {
    return looksFlat(root) ? event(file, line, root, root, flatSystem, root.Channel, id, text) : undefined;
  }
  const winlog = root.winlog;
  if (isObject(winlog))
    return event(file, line, root, winlogData(winlog), winlogSystem, winlog.channel, winlog.event_id, text);
  if (isObject(root.Event)) return rendered(file, line, root.Event, text);
  if (isObject(root.System)) return rendered(file, line, root, text);
  if (root['winlog.channel'] !== undefined) return dotted(file, line, root, text);
  if (
    (root.EventCode !== undefined || root.event_id !== undefined || root.Id !== undefined) &&
    (root.LogName !== undefined ||
      root.log_name !== undefined ||
      root.Channel !== undefined ||
      root.ProviderName !== undefined)
  ) {
    return event(file, line, root, root, flatSystem, root.Channel, undefined, text);
  }
  return undefined;
}

const EMPTY: JsonObject = {};

function winlogData(winlog: JsonObject): JsonObject {
  if (isObject(winlog.event_data)) return winlog.event_data;
  return isObject(winlog.user_data) ? winlog.user_data : EMPTY;
}

/** System and EventData or UserData, as XML-to-JSON tools write them. */
function rendered(
  file: string,
  line: string | number,
  root: JsonObject,
  text: string | undefined,
): Event | undefined {
  const system = root.System;
  if (!isObject(system)) return undefined;
  const data = isObject(root.EventData)
    ? eventData(root.EventData)
    : isObject(root.UserData)
      ? userData(root.UserData)
      : EMPTY;
  return event(
    file,
    line,
    root,
    data,
    renderedSystem,
    system.Channel,
    isObject(system.EventID) ? undefined : system.EventID,
    text,
  );
}

/** Named data is used as it is; `Data` with names as attributes (XML kept literally) is turned into fields. */
function eventData(data: JsonObject): JsonObject {
  const list = own(data, 'Data');
  if (list === undefined || (!Array.isArray(list) && !isObject(list))) return data;
  const fields: JsonObject = {};
  const unnamed: Json[] = [];
  for (const item of Array.isArray(list) ? list : [list]) {
    const name = isObject(item)
      ? (own(item, '@Name') ?? own(item, 'Name') ?? atPath(item, '#attributes.Name'))
      : undefined;
    const value = isObject(item)
      ? (own(item, '#text') ?? own(item, 'Value') ?? own(item, 'text') ?? '')
      : item;
    if (typeof name === 'string' && name !== '__proto__') fields[name] = value;
    else if (Array.isArray(value)) unnamed.push(...value);
    else unnamed.push(value);
  }
  if (unnamed.length > 0) fields.Data = unnamed;
  return fields;
}

/** UserData holds one element named after the event's schema, and the fields are inside it. */
function userData(data: JsonObject): JsonObject {
  for (const inner of Object.values(data)) if (isObject(inner) && Object.keys(inner).length > 1) return inner;
  return data;
}

/**
 * One level of keys such as `winlog.event_data.Image`. In Elasticsearch's `fields` every value is a list, so lists of one are
 * unwrapped there; elsewhere, as in a record that was unwrapped before, a list is meant.
 */
function dotted(file: string, line: string | number, root: JsonObject, text: string | undefined): Event {
  const data: JsonObject = {};
  const flat: JsonObject = {};
  const lists = Array.isArray(root['winlog.channel']) || Array.isArray(root['winlog.event_id']);
  for (const key in root) {
    const value = root[key] as Json;
    const single = lists && Array.isArray(value) && value.length === 1 ? (value[0] as Json) : value;
    flat[key] = single;
    if (key.startsWith('winlog.event_data.')) data[key.slice(18)] = single;
    else if (key.startsWith('winlog.user_data.')) data[key.slice(17)] = single;
  }
  return event(file, line, flat, data, winlogSystem, flat['winlog.channel'], flat['winlog.event_id'], text);
}

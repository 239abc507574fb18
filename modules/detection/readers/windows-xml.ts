/**
 * Windows events as XML: `wevtutil qe /f:xml`, Event Viewer, `ToXml()`, subscriptions. `<Event>` elements
 * one after the other, with or without `<Events>` around them, named as the EVTX reader names the same record.
 */
import type { Event, Json, LogSource } from '../model.ts';
import { type JsonObject, own } from './fields.ts';
import { JsonEvent, type Kind } from './generic.ts';
import type { Reader, Sink } from './report.ts';
import { windowsSource } from './sources.ts';
import { asBuffer } from './text.ts';
import { windowsEnvelope } from './windows-envelope.ts';
import { type Element, parseElement } from './xml.ts';

/** Windows refuses records beyond 64 KiB; with every character escaped that is well below this. */
const MAX_EVENT = 1 << 20;

/** The start tag of an event, and of no element whose name only begins so (`<Events>`, `<EventData>`). */
const START = /<Event(?=[\s>/])/;
const END = '</Event>';

export const looksLikeWindowsXml = (text: string): boolean =>
  /^(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[^>]{0,500}-->\s*)?<Events?[\s>/]/.test(text);

const kind: Kind = {
  format: 'windows-xml',
  envelope: (record) =>
    windowsEnvelope(
      (name) => own(record, name === 'SystemTime' ? 'TimeCreated_SystemTime' : name) as string | number,
      record.EventID as number | undefined,
    ),
  id(record) {
    const id = own(record, 'EventRecordID');
    return id === undefined ? undefined : String(id);
  },
};

/** System values that are integers in EVTX. */
const INTEGER = new Set(['EventID', 'Version', 'Level', 'Task', 'Opcode', 'EventRecordID']);

/** Other names of a value, as the EVTX reader has them. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  TimeCreated_SystemTime: ['SystemTime', 'TimeCreated'],
  EventID_Qualifiers: ['Qualifiers'],
};

/** A second name is found when asked for, and is not a second field of the record. */
function alias(record: JsonObject, name: string, value: Json): void {
  if (name !== '__proto__' && own(record, name) === undefined)
    Object.defineProperty(record, name, { value, enumerable: false, configurable: true });
}

/** Rules say `ThreatName` for `Threat Name`. */
function withoutSpaces(record: JsonObject, name: string): void {
  if (name.includes(' ')) alias(record, name.replaceAll(' ', ''), record[name] as Json);
}

/** The event of what `raw` gave: JSON keeps no second names. */
export function windowsXmlRecord(source: LogSource, file: string, id: string, raw: JsonObject): Event {
  const record = { ...raw };
  for (const [name, others] of Object.entries(ALIASES)) {
    const value = own(record, name);
    if (value !== undefined) for (const other of others) alias(record, other, value);
  }
  for (const name of Object.keys(raw)) withoutSpaces(record, name);
  return new JsonEvent(source, file, id, record, kind);
}

function set(record: JsonObject, name: string, value: string | number): void {
  if (name === '' || name === '__proto__') return;
  // What the record calls so itself goes before a second name.
  if (!Object.prototype.propertyIsEnumerable.call(record, name)) delete record[name];
  const known = own(record, name);
  if (known === undefined) record[name] = value;
  // Several unnamed `<Data>`, or one name used twice: all of its values.
  else record[name] = Array.isArray(known) ? [...known, value] : [known, value];
  withoutSpaces(record, name);
}

function readSystem(system: Element, record: JsonObject): void {
  for (const { name, attributes, text } of system.children) {
    const value = text.trim();
    if (value !== '')
      set(record, name, INTEGER.has(name) && /^\d{1,15}$/.test(value) ? Number(value) : value);
    for (const [attribute, held] of Object.entries(attributes)) {
      const long = `${name}_${attribute}`;
      // GUIDs as EVTX gives them: without braces, upper case.
      const plain = /^\{[0-9a-fA-F-]{36}\}$/.test(held) ? held.slice(1, -1).toUpperCase() : held;
      if (attribute === 'xmlns' || held === '') continue;
      set(record, long, plain);
      for (const other of ALIASES[long] ?? []) alias(record, other, plain);
    }
  }
}

/** Leaves of EventData and UserData. The plain name of a System value is always System's. */
function readData(element: Element, part: string, system: ReadonlySet<string>, record: JsonObject): void {
  for (const child of element.children) {
    if (child.children.length > 0) {
      readData(child, part, system, record);
      continue;
    }
    const name = child.name === 'Data' ? (child.attributes.Name ?? 'Data') : child.name;
    set(record, system.has(name) ? `${part}_${name}` : name, child.text);
  }
}

/** The event that the element holds, or in words why there is none. */
function eventOf(file: string, id: string, text: string): Event | string {
  const root = parseElement(text);
  if (typeof root === 'string') return root;
  const record: JsonObject = {};
  const part = (name: string) => root.children.find((child) => child.name === name);
  const system = part('System');
  if (!system) return 'it has no System part';
  readSystem(system, record);
  const names = new Set(Object.keys(record));
  // RenderingInfo repeats in words, and in the language of the machine, what the rest says.
  for (const name of ['EventData', 'UserData', 'ProcessingErrorData']) {
    const data = part(name);
    if (!data) continue;
    // The task scheduler names its data: `<EventData Name="TaskDisabled">`.
    if (data.attributes.Name !== undefined) set(record, `${name}_Name`, data.attributes.Name);
    readData(data, name, names, record);
  }
  const { Channel, EventID } = record;
  const source = windowsSource(
    'windows-xml',
    typeof Channel === 'string' ? Channel : undefined,
    typeof EventID === 'number' ? EventID : undefined,
  );
  return new JsonEvent(source, file, id, record, kind);
}

/** What may stand between events: the wrapper, declarations, comments. */
const BETWEEN = /<\?[^>]*\?>|<\/?Events(?:\s[^>]*)?>|<!--[^>]*-->|\s+/g;

export function createWindowsXml(sink: Sink, limit: number): Reader {
  const most = Math.min(limit, MAX_EVENT);
  let rest: Buffer = Buffer.alloc(0);
  /** How far `rest` is known to hold no end of an event. */
  let searched = 0;
  let ordinal = 0;
  /** The beginning of an event that is too long is gone; its end is still to come. */
  let skipping = false;

  const lose = (what: string) => sink.lose(`event ${ordinal}`, what);

  function take(text: string) {
    const first = text.search(START);
    if (skipping) skipping = false;
    else if ((first === -1 ? text : text.slice(0, first)).replace(BETWEEN, '') !== '')
      sink.lose(`before event ${ordinal + 1}`, 'something that is not an event');
    if (first === -1) return;
    let from = first;
    ordinal++;
    for (;;) {
      const next = text.slice(from + 1).search(START);
      if (next === -1) break;
      lose('a new event begins before it ended');
      ordinal++;
      from += 1 + next;
    }
    const event = eventOf(sink.file, String(ordinal), text.slice(from));
    if (typeof event === 'string') lose(event);
    else sink.events.push(event);
  }

  return {
    push(chunk) {
      rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : asBuffer(chunk);
      let from = 0;
      for (;;) {
        const end = rest.indexOf(END, Math.max(from, searched));
        if (end === -1) break;
        take(rest.toString('utf8', from, end + END.length));
        from = end + END.length;
      }
      rest = rest.subarray(from);
      if (rest.length > most) {
        if (!skipping) {
          ordinal++;
          lose(`it is longer than ${most >> 10} KiB`);
        }
        skipping = true;
        rest = rest.subarray(rest.length - END.length);
      }
      searched = Math.max(0, rest.length - END.length);
    },
    end() {
      const text = rest.toString('utf8');
      rest = Buffer.alloc(0);
      if (skipping) return;
      if (START.test(text)) {
        ordinal++;
        lose('the input ends inside it');
      } else if (text.replace(BETWEEN, '') !== '')
        sink.lose(`after event ${ordinal}`, 'something that is not an event');
    },
  };
}

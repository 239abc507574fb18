/**
 * CEF and LEEF: how firewalls, mail gateways and endpoint products write one event a line, alone or behind a
 * syslog header. Fields keep their own names; the long names of the CEF dictionary and the labels that a
 * device gives its custom fields (`cs1Label=Policy cs1=Block`) work too.
 */
import type { Envelope, Event, FieldValue } from '../model.ts';
import { firstText, type JsonObject, own, port } from './fields.ts';
import { JsonEvent, type Kind } from './generic.ts';
import { namedSource } from './sources.ts';
import { deviceTime } from './time.ts';

/** Where the message begins: at the start of the line or behind its syslog header. */
const START = /(?:^|[\s:>])(?=(?:CEF: ?[01]|LEEF: ?[12](?:\.0)?)\|)/;

/** Devices have tens of fields; more than this is an attack. */
const MAX_FIELDS = 1_000;

/** Place of the CEF or LEEF message in a line; -1 when it has none. */
export function findCef(line: string): number {
  if (!line.includes('EF:')) return -1;
  const match = START.exec(line.length > 2048 ? line.slice(0, 2048) : line);
  return match ? match.index + match[0].length : -1;
}

function set(record: JsonObject, name: string, value: string): void {
  if (name !== '' && name !== '__proto__' && own(record, name) === undefined) record[name] = value;
}

/** `\|`, `\=` and `\\` stand for the character, `\n` and `\r` for ends of lines; any other backslash is itself. */
const unescaped = (text: string): string =>
  text.includes('\\')
    ? text.replace(/\\([|=\\nr])/g, (_, c: string) => (c === 'n' ? '\n' : c === 'r' ? '\r' : c))
    : text;

/** The first fields between bars, and what follows the last of those bars. */
function header(text: string, count: number): { parts: string[]; rest: string } | undefined {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length && parts.length < count; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '|') {
      parts.push(unescaped(text.slice(from, at)).trim());
      from = at + 1;
    }
  }
  return parts.length === count ? { parts, rest: text.slice(from) } : undefined;
}

/** A key is a word right before an `=` that is not escaped; its value goes on to the space before the next key. */
const KEY = /(?:^|\s)([A-Za-z0-9_][\w.[\]-]{0,127})=/g;

function cefExtension(text: string, record: JsonObject): void {
  const keys: RegExpExecArray[] = [];
  for (const match of text.matchAll(KEY)) {
    if (keys.length === MAX_FIELDS) break;
    keys.push(match);
  }
  keys.forEach((key, i) => {
    const end = keys[i + 1]?.index ?? text.length;
    set(record, key[1] as string, unescaped(text.slice(key.index + key[0].length, end)).trim());
  });
  for (const name of Object.keys(record)) {
    const value = name.endsWith('Label') ? own(record, name.slice(0, -5)) : undefined;
    if (typeof value === 'string') set(record, String(record[name]), value);
  }
}

/** LEEF 2.0 declares its delimiter as a character or as hexadecimal (`x09`, `0x5E`); 1.0 has tabs. */
function leefAttributes(rest: string, version: string, record: JsonObject): void {
  let text = rest;
  let delimiter = '\t';
  const declared = version.startsWith('2') ? /^(?:(?:0?x([0-9a-fA-F]{2,4}))|([^|]?))\|/.exec(rest) : null;
  if (declared) {
    text = rest.slice(declared[0].length);
    if (declared[1]) delimiter = String.fromCharCode(Number.parseInt(declared[1], 16));
    else if (declared[2]) delimiter = declared[2];
  }
  // rsyslog writes control characters that it relays as an octal number.
  if (delimiter === '\t' && !text.includes('\t') && text.includes('#011')) delimiter = '#011';
  for (const pair of text.split(delimiter, MAX_FIELDS)) {
    const at = pair.indexOf('=');
    if (at > 0) set(record, pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
}

/** Names of the CEF dictionary that are longer than what goes over the wire. */
const LONG: Readonly<Record<string, string>> = {
  act: 'deviceAction',
  app: 'applicationProtocol',
  cat: 'deviceEventCategory',
  cnt: 'baseEventCount',
  dhost: 'destinationHostName',
  dmac: 'destinationMacAddress',
  dntdom: 'destinationNtDomain',
  dpid: 'destinationProcessId',
  dpriv: 'destinationUserPrivileges',
  dproc: 'destinationProcessName',
  dpt: 'destinationPort',
  dst: 'destinationAddress',
  duid: 'destinationUserId',
  duser: 'destinationUserName',
  dvc: 'deviceAddress',
  dvchost: 'deviceHostName',
  end: 'endTime',
  fname: 'fileName',
  fsize: 'fileSize',
  in: 'bytesIn',
  msg: 'message',
  out: 'bytesOut',
  outcome: 'eventOutcome',
  proto: 'transportProtocol',
  request: 'requestUrl',
  rt: 'deviceReceiptTime',
  shost: 'sourceHostName',
  smac: 'sourceMacAddress',
  sntdom: 'sourceNtDomain',
  sproc: 'sourceProcessName',
  spt: 'sourcePort',
  src: 'sourceAddress',
  start: 'startTime',
  suid: 'sourceUserId',
  suser: 'sourceUserName',
};
const derived = new Map<string, (record: JsonObject) => FieldValue | undefined>(
  Object.entries(LONG).map(([short, long]) => [
    long,
    (record) => own(record, short) as FieldValue | undefined,
  ]),
);

function envelopeOf(record: JsonObject): Envelope {
  const envelope: Envelope = {};
  const said = ['rt', 'devTime', 'end', 'start', 'deviceReceiptTime', 'timestamp'];
  const time = said.map((name) => deviceTime(own(record, name))).find((found) => found !== undefined);
  if (time !== undefined) envelope.time = time;
  // The host that acted; a device that only relays (`hostname`, `dvc`) comes last.
  const host = firstText(record, ['shost', 'identHostName', 'dvchost', 'hostname', 'dvc', 'src']);
  if (host !== undefined) envelope.host = host.toLowerCase();
  const account = firstText(record, ['suser', 'usrName', 'duser', 'accountName']);
  if (account !== undefined) envelope.account = account;
  const source = firstText(record, ['src', 'c6a2']);
  if (source !== undefined) envelope.sourceAddress = source;
  const destination = firstText(record, ['dst', 'c6a3']);
  if (destination !== undefined) envelope.destinationAddress = destination;
  const to = port(firstText(record, ['dpt', 'dstPort']));
  if (to !== undefined) envelope.destinationPort = to;
  return envelope;
}

export const cefKinds = {
  cef: { format: 'cef', envelope: envelopeOf, derived },
  leef: { format: 'leef', envelope: envelopeOf, derived },
} as const satisfies Record<string, Kind>;

/** A vendor's or product's name as a log source: `Palo Alto Networks` is `palo_alto_networks`. */
const word = (name: string): string =>
  name
    .slice(0, 64)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '') || 'unknown';

/** Vendors whose product Sigma knows under another name. */
const PRODUCT_OF: Readonly<Record<string, string>> = {
  fortinet: 'fortigate',
  palo_alto_networks: 'paloalto',
};

/**
 * The message as an event; undefined when its header is not whole.
 *
 * @param syslog what the syslog header said; its `message` is not asked
 */
export function cefEvent(
  file: string,
  line: string | number,
  text: string,
  syslog: JsonObject,
): Event | undefined {
  const format = text.startsWith('CEF') ? 'cef' : 'leef';
  const found = header(text, format === 'cef' ? 7 : 5);
  if (!found) return undefined;
  const [version = '', vendor = '', product = '', release = '', id = '', name, severity] = found.parts;
  const record: JsonObject = {
    DeviceVendor: vendor,
    DeviceProduct: product,
    DeviceVersion: release,
    DeviceEventClassID: id,
  };
  if (name !== undefined) record.Name = name;
  if (severity !== undefined) record.Severity = severity;
  if (format === 'cef') cefExtension(found.rest, record);
  else leefAttributes(found.rest, version.slice(5).trim(), record);
  for (const key of ['timestamp', 'hostname', 'facility', 'severity'])
    if (syslog[key] !== undefined) set(record, key, String(syslog[key]));
  const maker = word(vendor);
  const source = namedSource(format, {
    product: Object.hasOwn(PRODUCT_OF, maker) ? PRODUCT_OF[maker] : maker,
    service: word(product),
  });
  return new JsonEvent(source, file, line, record, cefKinds[format]);
}

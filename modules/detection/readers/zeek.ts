/** Zeek logs, JSON and TSV. Fields keep Zeek's names (`id.orig_h`); the log's path is the Sigma service. */
import type { Envelope, Event, FieldValue, Json, LogSource } from '../model.ts';
import { atPath, isObject, type JsonObject, own, port } from './fields.ts';
import { JsonEvent, type Kind } from './generic.ts';
import type { Reader, Sink } from './report.ts';
import { namedSource } from './sources.ts';
import { createLines } from './text.ts';
import { isoTime } from './time.ts';

type Get = (name: string) => unknown;

/** `time` is the text of `ts` where there is one, because it has all the digits. */
function zeekEnvelope(get: Get, time: unknown): Envelope {
  const envelope: Envelope = {};
  const at = isoTime(time);
  if (at !== undefined) envelope.time = at;
  const from = get('id.orig_h') ?? get('src') ?? get('client_addr') ?? get('host');
  if (typeof from === 'string') {
    envelope.host = from.toLowerCase();
    envelope.sourceAddress = from;
  }
  const to = get('id.resp_h') ?? get('dst') ?? get('server_addr');
  if (typeof to === 'string') envelope.destinationAddress = to;
  const toPort = port(get('id.resp_p') ?? get('p'));
  if (toPort !== undefined) envelope.destinationPort = toPort;
  const account = get('username') ?? get('user') ?? get('client');
  if (typeof account === 'string' && account !== '') envelope.account = account;
  return envelope;
}

const zeekSource = (path: string): LogSource => namedSource('zeek', { product: 'zeek', service: path });

export const zeekKind: Kind = {
  format: 'zeek',
  envelope: (record) => zeekEnvelope((name) => own(record, name) ?? atPath(record, name), record.ts),
};

/** Fields that only one log has, for JSON written without `_path`. The first whose fields are all there. */
const TELLTALE: readonly (readonly [string, readonly string[]])[] = [
  ['conn', ['conn_state']],
  ['conn', ['orig_pkts', 'proto']],
  ['dns', ['query', 'proto']],
  ['dns', ['trans_id', 'proto']],
  ['http', ['trans_depth', 'request_body_len']],
  ['http', ['trans_depth', 'method']],
  ['smtp', ['trans_depth', 'helo']],
  ['x509', ['certificate.serial']],
  ['ssl', ['established']],
  ['ssl', ['cipher', 'version']],
  ['files', ['fuid', 'analyzers']],
  ['files', ['fuid', 'seen_bytes']],
  ['notice', ['note', 'msg']],
  ['smb_files', ['action', 'name', 'times.modified']],
  ['smb_files', ['action', 'name', 'size']],
  ['smb_mapping', ['share_type']],
  ['dce_rpc', ['endpoint', 'operation']],
  ['kerberos', ['request_type', 'service']],
  ['ntlm', ['server_nb_computer_name']],
  ['ntlm', ['username', 'hostname', 'domainname']],
  ['rdp', ['cookie', 'security_protocol']],
  ['rdp', ['result', 'security_protocol']],
  ['ssh', ['auth_attempts']],
  ['ssh', ['client', 'server', 'version']],
  ['dhcp', ['msg_types']],
  ['dhcp', ['uids', 'msg_types']],
  ['dhcp', ['uids', 'assigned_addr']],
  ['dhcp', ['assigned_addr']],
  ['weird', ['name', 'notice', 'peer']],
  ['ftp', ['command', 'arg']],
  ['modbus', ['func', 'unit']],
  ['snmp', ['community', 'version']],
  ['sip', ['call_id', 'method']],
  ['software', ['software_type', 'unparsed_version']],
  ['tunnel', ['tunnel_type']],
  ['pe', ['is_exe', 'machine']],
  ['known_services', ['port_num', 'service']],
];

/** The log of a record without `_path`; one that names no connection or file must match on more than one field. */
function guessPath(record: JsonObject, certain: boolean): string | undefined {
  for (const [path, fields] of TELLTALE) {
    if ((certain || fields.length > 1) && fields.every((name) => own(record, name) !== undefined))
      return path;
  }
  return undefined;
}

/** `_path`, or Zeek's own `ts` beside fields that only its logs have. */
export function zeekJsonEvent(file: string, line: string | number, record: JsonObject): Event | undefined {
  const { _path: path, ts } = record;
  if (typeof path === 'string' && (ts !== undefined || record._write_ts !== undefined)) {
    return new JsonEvent(zeekSource(path), file, line, record, zeekKind);
  }
  if (ts === undefined) return undefined;
  const addressed =
    record['id.orig_h'] !== undefined || (isObject(record.id) && record.id.orig_h !== undefined);
  const certain = addressed || record.fuid !== undefined || record['certificate.serial'] !== undefined;
  const guess = guessPath(record, certain);
  // A connection's addresses are Zeek's even when the log cannot be told.
  if (guess === undefined && !addressed) return undefined;
  return new JsonEvent(zeekSource(guess ?? 'unknown'), file, line, record, zeekKind);
}

type Decode = (text: string) => FieldValue;

/**
 * `\\` and `\xNN`; bytes written so in a row are UTF-8. What is not text (control characters, other bytes)
 * keeps its escape, which is also how Zeek's JSON gives it.
 */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/(?:\\x[0-9a-fA-F]{2})+|\\\\/g, (escaped) => {
    if (escaped === '\\\\') return '\\';
    const plain = Buffer.from(escaped.replaceAll('\\x', ''), 'hex').toString('utf8');
    return NOT_TEXT.test(plain) ? escaped : plain;
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NOT_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd]/;

function decodeNumber(text: string): FieldValue {
  const number = Number(text);
  if (!Number.isFinite(number) || text === '') return text;
  // A `count` is 64 bits wide.
  return Number.isInteger(number) && !Number.isSafeInteger(number) && /^-?\d+$/.test(text)
    ? BigInt(text)
    : number;
}

/** TSV types: https://docs.zeek.org/en/master/log-formats.html and script-reference/types.html. */
function decoderOf(type: string, setSeparator: string, empty: string, unset: string): Decode {
  const container = /^(?:set|vector|table|array|list)\[(.*)\]$/.exec(type);
  if (container) {
    const inner = decoderOf(container[1] as string, setSeparator, empty, unset);
    return (text) =>
      text === empty ? [] : text.split(setSeparator).map((item) => (item === unset ? null : inner(item)));
  }
  switch (type) {
    case 'time':
    case 'interval':
    case 'double':
    case 'count':
    case 'int':
    case 'port':
      return decodeNumber;
    case 'bool':
      return (text) => (text === 'T' ? true : text === 'F' ? false : text);
    default:
      return (text) => (text === empty ? '' : unescaped(text));
  }
}

interface Layout {
  readonly source: LogSource;
  readonly names: readonly string[];
  readonly index: ReadonlyMap<string, number>;
  readonly decode: readonly Decode[];
  readonly separator: string;
  readonly unset: string;
}

class ZeekEvent implements Event {
  readonly source: LogSource;
  readonly file: string;
  private readonly line: number;
  private readonly columns: readonly string[];
  private readonly layout: Layout;

  constructor(file: string, line: number, columns: readonly string[], layout: Layout) {
    this.source = layout.source;
    this.file = file;
    this.line = line;
    this.columns = columns;
    this.layout = layout;
  }

  get recordId(): string {
    return String(this.line);
  }

  field(name: string): FieldValue | undefined {
    const at = this.layout.index.get(name);
    // Zeek's JSON says the path in every record; here the header says it for all.
    if (at === undefined) return name === '_path' ? this.source.service : undefined;
    const text = this.columns[at];
    return text === undefined || text === this.layout.unset ? undefined : this.layout.decode[at]?.(text);
  }

  fieldNames(): readonly string[] {
    const names = this.layout.names.filter((_, at) => this.columns[at] !== this.layout.unset);
    return this.layout.index.has('_path') ? names : ['_path', ...names];
  }

  envelope(): Envelope {
    const at = this.layout.index.get('ts');
    return zeekEnvelope((name) => this.field(name), at === undefined ? undefined : this.columns[at]);
  }

  raw(): Json {
    const record: JsonObject = {};
    for (const name of this.fieldNames()) {
      const value = this.field(name);
      record[name] = typeof value === 'bigint' ? String(value) : (value as Json);
    }
    return record;
  }
}

/** Hostile headers could name any number of columns. */
const MAX_COLUMNS = 4096;

/** Zeek TSV. Rotated and concatenated logs repeat their headers, and may change path and fields each time. */
export function createZeekTsv(sink: Sink, limit: number): Reader {
  let separator = '\t';
  let setSeparator = ',';
  let empty = '(empty)';
  let unset = '-';
  let path = 'unknown';
  let names: string[] = [];
  let layout: Layout | undefined;

  function build(types: readonly string[]): Layout {
    return {
      source: zeekSource(path),
      names,
      index: new Map(names.map((name, at) => [name, at])),
      decode: names.map((_, at) => decoderOf(types[at] ?? 'string', setSeparator, empty, unset)),
      separator,
      unset,
    };
  }

  function header(text: string) {
    if (text.startsWith('#separator ')) {
      separator = unescaped(text.slice(11).trimStart()) || '\t';
      setSeparator = ',';
      empty = '(empty)';
      unset = '-';
      layout = undefined;
      return;
    }
    const [key, ...values] = text.split(separator);
    if (key === '#set_separator') setSeparator = unescaped(values[0] ?? ',') || ',';
    else if (key === '#empty_field') empty = unescaped(values[0] ?? '');
    else if (key === '#unset_field') unset = unescaped(values[0] ?? '');
    else if (key === '#path') path = values[0] ?? 'unknown';
    else if (key === '#fields') {
      names = values.slice(0, MAX_COLUMNS);
      layout = build([]);
    } else if (key === '#types') layout = build(values);
  }

  return createLines(
    limit,
    (buffer, start, end, line) => {
      if (end === start) return;
      const text = buffer.toString('utf8', start, end);
      if (text.startsWith('#')) {
        header(text);
        return;
      }
      if (!layout) {
        sink.lose(`line ${line}`, 'a Zeek record before the #fields header');
        return;
      }
      const columns = text.split(layout.separator, MAX_COLUMNS + 1);
      if (columns.length !== layout.names.length) {
        sink.lose(
          `line ${line}`,
          `the record has ${columns.length} columns where the header names ${layout.names.length}`,
        );
        return;
      }
      sink.events.push(new ZeekEvent(sink.file, line, columns, layout));
    },
    (line, bytes) => sink.lose(`line ${line}`, `the line is ${Math.round(bytes / 1048576)} MiB long`),
  );
}

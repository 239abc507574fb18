/** Syslog files and streams: frames, lines, and what the common programs say about people and addresses. */
import type { Event } from '../model.ts';
import { createAuditJoin } from './audit.ts';
import { cefEvent, findCef } from './cef.ts';
import type { JsonObject } from './fields.ts';
import { JsonEvent, type Kind } from './generic.ts';
import { knownEvent } from './record.ts';
import type { Reader, Settings, Sink } from './report.ts';
import { namedSource } from './sources.ts';
import { syslogEnvelope } from './syslog-envelope.ts';
import { parseSyslog, type SyslogLine } from './syslog-line.ts';
import { asBuffer } from './text.ts';
import { isoTime } from './time.ts';
import { windowsEvent } from './windows.ts';

export const syslogKind: Kind = { format: 'syslog', envelope: syslogEnvelope };

// biome-ignore lint/suspicious/noControlCharactersInRegex: binary content is told from text by them
const BINARY = /[\u0000-\u0008\u000e-\u001a\ufffd]/;

/** Half of the first lines must be syslog; a file that was cut in the middle of a line still passes. */
export function looksLikeSyslog(text: string): boolean {
  const lines = text.split(/\r?\n/, 60).filter((line) => line.trim() !== '');
  if (/^\d{1,6} <\d{1,3}>/.test(text)) return true;
  if (lines.length === 0) return false;
  const known = lines.filter(
    (line) =>
      !BINARY.test(line) &&
      line.length < 65_536 &&
      (findCef(line) !== -1 || parseSyslog(line, 0) !== undefined),
  ).length;
  return known * 2 >= lines.length;
}

/**
 * RFC 6587: a frame is counted (`83 <13>1 …`) or ends with a newline. Both are found in files, since
 * collectors write down what they receive.
 */
export function createSyslog(sink: Sink, limit: number, { now }: Settings): Reader {
  let rest: Buffer = Buffer.alloc(0);
  let line = 0;
  let skipping = false;
  const audit = createAuditJoin(sink.file, (event) => sink.events.push(event));

  function frame(buffer: Buffer, start: number, end: number) {
    line++;
    const stop = end > start && buffer[end - 1] === 13 ? end - 1 : end;
    const text = buffer.toString('utf8', start, stop);
    if (text.trim() === '') return;
    const parsed = findCef(text) === -1 ? parseSyslog(text, now) : undefined;
    if (parsed?.service === 'auditd' && parsed.record.serial !== undefined) audit.add(line, parsed.record);
    else {
      const event = lineEvent(sink.file, line, text, now, parsed);
      if (event) sink.events.push(event);
      else sink.lose(`line ${line}`, 'the line is not syslog');
    }
  }

  /** Length of a counted frame's header and body at this place; 0 if it is not one, -1 if more bytes are needed to tell. */
  function counted(buffer: Buffer, at: number): { header: number; body: number } | 'more' | undefined {
    const first = buffer[at] as number;
    if (first < 0x31 || first > 0x39) return undefined;
    const text = buffer.toString('latin1', at, Math.min(buffer.length, at + 13));
    const match = /^(\d{1,7}) <\d{1,3}>/.exec(text);
    if (match) return { header: (match[1] as string).length + 1, body: Number(match[1]) };
    return text.length < 13 && /^\d{1,7}(?: (?:<\d{0,3})?)?$/.test(text) ? 'more' : undefined;
  }

  function push(chunk: Uint8Array) {
    const buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : asBuffer(chunk);
    let at = 0;
    while (at < buffer.length) {
      if (buffer[at] === 10 && !skipping) {
        // The newline after a counted frame, or an empty line.
        at++;
        continue;
      }
      const count = skipping ? undefined : counted(buffer, at);
      if (count === 'more') break;
      if (count && count.body <= limit) {
        const end = at + count.header + count.body;
        if (end > buffer.length) break;
        frame(buffer, at + count.header, buffer[end - 1] === 10 ? end - 1 : end);
        at = end;
        continue;
      }
      const newline = buffer.indexOf(10, at);
      if (newline === -1) break;
      if (skipping) skipping = false;
      else frame(buffer, at, newline);
      at = newline + 1;
    }
    rest = buffer.subarray(at);
    if (rest.length > limit) {
      if (!skipping)
        sink.lose(`line ${++line}`, `the line is longer than ${Math.round(limit / 1048576)} MiB`);
      skipping = true;
      rest = Buffer.alloc(0);
    }
  }

  return {
    push,
    end() {
      if (rest.length > 0 && !skipping) {
        const count = counted(rest, 0);
        if (count && count !== 'more') sink.lose(`line ${++line}`, 'the input ends inside a message');
        else frame(rest, 0, rest.length);
      }
      rest = Buffer.alloc(0);
      audit.end();
    },
  };
}

/** A line as an event; a JSON message (EVE, Winlogbeat and others sent through syslog) as what it holds. */
function lineEvent(
  file: string,
  line: number,
  text: string,
  now: number,
  known: SyslogLine | undefined,
): Event | undefined {
  const cef = known ? -1 : findCef(text);
  if (cef !== -1) {
    // Any word in place of the message lets the header be read as every other.
    const header = parseSyslog(`${text.slice(0, cef)}-`, now)?.record ?? {};
    const event = cefEvent(file, line, text.slice(cef), header);
    if (event) return event;
  }
  const parsed = known ?? parseSyslog(text, now);
  if (!parsed) {
    // The second line of a message that holds newlines: kept for keyword rules.
    return BINARY.test(text) ? undefined : event(file, line, { message: text }, 'linux', 'syslog');
  }
  const message = parsed.record.message as string;
  const json = /^(?:@cee: ?)?(\{.*\})\s*$/s.exec(message);
  if (json) {
    const inner = tryParse(json[1] as string);
    const event = inner && knownEvent(file, line, inner);
    if (event) return event;
  }
  const windows = snare(message);
  return (
    (windows && windowsEvent(file, line, windows)) ??
    event(file, line, parsed.record, parsed.product, parsed.service)
  );
}

/**
 * Snare's form of a Windows event: tab-separated, the values only inside the rendered text. Rules that
 * name the event or look for words apply; those on single values need another exporter.
 */
function snare(message: string): JsonObject | undefined {
  if (!message.startsWith('MSWinEventLog\t')) return undefined;
  const [
    ,
    ,
    Channel = '',
    ,
    time = '',
    id = '',
    Provider_Name = '',
    User = '',
    ,
    ,
    Computer = '',
    TaskCategory = '',
    ,
    ...text
  ] = message.split('\t');
  if (!/^\d{1,5}$/.test(id)) return undefined;
  const record: JsonObject = {
    EventID: Number(id),
    Channel,
    Provider_Name,
    Computer,
    TaskCategory,
    Message: text.join('\t'),
  };
  if (!/^-?\\?-?$/.test(User)) record.User = User;
  const SystemTime = isoTime(time);
  return SystemTime === undefined ? record : { ...record, SystemTime };
}

function tryParse(text: string): JsonObject | undefined {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    return undefined;
  }
}

const event = (file: string, line: number, record: JsonObject, product: string, service: string): Event =>
  new JsonEvent(namedSource('syslog', { product, service }), file, line, record, syslogKind);

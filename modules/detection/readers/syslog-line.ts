/**
 * One syslog message to its parts: RFC 5424, RFC 3164 as it is really written (Cisco's variants, ISO
 * times, files without a priority), and the audit daemon's own lines.
 */
import type { Json } from '../model.ts';
import { type JsonObject, own } from './fields.ts';
import { isoTime, MONTHS } from './time.ts';

const FACILITIES = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
  'ntp',
  'audit',
  'alert',
  'clock',
  'local0',
  'local1',
  'local2',
  'local3',
  'local4',
  'local5',
  'local6',
  'local7',
];
const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

const PRI = /^<(\d{1,3})>/;
/** `Jan  1 00:00:00`, with Cisco's sequence numbers, marks for an unset clock, years, fractions and zones. */
const RFC3164 =
  /^(?:\d{1,10}: )?(?:([^\s:]{1,255}): )?[*.]?([A-Z][a-z]{2}) {1,2}(\d{1,2})(?: (\d{4}))? (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?: [A-Z]{2,4})?:? +/;
const ISO = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?) +/;
const TAG = /^([^\s:[\]%]{1,64})(?:\[(\d{1,10})\])?: ?/;
const CISCO = /%([A-Z][A-Z0-9_]{1,30}(?:-[A-Z0-9_]{1,30})?)-([0-7])-([A-Z0-9_]{2,64}): ?/;
const AUDIT =
  /^(?:node=(\S{1,255}) )?type=([A-Z0-9_]{1,40}) msg=audit\((\d{9,11})\.(\d{1,9}):(\d{1,20})\): ?/;

export interface SyslogLine {
  /** Native fields; `message` is always among them. */
  readonly record: JsonObject;
  readonly product: 'linux' | 'cisco';
  readonly service: string;
}

/** The names of Sigma's Linux services, by the program that writes them. */
const SERVICE_OF: Readonly<Record<string, string>> = {
  sshd: 'sshd',
  'sshd-session': 'sshd',
  sudo: 'sudo',
  su: 'auth',
  login: 'auth',
  'systemd-logind': 'auth',
  passwd: 'auth',
  useradd: 'auth',
  userdel: 'auth',
  usermod: 'auth',
  groupadd: 'auth',
  polkitd: 'auth',
  pkexec: 'auth',
  cron: 'cron',
  crond: 'cron',
  crontab: 'cron',
  anacron: 'cron',
  auditd: 'auditd',
  audispd: 'auditd',
  audit: 'auditd',
  clamd: 'clamav',
  clamscan: 'clamav',
  freshclam: 'clamav',
  vsftpd: 'vsftpd',
  guacd: 'guacamole',
  cupsd: 'cups',
  modsecurity: 'modsecurity',
};

/** Commands and configuration changes are what Sigma calls `aaa`, whichever facility reports them. */
const CISCO_AAA = new Set(['AAA', 'PARSER', 'SYS', 'SEC_LOGIN', 'HA_EM', 'AAAA']);

const DAY = 86_400_000;

/**
 * RFC 3164 leaves out the year. The year is the latest that does not put the time more than a day (clocks
 * differ) after `now`: a log file holds the past. Its zone is left out too, and taken as UTC.
 */
export function yearless(
  month: number,
  day: number,
  clock: readonly number[],
  now: number,
): number | undefined {
  const [hour = 0, minute = 0, second = 0] = clock;
  const year = new Date(now).getUTCFullYear();
  // 29 February may need up to eight years of going back.
  for (let candidate = year + 1; candidate > year - 9; candidate--) {
    const at = Date.UTC(candidate, month, day, hour, minute, second);
    if (new Date(at).getUTCDate() === day && at <= now + DAY) return at;
  }
  return undefined;
}

const twoDigits = (number: number): string => (number < 10 ? `0${number}` : String(number));

/** By the month's name in two numbers, and the day: `01-18`. A look-up by the text itself would cost more than all the rest. */
const dates = new Map(
  Object.entries(MONTHS).map(([name, month]) => [
    monthKey(name),
    {
      month,
      // Whether there is a 29 February depends on the year, and is left to the long way.
      days: Array.from(
        { length: new Date(Date.UTC(2023, month + 1, 0)).getUTCDate() + 1 },
        (_, day) => `${twoDigits(month + 1)}-${twoDigits(day)}`,
      ),
    },
  ]),
);

function monthKey(text: string): number {
  const second = text.charCodeAt(1);
  const third = text.charCodeAt(2);
  return second < 0x80 && third < 0x80 ? (text.charCodeAt(0) << 16) | (second << 8) | third : -1;
}

/** The number that two characters write, where the first may be a space; NaN when they do not. */
function pair(text: string, at: number): number {
  const tens = text.charCodeAt(at) === 0x20 ? 0 : text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens < 10 && ones >= 0 && ones < 10 ? tens * 10 + ones : Number.NaN;
}

/**
 * The time of `Jan 18 11:29:03 host ...`, which nearly all lines begin with, read by its places; undefined where a pattern
 * has to look closer. The host follows at place 16. Capital letters there may be a zone.
 */
function plainTime(text: string, now: number): string | undefined {
  const next = text.charCodeAt(16);
  if (text.charCodeAt(15) !== 0x20 || next <= 0x20 || next === 0x3a || (next >= 0x41 && next <= 0x5a))
    return undefined;
  if (text[3] !== ' ' || text[6] !== ' ' || text[9] !== ':' || text[12] !== ':' || text[7] === ' ')
    return undefined;
  const dated = dates.get(monthKey(text));
  const day = pair(text, 4);
  const hour = pair(text, 7);
  const minute = pair(text, 10);
  const second = pair(text, 13);
  if (dated === undefined || text[10] === ' ' || text[13] === ' ') return undefined;
  if (!(day > 0 && day < dated.days.length && hour < 24 && minute < 60 && second < 60)) return undefined;
  const latest = now + DAY;
  const year = yearOf(latest);
  const past = Date.UTC(year, dated.month, day, hour, minute, second) <= latest ? year : year - 1;
  return `${past}-${dated.days[day]}T${text.slice(7, 15)}Z`;
}

let lastDay = Number.NaN;
let lastYear = 0;

/** Asked for every line, mostly on the same day. */
function yearOf(time: number): number {
  const day = Math.floor(time / DAY);
  if (day !== lastDay) {
    lastYear = new Date(time).getUTCFullYear();
    lastDay = day;
  }
  return lastYear;
}

function time3164(match: RegExpExecArray, now: number): string | undefined {
  const month = MONTHS[match[2] as string];
  if (month === undefined) return undefined;
  const clock = [Number(match[5]), Number(match[6]), Number(match[7])];
  const [hour = 0, minute = 0, second = 0] = clock;
  const day = Number(match[3]);
  const at = match[4]
    ? Date.UTC(Number(match[4]), month, day, hour, minute, second)
    : yearless(month, day, clock, now);
  if (at === undefined || Number.isNaN(at)) return undefined;
  return `${new Date(at).toISOString().slice(0, 19)}${match[8] ? `.${match[8]}` : ''}Z`;
}

function set(record: JsonObject, name: string, value: Json): void {
  if (name !== '__proto__' && !Object.hasOwn(record, name)) record[name] = value;
}

const present = (text: string | undefined): text is string =>
  text !== undefined && text !== '' && text !== '-';

/** RFC 5424 §6.3: `[id name="value" …][…]`; `\"`, `\\` and `\]` are escaped. Gives where it ended, or -1. */
function structured(text: string, from: number, record: JsonObject): number {
  if (text[from] === '-') return from + 1;
  let at = from;
  while (text[at] === '[') {
    const element = /\[([^\s=\]"]{1,255})((?: [^\s=\]"]{1,255}="(?:[^"\\\]]|\\.)*")*)\]/y;
    element.lastIndex = at;
    const match = element.exec(text);
    if (!match) return -1;
    for (const [, name = '', value = ''] of (match[2] ?? '').matchAll(
      / ([^\s=\]"]+)="((?:[^"\\\]]|\\.)*)"/g,
    )) {
      const plain = value.replace(/\\(["\\\]])/g, '$1');
      set(record, `${match[1]}.${name}`, plain);
      set(record, name, plain);
    }
    at = element.lastIndex;
  }
  return at === from ? -1 : at;
}

function rfc5424(text: string, record: JsonObject): boolean {
  if (!text.startsWith('1 ')) return false;
  const match = /^1 (\S{1,64}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) (?=[-[])/.exec(text);
  if (!match) return false;
  const [whole, time, host, program, pid, id] = match;
  // The header's names are set first: a structured parameter called `hostname` must not replace them.
  const iso = isoTime(time);
  if (iso !== undefined) record.timestamp = iso;
  if (present(host)) record.hostname = host;
  if (present(program)) record.program = program;
  if (present(pid)) record.pid = pid;
  if (present(id)) record.msgid = id;
  record.message = '';
  const end = structured(text, whole.length, record);
  record.message = end === -1 ? text.slice(whole.length) : text.slice(end).replace(/^ (?:\ufeff)?/, '');
  return true;
}

function tag(text: string, record: JsonObject): string {
  if (text.startsWith('%')) return text;
  const match = TAG.exec(text);
  if (!match) return text;
  record.program = match[1] as string;
  if (match[2] !== undefined) record.pid = match[2];
  return text.slice(match[0].length);
}

/** Where a word of ASCII letters, digits and signs ends that can be both a host and a tag; -1 where others are in it. */
function wordEnd(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return -1;
    // Space, %, :, [ and ].
    if (code === 0x20 || code === 0x25 || code === 0x3a || code === 0x5b || code === 0x5d) return i;
  }
  return -1;
}

/** `HOST TAG[pid]: message`, where a relay may have left out the host or a device the tag. */
function hostAndTag(text: string, record: JsonObject): void {
  let rest = text;
  const end = wordEnd(text);
  const isHost = end > 0 && end < 256 && text.charCodeAt(end) === 0x20;
  if (isHost || (!text.startsWith('%') && !TAG.test(text))) {
    const host = isHost ? text.slice(0, end) : /^(\S{1,255}) +/.exec(text)?.[1];
    if (host !== undefined && !text.startsWith('last message repeated')) {
      record.hostname ??= host;
      let from = host.length;
      while (text.charCodeAt(from) === 0x20) from++;
      rest = text.slice(from);
    }
  }
  record.message = tag(rest, record);
}

/** auditd writes text fields in quotes, or as hexadecimal when they hold spaces or quotes themselves. */
const AUDIT_TEXT = /^(?:proctitle|cmd|exe|comm|cwd|name|data|acct|a\d{1,3})$/;

function auditFields(body: string, type: string, record: JsonObject): void {
  // \x1d stands before what an enriched log adds. A long argument comes in parts: `a1[0]=… a1[1]=…`.
  for (const [, name = '', part, quoted, bare = ''] of body.matchAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the daemon's own separator
    /([\w-]{1,64})(\[\d{1,4}\])?=(?:"([^"]*)"|([^\s"'\x1d]*))/g,
  )) {
    let value = quoted ?? bare;
    // Arguments of a system call are hexadecimal numbers, not text.
    const hexadecimal =
      quoted === undefined && AUDIT_TEXT.test(name) && !(type === 'SYSCALL' && name[0] === 'a');
    if (hexadecimal && /^(?:[0-9A-F]{2})+$/.test(bare))
      value = Buffer.from(bare, 'hex').toString('utf8').replace(/\0+$/, '').replaceAll('\0', ' ');
    if (part !== undefined && own(record, name) !== undefined) record[name] += value;
    // Where a user came from is not the host that wrote the log.
    else set(record, name === 'hostname' ? 'remote_hostname' : name, value);
  }
}

function audit(text: string, record: JsonObject): boolean {
  if (!text.startsWith('type=') && !text.startsWith('node=')) return false;
  const match = AUDIT.exec(text);
  if (!match) return false;
  const [whole, node, type = '', seconds, fraction, serial] = match;
  const time = isoTime(`${seconds}.${fraction}`);
  if (time !== undefined) record.timestamp = time;
  if (node) record.hostname = node;
  record.program ??= 'auditd';
  record.type = type;
  record.serial = serial as string;
  record.message = text.slice(whole.length);
  auditFields(record.message, type, record);
  return true;
}

/** Text of one message; undefined when it has neither a priority nor a time nor an audit header. */
export function parseSyslog(line: string, now: number): SyslogLine | undefined {
  const record: JsonObject = {};
  let text = line;
  const pri = PRI.exec(text);
  if (pri && Number(pri[1]) < 192) {
    const priority = Number(pri[1]);
    record.priority = priority;
    record.facility = FACILITIES[priority >> 3] as string;
    record.severity = SEVERITIES[priority & 7] as string;
    text = text.slice(pri[0].length);
  }
  if (!(pri && rfc5424(text, record)) && !audit(text, record)) {
    const plain = plainTime(text, now);
    const old = plain === undefined ? RFC3164.exec(text) : null;
    const iso = plain !== undefined || old ? null : ISO.exec(text);
    if (plain !== undefined) {
      record.timestamp = plain;
      hostAndTag(text.slice(16), record);
    } else if (old) {
      const time = time3164(old, now);
      if (time !== undefined) record.timestamp = time;
      if (old[1] !== undefined) record.hostname = old[1];
      hostAndTag(text.slice(old[0].length), record);
    } else if (iso) {
      const time = isoTime(iso[1]);
      if (time !== undefined) record.timestamp = time;
      hostAndTag(text.slice(iso[0].length), record);
    } else if (pri) record.message = tag(text, record);
    else {
      const bare = CISCO.exec(text);
      if (!bare || bare.index > 64) return undefined;
      record.message = text;
    }
  }
  const message = record.message as string;
  const percent = message.indexOf('%');
  const cisco = percent !== -1 && percent < 64 ? CISCO.exec(message) : null;
  if (cisco && cisco.index < 64) {
    record.cisco_facility = cisco[1] as string;
    record.cisco_severity = Number(cisco[2]);
    record.mnemonic = cisco[3] as string;
    const [, name = ''] = cisco;
    const dash = name.indexOf('-');
    const facility = dash === -1 ? name : name.slice(0, dash);
    return { record, product: 'cisco', service: CISCO_AAA.has(facility) ? 'aaa' : facility.toLowerCase() };
  }
  if (record.type === undefined && record.program !== undefined) audit(message, record);
  return { record, product: 'linux', service: serviceOf(record) };
}

function serviceOf(record: JsonObject): string {
  if (record.type !== undefined && record.serial !== undefined) return 'auditd';
  // `/usr/sbin/cron`, `CRON` and `cron` are one program.
  const program = typeof record.program === 'string' ? record.program.replace(/^.*\//, '').toLowerCase() : '';
  if (Object.hasOwn(SERVICE_OF, program)) return SERVICE_OF[program] as string;
  if (record.facility === 'auth' || record.facility === 'authpriv') return 'auth';
  return record.facility === 'cron' ? 'cron' : 'syslog';
}

/**
 * The Linux audit daemon writes one act as several records: SYSCALL says who and with what, EXECVE the
 * arguments, CWD and PATH where. Rules are written for one record of a type (`type: EXECVE`, `a0: chmod`),
 * so each record stays an event, and answers for the whole act where it does not say something itself.
 */
import type { Envelope, Event, FieldValue, Json } from '../model.ts';
import { isObject, type JsonObject, native, own } from './fields.ts';
import { namedSource } from './sources.ts';
import { syslogEnvelope } from './syslog-envelope.ts';

const source = namedSource('syslog', { product: 'linux', service: 'auditd' });

class AuditEvent implements Event {
  readonly source = source;
  readonly file: string;
  private readonly line: string | number;
  private readonly record: JsonObject;
  /** What the other records of the act say. */
  private readonly act: JsonObject;

  constructor(file: string, line: string | number, record: JsonObject, act: JsonObject) {
    this.file = file;
    this.line = line;
    this.record = record;
    this.act = act;
  }

  get recordId(): string {
    return String(this.line);
  }

  field(name: string): FieldValue | undefined {
    return native(own(this.record, name) ?? own(this.act, name));
  }

  /** The record's own: a keyword of the act is found once, not in each of its records. */
  fieldNames(): readonly string[] {
    return Object.keys(this.record);
  }

  envelope(): Envelope {
    return syslogEnvelope({ ...this.act, ...this.record });
  }

  raw(): Json {
    return { ...this.record, act: this.act };
  }
}

/** The event of what `raw` gave; undefined when it is no record of an act. */
export function auditRecord(file: string, line: string, { act, ...record }: JsonObject): Event | undefined {
  return isObject(act) ? new AuditEvent(file, line, record, act) : undefined;
}

/** What a SYSCALL record says only of itself; its `a0` to `a3` are numbers, not the arguments of a program. */
const OWN = /^(?:type|message|items|priority|facility|severity|program|a\d+)$/;

/** System calls that rules name, by their number on x86-64; a log that is not enriched has only the number. */
const X86_64: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '41': 'socket',
    '42': 'connect',
    '59': 'execve',
    '63': 'uname',
    '99': 'sysinfo',
    '101': 'ptrace',
    '103': 'syslog',
    '133': 'mknod',
    '135': 'personality',
    '165': 'mount',
    '175': 'init_module',
    '176': 'delete_module',
    '259': 'mknodat',
    '313': 'finit_module',
    '319': 'memfd_create',
    '322': 'execveat',
  }),
);

/** `saddr` is a socket address as the kernel holds it: the family in the machine's order, the port in the network's. */
function connected(record: JsonObject): JsonObject {
  const bytes = Buffer.from(String(record.saddr ?? ''), 'hex');
  if (bytes.length >= 8 && bytes.readUInt16LE(0) === 2) {
    return { DestinationIp: bytes.subarray(4, 8).join('.'), DestinationPort: bytes.readUInt16BE(2) };
  }
  if (bytes.length >= 24 && bytes.readUInt16LE(0) === 10) {
    const words = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(8 + 2 * i).toString(16));
    return { DestinationIp: words.join(':'), DestinationPort: bytes.readUInt16BE(2) };
  }
  return {};
}

/** All arguments; a long list goes on in a second EXECVE record. */
function commandLine(records: readonly Pending[]): string | undefined {
  const words: string[] = [];
  for (const { record } of records) {
    if (record.type !== 'EXECVE') continue;
    for (
      let value = own(record, `a${words.length}`);
      value !== undefined;
      value = own(record, `a${words.length}`)
    )
      words.push(String(value));
  }
  return words.length === 0 ? undefined : words.join(' ');
}

function actOf(records: readonly Pending[]): JsonObject {
  const act: JsonObject = {};
  const ofType = (type: string) => records.find(({ record }) => record.type === type)?.record;
  const call = ofType('SYSCALL');
  for (const [name, value] of Object.entries(call ?? {})) if (!OWN.test(name)) act[name] = value;
  if (call && act.SYSCALL === undefined && call.arch === 'c000003e') {
    const name = X86_64.get(String(call.syscall));
    if (name !== undefined) act.SYSCALL = name;
  }
  const cwd = ofType('CWD')?.cwd;
  if (cwd !== undefined) act.cwd = cwd;
  const title = ofType('PROCTITLE')?.proctitle;
  if (title !== undefined) act.proctitle = title;
  const command = commandLine(records);
  if (command !== undefined) act.CommandLine = command;
  const address = act.SYSCALL === 'connect' ? ofType('SOCKADDR') : undefined;
  return address ? { ...act, ...connected(address) } : act;
}

/** A relative name in a PATH record is below the working directory. */
function targetOf(record: JsonObject, act: JsonObject): JsonObject {
  const { name } = record;
  if (record.type !== 'PATH' || typeof name !== 'string') return act;
  const relative = !name.startsWith('/') && typeof act.cwd === 'string';
  return { ...act, TargetFilename: relative ? `${String(act.cwd).replace(/\/$/, '')}/${name}` : name };
}

interface Pending {
  readonly line: number;
  readonly record: JsonObject;
}

/** Several processors write at once, so records of a few acts are mixed; longer than this no act is waited for. */
const MAX_OPEN = 32;
const MAX_RECORDS = 256;
/** Programs that are remembered to name the parents of later ones. */
const MAX_PROGRAMS = 8_192;

/** Takes records in the order of the log, and gives the events of an act once it is whole. */
export function createAuditJoin(file: string, emit: (event: Event) => void) {
  const open = new Map<string, Pending[]>();
  /** By host and process id, the program that it ran last: audit records name a parent only by its id. */
  const programs = new Map<string, { readonly image: Json; readonly command: Json | undefined }>();

  function close(key: string) {
    const records = open.get(key) ?? [];
    open.delete(key);
    const act = actOf(records);
    const host = String(records[0]?.record.hostname ?? '');
    const parent = programs.get(`${host} ${act.ppid}`);
    if (parent) {
      act.ParentImage = parent.image;
      if (parent.command !== undefined) act.ParentCommandLine = parent.command;
    }
    if (act.CommandLine !== undefined && act.exe !== undefined) {
      if (programs.size >= MAX_PROGRAMS) programs.clear();
      programs.set(`${host} ${act.pid}`, { image: act.exe, command: act.CommandLine });
    }
    for (const { line, record } of records) emit(new AuditEvent(file, line, record, targetOf(record, act)));
  }

  return {
    add(line: number, record: JsonObject) {
      const key = `${record.hostname ?? ''} ${record.timestamp} ${record.serial}`;
      let records = open.get(key);
      if (!records) {
        const [oldest] = open.keys();
        if (oldest !== undefined && open.size >= MAX_OPEN) close(oldest);
        records = [];
        open.set(key, records);
      }
      records.push({ line, record });
      if (record.type === 'EOE' || records.length >= MAX_RECORDS) close(key);
    },
    end() {
      for (const key of [...open.keys()]) close(key);
    },
  };
}

/**
 * Windows records, field for field as the providers write them (Security auditing, Sysmon 15,
 * Service Control Manager, PowerShell, Defender, Task Scheduler), before they are numbered and shipped.
 */
import type { Host, Who } from '../cast.ts';
import type { Random } from '../random.ts';
import { stableHex } from '../random.ts';
import type { WindowsNative } from './native.ts';
import type { Program } from './programs.ts';

/** A log-on session on one host: what its processes belong to. */
export interface Session {
  readonly host: Host;
  readonly who: Who;
  /** e.g. `0x3a5f21`. */
  readonly logonId: string;
  readonly integrity: 'Low' | 'Medium' | 'High' | 'System';
  readonly terminal: number;
}

export interface Process {
  readonly session: Session;
  readonly program: Program;
  readonly pid: number;
  readonly guid: string;
  readonly commandLine: string;
}

const upperGuid = (random: Random): string => {
  const h = random.hex(32);
  return `{${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}}`;
};

const hashesOf = (program: Program): string =>
  `SHA1=${stableHex(`sha1 ${program.image}`, 40).toUpperCase()},MD5=${stableHex(`md5 ${program.image}`, 32).toUpperCase()},` +
  `SHA256=${stableHex(`sha256 ${program.image}`, 64).toUpperCase()},IMPHASH=${stableHex(`imphash ${program.image}`, 32).toUpperCase()}`;

const fullName = (who: Who): string => `${who.domain}\\${who.name}`;

export const hexId = (value: number): string => `0x${value.toString(16)}`;

export function systemSession(host: Host, system: Who): Session {
  return { host, who: system, logonId: '0x3e7', integrity: 'System', terminal: 0 };
}

export function newSession(host: Host, who: Who, random: Random, elevated = false): Session {
  return {
    host,
    who,
    logonId: hexId(random.int(0x20000, 0xfffffff)),
    integrity: elevated ? 'High' : 'Medium',
    terminal: elevated ? 2 : 1,
  };
}

/** A process that was already running when the recording began: it can be a parent, but writes nothing itself. */
export function running(
  session: Session,
  program: Program,
  random: Random,
  commandLine = program.image,
): Process {
  return { session, program, pid: random.int(150, 5000) * 4, guid: upperGuid(random), commandLine };
}

const sysmon = (host: Host, id: number, message: string, data: Record<string, string>): WindowsNative => ({
  kind: 'windows',
  channel: 'sysmon',
  id,
  computer: host.fqdn,
  message,
  data: { RuleName: '-', UtcTime: '', ...data },
});

export const security = (
  host: Host,
  id: number,
  message: string,
  data: Record<string, string>,
): WindowsNative => ({
  kind: 'windows',
  channel: 'security',
  id,
  computer: host.fqdn,
  message,
  data,
});

/** Servers audit process creation with command lines (4688); every host with an agent has Sysmon. */
export function processStart(process: Process, parent: Process): WindowsNative[] {
  const { session, program } = process;
  const { host, who } = session;
  // In the security log the system signs with the machine's account.
  const subject = who.name === 'SYSTEM' ? { name: `${host.name}$`, domain: host.domain } : who;
  const natives = [
    sysmon(host, 1, 'Process Create:', {
      ProcessGuid: process.guid,
      ProcessId: String(process.pid),
      Image: program.image,
      FileVersion: program.company === '-' ? '-' : '10.0.20348.1 (WinBuild.160101.0800)',
      Description: program.description,
      Product:
        program.company === 'Microsoft Corporation'
          ? 'Microsoft\u00ae Windows\u00ae Operating System'
          : program.description,
      Company: program.company,
      OriginalFileName: program.original,
      CommandLine: process.commandLine,
      CurrentDirectory:
        session.integrity === 'System' ? 'C:\\Windows\\system32\\' : `C:\\Users\\${who.name}\\`,
      User: fullName(who),
      LogonGuid: `{${stableHex(`${host.name} ${session.logonId}`, 8)}-0000-0000-${session.logonId.slice(2).padStart(4, '0').slice(-4)}-000000000000}`,
      LogonId: session.logonId,
      TerminalSessionId: String(session.terminal),
      IntegrityLevel: session.integrity,
      Hashes: hashesOf(program),
      ParentProcessGuid: parent.guid,
      ParentProcessId: String(parent.pid),
      ParentImage: parent.program.image,
      ParentCommandLine: parent.commandLine,
      ParentUser: fullName(parent.session.who),
    }),
  ];
  if (host.asset.kind !== 'workstation' && host.asset.kind !== 'laptop') {
    natives.push(
      security(host, 4688, 'A new process has been created.', {
        SubjectUserSid: who.sid,
        SubjectUserName: subject.name,
        SubjectDomainName: subject.domain,
        SubjectLogonId: session.logonId,
        NewProcessId: hexId(process.pid),
        NewProcessName: program.image,
        TokenElevationType: session.integrity === 'Medium' ? '%%1938' : '%%1936',
        ProcessId: hexId(parent.pid),
        CommandLine: process.commandLine,
        TargetUserSid: 'S-1-0-0',
        TargetUserName: '-',
        TargetDomainName: '-',
        TargetLogonId: '0x0',
        ParentProcessName: parent.program.image,
        MandatoryLabel: session.integrity === 'System' ? 'S-1-16-16384' : 'S-1-16-12288',
      }),
    );
  }
  return natives;
}

export function connection(
  process: Process,
  to: { ip: string; port: number; name?: string },
  sourcePort: number,
  initiated = true,
): WindowsNative {
  return sysmon(process.session.host, 3, 'Network connection detected:', {
    ProcessGuid: process.guid,
    ProcessId: String(process.pid),
    Image: process.program.image,
    User: fullName(process.session.who),
    Protocol: 'tcp',
    Initiated: String(initiated),
    SourceIsIpv6: 'false',
    SourceIp: process.session.host.ip,
    SourceHostname: process.session.host.fqdn,
    SourcePort: String(sourcePort),
    SourcePortName: '-',
    DestinationIsIpv6: 'false',
    DestinationIp: to.ip,
    DestinationHostname: to.name ?? '-',
    DestinationPort: String(to.port),
    DestinationPortName: to.port === 443 ? 'https' : to.port === 445 ? 'microsoft-ds' : '-',
  });
}

export const dnsQuery = (process: Process, name: string, answer: string): WindowsNative =>
  sysmon(process.session.host, 22, 'Dns query:', {
    ProcessGuid: process.guid,
    ProcessId: String(process.pid),
    QueryName: name,
    QueryStatus: '0',
    QueryResults: `::ffff:${answer};`,
    Image: process.program.image,
    User: fullName(process.session.who),
  });

export const fileCreated = (process: Process, path: string): WindowsNative =>
  sysmon(process.session.host, 11, 'File created:', {
    ProcessGuid: process.guid,
    ProcessId: String(process.pid),
    Image: process.program.image,
    TargetFilename: path,
    CreationUtcTime: '',
    User: fullName(process.session.who),
  });

export const registrySet = (process: Process, target: string, details: string): WindowsNative =>
  sysmon(process.session.host, 13, 'Registry value set:', {
    EventType: 'SetValue',
    ProcessGuid: process.guid,
    ProcessId: String(process.pid),
    Image: process.program.image,
    TargetObject: target,
    Details: details,
    User: fullName(process.session.who),
  });

export const pipe = (process: Process, name: string, event: 'created' | 'connected'): WindowsNative =>
  sysmon(
    process.session.host,
    event === 'created' ? 17 : 18,
    `Pipe ${event === 'created' ? 'Created' : 'Connected'}:`,
    {
      EventType: event === 'created' ? 'CreatePipe' : 'ConnectPipe',
      ProcessGuid: process.guid,
      ProcessId: String(process.pid),
      PipeName: name,
      Image: process.program.image,
      User: fullName(process.session.who),
    },
  );

export const imageLoaded = (process: Process, dll: string, signed: boolean): WindowsNative =>
  sysmon(process.session.host, 7, 'Image loaded:', {
    ProcessGuid: process.guid,
    ProcessId: String(process.pid),
    Image: process.program.image,
    ImageLoaded: dll,
    FileVersion: signed ? '10.0.20348.1 (WinBuild.160101.0800)' : '-',
    Description: '-',
    Product: signed ? 'Microsoft\u00ae Windows\u00ae Operating System' : '-',
    Company: signed ? 'Microsoft Corporation' : '-',
    OriginalFileName: signed ? dll.slice(dll.lastIndexOf('\\') + 1) : '-',
    Hashes: `SHA256=${stableHex(dll, 64).toUpperCase()}`,
    Signed: String(signed),
    Signature: signed ? 'Microsoft Windows' : '-',
    SignatureStatus: signed ? 'Valid' : 'Unavailable',
    User: fullName(process.session.who),
  });

export const remoteThread = (source: Process, target: Process): WindowsNative =>
  sysmon(source.session.host, 8, 'CreateRemoteThread detected:', {
    SourceProcessGuid: source.guid,
    SourceProcessId: String(source.pid),
    SourceImage: source.program.image,
    TargetProcessGuid: target.guid,
    TargetProcessId: String(target.pid),
    TargetImage: target.program.image,
    NewThreadId: String(1000 + (source.pid % 7000)),
    StartAddress: `0x${stableHex(source.guid, 16).toUpperCase()}`,
    StartModule: '-',
    StartFunction: '-',
    SourceUser: fullName(source.session.who),
    TargetUser: fullName(target.session.who),
  });

export const processAccess = (
  source: Process,
  target: Process,
  granted: string,
  trace: string,
): WindowsNative =>
  sysmon(source.session.host, 10, 'Process accessed:', {
    SourceProcessGUID: source.guid,
    SourceProcessId: String(source.pid),
    SourceThreadId: String(1000 + (source.pid % 7000)),
    SourceImage: source.program.image,
    TargetProcessGUID: target.guid,
    TargetProcessId: String(target.pid),
    TargetImage: target.program.image,
    GrantedAccess: granted,
    CallTrace: trace,
    SourceUser: fullName(source.session.who),
    TargetUser: fullName(target.session.who),
  });

export function startProcess(
  session: Session,
  program: Program,
  random: Random,
  commandLine = `"${program.image}"`,
): Process {
  return { session, program, pid: random.int(500, 6000) * 4, guid: upperGuid(random), commandLine };
}

/** Windows records about accounts: log-ons, tickets and privileges, as Security auditing writes them. */
import type { Cast, Host, Who } from '../cast.ts';
import type { Random } from '../random.ts';
import { stableHex } from '../random.ts';
import type { WindowsNative } from './native.ts';
import type { Session } from './windows.ts';
import { hexId, security } from './windows.ts';

const zeroGuid = '{00000000-0000-0000-0000-000000000000}';
const guidOf = (label: string): string => {
  const h = stableHex(label, 32);
  return `{${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}}`;
};

export type LogonType = 2 | 3 | 4 | 5 | 7 | 9 | 10 | 11;

export interface LogonFrom {
  ip: string;
  port: number;
  name: string;
}

const logonProcess: Record<LogonType, string> = {
  2: 'User32 ',
  3: 'Kerberos',
  4: 'Advapi  ',
  5: 'Advapi  ',
  7: 'User32 ',
  9: 'seclogo',
  10: 'User32 ',
  11: 'User32 ',
};

/** 4624. Network log-ons with `ntlm` name the package as NTLM V2, as older devices and tools do. */
export function logon(
  session: Session,
  type: LogonType,
  from: LogonFrom | null,
  ntlm = false,
): WindowsNative {
  const { host, who } = session;
  const local = type !== 3;
  return security(host, 4624, 'An account was successfully logged on.', {
    SubjectUserSid: local ? 'S-1-5-18' : 'S-1-0-0',
    SubjectUserName: local ? `${host.name}$` : '-',
    SubjectDomainName: local ? host.domain : '-',
    SubjectLogonId: local ? '0x3e7' : '0x0',
    TargetUserSid: who.sid,
    TargetUserName: who.name,
    TargetDomainName: who.domain,
    TargetLogonId: session.logonId,
    LogonType: String(type),
    LogonProcessName: ntlm ? 'NtLmSsp ' : logonProcess[type],
    AuthenticationPackageName: ntlm ? 'NTLM' : type === 3 ? 'Kerberos' : 'Negotiate',
    WorkstationName: ntlm ? (from?.name ?? '-') : type === 3 ? '-' : host.name,
    LogonGuid: ntlm ? zeroGuid : guidOf(`${host.name} ${session.logonId}`),
    TransmittedServices: '-',
    LmPackageName: ntlm ? 'NTLM V2' : '-',
    KeyLength: ntlm ? '128' : '0',
    ProcessId: local ? hexId(0x4c0) : '0x0',
    ProcessName:
      type === 5 || type === 4
        ? 'C:\\Windows\\System32\\services.exe'
        : local
          ? 'C:\\Windows\\System32\\svchost.exe'
          : '-',
    IpAddress: from ? from.ip : local ? '127.0.0.1' : '-',
    IpPort: String(from?.port ?? 0),
    ImpersonationLevel: '%%1833',
    RestrictedAdminMode: '-',
    TargetOutboundUserName: '-',
    TargetOutboundDomainName: '-',
    VirtualAccount: '%%1843',
    TargetLinkedLogonId: '0x0',
    ElevatedToken: session.integrity === 'Medium' ? '%%1843' : '%%1842',
  });
}

export const logoff = (session: Session, type: LogonType): WindowsNative =>
  security(session.host, 4634, 'An account was logged off.', {
    TargetUserSid: session.who.sid,
    TargetUserName: session.who.name,
    TargetDomainName: session.who.domain,
    TargetLogonId: session.logonId,
    LogonType: String(type),
  });

/** 4672: the session holds administrator-like rights. */
export const privileges = (session: Session): WindowsNative =>
  security(session.host, 4672, 'Special privileges assigned to new logon.', {
    SubjectUserSid: session.who.sid,
    SubjectUserName: session.who.name,
    SubjectDomainName: session.who.domain,
    SubjectLogonId: session.logonId,
    PrivilegeList:
      'SeSecurityPrivilege\n\t\t\tSeBackupPrivilege\n\t\t\tSeRestorePrivilege\n\t\t\tSeTakeOwnershipPrivilege\n\t\t\tSeDebugPrivilege\n\t\t\tSeSystemEnvironmentPrivilege\n\t\t\tSeLoadDriverPrivilege\n\t\t\tSeImpersonatePrivilege',
  });

/** 4625 with sub-status 0xc000006a (wrong password) unless told otherwise. */
export const logonFailed = (
  host: Host,
  name: string,
  domain: string,
  type: LogonType,
  from: LogonFrom | null,
  subStatus = '0xc000006a',
): WindowsNative =>
  security(host, 4625, 'An account failed to log on.', {
    SubjectUserSid: type === 3 ? 'S-1-0-0' : 'S-1-5-18',
    SubjectUserName: type === 3 ? '-' : `${host.name}$`,
    SubjectDomainName: type === 3 ? '-' : domain,
    SubjectLogonId: type === 3 ? '0x0' : '0x3e7',
    TargetUserSid: 'S-1-0-0',
    TargetUserName: name,
    TargetDomainName: domain,
    Status: '0xc000006d',
    FailureReason: '%%2313',
    SubStatus: subStatus,
    LogonType: String(type),
    LogonProcessName: type === 3 ? 'NtLmSsp ' : 'User32 ',
    AuthenticationPackageName: type === 3 ? 'NTLM' : 'Negotiate',
    WorkstationName: from?.name ?? host.name,
    TransmittedServices: '-',
    LmPackageName: '-',
    KeyLength: '0',
    ProcessId: type === 3 ? '0x0' : hexId(0x4c0),
    ProcessName: type === 3 ? '-' : 'C:\\Windows\\System32\\svchost.exe',
    IpAddress: from?.ip ?? '127.0.0.1',
    IpPort: String(from?.port ?? 0),
  });

export const explicitLogon = (session: Session, target: Who, server: string, image: string): WindowsNative =>
  security(session.host, 4648, 'A logon was attempted using explicit credentials.', {
    SubjectUserSid: session.who.sid,
    SubjectUserName: session.who.name,
    SubjectDomainName: session.who.domain,
    SubjectLogonId: session.logonId,
    LogonGuid: zeroGuid,
    TargetUserName: target.name,
    TargetDomainName: target.domain,
    TargetLogonGuid: zeroGuid,
    TargetServerName: server,
    TargetInfo: server,
    ProcessId: hexId(0x1a2c),
    ProcessName: image,
    IpAddress: '-',
    IpPort: '-',
  });

/** 4768 on the controller: a ticket-granting ticket, AES-256, pre-authenticated. */
export const ticketGranting = (controller: Host, cast: Cast, who: Who, from: LogonFrom): WindowsNative =>
  security(controller, 4768, 'A Kerberos authentication ticket (TGT) was requested.', {
    TargetUserName: who.name,
    TargetDomainName: cast.dns.toUpperCase(),
    TargetSid: who.sid,
    ServiceName: 'krbtgt',
    ServiceSid: `${who.sid.slice(0, who.sid.lastIndexOf('-'))}-502`,
    TicketOptions: '0x40810010',
    Status: '0x0',
    TicketEncryptionType: '0x12',
    PreAuthType: '2',
    CertIssuerName: '',
    CertSerialNumber: '',
    CertThumbprint: '',
    IpAddress: `::ffff:${from.ip}`,
    IpPort: String(from.port),
  });

/** 4769 on the controller: a service ticket; `0x17` (RC4) is what old software and ticket thieves ask for. */
export const serviceTicket = (
  controller: Host,
  cast: Cast,
  who: Who,
  service: string,
  from: LogonFrom,
  encryption = '0x12',
): WindowsNative =>
  security(controller, 4769, 'A Kerberos service ticket was requested.', {
    TargetUserName: `${who.name}@${cast.dns.toUpperCase()}`,
    TargetDomainName: cast.dns.toUpperCase(),
    ServiceName: service,
    ServiceSid: `${who.sid.slice(0, who.sid.lastIndexOf('-'))}-${2000 + (service.length % 97)}`,
    TicketOptions: '0x40810000',
    TicketEncryptionType: encryption,
    IpAddress: `::ffff:${from.ip}`,
    IpPort: String(from.port),
    Status: '0x0',
    LogonGuid: guidOf(`${who.name} ${service} ${from.port}`),
    TransmittedServices: '-',
  });

/** 4771: Kerberos pre-authentication failed, 0x18 = wrong password. */
export const preAuthFailed = (controller: Host, cast: Cast, who: Who, from: LogonFrom): WindowsNative =>
  security(controller, 4771, 'Kerberos pre-authentication failed.', {
    TargetUserName: who.name,
    TargetSid: who.sid,
    ServiceName: `krbtgt/${cast.netbios}`,
    TicketOptions: '0x40810010',
    Status: '0x18',
    PreAuthType: '2',
    IpAddress: `::ffff:${from.ip}`,
    IpPort: String(from.port),
    CertIssuerName: '',
    CertSerialNumber: '',
    CertThumbprint: '',
  });

/** 4776 on the controller: NTLM validation. */
export const ntlmValidated = (
  controller: Host,
  name: string,
  workstation: string,
  status = '0x0',
): WindowsNative =>
  security(controller, 4776, 'The computer attempted to validate the credentials for an account.', {
    PackageName: 'MICROSOFT_AUTHENTICATION_PACKAGE_V1_0',
    TargetUserName: name,
    Workstation: workstation,
    Status: status,
  });

const anyPort = (random: Random): number => random.int(49152, 65535);
export const fromHost = (host: Host, random: Random): LogonFrom => ({
  ip: host.ip,
  port: anyPort(random),
  name: host.name,
});

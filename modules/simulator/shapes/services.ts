/** Windows records about services, tasks, scripts, shares and directory access. */
import type { Host, Who } from '../cast.ts';
import type { Random } from '../random.ts';
import type { WindowsNative } from './native.ts';
import type { Session } from './windows.ts';
import { security } from './windows.ts';

const subject = (session: Session): Record<string, string> => ({
  SubjectUserSid: session.who.sid,
  SubjectUserName: session.who.name,
  SubjectDomainName: session.who.domain,
  SubjectLogonId: session.logonId,
});

const system = (
  host: Host,
  id: number,
  message: string,
  data: Record<string, string>,
  provider = 'Service Control Manager',
): WindowsNative => ({
  kind: 'windows',
  channel: 'system',
  id,
  computer: host.fqdn,
  message,
  data,
  provider,
});

export const serviceState = (host: Host, service: string, state: 'running' | 'stopped'): WindowsNative =>
  system(host, 7036, `The ${service} service entered the ${state} state.`, {
    param1: service,
    param2: state,
  });

export const serviceStartType = (
  host: Host,
  title: string,
  from: string,
  to: string,
  name: string,
): WindowsNative =>
  system(host, 7040, `The start type of the ${title} service was changed from ${from} to ${to}.`, {
    param1: title,
    param2: from,
    param3: to,
    param4: name,
  });

/** 7045 in System and its twin 4697 in Security. */
export function serviceInstalled(
  session: Session,
  name: string,
  path: string,
  account = 'LocalSystem',
): WindowsNative[] {
  return [
    system(session.host, 7045, 'A service was installed in the system.', {
      ServiceName: name,
      ImagePath: path,
      ServiceType: 'user mode service',
      StartType: 'demand start',
      AccountName: account,
    }),
    security(session.host, 4697, 'A service was installed in the system.', {
      ...subject(session),
      ServiceName: name,
      ServiceFileName: path,
      ServiceType: '0x10',
      ServiceStartType: '3',
      ServiceAccount: account,
      ClientProcessStartKey: '0',
      ClientProcessId: '0x0',
      ParentProcessId: '0x0',
    }),
  ];
}

export const systemLogCleared = (session: Session, channel: string): WindowsNative => ({
  ...system(session.host, 104, `The ${channel} log file was cleared.`, {
    SubjectUserName: session.who.name,
    SubjectDomainName: session.who.domain,
    Channel: channel,
    BackupPath: '',
  }),
  provider: 'Microsoft-Windows-Eventlog',
});

export const auditLogCleared = (session: Session): WindowsNative => ({
  ...security(session.host, 1102, 'The audit log was cleared.', subject(session)),
  provider: 'Microsoft-Windows-Eventlog',
});

export const systemStarted = (host: Host): WindowsNative =>
  system(host, 6005, 'The Event log service was started.', {}, 'EventLog');

export const shutdownRequested = (host: Host, who: Who, reason: string): WindowsNative =>
  system(
    host,
    1074,
    `The process has initiated the restart of computer ${host.name}.`,
    {
      param1: 'C:\\Windows\\System32\\RuntimeBroker.exe',
      param2: host.name,
      param3: reason,
      param4: '0x80020010',
      param5: 'restart',
      param6: '',
      param7: `${who.domain}\\${who.name}`,
    },
    'User32',
  );

/** 4104: the text of a PowerShell script block. */
export const scriptBlock = (host: Host, text: string, random: Random, path = ''): WindowsNative => ({
  kind: 'windows',
  channel: 'powershell',
  id: 4104,
  computer: host.fqdn,
  message: 'Creating Scriptblock text (1 of 1):',
  data: {
    MessageNumber: '1',
    MessageTotal: '1',
    ScriptBlockText: text,
    ScriptBlockId: `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`,
    Path: path,
  },
});

const task = (host: Host, id: number, message: string, data: Record<string, string>): WindowsNative => ({
  kind: 'windows',
  channel: 'tasks',
  id,
  computer: host.fqdn,
  message,
  data,
});

export const taskStarted = (host: Host, name: string, who: string, random: Random): WindowsNative[] => {
  const instance =
    `{${random.hex(8)}-${random.hex(4)}-${random.hex(4)}-${random.hex(4)}-${random.hex(12)}}`.toUpperCase();
  return [
    task(
      host,
      100,
      `Task Scheduler started "${instance}" instance of the "${name}" task for user "${who}".`,
      {
        TaskName: name,
        UserContext: who,
        InstanceId: instance,
      },
    ),
    task(
      host,
      102,
      `Task Scheduler successfully finished "${instance}" instance of the "${name}" task for user "${who}".`,
      {
        TaskName: name,
        UserContext: who,
        InstanceId: instance,
      },
    ),
  ];
};

/** 106 in Task Scheduler and 4698 in Security. */
export const taskRegistered = (
  session: Session,
  name: string,
  command: string,
  args: string,
): WindowsNative[] => [
  task(
    session.host,
    106,
    `User "${session.who.domain}\\${session.who.name}" registered Task Scheduler task "${name}"`,
    {
      TaskName: name,
      UserContext: `${session.who.domain}\\${session.who.name}`,
    },
  ),
  security(session.host, 4698, 'A scheduled task was created.', {
    ...subject(session),
    TaskName: name,
    TaskContent:
      '<?xml version="1.0" encoding="UTF-16"?>\r\n<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">' +
      `<Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers><Actions Context="Author"><Exec><Command>${command}</Command>` +
      `<Arguments>${args}</Arguments></Exec></Actions></Task>`,
  }),
];

export const shareOpened = (
  session: Session,
  share: string,
  from: { ip: string; port: number },
): WindowsNative =>
  security(session.host, 5140, 'A network share object was accessed.', {
    ...subject(session),
    ObjectType: 'File',
    IpAddress: from.ip,
    IpPort: String(from.port),
    ShareName: `\\\\*\\${share}`,
    ShareLocalPath: share.endsWith('$') && share.length === 2 ? `\\??\\${share[0]}:\\` : '',
    AccessMask: '0x1',
    AccessList: '%%4416\r\n\t\t\t\t',
  });

export const shareFile = (
  session: Session,
  share: string,
  file: string,
  from: { ip: string; port: number },
  mask = '0x120089',
): WindowsNative =>
  security(
    session.host,
    5145,
    'A network share object was checked to see whether client can be granted desired access.',
    {
      ...subject(session),
      ObjectType: 'File',
      IpAddress: from.ip,
      IpPort: String(from.port),
      ShareName: `\\\\*\\${share}`,
      ShareLocalPath: '',
      RelativeTargetName: file,
      AccessMask: mask,
      AccessList: '%%1538\r\n\t\t\t\t%%1541\r\n\t\t\t\t%%4416\r\n\t\t\t\t',
      AccessReason: '-',
    },
  );

/** 4662 on the domain object: with these properties, a request to copy every password hash (DCSync). */
export const directoryAccess = (
  session: Session,
  properties: readonly string[],
  mask: string,
): WindowsNative =>
  security(session.host, 4662, 'An operation was performed on an object.', {
    ...subject(session),
    ObjectServer: 'DS',
    ObjectType: '%{19195a5b-6da0-11d0-afd3-00c04fd930c9}',
    ObjectName: '%{b9f3c1a0-2d43-4a5e-9f0e-6a6f1f1f7d10}',
    OperationType: 'Object Access',
    HandleId: '0x0',
    AccessList: '%%7688\r\n\t\t\t\t',
    AccessMask: mask,
    Properties: `%%7688\r\n\t\t${properties.map((each) => `{${each}}`).join('\r\n\t\t')}\r\n\t{19195a5b-6da0-11d0-afd3-00c04fd930c9}\r\n`,
    AdditionalInfo: '-',
    AdditionalInfo2: '',
  });

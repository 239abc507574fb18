/**
 * Microsoft Defender: events of advanced hunting (results as CSV or JSON, the streaming API's
 * `AdvancedHunting-…` categories) and alerts. content/mappings/defender.yaml routes the tables to Sigma's
 * categories; here are only the fields that a table holds in pieces.
 */
import type { Event, Json } from '../model.ts';
import { CloudEvent, type CloudKind, derivedFields } from './cloud.ts';
import { isObject, type JsonObject } from './fields.ts';
import { namedSource } from './sources.ts';

type Get = (path: string) => Json | undefined;

const text = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;

/** The table of a result that does not name it, by an action that only one table has. */
const TABLE_OF_ACTION: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ProcessCreated: 'DeviceProcessEvents',
    OpenProcess: 'DeviceProcessEvents',
    ConnectionSuccess: 'DeviceNetworkEvents',
    ConnectionFailed: 'DeviceNetworkEvents',
    ConnectionAttempt: 'DeviceNetworkEvents',
    ConnectionFound: 'DeviceNetworkEvents',
    ConnectionRequest: 'DeviceNetworkEvents',
    InboundConnectionAccepted: 'DeviceNetworkEvents',
    ListeningConnectionCreated: 'DeviceNetworkEvents',
    FileCreated: 'DeviceFileEvents',
    FileModified: 'DeviceFileEvents',
    FileRenamed: 'DeviceFileEvents',
    FileDeleted: 'DeviceFileEvents',
    RegistryKeyCreated: 'DeviceRegistryEvents',
    RegistryKeyDeleted: 'DeviceRegistryEvents',
    RegistryKeyRenamed: 'DeviceRegistryEvents',
    RegistryValueSet: 'DeviceRegistryEvents',
    RegistryValueDeleted: 'DeviceRegistryEvents',
    ImageLoaded: 'DeviceImageLoadEvents',
    LogonSuccess: 'DeviceLogonEvents',
    LogonFailed: 'DeviceLogonEvents',
    LogonAttempted: 'DeviceLogonEvents',
  }),
);

const HIVES: Readonly<Record<string, string>> = {
  HKEY_LOCAL_MACHINE: 'HKLM',
  HKEY_CURRENT_USER: 'HKCU',
  HKEY_CLASSES_ROOT: 'HKCR',
  HKEY_USERS: 'HKU',
};

/** Sysmon, for which rules are written, shortens the hive and puts the value's name behind the key. */
function target(get: Get): string | undefined {
  const key = text(get('RegistryKey')) ?? text(get('PreviousRegistryKey'));
  if (key === undefined) return undefined;
  const name = text(get('RegistryValueName'));
  const short = key.replace(/^HKEY_[A-Z_]+/, (hive) => HIVES[hive] ?? hive);
  return name === undefined ? short : `${short}\\${name}`;
}

function details(get: Get): string | undefined {
  const data = text(get('RegistryValueData'));
  const type = text(get('RegistryValueType'))?.toUpperCase();
  const wide = type === 'DWORD' ? 8 : type === 'QWORD' ? 16 : undefined;
  if (data === undefined || wide === undefined || !/^\d{1,20}$/.test(data)) return data;
  return `${type} (0x${BigInt(data).toString(16).padStart(wide, '0')})`;
}

const person = (get: Get, domain: string, name: string): string | undefined => {
  const account = text(get(name));
  const realm = text(get(domain));
  return account === undefined || realm === undefined ? account : `${realm}\\${account}`;
};

function hashes(get: Get): string | undefined {
  const found = ['MD5', 'SHA1', 'SHA256'].flatMap((name) => {
    const value = text(get(name));
    return value === undefined ? [] : [`${name}=${value.toUpperCase()}`];
  });
  return found.length === 0 ? undefined : found.join(',');
}

const deviceEvent: CloudKind = {
  format: 'defender',
  time: ['Timestamp', 'TimeGenerated', 'time'],
  id: ['ReportId'],
  host: ['DeviceName'],
  account: ['User', 'AccountUpn', 'InitiatingProcessAccountUpn', 'InitiatingProcessAccountName'],
  sourceAddress: ['LocalIP'],
  destinationAddress: ['RemoteIP'],
  destinationPort: ['RemotePort'],
  derived: derivedFields({
    user: (get) =>
      person(get, 'AccountDomain', 'AccountName') ??
      person(get, 'InitiatingProcessAccountDomain', 'InitiatingProcessAccountName'),
    parentuser: (get) => person(get, 'InitiatingProcessAccountDomain', 'InitiatingProcessAccountName'),
    hashes,
    targetobject: target,
    details,
    initiated: (get) => (get('ActionType') === 'InboundConnectionAccepted' ? 'false' : 'true'),
    threatname: (get) => text(get('AdditionalFields.ThreatName')),
    scriptblocktext: (get) => text(get('AdditionalFields.Command')),
    pipename: (get) => text(get('AdditionalFields.PipeName'))?.replace(/^\\Device\\NamedPipe/i, ''),
    queryname: (get) => text(get('AdditionalFields.DnsQueryString')) ?? text(get('AdditionalFields.query')),
  }),
};

/** A logon's other end is where it came from. */
const logonEvent: CloudKind = {
  ...deviceEvent,
  sourceAddress: ['RemoteIP'],
  destinationAddress: [],
  destinationPort: [],
};

const alert: CloudKind = {
  format: 'defender',
  time: [
    'firstActivityDateTime',
    'firstEventTime',
    'createdDateTime',
    'alertCreationTime',
    'Timestamp',
    'time',
  ],
  id: ['providerAlertId', 'id', 'AlertId'],
  host: ['evidence.deviceDnsName', 'computerDnsName', 'devices.deviceDnsName', 'DeviceName'],
  account: [
    'evidence.userAccount.userPrincipalName',
    'evidence.userAccount.accountName',
    'relatedUser.userName',
    'AccountUpn',
    'AccountName',
  ],
  sourceAddress: ['evidence.ipAddress', 'RemoteIP'],
  derived: derivedFields({
    eventname: (get) => text(get('title')),
    // Defender for Cloud Apps made the alerts that SigmaHQ's threat_management rules were written for.
    eventsource: (get) =>
      /cloud ?app/i.test(text(get('serviceSource')) ?? '') ? 'SecurityComplianceCenter' : undefined,
    status: () => 'success',
  }),
};

function tableOf(record: JsonObject): string | undefined {
  for (const name of [record.category, record.Type, record.$table]) {
    const table =
      typeof name === 'string' ? /^(?:AdvancedHunting-)?(Device\w{2,40}Events)$/.exec(name)?.[1] : undefined;
    if (table !== undefined) return table;
  }
  if (typeof record.ActionType !== 'string' || record.DeviceId === undefined) return undefined;
  return TABLE_OF_ACTION.get(record.ActionType) ?? 'DeviceEvents';
}

/** Windows unless a path says otherwise: the tables do not hold the operating system. */
function productOf(record: JsonObject): 'windows' | 'linux' | 'macos' {
  const body = isObject(record.properties) ? record.properties : record;
  const path = text(body.FolderPath) ?? text(body.InitiatingProcessFolderPath) ?? '';
  if (!path.startsWith('/')) return 'windows';
  return /^\/(?:Applications|Library|System|Users|private)\//.test(path) ? 'macos' : 'linux';
}

function isAlert(record: JsonObject): boolean {
  return (
    (record.title !== undefined &&
      record.severity !== undefined &&
      (record.detectionSource !== undefined || record.serviceSource !== undefined)) ||
    (record.AlertId !== undefined && record.Title !== undefined && record.DetectionSource !== undefined)
  );
}

export function defenderEvent(file: string, line: string | number, record: JsonObject): Event | undefined {
  const service = tableOf(record);
  if (service !== undefined) {
    const kind = service === 'DeviceLogonEvents' ? logonEvent : deviceEvent;
    const source = namedSource('defender', { product: productOf(record), service });
    return new CloudEvent(source, file, line, record, kind);
  }
  const inner = isObject(record.properties) ? record.properties : record;
  if (!isAlert(inner)) return undefined;
  return new CloudEvent(
    namedSource('defender', { product: 'm365', service: 'alerts' }),
    file,
    line,
    record,
    alert,
  );
}

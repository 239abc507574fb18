/** Who, where and when of a Windows event, from its native fields, whatever container it came in. */
import type { Envelope, FieldValue } from '../model.ts';
import { port } from './fields.ts';
import { isoTime } from './time.ts';

type Get = (name: string) => FieldValue | undefined;

/**
 * Logon and Kerberos events are written by the machine about someone: there the acting account is the
 * Target, and Subject is the computer itself.
 */
const ACTS_BY_TARGET = new Set([
  4624, 4625, 4634, 4647, 4648, 4768, 4769, 4770, 4771, 4772, 4776, 4777, 4778, 4779, 4800, 4801,
]);

/** [domain, name] pairs in the order they are believed. */
const TARGET: readonly (readonly [string, string])[] = [
  ['TargetDomainName', 'TargetUserName'],
  ['AccountDomain', 'AccountName'],
  ['SubjectDomainName', 'SubjectUserName'],
];
const SUBJECT: readonly (readonly [string, string])[] = [
  ['SubjectDomainName', 'SubjectUserName'],
  // Sysmon writes DOMAIN\\name here, Defender the name with the domain beside it.
  ['Domain', 'User'],
  ['', 'SourceUser'],
  ['', 'DetectionUser'],
  ['', 'UserContext'],
  ['Domain', 'AccountName'],
  ['', 'UserName'],
  ['TargetDomainName', 'TargetUserName'],
  // Security identifier from the event's System part: names an account when nothing better does.
  ['', 'Security_UserID'],
];

/** A new service's `AccountName` is whom it will run as; who installed it is in the System part. */
const SERVICE_INSTALLED = 7045;
const SYSTEM_PART: readonly (readonly [string, string])[] = [['', 'Security_UserID']];

const WELL_KNOWN: Readonly<Record<string, string>> = {
  'S-1-5-18': 'NT AUTHORITY\\SYSTEM',
  'S-1-5-19': 'NT AUTHORITY\\LOCAL SERVICE',
  'S-1-5-20': 'NT AUTHORITY\\NETWORK SERVICE',
};

/** Event time first; then when it was collected. `EventTime` (NXLog) is local time without a zone, so it comes last. */
const TIMES = [
  'SystemTime',
  'UtcTime',
  '@timestamp',
  'TimeGenerated',
  '_time',
  'EventTime',
  'EventReceivedTime',
];

function text(value: FieldValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' && value !== '-' && value !== 'N/A' ? value : undefined;
}

function address(value: FieldValue | undefined): string | undefined {
  const found = text(value);
  // IPv4 written as mapped IPv6, as the Security log does for network logons.
  return found?.startsWith('::ffff:') && found.includes('.') ? found.slice(7) : found;
}

function accountFrom(get: Get, pairs: readonly (readonly [string, string])[]): string | undefined {
  for (const [domainField, nameField] of pairs) {
    const name = text(get(nameField));
    if (name === undefined) continue;
    const domain = domainField === '' ? undefined : text(get(domainField));
    if (domain === undefined || name.includes('\\') || name.includes('@')) return WELL_KNOWN[name] ?? name;
    return `${domain}\\${name}`;
  }
  return undefined;
}

function pairsOf(eventId: number | undefined): readonly (readonly [string, string])[] {
  if (eventId === SERVICE_INSTALLED) return SYSTEM_PART;
  return eventId !== undefined && ACTS_BY_TARGET.has(eventId) ? TARGET : SUBJECT;
}

export function windowsEnvelope(get: Get, eventId: number | undefined): Envelope {
  const envelope: Envelope = {};
  for (const name of TIMES) {
    const time = isoTime(get(name));
    if (time === undefined) continue;
    envelope.time = time;
    break;
  }
  const host = text(get('Computer'));
  if (host !== undefined) envelope.host = host.toLowerCase();
  const account = accountFrom(get, pairsOf(eventId));
  if (account !== undefined) envelope.account = account;
  const source = address(get('SourceIp') ?? get('IpAddress') ?? get('SourceAddress') ?? get('ClientAddress'));
  if (source !== undefined) envelope.sourceAddress = source;
  const destination = address(get('DestinationIp') ?? get('DestAddress'));
  if (destination !== undefined) envelope.destinationAddress = destination;
  const to = port(get('DestinationPort') ?? get('DestPort'));
  if (to !== undefined) envelope.destinationPort = to;
  return envelope;
}

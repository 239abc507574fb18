/**
 * The conversation that a network event tells of, if any. A connection that was refused or that nobody answered is none: a scan would
 * make thousands, and nobody rests on them. Records that tell of the same connection again (TLS, DNS and files in Zeek, alerts in
 * Suricata) are left to the one record that tells of each connection.
 */
import type { Event, FieldValue, LogSource } from '../model.ts';
import { port as portOf } from '../readers/fields.ts';
import type { FlowSeen } from './model.ts';

export interface Conversation {
  from: string;
  to: string;
  protocol: FlowSeen['protocol'];
  port: number | null;
  bytes: number;
}

type ReadFlow = (event: Event) => Conversation | undefined;

const text = (value: FieldValue | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const size = (...values: (FieldValue | undefined)[]): number =>
  values.reduce<number>((sum, value) => {
    const bytes = typeof value === 'number' || typeof value === 'string' ? Number(value) : 0;
    return bytes > 0 && Number.isSafeInteger(bytes) ? sum + bytes : sum;
  }, 0);

/** Names and numbers of IANA's registry of protocols. */
function protocolOf(value: FieldValue | undefined): FlowSeen['protocol'] {
  switch (text(value).toLowerCase()) {
    case 'tcp':
    case '6':
      return 'tcp';
    case 'udp':
    case '17':
      return 'udp';
    case 'icmp':
    case 'icmp6':
    case 'ipv6-icmp':
    case '1':
    case '58':
      return 'icmp';
    default:
      return 'other';
  }
}

function conversation(
  from: FieldValue | undefined,
  to: FieldValue | undefined,
  protocol: FlowSeen['protocol'],
  port: FieldValue | undefined,
  bytes: number,
): Conversation | undefined {
  const [source, destination] = [text(from), text(to)];
  const called = portOf(port) ?? null;
  const hasPorts = protocol === 'tcp' || protocol === 'udp';
  if (source === '' || destination === '' || (hasPorts && called === null)) return undefined;
  return { from: source, to: destination, protocol, port: hasPorts ? called : null, bytes };
}

/** Zeek's states in which no conversation came about; `OTH` is the middle of one, of which nobody knows who began it. */
const unanswered = new Set(['S0', 'REJ', 'RSTOS0', 'RSTRH', 'SH', 'SHR', 'OTH']);

const zeek: ReadFlow = (event) => {
  if (unanswered.has(text(event.field('conn_state')))) return undefined;
  const protocol = protocolOf(event.field('proto'));
  const bytes = size(event.field('orig_bytes'), event.field('resp_bytes'));
  return conversation(
    event.field('id.orig_h'),
    event.field('id.resp_h'),
    protocol,
    event.field('id.resp_p'),
    bytes,
  );
};

const suricata: ReadFlow = (event) => {
  if (size(event.field('flow.pkts_toclient')) === 0) return undefined;
  const bytes = size(event.field('flow.bytes_toserver'), event.field('flow.bytes_toclient'));
  const protocol = protocolOf(event.field('proto'));
  return conversation(
    event.field('src_ip'),
    event.field('dest_ip'),
    protocol,
    event.field('dest_port'),
    bytes,
  );
};

/** Only of whoever called: the other end tells of the same connection. */
const sysmon: ReadFlow = (event) =>
  text(event.field('Initiated')).toLowerCase() === 'true'
    ? conversation(
        event.field('SourceIp'),
        event.field('DestinationIp'),
        protocolOf(event.field('Protocol')),
        event.field('DestinationPort'),
        0,
      )
    : undefined;

/** `%%14593` is outbound. */
const filteringPlatform: ReadFlow = (event) =>
  text(event.field('Direction')) === '%%14593'
    ? conversation(
        event.field('SourceAddress'),
        event.field('DestAddress'),
        protocolOf(event.field('Protocol')),
        event.field('DestPort'),
        0,
      )
    : undefined;

const defender: ReadFlow = (event) =>
  text(event.field('ActionType')) === 'ConnectionSuccess'
    ? conversation(
        event.field('LocalIP'),
        event.field('RemoteIP'),
        protocolOf(event.field('Protocol')),
        event.field('RemotePort'),
        0,
      )
    : undefined;

/** Under the first of these names that a record has. */
const first = (event: Event, names: readonly string[]): FieldValue | undefined => {
  for (const name of names) {
    const value = event.field(name);
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return undefined;
};

const actions = ['act', 'action', 'event.action', 'Action'];
const refused = /^(?:den|drop|block|reject|reset|discard|fail|timeout)/i;
const protocols = ['proto', 'protocol', 'network.transport', 'transport', 'Protocol', 'IPProtocol'];

/** What firewalls and collectors write: both ends and the port that was called. */
const firewall: ReadFlow = (event) => {
  const { sourceAddress, destinationAddress, destinationPort } = event.envelope();
  if (sourceAddress === undefined || destinationAddress === undefined || destinationPort === undefined)
    return undefined;
  if (refused.test(text(first(event, actions)))) return undefined;
  const said = first(event, protocols);
  // A record that names a port and no protocol is of one that has ports; nearly all are TCP.
  const protocol = said === undefined ? 'tcp' : protocolOf(said);
  const both = first(event, ['bytes', 'network.bytes']);
  const bytes = size(
    ...(both === undefined ? [first(event, ['in', 'rcvdbyte']), first(event, ['out', 'sentbyte'])] : [both]),
  );
  return conversation(sourceAddress, destinationAddress, protocol, destinationPort, bytes);
};

/** As nfdump writes it: a record is one direction, and whoever has the lower port was called. */
const netflow: ReadFlow = (event) => {
  const [source, destination] = [first(event, ['sa', 'srcaddr']), first(event, ['da', 'dstaddr'])];
  const [own, other] = [first(event, ['sp', 'srcport']), first(event, ['dp', 'dstport'])];
  const protocol = protocolOf(first(event, ['pr', 'proto']));
  const bytes = size(first(event, ['ibyt', 'bytes']));
  const isReply = Number(own) > 0 && Number(own) < Number(other);
  return isReply
    ? conversation(destination, source, protocol, own, bytes)
    : conversation(source, destination, protocol, other, bytes);
};

const table: ReadFlow = (event) =>
  first(event, ['sa', 'srcaddr']) === undefined ? firewall(event) : netflow(event);

function readerFor({ format, product, service, fixed }: LogSource): ReadFlow | null {
  if (product === 'zeek') return service === 'conn' ? zeek : null;
  if (product === 'suricata') return service === 'flow' || service === 'netflow' ? suricata : null;
  if (product === 'windows') {
    if (fixed.Channel === 'Microsoft-Windows-Sysmon/Operational') return fixed.EventID === 3 ? sysmon : null;
    return fixed.Channel === 'Security' && fixed.EventID === 5156 ? filteringPlatform : null;
  }
  if (format === 'defender') return defender;
  if (format === 'csv') return table;
  return format === 'cef' || format === 'leef' || format === 'syslog' || format === 'json' ? firewall : null;
}

const readers = new WeakMap<LogSource, ReadFlow | null>();

/** Asked of every event, so all but a few are told apart by their source alone. */
export function conversationOf(event: Event): Conversation | undefined {
  let reader = readers.get(event.source);
  if (reader === undefined) {
    reader = readerFor(event.source);
    readers.set(event.source, reader);
  }
  return reader?.(event);
}

/** Who, where and when of a syslog message: the header, and what the common programs say in their text. */
import type { Envelope } from '../model.ts';
import { firstText, type JsonObject, port } from './fields.ts';

/** IPv4 or IPv6 by its looks: a name or `?` is not an address. */
const ADDRESS =
  /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?:\.\d{1,3}){0,3}(?:%\w{1,16})?)$/;

/** How sshd, PAM, sudo, cron and Cisco devices name the account, and the address it came from. */
const PHRASES: readonly RegExp[] = [
  /(?:Accepted|Failed) \S+ for (?:invalid user )?(?<account>\S{1,128}) from (?<address>[0-9a-fA-F:.]{2,45})(?: port \d+)?/,
  /(?:Invalid user|Connection closed by (?:authenticating|invalid) user|Disconnected from (?:authenticating |invalid )?user) (?<account>\S{1,128}) (?:from )?(?<address>[0-9a-fA-F:.]{2,45})/,
  /session (?:opened|closed) for user [^\s(]{1,128}(?:\([^)]*\))? by (?<account>[^\s(]{1,128})/,
  /session (?:opened|closed) for user (?<account>[^\s(]{1,128})/,
  /^\s*(?<account>\S{1,128}) : (?:[^;]*; )*(?:TTY|PWD|USER|COMMAND)=/,
  /^\((?<account>[^\s)]{1,128})\) (?:CMD|RELOAD|LIST|BEGIN|END)/,
  /\bUser:? ['"]?(?<account>[\w.@\\-]{1,128})['"]? (?:executed|logged)/,
  /- User (?<account>[^\s-]\S{0,127})(?: - Client_ip (?<address>[0-9a-fA-F:.]{2,45}))?/,
  /\[user: (?<account>[^\]]{1,128})\] \[Source: (?<address>[0-9a-fA-F:.]{2,45})\]/,
  /Configured from \S+ by (?<account>\S{1,128})(?: on \S+ \((?<address>[0-9a-fA-F:.]{2,45})\))?/,
];

export function syslogEnvelope(record: JsonObject): Envelope {
  const envelope: Envelope = {};
  if (typeof record.timestamp === 'string') envelope.time = record.timestamp;
  if (typeof record.hostname === 'string') envelope.host = record.hostname.toLowerCase();
  const message = typeof record.message === 'string' ? record.message.slice(0, 4096) : '';
  const found = PHRASES.map((phrase) => phrase.exec(message)?.groups).find((groups) => groups !== undefined);
  const account =
    found?.account ??
    firstText(record, ['user', 'username', 'acct', 'suser']) ??
    // Who logged in, else whom the process runs as: nobody logged in to start a daemon.
    [record.AUID, record.UID].find((name) => typeof name === 'string' && name !== '' && name !== 'unset');
  if (typeof account === 'string') envelope.account = account;
  const source = found?.address ?? firstText(record, ['src', 'srcip', 'src_ip', 'saddr', 'addr']);
  if (source !== undefined && ADDRESS.test(source)) envelope.sourceAddress = source;
  const destination = firstText(record, ['dst', 'dstip', 'dst_ip', 'daddr']);
  if (destination !== undefined && ADDRESS.test(destination)) envelope.destinationAddress = destination;
  const to = port(firstText(record, ['dstport', 'dst_port', 'dpt']));
  if (to !== undefined) envelope.destinationPort = to;
  return envelope;
}

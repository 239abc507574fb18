/** Who, where and when of a syslog message: the header, and what the common programs say in their text. */
import type { Envelope } from '../model.ts';
import { createFirstPlaces, firstText, type JsonObject, port } from './fields.ts';

/** IPv4 or IPv6 by its looks: a name or `?` is not an address. */
const ADDRESS =
  /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?:\.\d{1,3}){0,3}(?:%\w{1,16})?)$/;

/**
 * How sshd, PAM, sudo, cron and Cisco devices name the account, and then the address it came from. A text that each
 * cannot do without is looked for first, which is several times faster than to look for the whole.
 */
const PHRASES: readonly (readonly [string, RegExp])[] = [
  [
    ' for ',
    /(?:Accepted|Failed) \S+ for (?:invalid user )?(\S{1,128}) from ([0-9a-fA-F:.]{2,45})(?: port \d+)?/,
  ],
  [
    'user ',
    /(?:Invalid user|Connection closed by (?:authenticating|invalid) user|Disconnected from (?:authenticating |invalid )?user) (\S{1,128}) (?:from )?([0-9a-fA-F:.]{2,45})/,
  ],
  ['session ', /session (?:opened|closed) for user [^\s(]{1,128}(?:\([^)]*\))? by ([^\s(]{1,128})/],
  ['session ', /session (?:opened|closed) for user ([^\s(]{1,128})/],
  [' : ', /^\s*(\S{1,128}) : (?:[^;]*; )*(?:TTY|PWD|USER|COMMAND)=/],
  ['(', /^\(([^\s)]{1,128})\) (?:CMD|RELOAD|LIST|BEGIN|END)/],
  ['User', /\bUser:? ['"]?([\w.@\\-]{1,128})['"]? (?:executed|logged)/],
  ['- User ', /- User ([^\s-]\S{0,127})(?: - Client_ip ([0-9a-fA-F:.]{2,45}))?/],
  ['[user: ', /\[user: ([^\]]{1,128})\] \[Source: ([0-9a-fA-F:.]{2,45})\]/],
  ['Configured from ', /Configured from \S+ by (\S{1,128})(?: on \S+ \(([0-9a-fA-F:.]{2,45})\))?/],
];

function phraseIn(message: string): RegExpExecArray | undefined {
  for (const [has, phrase] of PHRASES) {
    if (!message.includes(has)) continue;
    const found = phrase.exec(message);
    if (found !== null) return found;
  }
  return undefined;
}

const ACCOUNT = ['user', 'username', 'acct', 'suser'];
const SOURCE = ['src', 'srcip', 'src_ip', 'saddr', 'addr'];
const DESTINATION = ['dst', 'dstip', 'dst_ip', 'daddr'];
const DESTINATION_PORT = ['dstport', 'dst_port', 'dpt'];
const firstPlaces = createFirstPlaces([ACCOUNT, SOURCE, DESTINATION, DESTINATION_PORT]);

export function syslogEnvelope(record: JsonObject): Envelope {
  const envelope: Envelope = {};
  if (typeof record.timestamp === 'string') envelope.time = record.timestamp;
  if (typeof record.hostname === 'string') envelope.host = record.hostname.toLowerCase();
  const message = typeof record.message === 'string' ? record.message.slice(0, 4096) : '';
  const found = phraseIn(message);
  const places = firstPlaces(record);
  const account =
    found?.[1] ??
    firstText(record, ACCOUNT, places[0]) ??
    // Who logged in, else whom the process runs as: nobody logged in to start a daemon.
    [record.AUID, record.UID].find((name) => typeof name === 'string' && name !== '' && name !== 'unset');
  if (typeof account === 'string') envelope.account = account;
  const source = found?.[2] ?? firstText(record, SOURCE, places[1]);
  if (source !== undefined && ADDRESS.test(source)) envelope.sourceAddress = source;
  const destination = firstText(record, DESTINATION, places[2]);
  if (destination !== undefined && ADDRESS.test(destination)) envelope.destinationAddress = destination;
  const to = port(firstText(record, DESTINATION_PORT, places[3]));
  if (to !== undefined) envelope.destinationPort = to;
  return envelope;
}

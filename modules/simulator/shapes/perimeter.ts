/** What stands at the edge writes: Suricata EVE, and syslog of the firewall and the remote access portal. */
import { hash32 } from '../random.ts';
import type { Plain, SuricataNative, SyslogNative } from './native.ts';
import type { Conversation, Volume } from './zeek.ts';

export interface AlertSignature {
  id: number;
  text: string;
  category: string;
  /** 1 is the most severe, as Suricata counts. */
  severity: number;
}

export function suricataAlert(
  talk: Conversation,
  signature: AlertSignature,
  app: string | null,
  extra: Record<string, Plain> = {},
): SuricataNative {
  return {
    kind: 'suricata',
    computer: talk.computer,
    fields: {
      flow_id: hash32(talk.uid) * 1024 + 7,
      in_iface: 'mirror0',
      event_type: 'alert',
      src_ip: talk.from,
      src_port: talk.fromPort,
      dest_ip: talk.to,
      dest_port: talk.toPort,
      proto: 'TCP',
      ...(app ? { app_proto: app } : {}),
      alert: {
        action: 'allowed',
        gid: 1,
        signature_id: signature.id,
        rev: 3,
        signature: signature.text,
        category: signature.category,
        severity: signature.severity,
      },
      ...extra,
    },
  };
}

export const suricataEvent = (
  talk: Conversation,
  type: string,
  fields: Record<string, Plain>,
): SuricataNative => ({
  kind: 'suricata',
  computer: talk.computer,
  fields: {
    flow_id: hash32(talk.uid) * 1024 + 7,
    in_iface: 'mirror0',
    event_type: type,
    src_ip: talk.from,
    src_port: talk.fromPort,
    dest_ip: talk.to,
    dest_port: talk.toPort,
    proto: 'TCP',
    ...fields,
  },
});

/** A firewall's verdict on one session. */
export const firewallSession = (
  firewall: string,
  talk: Conversation,
  action: 'allow' | 'deny',
  rule: string,
  volume: Volume,
): SyslogNative => ({
  kind: 'syslog',
  stream: 'firewall',
  host: firewall,
  app: 'firewalld',
  messageId: 'TRAFFIC',
  severity: action === 'allow' ? 6 : 4,
  data: {
    action,
    src: talk.from,
    srcport: talk.fromPort,
    dst: talk.to,
    dstport: talk.toPort,
    proto: 'tcp',
    rule,
    sent: action === 'allow' ? volume.sent : 0,
    rcvd: action === 'allow' ? volume.received : 0,
  },
  message: `${action} tcp ${talk.from}:${talk.fromPort} -> ${talk.to}:${talk.toPort} by ${rule}`,
});

/** A sign-in at the remote access portal. `mfa` says what the second factor was, or `none`. */
export const portalSignIn = (
  portal: string,
  user: string,
  address: string,
  country: string,
  mfa: 'totp' | 'push' | 'none',
  outcome: 'success' | 'failure',
): SyslogNative => ({
  kind: 'syslog',
  stream: 'remote-access',
  host: portal,
  app: 'portal',
  messageId: outcome === 'success' ? 'LOGIN' : 'LOGINFAIL',
  severity: outcome === 'success' ? 5 : 4,
  data: { user, src: address, country, mfa, outcome, method: 'password' },
  message: `${outcome === 'success' ? 'Accepted' : 'Failed'} password for ${user} from ${address} (${country}), second factor ${mfa}`,
});

export const portalSession = (
  portal: string,
  user: string,
  address: string,
  assigned: string,
  event: 'start' | 'end',
): SyslogNative => ({
  kind: 'syslog',
  stream: 'remote-access',
  host: portal,
  app: 'portal',
  messageId: event === 'start' ? 'SESSIONSTART' : 'SESSIONEND',
  severity: 6,
  data: { user, src: address, assigned },
  message: `remote session ${event} for ${user} from ${address}, inside address ${assigned}`,
});

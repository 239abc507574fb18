/** Zeek records as JSON (in the form of the json-streaming-logs package), and the conversations they tell of. */
import type { Host } from '../cast.ts';
import { hash32, type Random, stableHex } from '../random.ts';
import type { Plain, ZeekNative } from './native.ts';

/** One conversation: every log of it shares the uid and the four addresses. */
export interface Conversation {
  readonly uid: string;
  readonly from: string;
  readonly fromPort: number;
  readonly to: string;
  readonly toPort: number;
  readonly computer: string;
}

/** The private ranges of RFC 1918: what the sensor calls local. */
export const isPrivate = (ip: string): boolean => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(ip);

/**
 * The internet is simulated inside the documentation ranges of RFC 5737, so no real host is ever accused:
 * ordinary names live in 192.0.2.0/24 and 198.51.100.0/24, intruders in 203.0.113.0/24.
 */
export function addressOf(name: string): string {
  const hash = hash32(name);
  return hash % 2 === 0 ? `192.0.2.${1 + ((hash >>> 1) % 254)}` : `198.51.100.${1 + ((hash >>> 1) % 254)}`;
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export function conversation(
  from: Host,
  to: string,
  toPort: number,
  random: Random,
  fromPort?: number,
): Conversation {
  let uid = 'C';
  for (let i = 0; i < 17; i++) uid += base62[random.int(0, 61)];
  return {
    uid,
    from: from.ip,
    fromPort: fromPort ?? random.int(49152, 65535),
    to,
    toPort,
    computer: from.fqdn,
  };
}

const zeek = (log: string, talk: Conversation, fields: Record<string, Plain>): ZeekNative => ({
  kind: 'zeek',
  log,
  computer: talk.computer,
  fields: {
    uid: talk.uid,
    'id.orig_h': talk.from,
    'id.orig_p': talk.fromPort,
    'id.resp_h': talk.to,
    'id.resp_p': talk.toPort,
    ...fields,
  },
});

export interface Volume {
  sent: number;
  received: number;
  /** Seconds. */
  duration: number;
}

/** conn.log. State `S0` (no answer) and `REJ` carry no bytes back, as a scanner sees them. */
export function conn(
  talk: Conversation,
  service: string | null,
  volume: Volume,
  state: 'SF' | 'S0' | 'REJ' | 'RSTO' = 'SF',
  protocol: 'tcp' | 'udp' = 'tcp',
): ZeekNative {
  const answered = state === 'SF' || state === 'RSTO';
  const packets = (bytes: number): number => 1 + Math.ceil(bytes / 1400);
  return zeek('conn', talk, {
    proto: protocol,
    ...(service ? { service } : {}),
    duration: Number(volume.duration.toFixed(6)),
    orig_bytes: answered ? volume.sent : 0,
    resp_bytes: answered ? volume.received : 0,
    conn_state: state,
    local_orig: isPrivate(talk.from),
    local_resp: isPrivate(talk.to),
    missed_bytes: 0,
    history:
      protocol === 'udp'
        ? 'Dd'
        : state === 'SF'
          ? 'ShADadfF'
          : state === 'S0'
            ? 'S'
            : state === 'REJ'
              ? 'Sr'
              : 'ShADadR',
    orig_pkts: packets(volume.sent),
    orig_ip_bytes: volume.sent + 40 * packets(volume.sent),
    resp_pkts: answered ? packets(volume.received) : 0,
    resp_ip_bytes: answered ? volume.received + 40 * packets(volume.received) : 0,
  });
}

export const dns = (
  talk: Conversation,
  query: string,
  answers: readonly string[],
  random: Random,
): ZeekNative =>
  zeek('dns', talk, {
    proto: 'udp',
    trans_id: random.int(1, 65535),
    rtt: Number((0.0004 + random.next() * 0.02).toFixed(6)),
    query,
    qclass: 1,
    qclass_name: 'C_INTERNET',
    qtype: 1,
    qtype_name: 'A',
    rcode: answers.length > 0 ? 0 : 3,
    rcode_name: answers.length > 0 ? 'NOERROR' : 'NXDOMAIN',
    AA: false,
    TC: false,
    RD: true,
    RA: true,
    Z: 0,
    ...(answers.length > 0 ? { answers: [...answers], TTLs: answers.map(() => 300) } : {}),
    rejected: false,
  });

export interface Certificate {
  subject: string;
  issuer: string;
  valid: boolean;
  ja3: string;
  ja3s: string;
}

/** Fingerprint of the browser and service libraries that ordinary hosts use: one per kind of client. */
const ordinaryJa3 = [
  'cd08e31494f9531f560d64c695473da9',
  '28a2c9bd18a11de089ef85a160da29e4',
  'b32309a26951912be7dba376398abc3b',
] as const;

export function ordinaryCertificate(name: string): Certificate {
  return {
    subject: `CN=${name}`,
    issuer: 'CN=Public Issuing CA 02,O=Certificate Services,C=US',
    valid: true,
    ja3: ordinaryJa3[hash32(name) % 3]!,
    ja3s: stableHex(`ja3s ${hash32(name) % 9}`, 32),
  };
}

export const ssl = (talk: Conversation, name: string | null, certificate: Certificate): ZeekNative =>
  zeek('ssl', talk, {
    version: certificate.valid ? 'TLSv13' : 'TLSv12',
    cipher: certificate.valid ? 'TLS_AES_256_GCM_SHA384' : 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    curve: 'x25519',
    ...(name ? { server_name: name } : {}),
    resumed: false,
    established: true,
    cert_chain_fps: [stableHex(certificate.subject, 64)],
    client_cert_chain_fps: [],
    subject: certificate.subject,
    issuer: certificate.issuer,
    validation_status: certificate.valid ? 'ok' : 'self signed certificate',
    ja3: certificate.ja3,
    ja3s: certificate.ja3s,
  });

export const http = (
  talk: Conversation,
  request: {
    method: string;
    host: string;
    uri: string;
    agent: string;
    status: number;
    sent?: number;
    received: number;
  },
): ZeekNative =>
  zeek('http', talk, {
    trans_depth: 1,
    method: request.method,
    host: request.host,
    uri: request.uri,
    version: '1.1',
    user_agent: request.agent,
    request_body_len: request.sent ?? 0,
    response_body_len: request.received,
    status_code: request.status,
    status_msg: request.status === 200 ? 'OK' : request.status === 404 ? 'Not Found' : 'Found',
    tags: [],
  });

export const smbMapping = (talk: Conversation, path: string, type: 'DISK' | 'PIPE'): ZeekNative =>
  zeek('smb_mapping', talk, {
    path,
    ...(type === 'PIPE' ? { service: 'IPC' } : { native_file_system: 'NTFS' }),
    share_type: type,
  });

export const smbFile = (
  talk: Conversation,
  action: string,
  path: string,
  name: string,
  size: number,
): ZeekNative => zeek('smb_files', talk, { action: `SMB::${action}`, path, name, size });

export const kerberos = (
  talk: Conversation,
  type: 'AS' | 'TGS',
  client: string,
  service: string,
  cipher = 'aes256-cts-hmac-sha1-96',
): ZeekNative =>
  zeek('kerberos', talk, {
    request_type: type,
    client,
    service,
    success: true,
    till: '2037-09-13T02:48:05.000000Z',
    cipher,
    forwardable: true,
    renewable: true,
  });

export const rpc = (talk: Conversation, endpoint: string, operation: string, namedPipe: string): ZeekNative =>
  zeek('dce_rpc', talk, { rtt: 0.000684, named_pipe: namedPipe, endpoint, operation });

export const rdp = (talk: Conversation, cookie: string): ZeekNative =>
  zeek('rdp', talk, { cookie, result: 'encrypted', security_protocol: 'HYBRID_EX', cert_count: 0 });

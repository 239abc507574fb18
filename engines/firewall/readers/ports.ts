/** Names of ports as the devices' own documentation lists them, and the usual ones of `/etc/services`. */
const ports: Record<string, number> = {
  echo: 7,
  discard: 9,
  daytime: 13,
  chargen: 19,
  'ftp-data': 20,
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  time: 37,
  nameserver: 42,
  whois: 43,
  tacacs: 49,
  'tacacs-ds': 65,
  domain: 53,
  dns: 53,
  bootps: 67,
  bootpc: 68,
  tftp: 69,
  gopher: 70,
  finger: 79,
  www: 80,
  http: 80,
  kerberos: 88,
  hostname: 101,
  'acr-nema': 104,
  pop2: 109,
  pop3: 110,
  sunrpc: 111,
  ident: 113,
  nntp: 119,
  ntp: 123,
  msrpc: 135,
  'netbios-ns': 137,
  'netbios-dgm': 138,
  'netbios-ssn': 139,
  imap4: 143,
  imap: 143,
  imap2: 143,
  snmp: 161,
  snmptrap: 162,
  'snmp-trap': 162,
  xdmcp: 177,
  bgp: 179,
  irc: 194,
  dnsix: 195,
  'mobile-ip': 434,
  ldap: 389,
  https: 443,
  'microsoft-ds': 445,
  isakmp: 500,
  biff: 512,
  exec: 512,
  login: 513,
  who: 513,
  cmd: 514,
  rsh: 514,
  syslog: 514,
  lpd: 515,
  printer: 515,
  talk: 517,
  rip: 520,
  uucp: 540,
  klogin: 543,
  kshell: 544,
  ldaps: 636,
  imaps: 993,
  pop3s: 995,
  lotusnotes: 1352,
  'ms-sql-s': 1433,
  citrix: 1494,
  'citrix-ica': 1494,
  sqlnet: 1521,
  h323: 1720,
  pptp: 1723,
  radius: 1812,
  'radius-acct': 1813,
  nfs: 2049,
  hl7: 2575,
  'dicom-tls': 2762,
  mysql: 3306,
  'ms-wbt-server': 3389,
  'non500-isakmp': 4500,
  sip: 5060,
  aol: 5190,
  postgresql: 5432,
  'pcanywhere-data': 5631,
  'pcanywhere-status': 5632,
  dicom: 11112,
};

/** A number or a name; undefined when it is neither. */
export function parsePort(text: string): number | undefined {
  if (/^\d{1,5}$/.test(text)) return Number(text) <= 65_535 ? Number(text) : undefined;
  return Object.hasOwn(ports, text.toLowerCase()) ? ports[text.toLowerCase()] : undefined;
}

/** `80`, `www`, or `1024-65535` with the separator that the device uses; undefined when it is none. */
export function parsePortRange(text: string, separator: string): [number, number] | undefined {
  const [low = '', high, ...rest] = text.split(separator);
  if (rest.length > 0) return undefined;
  const first = low === '' && high !== undefined ? 0 : parsePort(low);
  const last = high === undefined ? first : high === '' ? 65_535 : parsePort(high);
  return first === undefined || last === undefined || first > last ? undefined : [first, last];
}

/** Types of ICMP for IPv4 by name, as type and code; without a code it is all codes. */
const icmpTypes: Record<string, readonly [number, number?]> = {
  'echo-reply': [0],
  pong: [0],
  unreachable: [3],
  'destination-unreachable': [3],
  'net-unreachable': [3, 0],
  'network-unreachable': [3, 0],
  'host-unreachable': [3, 1],
  'protocol-unreachable': [3, 2],
  'port-unreachable': [3, 3],
  'packet-too-big': [3, 4],
  'fragmentation-needed': [3, 4],
  'source-quench': [4],
  redirect: [5],
  'alternate-address': [6],
  echo: [8],
  ping: [8],
  'echo-request': [8],
  'router-advertisement': [9],
  'router-solicitation': [10],
  'time-exceeded': [11],
  'ttl-exceeded': [11, 0],
  'parameter-problem': [12],
  'timestamp-request': [13],
  'timestamp-reply': [14],
  'information-request': [15],
  'information-reply': [16],
  'mask-request': [17],
  'address-mask-request': [17],
  'mask-reply': [18],
  'address-mask-reply': [18],
  traceroute: [30],
  'administratively-prohibited': [3, 13],
};

const icmp6Types: Record<string, readonly [number, number?]> = {
  'destination-unreachable': [1],
  unreachable: [1],
  'packet-too-big': [2],
  'time-exceeded': [3],
  'parameter-problem': [4],
  'echo-request': [128],
  'echo-reply': [129],
  'router-solicitation': [133],
  'nd-router-solicit': [133],
  'router-advertisement': [134],
  'nd-router-advert': [134],
  'neighbour-solicitation': [135],
  'neighbor-solicitation': [135],
  'nd-neighbor-solicit': [135],
  'nd-ns': [135],
  'neighbour-advertisement': [136],
  'neighbor-advertisement': [136],
  'nd-neighbor-advert': [136],
  'nd-na': [136],
  redirect: [137],
  'nd-redirect': [137],
};

/** `echo-request`, `8`, `3/1`: the destination "ports" of ICMP, which are type times 256 plus code. */
export function parseIcmp(text: string, family: 4 | 6 = 4): [number, number] | undefined {
  if (text === 'any') return [0, 65_535];
  const numbers = /^(\d{1,3})(?:\/(\d{1,3}))?$/.exec(text);
  const names = family === 4 ? icmpTypes : icmp6Types;
  const [type, code] =
    numbers !== null
      ? [Number(numbers[1]), numbers[2] === undefined ? undefined : Number(numbers[2])]
      : Object.hasOwn(names, text)
        ? names[text]!
        : [];
  if (type === undefined || type > 255 || (code ?? 0) > 255) return undefined;
  return code === undefined ? [type * 256, type * 256 + 255] : [type * 256 + code, type * 256 + code];
}

const protocolNames: Record<string, number> = {
  icmp: 1,
  igmp: 2,
  ipip: 4,
  ipinip: 4,
  ipencap: 4,
  tcp: 6,
  egp: 8,
  igrp: 9,
  udp: 17,
  ipv6: 41,
  gre: 47,
  esp: 50,
  'ipv6-crypt': 50,
  ah: 51,
  ahp: 51,
  'ipv6-auth': 51,
  icmp6: 58,
  icmpv6: 58,
  'ipv6-icmp': 58,
  eigrp: 88,
  ospf: 89,
  nos: 94,
  pim: 103,
  pcp: 108,
  vrrp: 112,
  l2tp: 115,
  sctp: 132,
};

export function parseProtocol(text: string): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text) <= 255 ? Number(text) : undefined;
  return Object.hasOwn(protocolNames, text.toLowerCase()) ? protocolNames[text.toLowerCase()] : undefined;
}

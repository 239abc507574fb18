/** Where applications are found by default: their names in App-ID, with protocol and ports. */
const ports: Record<string, string> = {
  'web-browsing': 'tcp/80',
  ssl: 'tcp/443',
  'http-proxy': 'tcp/3128,8080',
  dns: 'tcp/53 udp/53',
  'dns-base': 'tcp/53 udp/53',
  ssh: 'tcp/22',
  telnet: 'tcp/23',
  ftp: 'tcp/21',
  smtp: 'tcp/25,587',
  'smtp-base': 'tcp/25,587',
  'ms-rdp': 'tcp/3389',
  'ms-ds-smb': 'tcp/139,445',
  'ms-ds-smb-base': 'tcp/139,445',
  'ms-ds-smbv2': 'tcp/139,445',
  'ms-ds-smbv3': 'tcp/139,445',
  'netbios-ss': 'tcp/139',
  'netbios-ns': 'udp/137',
  'netbios-dg': 'udp/138',
  ldap: 'tcp/389,3268,3269,636 udp/389,3268',
  kerberos: 'tcp/88 udp/88',
  ntp: 'udp/123',
  'ntp-base': 'udp/123',
  snmp: 'tcp/161 udp/161',
  'snmp-base': 'tcp/161 udp/161',
  'snmp-trap': 'tcp/162 udp/162',
  syslog: 'tcp/1468,514 udp/514',
  tftp: 'udp/69',
  dhcp: 'udp/67,68',
  'mssql-db': 'tcp/1433',
  mysql: 'tcp/3306',
  postgres: 'tcp/5432',
  oracle: 'tcp/1521',
  vnc: 'tcp/5900',
  'vnc-base': 'tcp/5900',
  hl7: 'tcp/2575',
  dicom: 'tcp/104',
  ping: 'icmp/2048-2303',
  icmp: 'icmp/0-65535',
};

/** `tcp` and its ports, `udp` and its ports; undefined when we do not know the application. */
export function defaultPorts(application: string): { protocol: string; ports: string }[] | undefined {
  if (!Object.hasOwn(ports, application)) return undefined;
  return ports[application]!.split(' ').map((part) => {
    const [protocol = '', list = ''] = part.split('/');
    return { protocol, ports: list };
  });
}

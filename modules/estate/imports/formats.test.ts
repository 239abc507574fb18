/**
 * Guards: an export that is there and not read, or read for what it is not. Each sample is written after the real format and has in it what
 * real files have: rows that are cut off, what nobody filled in, guesses, and what is no machine.
 */
import { describe, expect, it } from 'vitest';
import type { Claim } from './claim.ts';
import { readSample, type Sample } from './testing/sample.ts';

const sample = (path: string): Sample => readSample(new URL(`./${path}`, import.meta.url));
const keysOf = ({ about }: Sample) => about('asset').map(({ keys }) => keys.join(' '));
const reasons = ({ problems }: Sample) => problems.map(({ line, reason }) => `${line}: ${reason}`);
const base = 'sid:s-1-5-21-1004336348-1177238915-682003330';

describe('Active Directory', () => {
  const ldif = sample('directory/samples/directory.ldif');

  it('is read from LDIF, with folded lines, base64 and binary SIDs', () => {
    expect(ldif.kinds).toEqual(['directory']);
    expect(ldif.about('asset')).toEqual([
      expect.objectContaining({
        keys: [
          `${base}-1110`,
          'dn:cn=sah-ws014,ou=wards,dc=staldhelms,dc=nhs,dc=example',
          'fqdn:sah-ws014.staldhelms.nhs.example',
          'host:sah-ws014',
        ],
        seen_at: '2026-03-17T04:40:00.000Z',
        fields: {
          hostname: 'sah-ws014.staldhelms.nhs.example',
          os: 'Windows 10 Enterprise',
          kind: 'workstation',
          notes: "Ward 7, nurses' station, the one by the window",
        },
      }),
      expect.objectContaining({
        fields: expect.objectContaining({
          hostname: 'SAH-DC01.staldhelms.nhs.example',
          kind: 'domain-controller',
        }),
      }),
    ]);
    expect(ldif.about('account')[0]).toMatchObject({
      keys: [
        `${base}-1105`,
        'dn:cn=zoë example,ou=staff,dc=staldhelms,dc=nhs,dc=example',
        'login:zoe@staldhelms.nhs.example',
        'login:zoe@staldhelms.nhs.example',
        'name:zoe',
      ],
      fields: {
        display_name: 'Zoë Example',
        kind: 'admin',
        enabled: 'yes',
        password_never_expires: 'yes',
        no_preauthentication: 'yes',
      },
    });
    expect(ldif.about('right').map(({ from, right, to }) => `${from} ${right} ${to}`)).toEqual([
      `${base}-1105 MemberOf dn:cn=imaging,ou=groups,dc=staldhelms,dc=nhs,dc=example`,
      `dn:cn=zoë example,ou=staff,dc=staldhelms,dc=nhs,dc=example MemberOf ${base}-1301`,
    ]);
    expect(reasons(ldif)).toEqual(['40: this line is no attribute and no value; it was left out']);
  });

  it('is read from what PowerShell exports', () => {
    const table = sample('directory/samples/computers.csv');
    expect(keysOf(table)).toEqual([
      `${base}-1120 dn:cn=sah-fs01,ou=servers,dc=staldhelms,dc=nhs,dc=example fqdn:sah-fs01.staldhelms.nhs.example host:sah-fs01 address:10.64.12.5`,
    ]);
    expect(table.about('asset')[0]?.seen_at).toBe('2026-03-16T21:14:09.000Z');
  });
});

describe('scanners', () => {
  it('Nessus: hosts, a finding for each CVE, and no guess of a system', () => {
    const nessus = sample('nessus/samples/scan.nessus');
    expect(keysOf(nessus)[0]).toBe(
      'uuid:4c4c4544004235108051b4c04f564d31 mac:00:50:56:ab:01:02 mac:00:50:56:ab:01:03 fqdn:sah-lims01.staldhelms.nhs.example host:sah-lims01 address:10.64.12.21',
    );
    expect(nessus.about('asset')[1]?.fields).toEqual({});
    expect(
      nessus
        .about('vulnerability')
        .map(({ id, severity, score, exploit, port }) => [id, severity, score, exploit, port]),
    ).toEqual([
      ['CVE-2017-0143', 'critical', 8.1, 'public', 'tcp/445'],
      ['CVE-2017-0144', 'critical', 8.1, 'public', 'tcp/445'],
      ['nessus-57690', 'medium', undefined, undefined, 'tcp/3389'],
    ]);
    expect(nessus.about('asset')[0]?.seen_at).toBe('2026-03-17T03:12:44.000Z');
  });

  it('OpenVAS: results with their CVE or their own id, and details of hosts', () => {
    const openvas = sample('openvas/samples/report.xml');
    expect(openvas.kinds).toEqual(['openvas']);
    expect(
      openvas
        .about('vulnerability')
        .map(({ of, id, severity, score, port }) => [of, id, severity, score, port]),
    ).toEqual([
      ['address:10.64.20.12', 'CVE-2023-38408', 'high', 9.8, 'tcp/22'],
      ['address:10.64.20.14', '1.3.6.1.4.1.25623.1.0.103239', 'medium', 6.4, undefined],
    ]);
    expect(openvas.about('asset').at(-1)).toMatchObject({
      keys: [
        'address:10.64.20.12',
        'mac:00:0c:29:11:22:33',
        'fqdn:sah-gw02.staldhelms.nhs.example',
        'host:sah-gw02',
      ],
      fields: { os: 'CentOS Linux 7' },
    });
  });
});

describe('what products are made of, and what their makers say', () => {
  it('CycloneDX: components in components, and no flaw that the maker rules out', () => {
    const { about } = sample('sbom/samples/infusion-pump.cdx.json');
    expect(about('software').map(({ of, name, version }) => [of, name, version])).toEqual([
      ['model:b braun/space', 'vxworks', '6.9'],
      ['model:b braun/space', 'web-service', '2.1'],
      ['model:b braun/space', 'log4j-core', '2.14.1'],
    ]);
    expect(about('vulnerability').map(({ id, severity }) => [id, severity])).toEqual([
      ['CVE-2019-12255', 'critical'],
    ]);
  });

  it('SPDX: packages of the product that the document describes', () => {
    const { about } = sample('sbom/samples/viewer.spdx.json');
    expect(about('software')).toEqual([
      expect.objectContaining({
        of: 'model:example imaging/image viewer',
        name: 'openssl',
        version: '1.0.2k',
        identifier: 'pkg:generic/openssl@1.0.2k',
      }),
    ]);
  });

  it('MDS2 of 2019: every question that was answered, and none that was not', () => {
    const form = sample('mds2/samples/mds2-2019.xlsx');
    expect(form.kinds).toEqual(['mds2']);
    expect(form.about('model')).toEqual([
      expect.objectContaining({
        key: 'model:b braun medical/space',
        seen_at: '2026-02-01',
        fields: {
          manufacturer: 'B. Braun Medical Ltd',
          model: 'Space',
          description: 'Infusion pump',
          document: 'BB-MDS2-014 rev 3',
        },
      }),
    ]);
    expect(
      form.about('model')[0]?.answers.map(({ question, answer, note }) => [question, answer, note]),
    ).toEqual([
      ['MPII-1', 'Yes', 'Note 1'],
      ['CSUP-2', 'Yes', ''],
      ['CSUP-2.1', 'No', 'Note 2'],
      ['MLDP-2', 'N/A', ''],
    ]);
  });

  it('MDS2 of 2013, with its labels above what was filled in', () => {
    const form = sample('mds2/samples/mds2-2013.csv');
    expect(form.about('model')[0]).toMatchObject({
      key: 'model:ge/logiq e9',
      fields: { manufacturer: 'GE Healthcare', model: 'Logiq E9', document: 'DOC1234567' },
    });
    expect(form.about('model')[0]?.answers.map(({ question, answer }) => [question, answer])).toEqual([
      ['A', 'Yes'],
      ['B.1', 'Yes'],
      ['1-1', 'No'],
      ['5-1', 'No'],
    ]);
  });
});

describe('machines that others run', () => {
  it('RVTools: machines, their networks and their hosts, and no templates', () => {
    const rvtools = sample('rvtools/samples/rvtools.xlsx');
    expect(keysOf(rvtools)).toEqual([
      'cloud:vmware/5031c5aa-17f4-8a1c-9a72-1b0d6b7f0001 uuid:4c4c4544004235108051b4c04f564d31 fqdn:sah-lims01.staldhelms.nhs.example host:sah-lims01 address:10.64.12.21',
      'cloud:vmware/5031c5aa-17f4-8a1c-9a72-1b0d6b7f0001 mac:00:50:56:ab:01:02 address:10.64.12.21',
      'serial:7xk2lm3 fqdn:sah-esx01.staldhelms.nhs.example host:sah-esx01',
    ]);
    expect(rvtools.about('asset')[2]?.fields).toMatchObject({
      kind: 'hypervisor',
      os: 'VMware ESXi 6.7.0 build-17700523',
      manufacturer: 'Dell Inc.',
    });
  });

  it('AWS: instances with all their addresses, and none that is gone', () => {
    const aws = sample('cloud/samples/describe-instances.json');
    expect(keysOf(aws)).toEqual([
      'cloud:aws/i-0abc123def4567890 host:appointments-web mac:02:aa:bb:cc:dd:01 address:10.90.1.10 address:10.90.1.11',
    ]);
    expect(reasons(aws)[0]).toContain('an instance without an id was left out');
  });

  it('Azure: machines with the name that they have inside', () => {
    const azure = sample('cloud/samples/az-vm-list.json');
    expect(keysOf(azure)).toEqual([
      'cloud:azure/7b9f0c1d-1111-4222-8333-944445555666 host:sah-az-int01 mac:00:0d:3a:11:22:33 address:10.91.0.4',
    ]);
    expect(azure.about('asset')[0]?.fields).toMatchObject({
      os: 'WindowsServer 2022-datacenter',
      kind: 'server',
      location: 'uksouth',
    });
  });
});

describe('who has which address', () => {
  it('leases of ISC dhcpd: those that are active, each with its time', () => {
    const leases = sample('dhcp/samples/dhcpd.leases');
    expect(leases.about('asset').map(({ keys, seen_at }) => [keys.join(' '), seen_at])).toEqual([
      ['mac:8c:16:45:aa:01:bb host:sah-ws014 address:10.64.30.14', '2026-03-17T20:00:00.000Z'],
      ['mac:00:40:9d:11:22:33 address:10.64.30.17', '2026-03-17T20:23:20.000Z'],
    ]);
    expect(reasons(leases)).toEqual(['18: this lease does not end; it was left out']);
  });

  it('leases of Windows: with and without the type before the hardware address', () => {
    expect(keysOf(sample('dhcp/samples/windows.csv'))).toEqual([
      'mac:8c:16:45:aa:01:dd fqdn:sah-lt001.staldhelms.nhs.example host:sah-lt001 address:10.64.30.20',
      'mac:00:11:22:33:44:56 address:10.64.30.21',
    ]);
  });

  it('tables of a switch: no address that routers share, and no port that leads to another switch', () => {
    const table = sample('arp/samples/core-switch.txt');
    expect(table.about('asset').map(({ keys, fields }) => [keys.join(' '), fields.attached_to])).toEqual([
      ['mac:00:80:64:1a:2b:3c address:10.64.20.11', undefined],
      ['mac:00:80:64:1a:2b:3c', 'SAH-CORE1 Gi1/0/14'],
      ['mac:00:40:9d:11:22:33', undefined],
      ['mac:00:40:9d:11:22:34', undefined],
      ['mac:00:40:9d:11:22:35', undefined],
      ['mac:00:40:9d:11:22:36', undefined],
      ['mac:00:40:9d:11:22:37', undefined],
    ]);
  });

  it('tables of Linux, BSD and Windows', () => {
    expect(keysOf(sample('arp/samples/hosts.txt'))).toEqual([
      'mac:00:50:56:ab:01:02 address:10.64.12.21',
      'mac:00:50:56:ab:01:09 address:10.64.12.30',
      'mac:00:50:56:ab:01:10 address:10.64.12.31',
    ]);
  });
});

describe('traffic', () => {
  const flow = (claim: Claim) =>
    claim.about === 'flow'
      ? [claim.from, claim.to, claim.protocol, claim.port, claim.times, claim.bytes]
      : [];

  it('Zeek conn: conversations that were answered, and the machines in them', () => {
    const conn = sample('zeek/samples/conn.log');
    expect(conn.about('flow').map(flow)).toEqual([
      ['10.64.20.77', '10.64.12.21', 'tcp', 2575, 2, 400],
      ['10.64.20.77', '203.0.113.5', 'udp', 123, 1, 96],
    ]);
    expect(keysOf(conn)).toEqual(['address:10.64.20.77', 'address:10.64.12.21']);
    expect(reasons(conn)).toEqual(['13: the row is shorter than its header; it was left out']);
  });

  it('Zeek dhcp, dns and software as JSON: reverse look-ups only, and no word of a browser', () => {
    const zeek = sample('zeek/samples/dhcp-dns-software.ndjson');
    expect(keysOf(zeek)).toEqual([
      'mac:00:40:9d:11:22:33 host:infusion-7f address:10.64.20.77',
      'fqdn:sah-ct01.staldhelms.nhs.example host:sah-ct01 address:10.64.20.11',
      'address:10.64.20.77',
    ]);
    expect(zeek.about('software').map(({ name, version }) => [name, version])).toEqual([
      ['dropbear', '2017.75'],
    ]);
    expect(reasons(zeek)[0]).toContain('"weird"');
  });

  it('NetFlow: both directions are one conversation, from who called', () => {
    const netflow = sample('netflow/samples/nfdump.csv');
    expect(netflow.about('flow').map(flow)).toEqual([
      ['10.64.30.14', '10.64.12.21', 'tcp', 1433, 2, 11_400],
      ['10.64.30.14', '10.64.12.1', 'icmp', null, 1, 84],
    ]);
  });
});

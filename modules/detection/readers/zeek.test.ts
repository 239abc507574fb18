import { describe, expect, test } from 'vitest';
import { read, readOne } from './testing/read.ts';

const header = (path: string, fields: string, types: string) =>
  [
    '#separator \\x09',
    '#set_separator\t,',
    '#empty_field\t(empty)',
    '#unset_field\t-',
    `#path\t${path}`,
    '#open\t2026-03-01-08-00-00',
    `#fields\t${fields}`,
    `#types\t${types}`,
  ].join('\n');

const dns = header(
  'dns',
  'ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tquery\tanswers\tTTLs\trejected\trtt',
  'time\tstring\taddr\tport\taddr\tport\tstring\tvector[string]\tvector[interval]\tbool\tinterval',
);

describe('Zeek TSV', () => {
  test('types, sets, empty and unset values', async () => {
    const { events, losses } = await read(
      `${dns}\n1772352000.123456\tC1\t10.0.0.5\t41772\t10.0.0.1\t53\tcaf\\xc3\\xa9.example\ta.example,10.1.1.1\t5.000000,60.5\tF\t-\n1772352001.000000\tC2\t10.0.0.5\t1\t10.0.0.1\t53\t(empty)\t(empty)\t-\tT\t0.25\n#close\t2026-03-01-09-00-00\n`,
    );
    expect(losses).toEqual([]);
    const [one, two] = events;
    expect(one?.source).toMatchObject({ key: 'zeek|dns', format: 'zeek', product: 'zeek', service: 'dns' });
    expect(one?.field('query')).toBe('café.example');
    expect(one?.field('id.resp_p')).toBe(53);
    expect(one?.field('answers')).toEqual(['a.example', '10.1.1.1']);
    expect(one?.field('TTLs')).toEqual([5, 60.5]);
    expect(one?.field('rejected')).toBe(false);
    expect(one?.field('rtt')).toBeUndefined();
    expect(one?.fieldNames()).not.toContain('rtt');
    expect(one?.envelope()).toEqual({
      time: '2026-03-01T08:00:00.123456Z',
      host: '10.0.0.5',
      sourceAddress: '10.0.0.5',
      destinationAddress: '10.0.0.1',
      destinationPort: 53,
    });
    expect(two?.field('query')).toBe('');
    expect(two?.field('answers')).toEqual([]);
    expect(two?.field('rejected')).toBe(true);
    expect(two?.raw()).toMatchObject({ _path: 'dns', uid: 'C2', rtt: 0.25 });
  });

  test('joined logs change path and fields at each header, and keep every digit of a 64-bit count', async () => {
    const conn = header('conn', 'ts\tuid\torig_bytes', 'time\tstring\tcount');
    const { events, losses } = await read(
      `${dns}\n${conn}\n1\tC1\t18446744073709551615\n${header('weird', 'ts\tname', 'time\tstring')}\n2\tx\n`,
    );
    expect(losses).toEqual([]);
    expect(events.map((event) => event.source.service)).toEqual(['conn', 'weird']);
    expect(events[0]?.field('orig_bytes')).toBe(18446744073709551615n);
    expect(JSON.stringify(events[0]?.raw())).toContain('"18446744073709551615"');
  });

  test('a line with too few columns is named and the rest is read', async () => {
    const { events, losses } = await read(`${header('weird', 'ts\tname', 'time\tstring')}\n1\ta\n2\n3\tc\n`);
    expect(events.map((event) => event.field('name'))).toEqual(['a', 'c']);
    expect(losses).toEqual([
      {
        file: 'input',
        where: 'line 10',
        what: 'the record has 1 columns where the header names 2',
        count: 1,
      },
    ]);
  });
});

describe('Zeek JSON', () => {
  test('the path is said, or found from the fields', async () => {
    const base = {
      ts: 1772352000.5,
      uid: 'C1',
      'id.orig_h': '10.0.0.5',
      'id.orig_p': 1,
      'id.resp_h': '10.0.0.9',
      'id.resp_p': 445,
    };
    const expected: [string, object][] = [
      ['ntlm', { _path: 'ntlm', ...base }],
      ['conn', { ...base, proto: 'tcp', conn_state: 'S0' }],
      ['dns', { ...base, proto: 'udp', query: 'a.example' }],
      ['http', { ...base, trans_depth: 1, method: 'GET', host: 'a.example' }],
      ['ssl', { ...base, established: true }],
      ['smb_mapping', { ...base, share_type: 'DISK', path: '\\\\a\\C$' }],
      ['smb_files', { ...base, action: 'SMB::FILE_OPEN', name: 'x', size: 1 }],
      ['dce_rpc', { ...base, endpoint: 'svcctl', operation: 'CreateServiceW' }],
      ['kerberos', { ...base, request_type: 'TGS', client: 'amara/TRUST', service: 'cifs/dc' }],
      ['ntlm', { ...base, username: 'amara', hostname: 'W', domainname: 'T' }],
      ['rdp', { ...base, cookie: 'amara', security_protocol: 'HYBRID' }],
      ['ssh', { ...base, auth_attempts: 1 }],
      ['weird', { ...base, name: 'bad_TCP_checksum', notice: false, peer: 'zeek' }],
      [
        'dhcp',
        { ts: 1, uids: ['C1'], client_addr: '10.0.0.5', msg_types: ['DISCOVER'], assigned_addr: '10.0.0.5' },
      ],
      ['files', { ts: 1, fuid: 'F1', analyzers: ['MD5'], seen_bytes: 1 }],
      ['x509', { ts: 1, id: 'F1', 'certificate.serial': '01' }],
      ['notice', { ts: 1, note: 'Scan::Port_Scan', msg: 'x' }],
    ];
    for (const [service, record] of expected) {
      expect((await readOne(record)).source).toMatchObject({ format: 'zeek', product: 'zeek', service });
    }
  });

  test('nested ids answer to the same names as flat ones', async () => {
    const event = await readOne({
      _path: 'conn',
      ts: '2026-03-01T08:00:00.123456Z',
      id: { orig_h: '10.0.0.5', resp_h: '10.0.0.9', resp_p: 445 },
    });
    expect(event.field('id.orig_h')).toBe('10.0.0.5');
    expect(event.envelope()).toEqual({
      time: '2026-03-01T08:00:00.123456Z',
      host: '10.0.0.5',
      sourceAddress: '10.0.0.5',
      destinationAddress: '10.0.0.9',
      destinationPort: 445,
    });
  });
});

test('Suricata EVE: nested fields by dotted path, one source for each event type', async () => {
  const alert = await readOne({
    timestamp: '2026-03-01T08:00:00.123456+0100',
    flow_id: 1,
    host: 'sensor-1',
    event_type: 'alert',
    src_ip: '10.0.0.5',
    dest_ip: '198.51.100.7',
    dest_port: 443,
    alert: { signature: 'Trojan beacon', signature_id: 2027865, metadata: { tag: ['a', 'b'] } },
    dns: { query: [{ rrname: 'a.example' }, { rrname: 'b.example' }] },
  });
  expect(alert.source).toMatchObject({
    key: 'suricata|alert',
    format: 'suricata',
    product: 'suricata',
    service: 'alert',
  });
  expect(alert.field('alert.signature')).toBe('Trojan beacon');
  expect(alert.field('alert.metadata.tag')).toEqual(['a', 'b']);
  expect(alert.field('dns.query.rrname')).toEqual(['a.example', 'b.example']);
  expect(alert.fieldNames()).toEqual(expect.arrayContaining(['alert.signature', 'dns.query.rrname']));
  expect(alert.envelope()).toEqual({
    time: '2026-03-01T07:00:00.123456Z',
    host: '10.0.0.5',
    sourceAddress: '10.0.0.5',
    destinationAddress: '198.51.100.7',
    destinationPort: 443,
  });
});

